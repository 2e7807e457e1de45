import { DAY_KINDS, type DayKind, kindOfDay, USUAL_DAYS } from '../domain/compared-span.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { ratioAt } from '../domain/site.ts';
import { type LoadDay, readLoadDays } from '../consumption/load-days.ts';
import { amountOf, baseOf, hourRates, nightUse, peakOf, type Profile, profileOf, quartersOf } from '../consumption/load-figures.ts';
import { quantile } from '../consumption/quantile.ts';
import type { IntervalReader } from '../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../consumption/scopes.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { round } from '../consumption/tally.ts';
import { checkSpan } from './consumption.ts';
import type { DayLoadAnswer, LoadAnswer } from './schemas/use.ts';

const MAX_DAYS = 400;

interface Asked {
  medium: Medium;
  building?: string | undefined;
}

/**
 * The days of a span by the clock: profile by kind of day, peaks, base load, night share, hours.
 *
 * @throws NotFound, BadQuery
 */
export async function readLoad(
  intervals: IntervalReader,
  view: SiteView,
  query: Asked & { from: string; to: string },
  now: number,
): Promise<LoadAnswer> {
  const { medium, from, to } = query;
  checkSpan(from, to, MAX_DAYS);
  const scopes = scopesOf(view, view.eras(from, to), { by: 'medium', medium, building: query.building });
  const [days = []] = await readLoadDays(intervals, view, scopes, query, now);
  const { unit, rateUnit, ratePerUnitHour } = MEDIUM_FACTS[medium];
  const toRate = (rate: number | null) => (rate === null ? null : round(rate * ratePerUnitHour));
  const toRates = (rates: readonly (number | null)[]) => rates.map(toRate);
  const toPeak = (peak: ReturnType<typeof peakOf>) => peak && { rate: toRate(peak.rate)!, at: peak.at };
  const kindOf = ({ day }: LoadDay) => kindOfDay(view.calendar.dayType(day));
  const all = nightUse(days, view.local);
  const bases = days.map(baseOf);
  const peaks = days.map(peakOf);
  const scaled = ({ days: count, mean, low, high }: Profile) => ({
    days: count,
    mean: toRates(mean),
    low: toRates(low),
    high: toRates(high),
  });
  const highest = peaks.reduce((best, peak) => (peak && (!best || peak.rate > best.rate) ? peak : best), null);
  return {
    medium,
    unit,
    rateUnit,
    stepRate: toRate(stepOf(scopes, now))!,
    from,
    to,
    coverage: all.coverage,
    nightShare: all.share,
    base: toRate(
      quantile(
        bases.filter((base) => base !== null),
        0.5,
      ),
    ),
    peak: toPeak(highest),
    byKind: DAY_KINDS.flatMap((kind) => {
      const same = days.filter((day) => kindOf(day) === kind && day.expected > 0);
      if (same.length === 0) return [];
      const amounts = same.flatMap((day) => amountOf(day) ?? []);
      const amount = amounts.length === 0 ? null : round(amounts.reduce((sum, one) => sum + one, 0));
      const share = amount !== null && all.all > 0 ? Math.min(1, round(amount / all.all)) : null;
      return [{ kind, days: same.length, amount, share, profile: scaled(profileOf(same, view.local)) }];
    }),
    days: days.map((day, index) => ({
      day: day.day,
      kind: kindOf(day),
      coverage: round(day.known / Math.max(1, day.expected)),
      peak: toPeak(peaks[index]!),
      base: toRate(bases[index]!),
      hours: toRates(hourRates(day, view.local)),
    })),
  };
}

/** One day by quarter hours beside the days of its kind before it. */
export async function readDayLoad(
  intervals: IntervalReader,
  view: SiteView,
  query: Asked & { day: string },
  now: number,
): Promise<DayLoadAnswer> {
  const { medium, day } = query;
  const days = await daysOf(intervals, view, { ...query, from: addDays(day, -USUAL_DAYS), to: addDays(day, 1) }, now);
  const { rateUnit, ratePerUnitHour } = MEDIUM_FACTS[medium];
  const toRate = (rate: number | null | undefined) => (rate === null || rate === undefined ? null : round(rate * ratePerUnitHour));
  const kind: DayKind = kindOfDay(view.calendar.dayType(day));
  const usual = profileOf(
    days.filter((one) => one.day < day && kindOfDay(view.calendar.dayType(one.day)) === kind),
    view.local,
  );
  const own = days.find((one) => one.day === day);
  const quarters = own ? quartersOf(own, view.local) : [];
  const peak = own ? peakOf(own) : null;
  return {
    medium,
    rateUnit,
    day,
    kind,
    quarters: quarters.map((quarter, index) => {
      const amount = own!.amounts[index]!;
      return {
        at: own!.startAt + index * INTERVAL_MS,
        rate: Number.isNaN(amount) ? null : toRate((amount * 3_600_000) / INTERVAL_MS),
        isEstimated: own!.estimated[index] === 1,
        low: toRate(usual.low[quarter]),
        middle: toRate(usual.mean[quarter]),
        high: toRate(usual.high[quarter]),
      };
    }),
    usualDays: usual.days,
    peak: peak && { rate: toRate(peak.rate)!, at: peak.at },
  };
}

/** What one step of each register adds to the rate of a quarter hour: 0.01 kWh at a ratio of 2,000 is 80 kW. */
function stepOf(scopes: readonly Scope[], at: number): number {
  const meters = scopes.flatMap(({ parts }) => parts.at(-1)?.meters ?? []);
  return meters.reduce((sum, meter) => sum + meter.resolution * ratioAt(meter, at), 0) * (3_600_000 / INTERVAL_MS);
}

/** Empty where nothing of the medium is metered. */
async function daysOf(
  intervals: IntervalReader,
  view: SiteView,
  query: Asked & { from: string; to: string },
  now: number,
): Promise<LoadDay[]> {
  const { medium, building, from, to } = query;
  const scopes = scopesOf(view, view.eras(from, to), { by: 'medium', medium, building });
  const [days = []] = await readLoadDays(intervals, view, scopes, { from, to }, now);
  return days;
}
