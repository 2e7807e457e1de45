import { BENCHMARKS } from '../../domain/benchmarks.ts';
import { CARRIER_FACTS } from '../../domain/carriers.ts';
import { factsOf, heldIn } from '../../domain/facts-of-month.ts';
import type { Carrier, Factor } from '../../domain/factor.ts';
import type { HeadCategory, SchoolFact } from '../../domain/school-facts.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import type { Sentence } from '../../domain/words.ts';
import { computeIndicators, INDICATOR_UNITS } from '../indicators/indicators.ts';
import { INDICATOR_NAMES } from './indicator-names.ts';
import { toCarrier } from './indicator-rows.ts';
import type { MediumCost } from './load-costs.ts';
import type { MonthReport } from './schema.ts';

/** Every tariff version that priced the month, and why a cost is not known. */
export function tariffsOf(costs: readonly MediumCost[]): Pick<MonthReport, 'tariffs' | 'costTroubles'> {
  return {
    tariffs: costs.flatMap(({ medium, month }) =>
      month.tariffs.map(({ name, validFrom, revision, sourceDoc, isExample }) => ({
        medium,
        name,
        validFrom,
        revision,
        sourceDoc,
        isExample,
      })),
    ),
    costTroubles: costs.flatMap(({ month }) => month.troubles),
  };
}

export function factorRows(factors: readonly Factor[]): MonthReport['factors'] {
  return factors.map(({ kind, carrier, value, region, dataYear, document, note }) => {
    const { name, unit } = CARRIER_FACTS[carrier];
    const isCoal = kind === 'kgce';
    return {
      name: isCoal
        ? { zh: `${name.zh}折标准煤系数`, en: `Coal equivalent of ${name.en.toLowerCase()}` }
        : { zh: `${name.zh}排放因子`, en: `CO₂ factor of ${name.en.toLowerCase()}` },
      value,
      unit: `${isCoal ? 'kgce' : 'kgCO₂'}/${unit}`,
      region,
      dataYear,
      document,
      note,
    };
  });
}

const AREAS: Record<Extract<SchoolFact, { kind: 'area' }>['areaKind'], Sentence> = {
  building: { zh: '建筑面积', en: 'Building area' },
  land: { zh: '用地面积', en: 'Land area' },
  heated: { zh: '供热面积', en: 'Heated area' },
};
const HEADS: Record<HeadCategory, Sentence> = {
  day_pupil: { zh: '走读学生', en: 'Day pupils' },
  boarder: { zh: '住宿学生', en: 'Boarders' },
  staff: { zh: '教职工', en: 'Staff' },
  other_staff: { zh: '其他人员', en: 'Other staff' },
  resident: { zh: '住户', en: 'Residents' },
};

/** What held in the month of areas and heads, with where it is from. */
export function factRows(facts: readonly SchoolFact[], month: string): MonthReport['facts'] {
  return heldIn(facts, month).flatMap((fact) => {
    const { source, fromMonth } = fact;
    if (fact.kind === 'area' && fact.building === null)
      return [{ name: AREAS[fact.areaKind], value: fact.m2, unit: 'm²', source, fromMonth }];
    if (fact.kind !== 'heads') return [];
    const unit = fact.weight === '1' ? 'people' : `people × ${fact.weight}`;
    return [{ name: HEADS[fact.category], value: String(fact.count), unit, source, fromMonth }];
  });
}

interface YearOfUse {
  /** Of the last twelve months; null: not known whole. */
  amounts: ReadonlyMap<SoldMedium, Decimal | null>;
  facts: readonly SchoolFact[];
  factors: readonly Factor[];
  month: string;
}

/** Published means, which are of a year, beside our last twelve months. */
export function benchmarkRows({ amounts: used, facts, factors, month }: YearOfUse): MonthReport['benchmarks'] {
  const amounts: Partial<Record<Carrier, Decimal | null>> = {};
  for (const [medium, value] of used) amounts[medium] = toCarrier(medium, value);
  const ours = computeIndicators({ amounts, facts: factsOf(facts, month), factors, month });
  return BENCHMARKS.map(({ indicator, value, of, year, source }) => ({
    indicator: INDICATOR_NAMES[indicator],
    ours: ours[indicator].value,
    published: value,
    unit: INDICATOR_UNITS[indicator],
    of,
    year,
    source,
  }));
}
