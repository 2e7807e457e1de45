import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import { METER_ROLES } from '../domain/site.ts';
import { about, type AlertPlace, comma, commaEn, nameEn, type Sentence, wasted, where } from '../domain/words.ts';
import { leftOnRun, type LeftOnRun, type Mark, MARKS } from './left-on-run.ts';
import { ceilOnGrid, onGrid, PER_HOUR, powerKw, powerProof } from './power.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { isUsedAtNight } from './used-at-night.ts';

const optionsSchema = z.strictObject({
  cutOff: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/)
    .meta({ allowed: 'a clock time HH:mm, or nothing' })
    .default('')
    .meta(optionWords('集中断电时间，空为没有', 'when the breaker is opened every evening; empty: the school does not do so')),
  to: clockTime.default('06:00').meta(optionWords('到几点合闸', 'when it is closed again')),
  role: z.enum(METER_ROLES).default('ac_circuit').meta(optionWords('哪类表计装在断电开关后面', 'role of the meters behind such a breaker')),
  minUnits: z
    .number()
    .int()
    .min(1)
    .default(2)
    .meta(optionWords('至少带几台空调才算总支路', 'units from which a circuit is a feeder', 'units')),
  minPowerKw: z
    .number()
    .positive()
    .default(0.2)
    .meta(optionWords('功率高于多少算未断电', 'above this power it was not opened', 'kW')),
  delayMinutes: z
    .number()
    .int()
    .min(0)
    .max(120)
    .multipleOf(15)
    .default(15)
    .meta(optionWords('断电后多久起算', 'so long after the cut-off', 'min')),
});
type Options = z.infer<typeof optionsSchema>;

const PROOF_BEFORE_MS = 2 * 3_600_000;
const ON_QUARTERS = 1;
const OFF_QUARTERS = 2;

/**
 * A feeder of air-conditioners that still takes power after the hour at which its breaker is opened. Only in schools that cut
 * off centrally (domain note 3.2); then it says more than a single room: the whole feeder is live. The first quarter hour
 * after the cut-off does not count: clocks differ by a minute, and a minute of a full feeder is a lot.
 */
export function createBreakerNotOpened(options: Options): SeriesDetector {
  const { cutOff } = options;
  const window: SeriesDetector['window'] = (local, night) =>
    nightWindow(local, night, { start: cutOff === '' ? options.to : cutOff, end: options.to });
  return {
    rule: 'breaker_not_opened',
    scope: 'night',
    isLive: true,
    lookBackNights: 1,
    window,
    watches: (watched) => cutOff !== '' && isFeeder(watched, options),
    judge(question) {
      const { meter, local, series, permitted, fromNight, toNight, now } = question;
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      if (cutOff === '') return { findings, blind, cutOff: false };
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt: cutOffAt, toAt } = window(local, night);
        const fromAt = ceilOnGrid(cutOffAt + options.delayMinutes * 60_000);
        if (fromAt > now) break;
        const lastAt = onGrid(Math.min(now, toAt));
        const markAt = (at: number): Mark => {
          const kw = powerKw(series, at);
          return kw === undefined ? MARKS.unknown : kw > options.minPowerKw ? MARKS.on : MARKS.off;
        };
        const run = leftOnRun({ markAt, permitted }, { fromAt, lastAt, onQuarters: ON_QUARTERS, offQuarters: OFF_QUARTERS });
        if (run) findings.push(toFinding(question, night, run, { cutOffAt, lastAt }, options));
        const isDark = lastAt > fromAt && [1, 2].every((back) => markAt(lastAt - back * INTERVAL_MS) === MARKS.unknown);
        if (isDark) blind.push({ rule: 'breaker_not_opened', meter: meter.id, night, why: 'no_data' });
      }
      return { findings, blind, cutOff: false };
    },
  };
}

function isFeeder(watched: PlacedMeter, { role, minUnits }: Options): boolean {
  const { meter } = watched;
  const isLarge = role !== 'ac_circuit' || (meter.acUnits ?? 1) >= minUnits;
  return meter.medium === 'electricity' && meter.role === role && isLarge && !isUsedAtNight(watched);
}

function toFinding(
  { meter, series, permitted }: SeriesQuestion,
  night: string,
  run: LeftOnRun,
  { cutOffAt, lastAt }: { cutOffAt: number; lastAt: number },
  options: Options,
): Finding {
  let [energyKwh, hours] = [0, 0];
  for (let at = run.startAt; at < (run.endAt ?? lastAt); at += INTERVAL_MS) {
    const kw = powerKw(series, at);
    if (kw === undefined || permitted(at)) continue;
    energyKwh += kw / PER_HOUR;
    hours += 1 / PER_HOUR;
  }
  const rateKw = hours > 0 ? energyKwh / hours : (powerKw(series, run.raisedAt - INTERVAL_MS) ?? options.minPowerKw);
  return {
    rule: 'breaker_not_opened',
    meter: meter.id,
    night,
    startAt: run.startAt,
    endAt: run.endAt,
    certainty: 'measured',
    rate: { value: rateKw, unit: 'kW' },
    wasted: { value: energyKwh, unit: 'kWh' },
    evidence: [
      { name: 'feeder_power', value: rateKw, unit: 'kW' },
      { name: 'threshold', value: options.minPowerKw, unit: 'kW' },
      { name: 'since_cut_off', value: (run.startAt - cutOffAt) / 60_000, unit: 'min' },
    ],
    proof: powerProof(series, onGrid(cutOffAt) - PROOF_BEFORE_MS, lastAt, { threshold: options.minPowerKw, baseline: 0 }),
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence {
  const at = where(place);
  const feeder = { zh: place.meter.name, en: nameEn(place.meter) };
  const { zh: rateZh, en: rateEn } = about(finding.rate);
  const from = local.clockOf(finding.startAt);
  if (finding.endAt !== undefined) {
    const to = local.clockOf(finding.endAt);
    return {
      zh: `${at.zh}${feeder.zh} ${from}–${to} 未断电${comma(rateZh)}${comma(wasted(finding, '多用'))}，现已断电。`,
      en: `${at.en}: ${feeder.en} was live from ${from} to ${to}${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}. It is off now.`,
    };
  }
  if (isExpired) {
    return {
      zh: `${at.zh}${feeder.zh}整夜未断电${comma(rateZh)}${comma(wasted(finding, '多用'))}。`,
      en: `${at.en}: the breaker of ${feeder.en} was not opened all night${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}.`,
    };
  }
  return {
    zh: `${at.zh}${feeder.zh}到时未断电，${from} 仍有${rateZh}，请先到配电箱断开。`,
    en: `${at.en}: the breaker of ${feeder.en} was not opened, ${rateEn} still at ${from}. Please open it first.`,
  };
}

export const breakerNotOpened = seriesRule({
  rule: 'breaker_not_opened',
  code: 'D16',
  cadence: 'night',
  audience: 'guard',
  urgency: 'tonight',
  about: 'use',
  name: { zh: '空调总闸未断', en: 'AC breaker not opened' },
  what: {
    zh: '到了集中断电时间，空调总支路仍有电',
    en: 'a feeder of air-conditioners that is live after the central cut-off',
  },
  options: optionsSchema,
  words: {
    feeder_power: { zh: '支路功率', en: 'Power of the feeder' },
    threshold: { zh: '告警线', en: 'Alert line' },
    since_cut_off: { zh: '超过断电时间', en: 'After the cut-off' },
  },
  sentence,
  create: createBreakerNotOpened,
});
