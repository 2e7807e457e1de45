import { z } from 'zod';
import type { Blind, EvidenceNumber, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter } from '../domain/site.ts';
import { AC_WORDS, acSentence } from './ac-left-on-sentence.ts';
import { type AcLevels, acLevels, type LevelSources, siblingsOf } from './ac-standby.ts';
import { ceilOnGrid, onGrid, PER_HOUR, powerKw, powerProof } from './power.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { type IntervalSeries, knownAmount } from './series.ts';
import { unusualDay } from './unusual-day.ts';
import { isUsedAtNight } from './used-at-night.ts';

const optionsSchema = z.strictObject({
  from: clockTime.default('23:30').meta(optionWords('从几点起算未关', "the school's rule: still on then is left on")),
  to: clockTime.default('06:00').meta(optionWords('到几点为止', 'end of the night')),
  minEnergyKwh: z
    .number()
    .positive()
    .default(0.15)
    .meta(optionWords('滚动 60 分钟电量达到', 'rolling 60-min energy of one unit that runs', 'kWh')),
  standbyFactor: z.number().min(1).default(1.5).meta(optionWords('且为平时待机的倍数', 'times the usual standby of the circuit')),
  onDelayMinutes: z
    .number()
    .int()
    .min(0)
    .max(60)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('开了多久才算未关，也是熄灯后的宽限', 'on for so long, and so long after lights-out', 'min')),
  // Longer than the off phase of a satisfied fixed-speed unit, which stands still for up to 40 minutes.
  clearMinutes: z
    .number()
    .int()
    .min(15)
    .multipleOf(15)
    .default(45)
    .meta(optionWords('安静多久算已关', 'quiet for so long: it is off', 'min')),
  preheatMinutes: z
    .number()
    .int()
    .min(0)
    .max(120)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('早上开门前多久起算预冷预热', 'switched on so shortly before the end of the night: made ready for the day', 'min')),
});
type Options = z.infer<typeof optionsSchema>;

const HOUR_MS = 3_600_000;
const LOOK_BACK_NIGHTS = 14;
/** Sums of cut decimals carry binary dust. */
const DUST = 1e-9;
/** A quarter hour with less than this share of the one before is its rest, or the two clocks differ by a minute: wait for the next. */
const REST = 0.15;
/** Before the cause, so that one sees the evening. */
const PROOF_BEFORE_MS = 2 * HOUR_MS;

/**
 * An air-conditioner that still runs when the school's day is over.
 *
 * It is raised at the first quarter hour from `from` on (and 30 minutes after lights-out) at which the energy of the past 60
 * minutes reaches max(`minEnergyKwh`, `standbyFactor` × standby), it has been on for `onDelayMinutes` and the last quarter
 * hour shows it running. The rolling hour finds a throttled inverter (0.25 kW) and the 6-min bursts of a satisfied fixed-speed
 * unit, and passes over a 90 W crankcase heater; the last quarter hour keeps apart who went home at 22:45. It clears after
 * `clearMinutes` without a running quarter hour. Unknown quarter hours count as nothing: what is known may be enough.
 */
export function createAcLeftOn(options: Options): SeriesDetector {
  const window: SeriesDetector['window'] = (local, night) => nightWindow(local, night, { start: options.from, end: options.to });
  return {
    rule: 'ac_left_on',
    scope: 'night',
    isLive: true,
    lookBackNights: LOOK_BACK_NIGHTS,
    window,
    watches,
    relatives: ({ meter }, meters) => siblingsOf(meter, meters),
    judge(question) {
      const { meter, series, local, calendar, fromNight, toNight, now, changedAt } = question;
      const sources: LevelSources = { ...question, standbys: new Map() };
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt, toAt } = window(local, night);
        if (fromAt > now) break;
        const lightsOutAt = nightWindow(local, night, { start: calendar.week.lightsOut, end: options.to }).fromAt;
        const firstAt = ceilOnGrid(Math.max(fromAt, lightsOutAt + options.onDelayMinutes * 60_000));
        const lastAt = onGrid(Math.min(now, toAt));
        const levels = acLevels(
          sources,
          night,
          changedAt.findLast((at) => at <= fromAt),
          options,
        );
        const watch = { series, levels, options, permitted: question.permitted, lastAt, openingAt: toAt - options.preheatMinutes * 60_000 };
        const run = watchNight(watch, firstAt);
        if (run) findings.push(toFinding(question, night, run, watch));
        if (!isKnown(series, fromAt, lastAt)) blind.push({ rule: 'ac_left_on', meter: meter.id, night, why: 'no_data' });
      }
      return { findings, blind, cutOff: false };
    },
  };
}

function watches(watched: PlacedMeter): boolean {
  const { medium, role } = watched.meter;
  return medium === 'electricity' && (role === 'ac_circuit' || role === 'room_breaker') && !isUsedAtNight(watched);
}

interface Watch {
  series: IntervalSeries;
  levels: AcLevels;
  options: Options;
  permitted(at: number): boolean;
  /** Last check. */
  lastAt: number;
  /** What is switched on from here on is made ready for the day. */
  openingAt: number;
}

interface Run {
  startAt: number;
  endAt?: number;
  /** kWh of the 60 minutes that raised it. */
  rollingEnergy: number;
}

