import { z } from 'zod';
import type { EvidenceNumber, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Field } from '../domain/medium.ts';
import type { Fields, StoredReading } from '../domain/reading.ts';
import type { Meter, MeterRole } from '../domain/site.ts';
import { HOUR_MS } from './health-detector.ts';
import type { MomentDetector } from './moment-detector.ts';
import { newestSigns, type Shown } from './newest-signs.ts';
import { powerQualitySentence } from './power-quality-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

/** Defaults: domain note 4.5. */
const optionsSchema = z.strictObject({
  lowVoltageV: z
    .number()
    .positive()
    .default(187)
    .meta(optionWords('电压低于', 'voltage below', 'V')),
  highVoltageV: z
    .number()
    .positive()
    .default(242)
    .meta(optionWords('电压高于', 'voltage above', 'V')),
  voltageMinutes: z
    .number()
    .positive()
    .default(10)
    .meta(optionWords('电压越限多久', 'out of these bounds for so long', 'min')),
  unbalancePercent: z
    .number()
    .positive()
    .max(100)
    .default(50)
    .meta(optionWords('三相电流不平衡度高于', 'currents of the phases differ by more than this share of the largest', '%')),
  unbalanceLoadPercent: z
    .number()
    .min(0)
    .max(100)
    .default(20)
    .meta(optionWords('且负荷高于额定的', 'while the load is above this share of the rating', '%')),
  // The on-delay of the domain note (5.4): a kettle on one phase is no matter.
  unbalanceMinutes: z
    .number()
    .positive()
    .default(30)
    .meta(optionWords('不平衡多久', 'unbalanced for so long', 'min')),
  powerFactor: z
    .number()
    .positive()
    .max(1)
    .default(0.85)
    .meta(optionWords('总表一昼夜平均功率因数低于', 'mean power factor of a day at the campus main below')),
});
type Options = z.infer<typeof optionsSchema>;

const MINUTE_MS = 60_000;
const MIN_READINGS = 2;
/** Half and one and a half times 220 V: a value outside is a lost phase, a dead supply, a line voltage or a transformer's secondary side. */
const PHASE_VOLTAGES = { lowest: 110, highest: 330 } as const;
/** Of the day behind the newest reading so many hours have to be known. */
const FACTOR_HOURS = 24;
const MIN_FACTOR_HOURS = 20;
/** Everything that hangs on a main has the same supply: one finding a building, not one a room. */
const WATCHED: readonly MeterRole[] = ['campus_main', 'building_main', 'branch'];

const PHASE_VOLTS = ['voltage_l1_v', 'voltage_l2_v', 'voltage_l3_v'] as const satisfies readonly Field[];
const PHASE_AMPERES = ['current_l1_a', 'current_l2_a', 'current_l3_a'] as const satisfies readonly Field[];

interface Sign {
  /** What is said first; the numbers that decided. */
  evidence: EvidenceNumber[];
}

/**
 * A supply that harms devices or costs money. Three signs, of which the first that is there is told:
 *
 * - A voltage that the newest readings all show too low or too high, for `voltageMinutes`. A lost phase is `phase_fault`'s.
 * - Currents of the phases that differ by more than a share of the largest one, (largest − smallest) / largest, at some load;
 *   where the rating is not known nothing is said. For information.
 * - A mean power factor that is too low at a campus main, where it is billed: kWh ÷ kVAh of the last 24 hours, so heavy hours
 *   weigh more. The bill asks for the month; what the last day shows leads there, and can be read in one go. For information.
 */
export function createPowerQualityDetector(options: Options): MomentDetector {
  const kinds = [
    { minMs: options.voltageMinutes * MINUTE_MS, isFirm: true, signOf: (_: Meter, fields: Fields) => badVoltage(fields, options) },
    {
      minMs: options.unbalanceMinutes * MINUTE_MS,
      isFirm: false,
      signOf: (meter: Meter, fields: Fields) => unbalance(meter, fields, options),
    },
  ];
  return {
    rule: 'power_quality',
    fields: ['power_kw', 'power_factor', 'voltage_v', ...PHASE_VOLTS, ...PHASE_AMPERES],
    lookBackMs: FACTOR_HOURS * HOUR_MS,
    watches: ({ meter }) => meter.medium === 'electricity' && WATCHED.includes(meter.role),
    isSuspicious: (meter, fields) =>
      kinds.some(({ signOf }) => typeof signOf(meter, fields) === 'object') || (isBilled(meter) && kvaOf(fields) !== undefined),
    judge({ meter, readings, local }) {
      for (const { minMs, isFirm, signOf } of kinds) {
        const shown = newestSigns(readings, (fields) => signOf(meter, fields));
        const [first, last] = [shown[0], shown.at(-1)];
        if (!first || !last || shown.length < MIN_READINGS || last.at - first.at < minMs) continue;
        return toFinding(meter, first.at, last.sign.evidence, isFirm, local);
      }
      const evidence = isBilled(meter) ? lowFactor(readings, options) : undefined;
      return evidence && toFinding(meter, readings[0]!.at, evidence, false, local);
    },
  };
}

