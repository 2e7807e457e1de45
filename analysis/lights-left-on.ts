import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { SpaceFunction } from '../domain/site.ts';
import { about, type AlertPlace, comma, commaEn, type Sentence, wasted, where } from '../domain/words.ts';
import { leftOnRun, type LeftOnRun, type Mark, MARKS } from './left-on-run.ts';
import { lightLevels, type LightLevels } from './light-levels.ts';
import { ceilOnGrid, onGrid, PER_HOUR, powerKw, powerProof } from './power.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { isUsedAtNight, morningOf } from './used-at-night.ts';
import { isUnusual, UNUSUAL_WORDS, unusualDay } from './unusual-day.ts';

const optionsSchema = z.strictObject({
  share: z
    .number()
    .positive()
    .max(1)
    .default(0.4)
    .meta(optionWords('超过额定功率的几成算亮着', 'share of the rated power above which the lamps are on')),
  afterMinutes: z
    .number()
    .int()
    .min(0)
    .max(240)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('熄灯后多久起算', 'so long after lights-out', 'min')),
  onMinutes: z
    .number()
    .int()
    .min(15)
    .max(240)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('亮了多久才算未关', 'on for so long', 'min')),
  clearMinutes: z
    .number()
    .int()
    .min(15)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('暗了多久算已关', 'dark for so long: they are off', 'min')),
  // Cleaners and the early shift; summer days are bright by then.
  to: clockTime.default('05:30').meta(optionWords('到几点为止', 'end of the night')),
});
type Options = z.infer<typeof optionsSchema>;

const LOOK_BACK_NIGHTS = 28;
const PROOF_BEFORE_MS = 2 * 3_600_000;
/** Lit on purpose from dusk on, and then by a third (domain note 3.1). */
const LIT_AT_NIGHT: readonly SpaceFunction[] = ['corridor', 'toilet', 'outdoor'];

/**
 * Lamps that burn on after lights-out: the circuit takes more than the lamps of corridors and emergency exits, and by more
 * than 40 % of what the others take when all of them are on. How much that is, is declared (`ratedKw`), or learned from the
 * evenings in use. Works from the first night where it is declared.
 */
export function createLightsLeftOn(options: Options): SeriesDetector {
  return {
    rule: 'lights_left_on',
    scope: 'night',
    isLive: true,
    lookBackNights: LOOK_BACK_NIGHTS,
    // Lights-out is the calendar's, so that this is only the widest span it may lie in.
    window: (local, night) => nightWindow(local, night, { start: '21:30', end: options.to }),
    watches,
    judge(question) {
      const { meter, building, local, calendar, series, fromNight, toNight, now } = question;
      const end = morningOf(building, options.to);
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt: lightsOutAt, toAt } = nightWindow(local, night, { start: calendar.week.lightsOut, end });
        const fromAt = ceilOnGrid(lightsOutAt + options.afterMinutes * 60_000);
        if (fromAt > now) break;
        const levels = lightLevels(question, night, LOOK_BACK_NIGHTS, options.share);
        if (!levels) {
          blind.push({ rule: 'lights_left_on', meter: meter.id, night, why: 'not_enough_history' });
          continue;
        }
        const lastAt = onGrid(Math.min(now, toAt));
        const markAt = (at: number): Mark => {
          const kw = powerKw(series, at);
          return kw === undefined ? MARKS.unknown : kw > levels.thresholdKw ? MARKS.on : MARKS.off;
        };
        const quarters = { onQuarters: options.onMinutes / 15, offQuarters: options.clearMinutes / 15 };
        const run = leftOnRun({ markAt, permitted: question.permitted }, { fromAt, lastAt, ...quarters });
        if (run) findings.push(toFinding(question, night, run, lastAt, levels));
        const isDark = lastAt > fromAt && [1, 2].every((back) => markAt(lastAt - back * INTERVAL_MS) === MARKS.unknown);
        if (isDark) blind.push({ rule: 'lights_left_on', meter: meter.id, night, why: 'no_data' });
      }
      return { findings, blind, cutOff: false };
    },
  };
}

function watches(watched: PlacedMeter): boolean {
  const { meter, building, space } = watched;
  if (meter.medium !== 'electricity' || meter.role !== 'lighting' || isUsedAtNight(watched)) return false;
  return building.function !== 'outdoor' && !(space && LIT_AT_NIGHT.includes(space.function));
}

