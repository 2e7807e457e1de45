import { daysBetween } from '../domain/local-time.ts';
import { QUALITIES, type Quality } from '../domain/interval.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { MeterDayTotal } from '../store/ports.ts';
import { groupBy } from '../domain/group-by.ts';
import { bucketsOf } from './buckets.ts';
import { type IntervalReader, owedByEach } from './scope-tallies.ts';
import type { SiteView } from './site-view.ts';
import { addDayTotal, addTally, createTally, expect, type Owed, type Tally, toAmount } from './tally.ts';

/** How well one meter was known in a span. */
export interface MeterTrust {
  meter: Meter;
  /** Shares of what it owed. */
  coverage: number;
  estimated: number;
  /** Intervals that rest on readings of a person, and that stand under suspicion, as shares. */
  manual: number;
  suspect: number;
  /** Coverage by local day; null: it owed nothing that day, it was not there yet. */
  days: (number | null)[];
}

export interface DataTrust {
  days: string[];
  /** In walking order; instruments without consumption are not among them. */
  meters: MeterTrust[];
}

/** How much of each meter's data is there, day by day. @param span local days, half open */
export async function readDataTrust(
  intervals: IntervalReader,
  view: SiteView,
  { from, to }: { from: string; to: string },
  now: number,
): Promise<DataTrust> {
  const meters = view.plan.meters.filter(({ medium }) => MEDIUM_FACTS[medium].register !== undefined);
  const ids = meters.map(({ id }) => id);
  const totals = groupBy(await intervals.totals(view.id, ids, from, to), ({ meter }) => meter);
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  const buckets = bucketsOf('day', view.local, from, to);
  return {
    days: daysBetween(from, to),
    meters: meters.map((meter) => {
      const rows = totals.get(meter.id) ?? [];
      const byDay = new Map(rows.map((row) => [row.day, row]));
      const tallies = buckets.map(({ at, endAt, day }) => tallyOf(byDay.get(day), owed.get(meter.id)!, at, endAt));
      return { meter, ...sharesOf(tallies, rows), days: tallies.map((tally) => (tally.expected === 0 ? null : toAmount(tally).coverage)) };
    }),
  };
}

function tallyOf(row: MeterDayTotal | undefined, owed: Owed, at: number, endAt: number): Tally {
  const tally = createTally();
  if (row) addDayTotal(tally, row);
  return expect(tally, owed, at, endAt);
}

function sharesOf(
  tallies: readonly Tally[],
  rows: readonly MeterDayTotal[],
): Pick<MeterTrust, 'coverage' | 'estimated' | 'manual' | 'suspect'> {
  const whole = createTally();
  for (const tally of tallies) addTally(whole, tally);
  const { coverage, estimated } = toAmount(whole);
  const shareOf = (quality: Quality) => {
    const place = QUALITIES.indexOf(quality);
    return rows.reduce((count, row) => count + (row.counts[place] ?? 0), 0) / Math.max(1, whole.expected);
  };
  return { coverage, estimated, manual: Math.min(1, shareOf('manual')), suspect: Math.min(1, shareOf('suspect')) };
}
