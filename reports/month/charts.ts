import { fromGrains } from '../../domain/interval.ts';
import type { Medium } from '../../domain/medium.ts';
import type { Tally } from '../../consumption/tally.ts';
import type { MonthAmounts, Row, Rows } from './load-amounts.ts';
import type { MonthReport } from './schema.ts';
import { type DaySpan, moveMonth } from './spans.ts';

type Charts = MonthReport['charts'];

export const amountOf = ({ grains }: Tally) => (grains === null ? null : fromGrains(grains));

/** @param span of the month */
export function chartsOf({ site, siteDays }: MonthAmounts, span: DaySpan): Charts {
  const month = (medium: Medium) => site.thirteen.of(medium, medium);
  return {
    electricity: daySeries('electricity', siteDays, span),
    water: daySeries('water', siteDays, span),
    months: site.thirteen.buckets.map(({ day }, index) => ({
      month: day.slice(0, 7),
      electricity: bucketOf(month('electricity'), index),
      water: bucketOf(month('water'), index),
      isEstimated: [month('electricity'), month('water')].some((row) => isEstimated(row?.buckets[index])),
    })),
  };
}

/** 29 February has no day to stand beside in most years. */
function daySeries(medium: Medium, rows: Rows, { from }: DaySpan): Charts['electricity'] {
  const row = rows.of(medium, medium);
  const indices = [...rows.buckets.keys()];
  const lastYear = indices.filter((index) => rows.buckets[index]!.day.slice(0, 7) === moveMonth(from.slice(0, 7), -12));
  const before = new Map(lastYear.map((index) => [rows.buckets[index]!.day.slice(8), bucketOf(row, index)]));
  const month = indices.filter((index) => rows.buckets[index]!.day >= from);
  const days = month.map((index) => rows.buckets[index]!.day);
  return {
    days,
    values: month.map((index) => bucketOf(row, index)),
    estimated: month.map((index) => isEstimated(row?.buckets[index])),
    lastYear: days.map((day) => before.get(day.slice(8)) ?? null),
  };
}

function bucketOf(row: Row | undefined, index: number): number | null {
  const tally = row?.buckets[index];
  return tally ? amountOf(tally) : null;
}

const isEstimated = (tally: Tally | undefined) => tally !== undefined && tally.estimated > 0;
