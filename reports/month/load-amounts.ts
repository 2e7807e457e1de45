import { tallyScopes } from '../../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../../consumption/scopes.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Tally } from '../../consumption/tally.ts';
import type { BucketKind, BucketSpan } from '../../consumption/buckets.ts';
import type { Medium } from '../../domain/medium.ts';
import type { IntervalStore } from '../../store/ports.ts';
import type { SpanTally } from './known.ts';
import type { DaySpan, MonthSpans } from './spans.ts';

/** What one thing (the school, a building, a meter) used of one medium. */
export interface Row extends SpanTally {
  scope: Scope;
  buckets: readonly Tally[];
}

/** Rows of one span. */
export interface Rows {
  buckets: readonly BucketSpan[];
  list: readonly Row[];
  /** @param key a building, a meter, or of the school the medium itself */
  of(key: string, medium: Medium): Row | undefined;
}

type By = 'meter' | 'building' | 'medium';

/** All amounts of a report. */
export interface MonthAmounts {
  /** The school by medium. */
  site: Record<keyof MonthSpans, Rows>;
  /** By day, of all thirteen months. */
  siteDays: Rows;
  buildings: Record<'month' | 'lastMonth' | 'lastYear', Rows>;
  /** By hour: for the nights. */
  buildingHours: Rows;
  /** By day. */
  meters: Rows;
  metersBefore: Record<'lastMonth' | 'lastYear', Rows>;
  /** First local day with data of each meter. */
  firstDays: ReadonlyMap<string, string>;
}

/** Day totals of all meters for three months, of the meters that make the school's sum for two years; intervals of one month of the buildings' meters. */
export async function loadAmounts(intervals: IntervalStore, view: SiteView, spans: MonthSpans, now: number): Promise<MonthAmounts> {
  const firstDays = await intervals.firstDays(view.id);
  // The first days are the same for all of these questions, and looking for them is not cheap.
  const reader = { ...intervals, firstDays: () => Promise.resolve(firstDays) };
  const rows = (by: By, kind: BucketKind, span: DaySpan) => tallyRows({ intervals: reader, view, firstDays, now }, by, kind, span);
  return {
    site: {
      month: await rows('medium', 'month', spans.month),
      lastMonth: await rows('medium', 'month', spans.lastMonth),
      lastYear: await rows('medium', 'month', spans.lastYear),
      cumulated: await rows('medium', 'month', spans.cumulated),
      cumulatedLastYear: await rows('medium', 'month', spans.cumulatedLastYear),
      thirteen: await rows('medium', 'month', spans.thirteen),
    },
    siteDays: await rows('medium', 'day', spans.thirteen),
    buildings: {
      month: await rows('building', 'month', spans.month),
      lastMonth: await rows('building', 'month', spans.lastMonth),
      lastYear: await rows('building', 'month', spans.lastYear),
    },
    buildingHours: await rows('building', 'hour', spans.month),
    meters: await rows('meter', 'day', spans.month),
    metersBefore: {
      lastMonth: await rows('meter', 'month', spans.lastMonth),
      lastYear: await rows('meter', 'month', spans.lastYear),
    },
    firstDays,
  };
}

interface Question {
  intervals: Pick<IntervalStore, 'totals' | 'days' | 'firstDays' | 'held'>;
  view: SiteView;
  firstDays: ReadonlyMap<string, string>;
  now: number;
}

async function tallyRows({ intervals, view, firstDays, now }: Question, by: By, kind: BucketKind, span: DaySpan): Promise<Rows> {
  const scopes = scopesOf(view, view.eras(span.from, span.to), { by });
  const { rows, buckets } = await tallyScopes(intervals, view, scopes, { kind, ...span }, now);
  const list = scopes.map((scope, index) => ({
    scope,
    buckets: rows[index]!.buckets,
    tally: rows[index]!.whole,
    sinceDay: sinceDayOf(scope, firstDays),
  }));
  const byKey = new Map(list.map((row) => [`${row.scope.medium} ${row.scope.key}`, row]));
  return { buckets, list, of: (key, medium) => byKey.get(`${medium} ${key}`) };
}

/** A meter that never reported anything is not waited for: it is among the silent ones. */
function sinceDayOf({ parts }: Scope, firstDays: ReadonlyMap<string, string>): string | null {
  const late = parts.flatMap(({ era, meters }) =>
    meters.flatMap(({ id }) => {
      const day = firstDays.get(id);
      return day !== undefined && day > era.from ? [day] : [];
    }),
  );
  return late.toSorted().at(-1) ?? null;
}