function watchNight(watch: Watch, firstAt: number): Run | undefined {
  const { series, levels, options, permitted, lastAt, openingAt } = watch;
  const clearMs = options.clearMinutes * 60_000;
  let run: Run | undefined;
  let allowedUntil = Number.NEGATIVE_INFINITY;
  for (let at = firstAt; at <= lastAt; at += INTERVAL_MS) {
    if (permitted(at - INTERVAL_MS)) allowedUntil = at;
    if (run && run.endAt === undefined) {
      if (isQuiet(watch, at - clearMs, at)) run = { ...run, endAt: Math.max(run.startAt, at - clearMs) };
      continue;
    }
    const energy = energyKnown(series, at - HOUR_MS, at);
    if (energy < levels.thresholdKwh - DUST || permitted(at) || !runsAt(series, at, levels)) continue;
    const rose = roseAt(series, at, levels);
    if (rose > at - options.onDelayMinutes * 60_000 || rose >= openingAt) continue;
    const { startAt, rollingEnergy } = run ?? { startAt: Math.max(firstAt, rose, allowedUntil), rollingEnergy: energy };
    run = { startAt, rollingEnergy };
  }
  return run;
}

/** kWh of a stretch as far as it is known: at least so much. */
function energyKnown(series: IntervalSeries, fromAt: number, toAt: number): number {
  let sum = 0;
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) sum += knownAmount(series, at) ?? 0;
  return sum;
}

const isOn = (kw: number | undefined, { onKw }: AcLevels) => kw !== undefined && kw > onKw - DUST;

/** Whether the quarter hour before a check shows it running, and not only the rest of what ended before. */
function runsAt(series: IntervalSeries, at: number, levels: AcLevels): boolean {
  const last = powerKw(series, at - INTERVAL_MS);
  return isOn(last, levels) && last! >= REST * (powerKw(series, at - 2 * INTERVAL_MS) ?? 0);
}

/** Whether a stretch shows nothing running: known and off, or permitted. */
function isQuiet({ series, levels, permitted }: Watch, fromAt: number, toAt: number): boolean {
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    if (permitted(at)) continue;
    const kw = powerKw(series, at);
    if (kw === undefined || isOn(kw, levels)) return false;
  }
  return true;
}

/** The first running quarter hour of the 60 minutes before. */
function roseAt(series: IntervalSeries, at: number, levels: AcLevels): number {
  let rose = at - HOUR_MS;
  while (rose < at - INTERVAL_MS && !isOn(powerKw(series, rose), levels)) rose += INTERVAL_MS;
  return rose;
}

/** Whether a check is worth something: one of the last two quarter hours is known, and half of the night so far. */
function isKnown(series: IntervalSeries, fromAt: number, checkAt: number): boolean {
  let known = 0;
  for (let at = onGrid(fromAt) - HOUR_MS; at < checkAt; at += INTERVAL_MS) if (knownAmount(series, at) !== undefined) known++;
  const isRecent = [1, 2].some((back) => knownAmount(series, checkAt - back * INTERVAL_MS) !== undefined);
  return isRecent && known * INTERVAL_MS * 2 >= checkAt - onGrid(fromAt) + HOUR_MS;
}

function toFinding(
  { meter, calendar }: { meter: Meter } & Pick<SeriesQuestion, 'calendar'>,
  night: string,
  run: Run,
  watch: Watch,
): Finding {
  const { series, levels, permitted, lastAt } = watch;
  let wasted = 0;
  let hours = 0;
  for (let at = run.startAt; at < (run.endAt ?? lastAt); at += INTERVAL_MS) {
    const amount = knownAmount(series, at);
    if (amount === undefined || permitted(at)) continue;
    hours += 1 / PER_HOUR;
    wasted += Math.max(0, amount - levels.standbyKw / PER_HOUR);
  }
  // In its first hour the 60 minutes that raised it say more than the few minutes since.
  const rate = hours >= 1 ? wasted / hours : run.rollingEnergy - levels.standbyKw;
  const evidence: EvidenceNumber[] = [
    { name: 'rolling_energy', value: run.rollingEnergy, unit: 'kWh' },
    { name: 'threshold', value: levels.thresholdKwh, unit: 'kWh' },
    { name: 'standby', value: levels.standbyKw, unit: 'kW' },
    { name: 'standby_nights', value: levels.nights, unit: 'nights' },
  ];
  if (levels.habitKw !== undefined) evidence.push({ name: 'night_habit', value: levels.habitKw, unit: 'kW' });
  const lines = { threshold: levels.thresholdKwh, baseline: levels.standbyKw };
  const unusual = unusualDay(calendar, night);
  return {
    rule: 'ac_left_on',
    meter: meter.id,
    night,
    startAt: run.startAt,
    endAt: run.endAt,
    certainty: 'measured',
    rate: { value: rate, unit: 'kW' },
    wasted: { value: wasted, unit: 'kWh' },
    evidence,
    proof: powerProof(series, run.startAt - PROOF_BEFORE_MS, lastAt, lines),
    ...(unusual && { reasons: [unusual], isFirm: false }),
  };
}

export const acLeftOn = seriesRule({
  rule: 'ac_left_on',
  code: 'D1',
  cadence: 'night',
  audience: 'guard',
  urgency: 'tonight',
  about: 'use',
  name: { zh: '空调未关', en: 'AC left on' },
  what: {
    zh: '放学熄灯后空调支路或房间开关仍在用电',
    en: 'an air-conditioner circuit or room breaker that still runs when the day is over',
  },
  options: optionsSchema,
  words: AC_WORDS,
  sentence: acSentence,
  create: createAcLeftOn,
});