const isBilled = ({ role }: Meter) => role === 'campus_main';

function badVoltage(fields: Fields, { lowVoltageV, highVoltageV }: Options): Shown<Sign> {
  const phases = PHASE_VOLTS.map((field, index) => ({ phase: index + 1, volts: fields[field] })).filter(isPhaseVoltage);
  const all = phases.length > 0 ? phases : [{ phase: 0, volts: fields.voltage_v }].filter(isPhaseVoltage);
  if (all.length === 0) return 'unknown';
  const excess = (volts: number) => Math.max(lowVoltageV - volts, volts - highVoltageV);
  const worst = all.reduce((one, other) => (excess(other.volts) > excess(one.volts) ? other : one));
  if (excess(worst.volts) <= 0) return 'fine';
  const threshold = worst.volts < lowVoltageV ? lowVoltageV : highVoltageV;
  return {
    evidence: [
      // Whole volts: an alert that goes on does not change with every look.
      { name: 'voltage', value: Math.round(worst.volts), unit: 'V' },
      { name: 'phase', value: worst.phase, unit: '' },
      { name: 'threshold', value: threshold, unit: 'V' },
    ],
  };
}

const isPhaseVoltage = (one: { phase: number; volts: number | undefined }): one is { phase: number; volts: number } =>
  one.volts !== undefined && one.volts > PHASE_VOLTAGES.lowest && one.volts < PHASE_VOLTAGES.highest;

function unbalance(meter: Meter, fields: Fields, options: Options): Shown<Sign> {
  const amperes = PHASE_AMPERES.map((field) => fields[field]);
  const { power_kw: powerKw } = fields;
  if (powerKw === undefined || meter.ratingPerHour === undefined || !amperes.every((value) => value !== undefined)) return 'unknown';
  const sizes = amperes.map(Math.abs);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const loadPercent = (Math.abs(powerKw) / meter.ratingPerHour) * 100;
  const percent = ((largest - smallest) / largest) * 100;
  if (!(loadPercent > options.unbalanceLoadPercent && percent > options.unbalancePercent)) return 'fine';
  return {
    evidence: [
      { name: 'unbalance', value: Math.round(percent), unit: '%' },
      { name: 'phase', value: sizes.indexOf(largest) + 1, unit: '' },
      { name: 'largest_current', value: Number(largest.toPrecision(2)), unit: 'A' },
      { name: 'smallest_current', value: Number(smallest.toPrecision(2)), unit: 'A' },
      { name: 'load', value: Math.round(loadPercent), unit: '%' },
      { name: 'threshold', value: options.unbalancePercent, unit: '%' },
    ],
  };
}

/** Apparent power; undefined where it is not known or nothing is drawn. */
function kvaOf({ power_kw: kw, power_factor: factor }: Fields): number | undefined {
  return kw !== undefined && factor !== undefined && kw > 0 && factor !== 0 ? kw / Math.abs(factor) : undefined;
}

function lowFactor(readings: readonly StoredReading[], { powerFactor }: Options): EvidenceNumber[] | undefined {
  const hours = new Set<number>();
  let [kw, kva] = [0, 0];
  for (const { at, fields } of readings) {
    const apparent = kvaOf(fields);
    if (apparent === undefined) continue;
    hours.add(Math.floor(at / HOUR_MS));
    kw += fields.power_kw!;
    kva += apparent;
  }
  const mean = kw / kva;
  if (hours.size < MIN_FACTOR_HOURS || mean >= powerFactor) return undefined;
  return [
    { name: 'power_factor', value: Math.round(mean * 100) / 100, unit: '' },
    { name: 'threshold', value: powerFactor, unit: '' },
  ];
}

function toFinding(meter: Meter, startAt: number, evidence: readonly EvidenceNumber[], isFirm: boolean, local: LocalTime): Finding {
  return {
    rule: 'power_quality',
    meter: meter.id,
    night: local.dayOf(startAt),
    startAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence,
    isFirm,
  };
}

export const powerQuality = otherRule({
  rule: 'power_quality',
  code: 'D12',
  audience: 'maintainer',
  urgency: 'today',
  about: 'use',
  name: { zh: '电能质量', en: 'Power quality' },
  what: {
    zh: '总表或支路的电压越限、三相电流不平衡，或学校总表功率因数偏低',
    en: 'voltage out of bounds or unbalanced phases at a main or branch, or a low power factor at the campus main',
  },
  options: optionsSchema,
  words: {
    voltage: { zh: '电压', en: 'Voltage' },
    phase: { zh: '哪一相', en: 'Phase' },
    threshold: { zh: '告警线', en: 'Alert line' },
    unbalance: { zh: '三相电流不平衡度', en: 'Unbalance of the currents' },
    largest_current: { zh: '最大相电流', en: 'Largest current' },
    smallest_current: { zh: '最小相电流', en: 'Smallest current' },
    load: { zh: '负荷占额定', en: 'Load, of the rating' },
    power_factor: { zh: '一昼夜平均功率因数', en: 'Mean power factor of a day' },
  },
  sentence: powerQualitySentence,
  create: createPowerQualityDetector,
});
