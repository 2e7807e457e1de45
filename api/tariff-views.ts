import type { Account } from '../domain/bill.ts';
import { groupBy } from '../domain/group-by.ts';
import type { Tariff, TariffRevision } from '../domain/tariff.ts';
import { clockPicture } from '../tariffs/clock-picture.ts';
import { type ParsedTariff, parseTariff } from '../tariffs/schema.ts';
import { parseTariffYaml, printTariffYaml } from '../tariffs/tariff-yaml.ts';
import { versionGaps } from '../tariffs/version-gaps.ts';
import { Unprocessable } from './problems.ts';
import type { TariffDetail, TariffEntry, TariffReading } from './schemas/tariffs.ts';

/** Tariffs of a school, each with its versions and the days that none of them covers. */
export function toTariffEntries(revisions: readonly TariffRevision[], accounts: readonly Account[]): TariffEntry[] {
  return [...groupBy(revisions, ({ tariff }) => tariff.id)].map(([id, versions]) => ({
    id,
    medium: versions[0]!.tariff.medium,
    versions: [...versions],
    gaps: versionGaps(versions),
    usedBy: accounts.filter(({ assignments }) => assignments.some(({ tariff }) => tariff === id)).map(({ name }) => name),
  }));
}

export function toTariffDetail(entry: TariffEntry, history: readonly TariffRevision[], today: string): TariffDetail {
  return {
    ...entry,
    versions: entry.versions.map((version) => ({
      ...version,
      yaml: printTariffYaml(version.tariff),
      pictures: picturesOf(version.tariff),
    })),
    history: [...history],
    today,
  };
}

export function toReading(tariff: Tariff): TariffReading {
  return { tariff, yaml: printTariffYaml(tariff), pictures: picturesOf(tariff) };
}

/**
 * What somebody wrote, as a form or as YAML.
 *
 * @throws Unprocessable naming each mistake: `body.tariff.tiers.bounds.1`, `body.yaml.valid_from`
 */
export function readTariff(written: { tariff?: unknown; yaml?: string | undefined }): Tariff {
  if (written.yaml !== undefined) return tariffOr('body.yaml', parseTariffYaml(written.yaml));
  return tariffOr('body.tariff', parseTariff(written.tariff));
}

function tariffOr(root: string, parsed: ParsedTariff): Tariff {
  if (parsed.kind === 'tariff') return parsed.tariff;
  throw new Unprocessable(...parsed.mistakes.map(({ path, message }) => ({ path: path === '' ? root : `${root}.${path}`, message })));
}

const picturesOf = ({ tou }: Tariff) => (tou ? clockPicture(tou) : []);
