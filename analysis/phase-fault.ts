import { z } from 'zod';
import type { EvidenceNumber, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Field } from '../domain/medium.ts';
import type { Fields } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';
import { momentOf, type Sentence, threeDigits } from '../domain/words.ts';
import { meterSentence, numberOf } from './health-sentence.ts';
import type { MomentDetector } from './moment-detector.ts';
import { newestSigns, type Shown } from './newest-signs.ts';
import { optionWords, otherRule } from './rule.ts';

export const phaseFaultOptions = z.strictObject({
  reversedMinutes: z
    .number()
    .positive()
    .default(15)
    .meta(optionWords('某相功率为负多久', 'power of a phase below zero', 'min')),
  lostMinutes: z
    .number()
    .positive()
    .default(1)
    .meta(optionWords('某相电压不到其他相一半多久', 'voltage of one phase below half of the others', 'min')),
});

const MINUTE_MS = 60_000;
/** A phase below this share of the others is lost; the others have to agree with each other so far. */
const LOST_SHARE = 0.5;
const AGREE_SHARE = 0.85;
/** Power around zero trembles; below this share of the largest phase it is not negative. */
const NOISE_SHARE = 0.02;
const MIN_READINGS = 2;

const POWERS = ['power_kw', 'power_l1_kw', 'power_l2_kw', 'power_l3_kw'] as const satisfies readonly Field[];
const VOLTAGES = ['voltage_l1_v', 'voltage_l2_v', 'voltage_l3_v'] as const satisfies readonly Field[];

/** What one reading shows: a phase (1–3; 0: all together) with its value, and what is usual beside it. */
interface Sign {
  phase: number;
  value: number;
  others: number;
}

/**
 * A current transformer the wrong way round or on the wrong phase (negative power), or a lost phase (its voltage below half
 * of the others): both make the register count too little. The newest readings have to show it without a break; a meter
 * through which energy may flow back (`falls: net`) may show negative power.
 */
export function createPhaseFaultDetector(given: z.input<typeof phaseFaultOptions> = {}): MomentDetector {
  const options = phaseFaultOptions.parse(given);
  const kinds = [
    { name: 'voltage', unit: 'V', minMs: options.lostMinutes * MINUTE_MS, signOf: lostPhase },
    { name: 'power', unit: 'kW', minMs: options.reversedMinutes * MINUTE_MS, signOf: negativePower },
  ];
  return {
    rule: 'phase_fault',
    fields: [...POWERS, ...VOLTAGES],
    lookBackMs: 2 * Math.max(options.reversedMinutes, options.lostMinutes) * MINUTE_MS + 30 * MINUTE_MS,
    isSuspicious: (meter, fields) =>
      meter.medium === 'electricity' && kinds.some(({ signOf }) => typeof signOf(meter, fields) === 'object'),
    judge({ meter, readings, local }) {
      for (const { name, unit, minMs, signOf } of kinds) {
        const shown = newestSigns(readings, (fields) => signOf(meter, fields));
        const [first, last] = [shown[0], shown.at(-1)];
        if (!first || !last || shown.length < MIN_READINGS || last.at - first.at < minMs) continue;
        return toFinding(meter.id, first.at, last.sign, { name, unit }, minMs, local);
      }
      return undefined;
    },
  };
}

function negativePower(meter: Meter, fields: Fields): Shown<Sign> {
  const phases = POWERS.slice(1).flatMap((field, index) => {
    const value = fields[field];
    return value === undefined ? [] : [{ phase: index + 1, value }];
  });
  const total = fields.power_kw;
  if (meter.falls === 'net') return 'fine';
  if (phases.length < 2) return total === undefined ? 'unknown' : total < 0 ? { phase: 0, value: total, others: 0 } : 'fine';
  const largest = Math.max(...phases.map(({ value }) => Math.abs(value)));
  const negative = phases.filter(({ value }) => value < -NOISE_SHARE * largest);
  const worst = negative.toSorted((a, b) => a.value - b.value)[0];
  if (!worst) return 'fine';
  if (negative.length === phases.length)
    return { phase: 0, value: total ?? negative.reduce((sum, { value }) => sum + value, 0), others: 0 };
  const others = phases.filter(({ value }) => value >= 0).map(({ value }) => value);
  return { ...worst, others: others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length) };
}

