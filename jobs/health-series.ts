import { createDayBook } from '../analysis/day-book.ts';
import type { DayBook, HealthJudgement, MeterSeries } from '../analysis/health-detector.ts';
import type { MeterStuckDetector } from '../analysis/meter-stuck.ts';
import { toSeries } from '../analysis/series.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { addDays } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import type { Records } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import { breathe } from './loop.ts';

type SeriesRecords = Pick<Records, 'intervals'>;

/** Meters whose days are in memory at once. */
const METERS_AT_ONCE = 16;
/** Meters in one question about day totals. */
const TOTALS_AT_ONCE = 200;
/** How much further back a run is followed that was there already where the series begins; doubled each time. */
const FURTHER_BACK_DAYS = 90;

/** Intervals of some meters over [fromAt, toAt), both on the grid. */
export async function loadSeries(
  { intervals }: SeriesRecords,
  { plan, local }: KnownSite,
  meters: readonly Meter[],
  fromAt: number,
  toAt: number,
): Promise<MeterSeries[]> {
  const ids = meters.map(({ id }) => id);
  const days = await intervals.days(plan.site.id, ids, local.dayOf(fromAt), addDays(local.dayOf(toAt - 1), 1));
  const byMeter = new Map(ids.map((id) => [id, [] as typeof days]));
  for (const day of days) byMeter.get(day.meter)!.push(day);
  return meters.map((meter) => ({ meter, series: toSeries(byMeter.get(meter.id)!, fromAt, toAt) }));
}

/** Day totals of all meters of a site over [fromDay, toDay). */
export async function loadBook({ intervals }: SeriesRecords, { plan }: KnownSite, fromDay: string, toDay: string): Promise<DayBook> {
  const totals = [];
  for (let first = 0; first < plan.meters.length; first += TOTALS_AT_ONCE) {
    const ids = plan.meters.slice(first, first + TOTALS_AT_ONCE).map(({ id }) => id);
    totals.push(...(await intervals.totals(plan.site.id, ids, fromDay, toDay)));
    await breathe();
  }
  return createDayBook(plan.meters, totals);
}

/** Judge which meters do not count, in causes that ended on `fromDay` or later. */
export async function judgeStuck(
  records: SeriesRecords,
  site: KnownSite,
  detector: MeterStuckDetector,
  fromDay: string,
  now: number,
): Promise<HealthJudgement> {
  const watched = site.plan.meters.filter((meter) => detector.watches(meter));
  const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
  const look = createLook(records, site, detector, fromDay, now);
  const span = await records.intervals.span(site.plan.site.id);
  if (!span) return judgement;
  const firstDay = addDays(fromDay, -detector.lookBackDays);
  for (let first = 0; first < watched.length; first += METERS_AT_ONCE) {
    for (const one of await look(watched.slice(first, first + METERS_AT_ONCE), firstDay)) {
      const whole = one.cutOff ? await further(one.meter, firstDay) : one;
      judgement.findings.push(...whole.findings);
      judgement.judged.add(one.meter.id);
    }
    await breathe();
  }
  return judgement;

  /** A run may be older than the days at hand; its start, and what was usual before it, lie there. */
  async function further(meter: Meter, knownFrom: string) {
    for (let back = FURTHER_BACK_DAYS; ; back *= 2) {
      const from = addDays(knownFrom, -back);
      const [again] = await look([meter], from);
      if (!again!.cutOff || from <= span!.firstDay) return again!;
    }
  }
}

function createLook(records: SeriesRecords, site: KnownSite, detector: MeterStuckDetector, fromDay: string, now: number) {
  const { local, plan } = site;
  const calendar: Calendar = createCalendar(plan.calendar);
  const tomorrow = addDays(local.dayOf(now), 1);
  const books = new Map<string, Promise<DayBook>>();
  return async (meters: readonly Meter[], firstDay: string) => {
    const book = books.get(firstDay) ?? loadBook(records, site, firstDay, tomorrow);
    books.set(firstDay, book);
    const days = await book;
    const loaded = await loadSeries(records, site, meters, local.startOfDay(firstDay), local.startOfDay(tomorrow));
    return loaded.map(({ meter, series }) => ({
      meter,
      ...detector.judge({ meter, series, days, calendar, local, fromAt: local.startOfDay(fromDay), now }),
    }));
  };
}
