import { z } from 'zod';
import type { Blind, BlindReason, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import { ratioAt } from '../domain/site.ts';
import { isAcMetered, watchedParts } from './ac-parts.ts';
import { meanKw, type NightPower, nightPower } from './baseline/night-power.ts';
import { type ExcessRun, usualMean, watchExcess } from './night-excess.ts';
import { createNights, LEARN_NIGHTS, type Nights, SHIFT_NIGHTS, shiftOf } from './night-excess-nights.ts';
import { EXCESS_WORDS, excessSentence } from './night-excess-sentence.ts';
import { type Suspicion, suspicionOf } from './night-excess-score.ts';
import { isStanding } from './night-excess-standing.ts';
import { onGrid, PER_HOUR } from './power.ts';
import { thermometersIn } from './room-thermometers.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { isUsedAtNight, morningOf } from './used-at-night.ts';

const optionsSchema = z.strictObject({
  from: clockTime.default('23:00').meta(optionWords('从几点起应无人用电', 'half an hour after lights-out nobody should be there')),
  // Kitchens, boilers and cleaners begin at five.
  to: clockTime.default('05:00').meta(optionWords('到几点为止', 'end of the hours that are compared')),
  k: z.number().positive().default(3.5).meta(optionWords('超出平时波动的倍数', 'times the usual spread from night to night')),
  // Of a mean over four hours or more; shorter ones have to exceed more.
  minExcessKw: z
    .number()
    .positive()
    .default(0.5)
    .meta(optionWords('整夜至少多用', 'least excess of a whole night', 'kW')),
  nights: z
    .number()
    .int()
    .min(5)
    .max(60)
    .default(21)
    .meta(optionWords('与最近几个同类夜晚比较', 'nights of the same type that it is compared with', 'nights')),
  minNights: z
    .number()
    .int()
    .min(5)
    .default(10)
    .meta(optionWords('至少要有几夜', 'fewer than these: not judged yet', 'nights')),
  coolingFromC: z
    .number()
    .default(24)
    .meta(optionWords('室外高于多少度可能是制冷', 'outdoors at least so warm: probably cooling', '°C')),
  heatingUpToC: z
    .number()
    .default(12)
    .meta(optionWords('室外低于多少度可能是制热', 'outdoors at most so warm: probably heating', '°C')),
  firmScore: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .meta(optionWords('可信度达到多少才列入今晚巡查', 'score from which it is on the list of tonight')),
});
export type NightExcessOptions = z.infer<typeof optionsSchema>;

const HOUR_MS = 3_600_000;

/**
 * A building that takes more at night than on other nights of the same type: the sum of what has no meter of its own, so it
 * says how many air-conditioners may be on, and not where.
 *
 * residual = mean power − median of the same hours of the last 21 nights of the same type; the line is max(3.5 × MADσ, 0.5 kW,
 * 2 register quanta), higher for means shorter than four hours. A building whose level rose
 * lately is given up to one spread.
 * What has run day and night for three days is a change of the base load and no longer tonight's matter.
 */
export function createNightExcessBuilding(options: NightExcessOptions): SeriesDetector {
  const window: SeriesDetector['window'] = (local, night) => nightWindow(local, night, { start: options.from, end: options.to });
  return {
    rule: 'night_excess_building',
    scope: 'night',
    isLive: true,
    lookBackNights: LEARN_NIGHTS + SHIFT_NIGHTS,
    window,
    watches,
    relatives: ({ meter, building }, meters) => [
      ...watchedParts(meter, meters).map(({ id }) => id),
      ...thermometersIn(building.id, meters).map(({ id }) => id),
    ],
    judge(question) {
      const { meter, building, local, fromNight, toNight, now, meters, spaces } = question;
      const spanOf = (night: string) => nightWindow(local, night, { start: options.from, end: morningOf(building, options.to) });
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      const parts = watchedParts(meter, meters);
      if (isAcMetered(parts, building.id, spaces)) return { findings, blind, cutOff: false };
      const series = parts.flatMap(({ id }) => question.other(id) ?? []);
      const first = addDays(fromNight, -LEARN_NIGHTS - SHIFT_NIGHTS);
      const spans = daysBetween(first, addDays(toNight, 1)).map((night) => ({ night, ...spanOf(night) }));
      const begun = spans.filter(({ fromAt }) => fromAt <= now);
      const nights = createNights(
        begun.map((span) => nightPower(question.series, series, span, question.permitted)),
        question,
        options,
      );
      nights.list.forEach((night, index) => {
        if (night.night < fromNight) return;
        const why = judgeNight(nights, index, question, series, options, findings);
        if (why) blind.push({ rule: 'night_excess_building', meter: meter.id, night: night.night, why });
      });
      return { findings, blind, cutOff: false };
    },
  };
}

/** One building main: a gateway counts too much to see an air-conditioner, and what hangs outdoors follows the sunset. */
function watches(watched: PlacedMeter): boolean {
  const { meter, building } = watched;
  return meter.medium === 'electricity' && meter.role === 'building_main' && building.function !== 'outdoor' && !isUsedAtNight(watched);
}

function judgeNight(
  nights: Nights,
  index: number,
  question: SeriesQuestion,
  parts: readonly SeriesQuestion['series'][],
  options: NightExcessOptions,
  findings: Finding[],
): BlindReason | undefined {
  const { meter, now, changedAt } = question;
  const night = nights.list[index]!;
  const { nights: alike, isBorrowed } = nights.alike(index);
  const until = Math.min(night.length, Math.floor((onGrid(now) - night.fromAt) / INTERVAL_MS));
  const quantum = meter.resolution * ratioAt(meter, night.fromAt);
  const known = alike.filter((other) => !Number.isNaN(meanKw(other, 0, other.length))).length;
  if (known < options.minNights) return 'not_enough_history';
  const level = { until, quantum, shiftKw: shiftOf(nights, index, changedAt) };
  const { run, isJudged } = watchExcess(night, alike, level, options);
  if (run) {
    const excessKw = run.first.excessKw;
    const lately = [1, 2, 3].map((back) => (index >= back ? nights.aboveKw(index - back) : undefined));
    const stands = lately.every((above) => above !== undefined && above > excessKw / 2);
    if (!(stands && isStanding(question.series, parts, nights.list, index, excessKw))) {
      findings.push(toFinding(night, alike, run, until, question, options));
    }
  }
  // What fuller nights show is a find; what they do not show may still be there.
  if (isBorrowed && !run) return 'not_enough_history';
  return isJudged || until < 3 ? undefined : wasAllowed(night, until) ? undefined : 'no_data';
}

/** Whether it was only not judged because people were allowed to be there: the newest quarter hours themselves are known. */
function wasAllowed(night: NightPower, until: number): boolean {
  const freeFrom = night.freeFrom[until]!;
  return freeFrom > 0 && (freeFrom + 3 > until || !Number.isNaN(meanKw(night, until - 3, until)));
}

function toFinding(
  night: NightPower,
  alike: readonly NightPower[],
  run: ExcessRun,
  until: number,
  question: SeriesQuestion,
  options: NightExcessOptions,
): Finding {
  const end = run.end ?? until;
  const { first } = run;
  const usualKw = usualMean(alike, run.start, end) ?? first.level.median;
  const mean = meanKw(night, run.start, end);
  // While it is young the stretch that raised it says more.
  const rateKw = end <= first.to || Number.isNaN(mean) ? first.excessKw : Math.max(0, mean - usualKw);
  const raisedAt = night.fromAt + first.to * INTERVAL_MS;
  const suspicion: Suspicion = suspicionOf(night.night, first, raisedAt, question, options);
  const byQuarter = Array.from({ length: until }, (_, quarter) => usualMean(alike, quarter, quarter + 1) ?? null);
  return {
    rule: 'night_excess_building',
    meter: question.meter.id,
    night: night.night,
    startAt: night.fromAt + run.start * INTERVAL_MS,
    endAt: run.end === undefined ? undefined : night.fromAt + run.end * INTERVAL_MS,
    certainty: 'inferred',
    rate: { value: rateKw, unit: 'kW' },
    wasted: { value: rateKw * ((end - run.start) / PER_HOUR), unit: 'kWh' },
    evidence: [
      { name: 'excess', value: first.excessKw, unit: 'kW' },
      { name: 'threshold', value: first.level.median + first.limitKw, unit: 'kW' },
      { name: 'usual', value: first.level.median, unit: 'kW' },
      { name: 'spread', value: first.level.sigma, unit: 'kW' },
      { name: 'like_nights', value: first.level.nights, unit: 'nights' },
      { name: 'stretch', value: ((first.to - first.from) * INTERVAL_MS) / HOUR_MS, unit: 'h' },
      ...suspicion.evidence,
    ],
    proof: {
      startAt: night.fromAt,
      stepMs: INTERVAL_MS,
      unit: 'kW',
      values: Array.from({ length: until }, (_, quarter) => numberOrNull(meanKw(night, quarter, quarter + 1))),
      threshold: byQuarter.map((usual) => (usual === null ? null : usual + first.limitKw)),
      baseline: byQuarter,
    },
    reasons: suspicion.reasons,
    isFirm: suspicion.isFirm,
    ...(suspicion.spaces.length > 0 && { spaces: suspicion.spaces }),
  };
}

const numberOrNull = (value: number) => (Number.isNaN(value) ? null : value);

export const nightExcessBuilding = seriesRule({
  rule: 'night_excess_building',
  code: 'D2',
  cadence: 'night',
  audience: 'guard',
  urgency: 'tonight',
  about: 'use',
  name: { zh: '整楼夜间偏高', en: 'Building high at night' },
  what: {
    zh: '没有空调分表的楼，夜里比同类夜晚多用电',
    en: 'a building without meters on its air-conditioners that takes more than on nights like it',
  },
  options: optionsSchema,
  words: EXCESS_WORDS,
  sentence: excessSentence,
  create: createNightExcessBuilding,
});
