import type { Decimal } from '../../domain/decimal.ts';
import { GJ_PER_KWH } from '../../domain/carriers.ts';
import { factsOf } from '../../domain/facts-of-month.ts';
import type { Carrier, Factor } from '../../domain/factor.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import type { SchoolFact } from '../../domain/school-facts.ts';
import type { Quota } from '../../domain/site.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import type { Sentence } from '../../domain/words.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import { computeIndicators, INDICATOR_UNITS, type IndicatorCode, type Indicators } from '../indicators/indicators.ts';
import { INDICATOR_NAMES } from './indicator-names.ts';
import { changeOf, type Known, shareOf } from './known.ts';
import type { MediumCost } from './load-costs.ts';
import type { Indicator } from './schema.ts';
import { FIVE, type FiveSpans, lastDayOf, type MonthSpans } from './spans.ts';

interface Sources {
  spans: MonthSpans;
  /** Of the media that the school measures. */
  used: ReadonlyMap<SoldMedium, FiveSpans<Known>>;
  costs: readonly MediumCost[];
  facts: readonly SchoolFact[];
  factors: readonly Factor[];
  quotas: readonly Quota[];
}

const CODES = Object.keys(INDICATOR_UNITS) as IndicatorCode[];

/** The table of indicators, and the factors that made them. Amounts first, then costs, then what is computed from them. */
export function indicatorRows(sources: Sources): { rows: Indicator[]; factors: Factor[] } {
  const { used, costs } = sources;
  const amounts = [...used].map(([medium, five]) => withQuota(toRow(medium, MEDIUM_FACTS[medium].unit, five), medium, sources));
  const money = costs.map(({ medium, spans }) => toRow(`${medium}_cost`, 'yuan', spans));
  const computed = byFive((span) => indicatorsOf(sources, span));
  const rows = CODES.map((code) => ({
    ...toRow(
      code,
      INDICATOR_UNITS[code],
      byFive((span) => toKnown(computed[span][code], inputsOf(code, used, span))),
    ),
    formula: computed.month[code].formula,
  }));
  const factors = new Map(CODES.flatMap((code) => computed.month[code].factors.map((factor) => [factor.id, factor])));
  return { rows: [...amounts, ...money, ...rows], factors: [...factors.values()] };
}

const byFive = <T>(of: (span: (typeof FIVE)[number]) => T) => Object.fromEntries(FIVE.map((span) => [span, of(span)])) as FiveSpans<T>;

function toRow(code: Indicator['code'], unit: string, five: FiveSpans<Known>): Indicator {
  return {
    code,
    name: INDICATOR_NAMES[code],
    unit,
    month: five.month.cell,
    lastMonth: five.lastMonth.cell,
    lastYear: five.lastYear.cell,
    mom: changeOf(five.month, five.lastMonth),
    yoy: changeOf(five.month, five.lastYear),
    cumulated: five.cumulated.cell,
    cumulatedLastYear: five.cumulatedLastYear.cell,
    quota: null,
    progress: null,
    formula: null,
  };
}

/** Approved quotas of the year for the school as a whole. */
function withQuota(row: Indicator, medium: SoldMedium, { quotas, spans }: Sources): Indicator {
  const year = Number(spans.month.from.slice(0, 4));
  const quota = quotas.findLast((one) => one.medium === medium && one.year === year && one.building === undefined);
  if (!quota) return row;
  const amount = toDecimal(exact(quota.amount));
  return { ...row, quota: amount, progress: shareOf(row.cumulated.value, amount) };
}

function indicatorsOf({ spans, used, facts, factors }: Sources, span: (typeof FIVE)[number]): Indicators {
  const amounts: Partial<Record<Carrier, Decimal | null>> = {};
  for (const [medium, five] of used) amounts[medium] = toCarrier(medium, five[span].cell.value);
  // Areas and heads as they were then; one set of factors, so that a change is use and not a new factor.
  return computeIndicators({
    amounts,
    facts: factsOf(facts, lastDayOf(spans[span]).slice(0, 7)),
    factors,
    month: spans.month.from.slice(0, 7),
  });
}

/** Heat meters count kWh, the tables of factors GJ. */
export const toCarrier = (medium: SoldMedium, value: Decimal | null): Decimal | null =>
  value === null || medium !== 'heat' ? value : toDecimal(exact(value).times(GJ_PER_KWH));

/** What an indicator is made of. */
function inputsOf(code: IndicatorCode, used: Sources['used'], span: (typeof FIVE)[number]): Known[] {
  const of = (...media: SoldMedium[]) => media.flatMap((medium) => used.get(medium)?.[span] ?? []);
  if (code === 'water_per_head') return of('water');
  if (code === 'total_energy' || code.startsWith('energy_')) return of('electricity', 'gas', 'heat');
  return of('electricity');
}

function toKnown({ value, why }: { value: Decimal | null; why: Sentence | null }, inputs: readonly Known[]): Known {
  const coverages = inputs.map(({ cell }) => cell.coverage ?? 0);
  return {
    cell: {
      value,
      coverage: value === null ? null : Math.min(...coverages),
      isEstimated: inputs.some(({ cell }) => cell.isEstimated),
      why: why ?? inputs.flatMap(({ cell }) => cell.why ?? [])[0] ?? null,
    },
    isComparable: value !== null && inputs.every(({ isComparable }) => isComparable),
  };
}