function toFinding(
  { meter, series, permitted, calendar }: SeriesQuestion,
  night: string,
  run: LeftOnRun,
  lastAt: number,
  levels: LightLevels,
): Finding {
  let [wastedKwh, hours] = [0, 0];
  for (let at = run.startAt; at < (run.endAt ?? lastAt); at += INTERVAL_MS) {
    const kw = powerKw(series, at);
    if (kw === undefined || permitted(at)) continue;
    hours += 1 / PER_HOUR;
    wastedKwh += Math.max(0, kw - levels.baseKw) / PER_HOUR;
  }
  const lastKw = powerKw(series, run.raisedAt - INTERVAL_MS) ?? levels.thresholdKw;
  const rateKw = hours > 0 ? wastedKwh / hours : lastKw - levels.baseKw;
  const unusual = unusualDay(calendar, night);
  return {
    rule: 'lights_left_on',
    meter: meter.id,
    night,
    startAt: run.startAt,
    endAt: run.endAt,
    certainty: 'measured',
    rate: { value: rateKw, unit: 'kW' },
    wasted: { value: wastedKwh, unit: 'kWh' },
    evidence: [
      { name: 'light_power', value: rateKw + levels.baseKw, unit: 'kW' },
      { name: 'threshold', value: levels.thresholdKw, unit: 'kW' },
      { name: 'light_base', value: levels.baseKw, unit: 'kW' },
      { name: levels.isDeclared ? 'rated' : 'rated_learned', value: levels.ratedKw, unit: 'kW' },
    ],
    proof: powerProof(series, run.startAt - PROOF_BEFORE_MS, lastAt, { threshold: levels.thresholdKw, baseline: levels.baseKw }),
    ...(unusual && { reasons: [unusual], isFirm: false }),
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence {
  const at = where(place);
  const { zh: rateZh, en: rateEn } = about(finding.rate);
  const from = local.clockOf(finding.startAt);
  if (finding.endAt !== undefined) {
    const to = local.clockOf(finding.endAt);
    return {
      zh: `${at.zh}照明 ${from}–${to} 未关${comma(rateZh)}${comma(wasted(finding, '多用'))}，现已关闭。`,
      en: `${at.en}: lights on from ${from} to ${to}${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}. They are off now.`,
    };
  }
  if (isExpired) {
    return {
      zh: `${at.zh}照明 ${from} 起整夜未关${comma(rateZh)}${comma(wasted(finding, '多用'))}。`,
      en: `${at.en}: lights on from ${from} until morning${commaEn(rateEn)}${commaEn(wasted(finding, 'wasted'))}.`,
    };
  }
  const advice = isUnusual(finding)
    ? { zh: '当日有考试或活动，请先问清是否在用', en: 'There is an exam or an event: ask first whether they are needed' }
    : { zh: '请到场关灯', en: 'Please switch them off' };
  return {
    zh: `${at.zh}照明未关，${from} 起${rateZh}${comma(wasted(finding, '已多用'))}，${advice.zh}。`,
    en: `${at.en}: lights left on${commaEn(rateEn)} since ${from}${commaEn(wasted(finding, 'wasted so far'))}. ${advice.en}.`,
  };
}

export const lightsLeftOn = seriesRule({
  rule: 'lights_left_on',
  code: 'D3',
  cadence: 'night',
  audience: 'guard',
  urgency: 'tonight',
  about: 'use',
  name: { zh: '照明未关', en: 'Lights left on' },
  what: { zh: '熄灯后照明支路仍亮着一大片', en: 'a lighting circuit of which much is still on after lights-out' },
  options: optionsSchema,
  words: {
    light_power: { zh: '照明功率', en: 'Power of the lamps' },
    threshold: { zh: '告警线', en: 'Alert line' },
    light_base: { zh: '走廊和应急灯', en: 'Corridor and emergency lamps' },
    rated: { zh: '额定功率', en: 'Rated power' },
    rated_learned: { zh: '平时晚间全开的功率', en: 'Power of a usual evening, learned' },
    ...UNUSUAL_WORDS,
  },
  sentence,
  create: createLightsLeftOn,
});