function lostPhase(_meter: Meter, fields: Fields): Shown<Sign> {
  const volts = VOLTAGES.map((field) => fields[field]);
  if (!volts.every((value) => value !== undefined)) return 'unknown';
  const lowest = Math.min(...volts);
  const [second, highest] = volts.toSorted((a, b) => a - b).slice(1) as [number, number];
  if (lowest >= LOST_SHARE * highest || second < AGREE_SHARE * highest) return 'fine';
  return { phase: volts.indexOf(lowest) + 1, value: lowest, others: (second + highest) / 2 };
}

function toFinding(
  meter: string,
  startAt: number,
  { phase, value, others }: Sign,
  { name, unit }: { name: string; unit: string },
  minMs: number,
  local: LocalTime,
): Finding {
  const evidence: EvidenceNumber[] = [
    { name, value: Number(value.toPrecision(2)), unit },
    { name: 'others', value: Number(others.toPrecision(2)), unit },
    { name: 'phase', value: phase, unit: '' },
    { name: 'threshold', value: minMs / MINUTE_MS, unit: 'min' },
  ];
  return { rule: 'phase_fault', meter, night: local.dayOf(startAt), startAt, certainty: 'measured', rate: null, wasted: null, evidence };
}

const say = (finding: Finding, local: LocalTime): Sentence =>
  finding.evidence.some(({ name }) => name === 'voltage') ? sayLost(finding, local) : sayReversed(finding, local);

function sayReversed(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const phase = phaseName(finding);
  const power = threeDigits(numberOf(finding, 'power')).replace('-', '−');
  if (finding.endAt !== undefined) {
    return {
      zh: `${phase.zh}功率曾自 ${from.zh} 起为负，现已正常`,
      en: `showed negative power${phase.en} from ${from.en}. It is normal again`,
    };
  }
  const others = phase.zh === '' ? { zh: '', en: '' } : othersOf(finding, 'kW');
  return {
    zh: `${phase.zh}功率自 ${from.zh} 起为负，${power} kW${others.zh}，电流互感器可能接反，用量会少计，请检查接线`,
    en: `shows negative power${phase.en} since ${from.en}: ${power} kW${others.en}. A current transformer may be the wrong way round, and too little is counted. Please check the wiring`,
  };
}

function sayLost(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const phase = phaseName(finding);
  if (finding.endAt !== undefined) {
    return { zh: `${phase.zh}电压曾自 ${from.zh} 起缺失，现已正常`, en: `had no voltage${phase.en} from ${from.en}. It is normal again` };
  }
  const volts = threeDigits(numberOf(finding, 'voltage'));
  const others = othersOf(finding, 'V');
  return {
    zh: `${phase.zh}电压自 ${from.zh} 起只有 ${volts} V${others.zh}，可能缺相，请检查熔断器和接线`,
    en: `has only ${volts} V${phase.en} since ${from.en}${others.en}. The phase may be lost: please check fuse and wiring`,
  };
}

function othersOf(finding: Finding, unit: string): Sentence {
  const others = threeDigits(numberOf(finding, 'others'));
  return { zh: `，其他相约 ${others} ${unit}`, en: `, the others about ${others} ${unit}` };
}

function phaseName(finding: Finding): Sentence {
  const phase = numberOf(finding, 'phase');
  return phase === 0 ? { zh: '', en: '' } : { zh: `L${phase} 相`, en: ` on L${phase}` };
}

export const phaseFault = otherRule({
  rule: 'phase_fault',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '缺相或互感器接反', en: 'Phase lost or transformer reversed' },
  what: { zh: '功率为负或某相失压', en: 'negative power, or a phase without voltage' },
  options: phaseFaultOptions,
  words: {
    voltage: { zh: '这一相的电压', en: 'Voltage of this phase' },
    power: { zh: '这一相的功率', en: 'Power of this phase' },
    others: { zh: '其余各相', en: 'The other phases' },
    phase: { zh: '哪一相', en: 'Phase' },
    threshold: { zh: '告警线', en: 'Alert line' },
  },
  sentence: meterSentence(say),
  create: createPhaseFaultDetector,
});
