import { z } from 'zod';
import type { Blind, EvidenceNumber, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter } from '../domain/site.ts';
import { type AlertPlace, type Sentence, threeDigits, where } from '../domain/words.ts';
import { leftOnRun, type LeftOnRun, type Mark, MARKS } from './left-on-run.ts';
import { ceilOnGrid, onGrid, PER_HOUR, powerKw } from './power.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import type { SeriesDetector, SeriesQuestion } from './series-detector.ts';
import { type IntervalSeries, knownAmount } from './series.ts';
import { isUsedAtNight } from './used-at-night.ts';

const optionsSchema = z.strictObject({
  from: clockTime.default('07:00').meta(optionWords('每天从几点起看', 'start of the day that is looked at')),
  to: clockTime.default('22:30').meta(optionWords('到几点为止', 'its end')),
  // The rule is 26 and 20 °C (State Council 2007/42); 1 K for the place of the thermometer.
  coolingBelowC: z
    .number()
    .default(25)
    .meta(optionWords('制冷时室温低于', 'cooled below', '°C')),
  heatingAboveC: z
    .number()
    .default(21)
    .meta(optionWords('制热时室温高于', 'heated above', '°C')),
  coolingFromC: z
    .number()
    .default(24)
    .meta(optionWords('室外高于多少度算制冷', 'outdoors at least so warm: it cools', '°C')),
  heatingUpToC: z
    .number()
    .default(12)
    .meta(optionWords('室外低于多少度算制热', 'outdoors at most so warm: it heats', '°C')),
  minutes: z
    .number()
    .int()
    .min(15)
    .multipleOf(15)
    .default(60)
    .meta(optionWords('持续多久', 'for so long', 'min')),
  minPowerKw: z
    .number()
    .positive()
    .default(0.15)
    .meta(optionWords('空调功率高于多少算在运行', 'the unit runs above this power', 'kW')),
});
type Options = z.infer<typeof optionsSchema>;

const OFF_QUARTERS = 2;
const PROOF_BEFORE_MS = 3_600_000;
/** Outdoors, the mean of the last hours: a cloud does not turn cooling into heating. */
const WEATHER_MS = 3 * 3_600_000;

/**
 * An air-conditioner that cools its room below 26 °C or heats it above 20 °C, 1 K of tolerance left, for an hour. What it
 * does is told by the weather; between the two seasons nothing is said. A stretch of a day is filed under that day.
 */
export function createSetpoint(options: Options): SeriesDetector {
  const window: SeriesDetector['window'] = (local, day) => ({ fromAt: local.at(day, options.from), toAt: local.at(day, options.to) });
  return {
    rule: 'setpoint',
    scope: 'night',
    isLive: false,
    lookBackNights: 1,
    window,
    watches: (watched, meters) => isUnit(watched) && thermometersOf(watched.meter, meters).length > 0,
    relatives: ({ meter }, meters) => thermometersOf(meter, meters).map(({ id }) => id),
    judge(question) {
      const { meter, local, fromNight, toNight, now, meters } = question;
      const rooms = thermometersOf(meter, meters).flatMap(({ id }) => question.other(id) ?? []);
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const day of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt, toAt } = window(local, day);
        if (toAt > now) break;
        const found = judgeDay(question, rooms, { day, fromAt: ceilOnGrid(fromAt), lastAt: onGrid(toAt) }, options);
        if (typeof found === 'string') blind.push({ rule: 'setpoint', meter: meter.id, night: day, why: found });
        else findings.push(...found);
      }
      return { findings, blind, cutOff: false };
    },
  };
}

/** One unit in one room: behind a circuit of several, nobody knows which of them runs. */
function isUnit(watched: PlacedMeter): boolean {
  const { meter, space } = watched;
  const isAc = meter.role === 'room_breaker' || (meter.role === 'ac_circuit' && (meter.acUnits ?? 1) === 1);
  return meter.medium === 'electricity' && isAc && space !== undefined && space.function !== 'floor' && !isUsedAtNight(watched);
}

const thermometersOf = ({ space }: Meter, meters: readonly Meter[]) =>
  meters.filter((meter) => meter.role === 'room_thermometer' && space !== undefined && meter.space === space);

/** °C in the quarter hour that begins at an instant, of the first thermometer that knows it. */
function roomC(rooms: readonly IntervalSeries[], at: number): number | undefined {
  for (const room of rooms) {
    const celsius = knownAmount(room, at);
    if (celsius !== undefined) return celsius;
  }
  return undefined;
}

function judgeDay(
  question: SeriesQuestion,
  rooms: readonly IntervalSeries[],
  { day, fromAt, lastAt }: { day: string; fromAt: number; lastAt: number },
  options: Options,
): Finding[] | Blind['why'] {
  const { series, weather, permitted } = question;
  let [known, weathered] = [0, 0];
  const markAt = (at: number): Mark => {
    const [kw, celsius] = [powerKw(series, at), roomC(rooms, at)];
    if (kw === undefined || celsius === undefined) return MARKS.unknown;
    known++;
    if (kw <= options.minPowerKw) return MARKS.off;
    const season = seasonOf(weather.mean(at - WEATHER_MS, at), options);
    if (season === undefined) return MARKS.unknown;
    weathered++;
    const isCold = season === 'cooling' && celsius < options.coolingBelowC;
    const isHot = season === 'heating' && celsius > options.heatingAboveC;
    return isCold || isHot ? MARKS.on : MARKS.off;
  };
  const quarters = { onQuarters: options.minutes / 15, offQuarters: OFF_QUARTERS };
  const run = leftOnRun({ markAt, permitted }, { fromAt, lastAt, ...quarters });
  if (run) return [toFinding(question, rooms, day, run, lastAt, options)];
  if (known * 2 * INTERVAL_MS < lastAt - fromAt) return 'no_data';
  const runs = known > 0 && weathered === 0 && hasRun(series, fromAt, lastAt, options);
  return runs && weather.mean(fromAt, lastAt) === undefined ? 'no_weather' : [];
}

