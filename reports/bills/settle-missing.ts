import type { BillOutcome, BillTrouble } from '../../domain/bill.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import { threeDigits, type Sentence } from '../../domain/words.ts';
import type { MeterUse } from '../../tariffs/compute-bill.ts';
import { estimateMissing } from './estimate-missing.ts';

/** What becomes of time of which nobody knows anything: it is taken as the mean of the rest, or there is no bill. */
export type MissingRule = 'estimate' | 'refuse';

interface SettledSpan {
  from: string;
  to: string;
  local: LocalTime;
  /** Of each meter; asked for only where something is missing. */
  firstDays: () => Promise<ReadonlyMap<string, string>>;
}

/** The uses of a span without holes, and what was put into them; or why there is no bill. */
export async function settleMissing(
  uses: readonly MeterUse[],
  rule: MissingRule,
  { firstDays, ...span }: SettledSpan,
): Promise<{ uses: readonly MeterUse[]; estimates: Sentence[] } | { troubles: BillTrouble[] }> {
  if (uses.every((use) => estimateMissing(use, { ...span, firstDay: undefined }).missingDays === 0)) return { uses, estimates: [] };
  const known = await firstDays();
  const settled = uses.map((use) => estimateMissing(use, { ...span, firstDay: known.get(use.meter) }));
  const { from, to } = span;
  const troubles = settled.flatMap(({ use, missingDays, amountADay }): BillTrouble[] => {
    if (missingDays === 0 || (rule === 'estimate' && amountADay !== null)) return [];
    const days = threeDigits(missingDays);
    const words = {
      zh: `表计 ${use.meter} 在 ${from} 至 ${to} 之间有 ${days} 天没有读数`,
      en: `meter '${use.meter}' has no readings on ${days} days between ${from} and ${to}`,
    };
    return [{ kind: 'no_data', from, to, words }];
  });
  if (troubles.length > 0) return { troubles };
  return { uses: settled.map(({ use }) => use), estimates: settled.flatMap(estimateWords) };
}

function estimateWords({ use: { meter }, missingDays, amountADay }: ReturnType<typeof estimateMissing>): Sentence[] {
  if (amountADay === null) return [];
  const [days, mean] = [threeDigits(missingDays), threeDigits(amountADay)];
  return [
    {
      zh: `表计 ${meter} 有 ${days} 天没有读数，按其余日子的平均值每天 ${mean} 估算，取得读数后多退少补`,
      en: `meter '${meter}' has no readings on ${days} days: estimated by the mean of the others, ${mean} a day, and trued up later`,
    },
  ];
}

/** A bill in which something was put says so, on each line that counts. */
export function tellEstimates(outcome: BillOutcome, estimates: readonly Sentence[]): BillOutcome {
  if (outcome.kind === 'refused' || estimates.length === 0) return outcome;
  const lines = outcome.bill.lines.map((line) => ({ ...line, isEstimated: line.isEstimated || line.quantity !== null }));
  return { kind: 'billed', bill: { ...outcome.bill, lines, notes: [...outcome.bill.notes, ...estimates] } };
}
