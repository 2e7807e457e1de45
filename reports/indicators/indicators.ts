import { VEHICLE_FUELS } from '../../domain/carriers.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { Carrier, Factor } from '../../domain/factor.ts';
import { chooseFactor } from '../../domain/factors.ts';
import type { FactsOfMonth } from '../../domain/school-facts.ts';
import type { Sentence } from '../../domain/words.ts';
import { type Exact, exact, toDecimal } from '../../tariffs/exact.ts';
import { type EnergyQuestion, energyRows, sumKgce } from './energy.ts';
import {
  energyFormula,
  factorOrigin,
  grouped,
  namesOf,
  NO_AREA,
  NO_ENERGY_HEADS,
  NO_WATER_HEADS,
  noCo2Factor,
  unknownUse,
  whyNoEnergy,
} from './indicator-words.ts';

export const INDICATOR_UNITS = {
  total_energy: 'kgce',
  energy_per_m2: 'kgce/m²',
  energy_per_head: 'kgce/head',
  water_per_head: 'm³/head',
  electricity_per_m2: 'kWh/m²',
  electricity_per_head: 'kWh/head',
  co2: 'kgCO₂',
} as const;
export type IndicatorCode = keyof typeof INDICATOR_UNITS;

export interface IndicatorQuestion extends EnergyQuestion {
  facts: FactsOfMonth;
  /** What is left out per area; absent: gasoline and diesel. */
  vehicleFuels?: readonly Carrier[];
}

export interface IndicatorValue {
  unit: (typeof INDICATOR_UNITS)[IndicatorCode];
  /** Of the span, not of a year. Energy and CO₂ to a hundredth, what is per m² or head to a ten-thousandth. */
  value: Decimal | null;
  /** Why it is null. */
  why: Sentence | null;
  /** How it is counted, with its factors, areas, heads. */
  formula: Sentence;
  factors: Factor[];
}

export interface CarrierShare {
  carrier: Carrier;
  kgce: Decimal | null;
  /** Of the total energy, 0–1; null: the total is not known. */
  share: Decimal | null;
}
export type Indicators = Record<IndicatorCode, IndicatorValue> & { shares: CarrierShare[] };

/** A sum and how it came about, before it is divided. */
interface Measured {
  value: Exact | null;
  why: Sentence | null;
  formula: Sentence;
  factors: Factor[];
}

/** Divided by: heads or area, with the reason when nobody said it. */
interface Per {
  value: Decimal | null;
  why: Sentence;
  words: (value: string) => Sentence;
}

/**
 * Indicators of a span from what the school used and what is known of it (domain note 1.4). What misses an amount, an area, heads or
 * a factor is null with the reason; nothing is filled in.
 */
export function computeIndicators(question: IndicatorQuestion): Indicators {
  const { facts, vehicleFuels = VEHICLE_FUELS } = question;
  const rows = energyRows(question);
  const inBuildings = rows.filter(({ carrier }) => !vehicleFuels.includes(carrier));
  const total = energyOf(rows);
  const ofBuildings = energyOf(inBuildings);
  const excluded = rows.filter((row) => !inBuildings.includes(row)).map(({ carrier }) => carrier);
  if (excluded.length > 0) ofBuildings.formula = without(ofBuildings.formula, excluded);
  const electricity = useOf(question, 'electricity');
  const area: Per = { value: facts.areaM2, why: NO_AREA, words: (m2) => ({ zh: `建筑面积 ${m2} m²`, en: `building area of ${m2} m²` }) };
  const energyHeads: Per = {
    value: facts.energyHeads,
    why: NO_ENERGY_HEADS,
    words: (heads) => ({ zh: `用能人数 ${heads}`, en: `${heads} users of energy` }),
  };
  const waterHeads: Per = {
    value: facts.waterHeads,
    why: NO_WATER_HEADS,
    words: (heads) => ({ zh: `用水人数 ${heads}`, en: `${heads} users of water` }),
  };
  return {
    total_energy: whole('total_energy', total),
    energy_per_m2: divided('energy_per_m2', ofBuildings, area),
    energy_per_head: divided('energy_per_head', total, energyHeads),
    water_per_head: divided('water_per_head', useOf(question, 'water'), waterHeads),
    electricity_per_m2: divided('electricity_per_m2', electricity, area),
    electricity_per_head: divided('electricity_per_head', electricity, energyHeads),
    co2: whole('co2', co2Of(question)),
    shares: rows.map(({ carrier, kgce }) => ({
      carrier,
      kgce: kgce && rounded(kgce, 2),
      share: kgce && total.value?.isPositive() && !total.value.isZero() ? rounded(kgce.div(total.value), 6) : null,
    })),
  };
}

function energyOf(rows: ReturnType<typeof energyRows>): Measured {
  const value = sumKgce(rows);
  return {
    value,
    why: value === null ? whyNoEnergy(rows) : null,
    formula: energyFormula(rows),
    factors: rows.flatMap(({ factor }) => factor ?? []),
  };
}

const without = ({ zh, en }: Sentence, carriers: readonly Carrier[]): Sentence => ({
  zh: `${zh}（不含车辆用油：${namesOf(carriers, 'zh')}）`,
  en: `${en} (without fuel of vehicles: ${namesOf(carriers, 'en')})`,
});

function useOf({ amounts }: IndicatorQuestion, carrier: 'electricity' | 'water'): Measured {
  const amount = amounts[carrier] ?? null;
  const unit = carrier === 'electricity' ? 'kWh' : 'm³';
  const used = amount === null ? '?' : grouped(amount);
  return {
    value: amount === null ? null : exact(amount),
    why: amount === null ? unknownUse(carrier) : null,
    formula: { zh: `${namesOf([carrier], 'zh')} ${used} ${unit}`, en: `${namesOf([carrier], 'en')} ${used} ${unit}` },
    factors: [],
  };
}

/** Of electricity only; the location-based mean of the grid. */
function co2Of(question: IndicatorQuestion): Measured {
  const { facts, factors, month } = question;
  const { value, why, formula } = useOf(question, 'electricity');
  const factor = chooseFactor(factors, { kind: 'co2', carrier: 'electricity', region: facts.region, month });
  if (!factor) return { value: null, why: why ?? noCo2Factor(facts.region, month), formula, factors: [] };
  const origin = factorOrigin(factor);
  return {
    value: value && value.times(factor.value),
    why,
    formula: {
      zh: `${formula.zh} × ${factor.value} kgCO₂/kWh（${origin.zh}电网平均，仅电力）`,
      en: `${formula.en} × ${factor.value} kgCO₂/kWh (grid mean, ${origin.en}; electricity only)`,
    },
    factors: [factor],
  };
}

function whole(code: 'total_energy' | 'co2', { value, ...told }: Measured): IndicatorValue {
  return { unit: INDICATOR_UNITS[code], value: value && rounded(value, 2), ...told };
}

function divided(code: IndicatorCode, { value, why, formula, factors }: Measured, per: Per): IndicatorValue {
  const isKnown = per.value !== null && !exact(per.value).isZero();
  const { zh, en } = per.words(per.value === null ? '?' : grouped(per.value));
  return {
    unit: INDICATOR_UNITS[code],
    value: value && isKnown ? rounded(value.div(per.value!), 4) : null,
    why: why ?? (isKnown ? null : per.why),
    formula: { zh: `（${formula.zh}）÷ ${zh}`, en: `(${formula.en}) ÷ ${en}` },
    factors,
  };
}

const rounded = (value: Exact, decimals: number): Decimal => toDecimal(value.toDecimalPlaces(decimals));
