import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';
import type { CalendarAnswer } from '../../api/schemas/sites.ts';
import { isTeachingDay } from '../../domain/calendar.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import { changeOf } from '../format.ts';
import { toPoints } from './buckets.ts';
import type { ChartModel, ChartPoint, Shade } from './model.ts';

/** One building among many on the same scale. */
export interface BuildingMultiple {
  id: string;
  name: string;
  nameEn: string;
  total: number | null;
  coverage: number;
  /** Mean of a comparable day now and in the days before; null where too little is known. */
  now: number | null;
  before: number | null;
  change: number | null;
  chart: ChartModel;
}

interface Frame {
  /** How many days at the end are shown; the ones before them are compared with. */
  days: number;
  calendar: readonly Pick<CalendarAnswer['days'][number], 'day' | 'type'>[];
  shades: Shade[];
  local: LocalTime;
  now: number;
}

/** Fewer comparable days than this prove nothing. */
const LEAST_DAYS = 5;
/** A day counts for a mean when at least this share of it is known. */
const DAY_COVERAGE = 0.9;

/**
 * The last days of each building, what changed most first. The change compares the mean teaching day of the span with
 * that of the span before, so that a holiday does not look like saving; where either has under five of
 * them, all days are compared.
 */
export function toBuildingMultiples(series: readonly ConsumptionSeries[], frame: Frame): BuildingMultiple[] {
  const teaching = new Set(frame.calendar.filter(({ type }) => isTeachingDay(type)).map(({ day }) => day));
  return series
    .map((one) => toMultiple(one, teaching, frame))
    .toSorted((one, other) => weight(other) - weight(one) || (other.total ?? 0) - (one.total ?? 0));
}

/** What is unknown goes last. */
const weight = ({ change }: BuildingMultiple) => (change === null ? -1 : Math.abs(change));

function toMultiple(series: ConsumptionSeries, teaching: ReadonlySet<string>, { days, shades, local, now }: Frame): BuildingMultiple {
  const points = toPoints(series, now);
  const shown = points.slice(-days);
  const known = (list: ChartPoint[]) =>
    list.filter(({ value, coverage, running }) => value !== null && coverage >= DAY_COVERAGE && !running);
  const lessons = (list: ChartPoint[]) => list.filter(({ at }) => teaching.has(local.dayOf(at)));
  let nowDays = known(shown);
  let beforeDays = known(points.slice(0, -days));
  if (lessons(nowDays).length >= LEAST_DAYS && lessons(beforeDays).length >= LEAST_DAYS) {
    nowDays = lessons(nowDays);
    beforeDays = lessons(beforeDays);
  }
  const nowMean = meanOf(nowDays);
  const beforeMean = meanOf(beforeDays);
  const values = shown.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    id: series.key,
    name: series.name,
    nameEn: series.nameEn,
    total: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0),
    coverage: shown.reduce((sum, { coverage }) => sum + coverage, 0) / Math.max(1, shown.length),
    now: nowMean,
    before: beforeMean,
    change: changeOf(nowMean, beforeMean),
    chart: { medium: series.medium, unit: series.unit, shape: 'bars', grain: 'day', points: shown, shades, marks: [] },
  };
}

function meanOf(points: ChartPoint[]): number | null {
  if (points.length < LEAST_DAYS) return null;
  return points.reduce((sum, { value }) => sum + (value ?? 0), 0) / points.length;
}

/** The top of the common scale. */
export function commonTop(multiples: readonly BuildingMultiple[]): number {
  return Math.max(0, ...multiples.flatMap(({ chart }) => chart.points.map(({ value }) => value ?? 0)));
}
