import { toNames } from '../../consumption/site-view.ts';
import { addTally, createTally, toHeldAmount } from '../../consumption/tally.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import type { Sentence } from '../../domain/words.ts';
import { anomaliesOf } from './anomalies.ts';
import { balanceRows } from './balance-rows.ts';
import { buildingRows } from './building-rows.ts';
import { causesOf } from './causes.ts';
import { chartsOf } from './charts.ts';
import { type Three, dayCounts } from './day-counts.ts';
import { DEFINITIONS } from './definitions.ts';
import { indicatorRows } from './indicator-rows.ts';
import { divided, type Known, toKnown, unknown } from './known.ts';
import { leaksPart } from './leaks-part.ts';
import type { MonthSources } from './load-month.ts';
import { meteringPart } from './metering.ts';
import { meterTotals } from './meter-totals.ts';
import { benchmarkRows, factorRows, factRows, tariffsOf } from './references.ts';
import { repairsPart } from './repairs-part.ts';
import { roundsPart } from './rounds-part.ts';
import { type Cell, type MonthReport, REPORT_SCHEMA } from './schema.ts';
import { FIVE, type FiveSpans } from './spans.ts';
import { subItems } from './sub-items.ts';
import { summaryOf } from './summary.ts';
import { weatherPart } from './weather-part.ts';

/** The frozen data set of a month. Pure: the same sources give the same report. @param version its number */
export function computeMonth(sources: MonthSources, version: number): MonthReport {
  const { view, month, spans, amounts, alerts, facts, factors, costs } = sources;
  const { plan, local, calendar } = view;
  const used = usedBy(sources);
  const days = dayCounts(calendar, spans);
  const indicators = indicatorRows({ spans, used, costs, facts, factors, quotas: plan.quotas ?? [] });
  const electricity = used.get('electricity');
  const told: Omit<MonthReport, 'summary' | 'causes' | 'changes'> = {
    schema: REPORT_SCHEMA,
    site: { id: view.id, ...toNames(plan.site), timeZone: plan.site.timeZone },
    month,
    version,
    madeAt: sources.now,
    dataUntilAt: sources.dataUntilAt,
    coverage: coverageOf(sources),
    days,
    perTeachingDay: { electricity: perDay(electricity, days.teaching), water: perDay(used.get('water'), days.teaching) },
    weather: weatherPart(sources.weather, local, spans),
    adjusted: sources.adjusted,
    indicators: indicators.rows,
    subItems: electricity
      ? subItems({
          meters: metersAtEnd(sources),
          total: electricity.month,
          totalLastYear: electricity.lastYear,
          month: amounts.meters,
          lastYear: amounts.metersBefore.lastYear,
        })
      : [],
    buildings: buildingRows(view, amounts),
    balance: balanceRows(metersAtEnd(sources), amounts.meters),
    charts: chartsOf(amounts, spans.month),
    anomalies: anomaliesOf(view, alerts),
    ...roundsPart(view, alerts, sources.now),
    leaks: leaksPart(view, alerts),
    repairs: repairsPart(alerts),
    metering: meteringPart(view, amounts, alerts, sources.metering),
    savings: sources.savings,
    ...tariffsOf(costs),
    factors: factorRows(indicators.factors),
    facts: factRows(facts, month),
    benchmarks: benchmarkRows({ amounts: lastTwelveMonths(sources), facts, factors, month }),
    definitions: DEFINITIONS,
    meters: meterTotals(view, amounts),
  };
  const withCauses = { ...told, causes: causesOf(told) };
  return { ...withCauses, summary: summaryOf(withCauses), changes: null };
}

/** What the school used of each medium that it measures. */
function usedBy({ amounts: { site } }: MonthSources): Map<SoldMedium, FiveSpans<Known>> {
  return new Map(
    site.month.list.map(({ scope: { medium } }) => [
      medium as SoldMedium,
      Object.fromEntries(FIVE.map((span) => [span, toKnown(site[span].of(medium, medium))])) as FiveSpans<Known>,
    ]),
  );
}

function coverageOf({ amounts: { site } }: MonthSources): MonthReport['coverage'] {
  return site.month.list.map(({ scope: { medium }, tally }) => {
    const { coverage, estimated, held } = toHeldAmount(tally);
    return { medium, covered: Math.min(1, coverage), estimated: Math.min(1, estimated), held };
  });
}

const metersAtEnd = ({ view, spans: { month } }: MonthSources) => view.eras(month.from, month.to).at(-1)!.meters;

const NO_TEACHING: Sentence = { zh: '没有教学日', en: 'no teaching day' };
const NO_METER = unknown({ zh: '没有计量表', en: 'no meter' }).cell;

function perDay(five: FiveSpans<Known> | undefined, teaching: Record<Three, number>): Record<Three, Cell> {
  const of = (span: Three): Cell => {
    if (!five) return NO_METER;
    const { cell } = five[span];
    return { ...cell, value: divided(cell.value, teaching[span]), why: teaching[span] === 0 ? NO_TEACHING : cell.why };
  };
  return { month: of('month'), lastMonth: of('lastMonth'), lastYear: of('lastYear') };
}

/** Null where they are not known whole. */
function lastTwelveMonths({ amounts: { site } }: MonthSources) {
  return new Map(
    site.thirteen.list.map(({ scope: { medium }, buckets, sinceDay }) => {
      const tally = createTally();
      for (const month of buckets.slice(1)) addTally(tally, month);
      const known = toKnown({ tally, sinceDay });
      return [medium as SoldMedium, known.isComparable ? known.cell.value : null];
    }),
  );
}
