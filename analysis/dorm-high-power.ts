import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Fields, StoredReading } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';
import { type AlertPlace, momentOf, type Sentence, threeDigits, where } from '../domain/words.ts';
import { HOUR_MS } from './health-detector.ts';
import { numberOf } from './health-sentence.ts';
import type { MomentDetector } from './moment-detector.ts';
import { optionWords, otherRule } from './rule.ts';

/** Hair dryers and kettles: a step of 0.8–2 kW, power factor near one (domain notes 4.1 and 5.3). */
const optionsSchema = z.strictObject({
  stepKw: z
    .number()
    .positive()
    .default(0.8)
    .meta(optionWords('功率突增达到', 'power rises at once by', 'kW')),
  powerFactor: z.number().positive().max(1).default(0.97).meta(optionWords('所增部分的功率因数达到', 'power factor of what was added')),
});
type Options = z.infer<typeof optionsSchema>;

/** A heater that began earlier than this is not seen as a step any more. */
const LOOK_BACK_HOURS = 6;
/** Times the usual time between readings: with more between two of them several small loads look like one. */
const MOST_APART = 1.5;
/** A load that is there no more took more than half of its step with it. */
const GONE_SHARE = 0.5;

interface Step {
  at: number;
  beforeKw: number;
  stepKw: number;
  factor: number;
}

/**
 * A heating appliance in a student's room: between two successive readings of the room's own circuit the power rises by
 * `stepKw` or more, what was added draws no reactive power, and it still runs. An air-conditioner's compressor has a lower
 * power factor, and an inverter rises slowly; the electric auxiliary heat of an air-conditioner looks just the same, so it is
 * inferred, not measured. What is over between two looks is not seen.
 *
 * It names a room, so only those hear of it who look after the dormitory: never the guard's list.
 */
export function createDormHighPowerDetector(options: Options): MomentDetector {
  return {
    rule: 'dorm_high_power',
    fields: ['power_kw', 'power_factor'],
    lookBackMs: LOOK_BACK_HOURS * HOUR_MS,
    watches: ({ meter, space }) => meter.medium === 'electricity' && meter.role === 'room_breaker' && space?.function === 'dormitory',
    isSuspicious: (_meter, { power_kw: powerKw, power_factor: factor }) =>
      powerKw !== undefined && powerKw >= options.stepKw && factor !== undefined,
    judge({ meter, readings, local }) {
      const step = runningStep(meter, readings, options);
      return step && toFinding(meter.id, step, options, local);
    },
  };
}

/** The step whose load still runs at the newest reading; the first of several. */
function runningStep(meter: Meter, readings: readonly StoredReading[], options: Options): Step | undefined {
  const mostApartMs = MOST_APART * meter.readingIntervalS * 1000;
  let running: Step | undefined;
  let before: StoredReading | undefined;
  for (const reading of readings) {
    const { power_kw: powerKw } = reading.fields;
    if (powerKw === undefined) continue;
    if (running && powerKw < running.beforeKw + GONE_SHARE * running.stepKw) running = undefined;
    if (!running && before && reading.at - before.at <= mostApartMs) running = stepBetween(before.fields, reading, options);
    before = reading;
  }
  return running;
}

function stepBetween(before: Fields, { at, fields }: StoredReading, options: Options): Step | undefined {
  const [beforeKw, afterKw] = [before.power_kw!, fields.power_kw!];
  const stepKw = afterKw - beforeKw;
  const afterKvar = reactiveOf(afterKw, fields.power_factor);
  if (stepKw < options.stepKw || afterKvar === undefined) return undefined;
  // Where the reading before it says nothing of it, all of the reactive power counts as added.
  const kvar = afterKvar - (reactiveOf(beforeKw, before.power_factor) ?? 0);
  const factor = stepKw / Math.hypot(stepKw, kvar);
  return factor >= options.powerFactor ? { at, beforeKw, stepKw, factor } : undefined;
}

/** kvar, taken for inductive. */
function reactiveOf(kw: number, factor: number | undefined): number | undefined {
  if (factor === undefined || factor === 0) return undefined;
  return Math.abs(kw) * Math.tan(Math.acos(Math.min(1, Math.abs(factor))));
}

function toFinding(meter: string, { at, beforeKw, stepKw, factor }: Step, options: Options, local: LocalTime): Finding {
  return {
    rule: 'dorm_high_power',
    meter,
    night: local.dayOf(at),
    startAt: at,
    certainty: 'inferred',
    // It is about safety: what it costs is no matter.
    rate: null,
    wasted: null,
    evidence: [
      { name: 'step', value: stepKw, unit: 'kW' },
      { name: 'threshold', value: options.stepKw, unit: 'kW' },
      { name: 'power_before', value: beforeKw, unit: 'kW' },
      { name: 'step_power_factor', value: Math.round(factor * 100) / 100, unit: '' },
    ],
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const at = where(place);
  const from = momentOf(finding.startAt, local);
  const size = `${threeDigits(numberOf(finding, 'step'))} kW`;
  if (finding.endAt !== undefined) {
    return {
      zh: `${at.zh}${from.zh} 功率突增 ${size}，可能用过电热器具，现已断开。`,
      en: `${at.en}: power rose by ${size} at ${from.en}, probably a heating appliance. It is off now.`,
    };
  }
  return {
    zh: `${at.zh}${from.zh} 起功率突增 ${size}，可能在用电热器具，请宿管员查看。`,
    en: `${at.en}: power rose by ${size} at ${from.en}, probably a heating appliance in use. Please have the dormitory staff look.`,
  };
}

export const dormHighPower = otherRule({
  rule: 'dorm_high_power',
  code: 'D15',
  audience: 'logistics',
  urgency: 'today',
  about: 'use',
  name: { zh: '宿舍大功率电器', en: 'Heating appliance in a dormitory' },
  what: {
    zh: '学生宿舍房间功率突增且接近纯电阻，像电热器具',
    en: "a step of power in a student's room that looks like a heating appliance",
  },
  options: optionsSchema,
  words: {
    step: { zh: '突增功率', en: 'Step of power' },
    threshold: { zh: '告警线', en: 'Alert line' },
    power_before: { zh: '之前的功率', en: 'Power before' },
    step_power_factor: { zh: '所增部分的功率因数', en: 'Power factor of the step' },
  },
  sentence,
  create: createDormHighPowerDetector,
});
