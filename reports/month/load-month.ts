import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { BUILT_IN_FACTORS } from '../../domain/factors.ts';
import type { Factor } from '../../domain/factor.ts';
import type { SchoolFact } from '../../domain/school-facts.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import { type Weather, weatherOf } from '../../domain/weather.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { type AlertBook, loadAlerts } from './alert-book.ts';
import type { MonthDeps } from './deps.ts';
import { loadAmounts, type MonthAmounts } from './load-amounts.ts';
import { loadCosts, type MediumCost } from './load-costs.ts';
import { loadAdjusted, loadSavings } from './load-savings.ts';
import { loadMetering, type MeteringFacts } from './metering.ts';
import type { MonthReport } from './schema.ts';
import { type MonthSpans, spansOf } from './spans.ts';

/** All that a report is made of, read at one moment. */
export interface MonthSources {
  view: SiteView;
  month: string;
  spans: MonthSpans;
  now: number;
  amounts: MonthAmounts;
  costs: readonly MediumCost[];
  alerts: AlertBook;
  metering: MeteringFacts;
  weather: Weather;
  facts: readonly SchoolFact[];
  factors: readonly Factor[];
  adjusted: MonthReport['adjusted'];
  savings: MonthReport['savings'];
  /** Newest instant of a reading up to the end of the month; null: none. */
  dataUntilAt: number | null;
}

/** @param view of the whole school */
export async function loadMonth(deps: MonthDeps, view: SiteView, month: string): Promise<MonthSources> {
  const { records, now: clock } = deps;
  const now = clock();
  const spans = spansOf(month);
  const amounts = await loadAmounts(records.intervals, view, spans, now);
  const media = amounts.site.month.list.flatMap(({ scope: { medium } }) => (isSold(medium) ? [medium] : []));
  const alerts = await loadAlerts(deps, view, spans.month);
  const { local, id } = view;
  const hours = await records.weather.hours(id, local.startOfDay(spans.thirteen.from), local.startOfDay(spans.thirteen.to));
  const endAt = local.startOfDay(spans.month.to);
  const newest = (await records.intake.latest(id)).map(({ at }) => at);
  return {
    view,
    month,
    spans,
    now,
    amounts,
    costs: await loadCosts(deps, view, media, spans),
    alerts,
    metering: await loadMetering(deps, view, alerts),
    weather: weatherOf(hours, []),
    facts: await records.facts.list(id),
    factors: [...(await records.facts.factors(id)), ...BUILT_IN_FACTORS],
    adjusted: await loadAdjusted({ records, now }, view, spans),
    savings: await loadSavings({ records, now }, view, spans),
    dataUntilAt: newest.length === 0 ? null : Math.min(endAt, Math.max(...newest)),
  };
}

const isSold = (medium: string): medium is SoldMedium => medium in MEDIUM_FACTS && medium !== 'weather';
