import type { Bill, BillMeter } from '../domain/bill.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import type { Sentence } from '../domain/words.ts';
import {
  countedFromEstimate,
  demandIncomplete,
  examplePrices,
  holidaysUnknown,
  hotDays,
  partlyKnown,
  sharedByTime,
  weatherUnknown,
} from './bill-words.ts';
import type { Charges } from './charges.ts';
import type { PriceClock } from './price-clock.ts';

/** What a reader of a bill has to know. */
export function billNotes(
  versions: readonly TariffRevision[],
  clocks: readonly (PriceClock | undefined)[],
  { lines, isDemandIncomplete, isBeforeIncomplete }: Charges,
  { coverage, estimated }: Pick<Bill, 'coverage' | 'estimated'>,
): Sentence[] {
  const notes = versions.filter(({ tariff }) => tariff.isExample).map(examplePrices);
  if (coverage + estimated < 1) notes.push(partlyKnown(coverage, estimated));
  if (lines.some(({ isEstimated }) => isEstimated)) notes.push(sharedByTime);
  if (isBeforeIncomplete) notes.push(countedFromEstimate);
  if (isDemandIncomplete) notes.push(demandIncomplete);
  const rested = clocks.flatMap((clock) => clock?.restedOn() ?? []);
  const said = (days: string[], words: (days: readonly string[]) => Sentence) => (days.length > 0 ? [words([...new Set(days)])] : []);
  return [
    ...notes,
    ...said(
      rested.flatMap(({ hot }) => hot),
      hotDays,
    ),
    ...said(
      rested.flatMap((days) => days.weatherUnknown),
      weatherUnknown,
    ),
    ...said(
      rested.flatMap((days) => days.holidaysUnknown),
      holidaysUnknown,
    ),
  ];
}

/** Shares of the time of all meters that is measured, and that is estimated. */
export function coverageOfMeters(meters: readonly BillMeter[]): { coverage: number; estimated: number } {
  const mean = (of: (meter: BillMeter) => number) =>
    Math.round((meters.reduce((sum, meter) => sum + of(meter), 0) / Math.max(1, meters.length)) * 1e6) / 1e6;
  return { coverage: mean((meter) => meter.coverage), estimated: mean((meter) => meter.estimated) };
}
