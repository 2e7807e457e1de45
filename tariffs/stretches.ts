import type { BillTrouble } from '../domain/bill.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import { noTariff } from './bill-words.ts';
import type { BillQuestion } from './bill-question.ts';
import { windowStart } from './counting-windows.ts';

/** Days in a row that one version prices, and in which no tiers and no quota begin anew. */
export interface Stretch {
  /** Local days, half open. */
  from: string;
  to: string;
  /** Index into `versions`. */
  version: number;
}

export interface Stretches {
  /** In the order in which they come into force in the span. */
  versions: readonly TariffRevision[];
  stretches: readonly Stretch[];
  /** Days without a version. */
  troubles: readonly BillTrouble[];
}

type Prices = Pick<BillQuestion, 'medium' | 'from' | 'to' | 'tariffs' | 'assignments'>;

/** Cut a span where the prices change, or what is counted for any of them begins anew. */
export function cutIntoStretches(question: Prices): Stretches {
  const { from: spanFrom, to, assignments } = question;
  const bare: { day: string; assigned: string | undefined }[] = [];
  const priced: { day: string; revision: TariffRevision }[] = [];
  for (const day of daysBetween(spanFrom, to)) {
    const assigned = assignments.findLast(({ from }) => from <= day)?.tariff;
    const revision = assigned === undefined ? undefined : versionOn(question, assigned, day);
    if (revision) priced.push({ day, revision });
    else bare.push({ day, assigned });
  }
  const versions = [...new Set(priced.map(({ revision }) => revision))];
  const bases = new Set(
    versions.flatMap(({ tariff: { tiers, quotaSurcharge } }) => [tiers?.basis ?? [], quotaSurcharge?.period ?? []].flat()),
  );
  const beginsAnew = (day: string) => [...bases].some((basis) => windowStart(basis, day, spanFrom) === day);
  const stretches: Stretch[] = [];
  for (const { day, revision } of priced) {
    const version = versions.indexOf(revision);
    const last = stretches.at(-1);
    if (last?.to === day && last.version === version && !beginsAnew(day)) last.to = addDays(day, 1);
    else stretches.push({ from: day, to: addDays(day, 1), version });
  }
  return { versions, stretches, troubles: troublesOf(question, bare) };
}

/** The version of a tariff that holds on a day: the newest that has begun, unless it has ended. */
export function versionOn({ medium, tariffs }: Pick<Prices, 'medium' | 'tariffs'>, id: string, day: string): TariffRevision | undefined {
  let found: TariffRevision | undefined;
  for (const revision of tariffs) {
    const { tariff } = revision;
    if (tariff.id !== id || tariff.medium !== medium || revision.withdrawnAt !== null || tariff.validFrom > day) continue;
    if (!found || isLater(revision, found)) found = revision;
  }
  return found && (found.tariff.validTo === null || day < found.tariff.validTo) ? found : undefined;
}

function isLater(one: TariffRevision, other: TariffRevision): boolean {
  if (one.tariff.validFrom !== other.tariff.validFrom) return one.tariff.validFrom > other.tariff.validFrom;
  return one.revision > other.revision;
}

function troublesOf(question: Prices, bare: readonly { day: string; assigned: string | undefined }[]): BillTrouble[] {
  const runs: { from: string; to: string; assigned: string | undefined }[] = [];
  for (const { day, assigned } of bare) {
    const last = runs.at(-1);
    if (last?.to === day && last.assigned === assigned) last.to = addDays(day, 1);
    else runs.push({ from: day, to: addDays(day, 1), assigned });
  }
  return runs.map(({ from, to, assigned }) => ({ kind: 'no_tariff', from, to, words: noTariff(question, { from, to }, assigned) }));
}