function hasRun(series: IntervalSeries, fromAt: number, lastAt: number, { minPowerKw }: Options): boolean {
  for (let at = fromAt; at < lastAt; at += INTERVAL_MS) if ((powerKw(series, at) ?? 0) > minPowerKw) return true;
  return false;
}

type Season = 'cooling' | 'heating' | 'mild';

/** What an air-conditioner does in such weather; undefined without it. */
function seasonOf(outdoorC: number | undefined, { coolingFromC, heatingUpToC }: Options): Season | undefined {
  if (outdoorC === undefined) return undefined;
  return outdoorC >= coolingFromC ? 'cooling' : outdoorC <= heatingUpToC ? 'heating' : 'mild';
}

function toFinding(
  { meter, series, weather }: SeriesQuestion,
  rooms: readonly IntervalSeries[],
  day: string,
  run: LeftOnRun,
  lastAt: number,
  options: Options,
): Finding {
  const endAt = run.endAt ?? lastAt;
  const proofAt = Math.max(run.startAt - PROOF_BEFORE_MS, series.startAt);
  const outdoorC = weather.mean(run.startAt - WEATHER_MS, run.startAt);
  const limit = seasonOf(outdoorC, options) === 'heating' ? options.heatingAboveC : options.coolingBelowC;
  let [degrees, energyKwh, quarters] = [0, 0, 0];
  for (let at = run.startAt; at < endAt; at += INTERVAL_MS) {
    const [kw, celsius] = [powerKw(series, at), roomC(rooms, at)];
    if (kw === undefined || celsius === undefined) continue;
    degrees += celsius;
    energyKwh += kw / PER_HOUR;
    quarters++;
  }
  const evidence: EvidenceNumber[] = [
    { name: 'room_temperature', value: degrees / quarters, unit: '°C' },
    { name: 'threshold', value: limit, unit: '°C' },
    ...(outdoorC === undefined ? [] : [{ name: 'outdoor', value: outdoorC, unit: '°C' }]),
    { name: 'ac_power', value: (energyKwh / quarters) * PER_HOUR, unit: 'kW' },
  ];
  return {
    rule: 'setpoint',
    meter: meter.id,
    night: day,
    startAt: run.startAt,
    endAt,
    certainty: 'measured',
    // How much of its power goes into the degrees too many, nobody has measured.
    rate: null,
    wasted: null,
    evidence,
    proof: {
      startAt: proofAt,
      stepMs: INTERVAL_MS,
      unit: '°C',
      values: Array.from(
        { length: (endAt - proofAt) / INTERVAL_MS },
        (_, quarter) => roomC(rooms, proofAt + quarter * INTERVAL_MS) ?? null,
      ),
      threshold: limit,
      baseline: null,
    },
    isFirm: false,
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const at = where(place);
  const number = (name: string) => finding.evidence.find((one) => one.name === name)?.value;
  const [room, limit, outdoor] = [number('room_temperature') ?? Number.NaN, number('threshold') ?? Number.NaN, number('outdoor')];
  const [from, to] = [local.clockOf(finding.startAt), local.clockOf(finding.endAt ?? finding.startAt)];
  const outdoorZh = outdoor === undefined ? '' : `，室外 ${threeDigits(outdoor)} °C`;
  const outdoorEn = outdoor === undefined ? '' : `, outdoors ${threeDigits(outdoor)} °C`;
  const isCold = room < limit;
  const advice = isCold
    ? { zh: '请把空调调到 26 °C 以上', en: 'Please set the air-conditioner to 26 °C or more' }
    : { zh: '请把空调调到 20 °C 以下', en: 'Please set the air-conditioner to 20 °C or less' };
  return {
    zh: `${at.zh}空调${isCold ? '开得太冷' : '开得太热'}，${from}–${to} 室温平均 ${threeDigits(room)} °C${outdoorZh}，${advice.zh}。`,
    en: `${at.en}: air-conditioner set too ${isCold ? 'cold' : 'warm'}, ${threeDigits(room)} °C in the room from ${from} to ${to}${outdoorEn}. ${advice.en}.`,
  };
}

export const setpoint = seriesRule({
  rule: 'setpoint',
  code: 'D13',
  cadence: 'morning',
  audience: 'logistics',
  urgency: 'digest',
  about: 'use',
  name: { zh: '空调温度不当', en: 'AC set too far' },
  what: {
    zh: '空调运行时室温一小时低于 25 °C（制冷）或高于 21 °C（制热）',
    en: 'a room that is cooled below 25 °C or heated above 21 °C for an hour',
  },
  options: optionsSchema,
  words: {
    room_temperature: { zh: '室温', en: 'Room temperature' },
    threshold: { zh: '告警线', en: 'Alert line' },
    outdoor: { zh: '室外温度', en: 'Outdoors' },
    ac_power: { zh: '空调功率', en: 'Power of the unit' },
  },
  sentence,
  create: createSetpoint,
});
