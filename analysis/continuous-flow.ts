import { z } from 'zod';
import { minDetectableLph, pulseLitres } from '../domain/detection-limit.ts';
import type { Blind, BlindReason, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { BuildingFunction } from '../domain/site.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { continuousRuns, daysOf, dripRuns, type Episode, firstOfEach, leastDryOf, nightAt, noonToNoon } from './dry-episodes.ts';
import { type DrySpell, drySpells, indexAt, longestDry } from './dry-spells.ts';
import { isSpokenOf } from './one-matter.ts';
import { optionWords, seriesRule } from './rule.ts';
import type { SeriesDetector, SeriesQuestion } from './series-detector.ts';
import type { IntervalSeries } from './series.ts';
import {
  childrenOf,
  EMPTY_AT_NIGHT,
  hourlyProof,
  HOUR_MS,
  isFrostNight,
  isSingleHome,
  LEAK_LOOK_BACK_NIGHTS,
  leakAdvice,
  LOOKED_FOR_LPH,
  meanFlowLph,
  tricklingLph,
} from './water-night.ts';

const continuousFlowOptions = z.strictObject({
  // Badger's and other utilities' leak flag: flow in every hour of 24 h (domain note 5.1).
  hours: z
    .number()
    .int()
    .min(6)
    .default(24)
    .meta(optionWords('连续几小时没有断水', 'hours without a dry one', 'h')),
  dryDays: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta(optionWords('平时至少这么大比例的日子有断流的一小时', 'least share of earlier days that had a dry hour')),
  shortDryShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta(
      optionWords(
        '两天里最长断流短于平时最短的多大比例（0 为不看）',
        'two days whose longest dry spell is below this share of the usual (0: not looked at)',
      ),
    ),
});
type Options = z.infer<typeof continuousFlowOptions>;

const PLANT: readonly BuildingFunction[] = ['plant_room'];

/**
 * Water that never stops at a place that usually rests: homes, dormitory branches, outdoor taps.
 *
 * It is raised when no dry hour was seen over `hours` known hours, and ends with the next dry hour; but for single homes only
 * where most days of the fourteen before had a dry hour. Drips of a home too slow for a pulse
 * in every hour show as dry spells that become short: on two days the longest one is below `shortDryShare` of the shortest of
 * the days before (of 8 h at most). What another rule has raised is left to it. What is not known neither raises nor clears. A register that moves is proof of flow, whatever Q1
 * is; meters that stand still at a faulty cistern are blind. Method: continuous-flow flag of utilities, 24 h.
 */
export function createContinuousFlow(options: Options): SeriesDetector {
  return {
    rule: 'continuous_flow',
    scope: 'cause',
    isLive: true,
    lookBackNights: LEAK_LOOK_BACK_NIGHTS,
    window: noonToNoon,
    watches,
    relatives: ({ meter }, meters) => childrenOf(meter, meters),
    judge(question) {
      const { meter, series, local, fromNight, toNight } = question;
      const knownUntil = Math.min(question.now, noonToNoon(local, toNight).toAt);
      const night = nightAt(local, knownUntil - 1);
      const blindBy = (why: BlindReason): Blind => ({ rule: 'continuous_flow', meter: meter.id, night, why });
      if (minDetectableLph(meter, knownUntil) > LOOKED_FOR_LPH)
        return { findings: [], blind: [blindBy('below_detection_limit')], cutOff: false };
      const until = Math.min(series.values.length, indexAt(series, knownUntil));
      const ignored = ignoredIn(question, until);
      const spells = drySpells(series, until, 1, ignored);
      const days = daysOf(question, spells, until, ignored);
      const continuous = continuousRuns(question, days, spells, until, ignored, options);
      const hasDrips = options.shortDryShare > 0 && isSingleHome(question, question.meters);
      const drips = hasDrips ? dripRuns(series, days, spells, options) : [];
      const sinceAt = noonToNoon(local, fromNight).fromAt;
      const findings = firstOfEach([...continuous.episodes, ...drips])
        .filter(({ endAt }) => endAt === undefined || endAt >= sinceAt)
        .flatMap((episode) => freeOf(question, episode, knownUntil) ?? [])
        .map((episode) => toFinding(question, episode, spells, knownUntil));
      const why = findings.some(({ endAt }) => endAt === undefined)
        ? undefined
        : (continuous.why ?? (days.at(-1)?.isKnown === false ? 'no_data' : undefined));
      return { findings, blind: why ? [blindBy(why)] : [], cutOff: continuous.cutOff };
    },
  };
}

function watches({ meter, building }: PlacedMeter): boolean {
  const meters = meter.medium === 'water' && (meter.role === 'building_main' || meter.role === 'branch');
  return meters && !EMPTY_AT_NIGHT.includes(building.function) && !PLANT.includes(building.function) && !meter.continuousFlowExpected;
}

/** Reported when it is long enough, or at the first noon after it at which no other rule speaks of it; undefined: not yet. */
function freeOf(question: SeriesQuestion, episode: Episode, knownUntil: number): Episode | undefined {
  const { local } = question;
  const { endAt = Number.POSITIVE_INFINITY } = episode;
  // Its end is known after a dry hour.
  const until = Math.min(knownUntil, endAt + leastDryOf(question) * INTERVAL_MS - 1);
  for (let at = episode.reportedAt; at <= until; at = noonToNoon(local, nightAt(local, at)).toAt)
    if (!isSpokenOf(question, ['burst'], at, HOUR_MS) && !isSpokenOf(question, ['night_flow_step'], at - 1))
      return { ...episode, reportedAt: at };
  return undefined;
}

/** Flow that says nothing: people may be there, or taps trickle against frost. */
function ignoredIn({ meter, series, local, weather, permitted }: SeriesQuestion, until: number): Uint8Array {
  const ignored = new Uint8Array(series.values.length);
  const limitM3 = (tricklingLph(meter) / 1000) * (INTERVAL_MS / HOUR_MS);
  for (const night of daysBetween(local.dayOf(series.startAt), local.dayOf(series.startAt + until * INTERVAL_MS))) {
    const morningAt = local.at(addDays(night, 1), '09:00');
    if (!isFrostNight(weather, local, night, morningAt)) continue;
    for (let index = Math.max(0, indexAt(series, local.at(night, '18:00'))); index < Math.min(until, indexAt(series, morningAt)); index++)
      if (series.values[index]! > 0 && series.values[index]! <= limitM3) ignored[index] = 1;
  }
  for (let index = 0; index < until; index++) if (permitted(series.startAt + index * INTERVAL_MS)) ignored[index] = 1;
  return ignored;
}

function toFinding({ meter, series, local }: SeriesQuestion, episode: Episode, spells: readonly DrySpell[], asOf: number): Finding {
  const { kind, startAt, reportedAt, endAt } = episode;
  const knownUntil = endAt ?? asOf;
  const longestHours = (longestDry(spells, indexAt(series, startAt), indexAt(series, knownUntil)) * INTERVAL_MS) / HOUR_MS;
  const pulse = pulseLitres(meter, startAt);
  const rate = Math.max(lowFlowLph(series, startAt, knownUntil), pulse / Math.max(1, longestHours));
  return {
    rule: 'continuous_flow',
    meter: meter.id,
    night: nightAt(local, reportedAt - 1),
    startAt,
    endAt,
    certainty: kind === 'continuous' ? 'measured' : 'inferred',
    rate: { value: rate, unit: 'L/h' },
    wasted: { value: (rate * (knownUntil - startAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [
      { name: 'low_flow', value: rate, unit: 'L/h' },
      { name: 'flowing_hours', value: (knownUntil - startAt) / HOUR_MS, unit: 'h' },
      { name: 'longest_dry', value: longestHours, unit: 'h' },
      { name: 'pulse', value: pulse, unit: 'L' },
    ],
    proof: hourlyProof(series, { startAt, knownUntil }, pulse),
  };
}

/** Lower decile of the hourly flows: what goes on beneath the use of the people there. */
function lowFlowLph(series: IntervalSeries, fromAt: number, toAt: number): number {
  const flows: number[] = [];
  for (let at = fromAt; at + HOUR_MS <= toAt; at += HOUR_MS) {
    const flow = meanFlowLph(series, at, at + HOUR_MS);
    if (flow !== undefined) flows.push(flow);
  }
  return flows.toSorted((a, b) => a - b)[Math.floor(flows.length / 10)] ?? 0;
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}水流一直不停${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '约流失'))}，现已停止。`,
      en: `${at.en}: water never stopped from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'lost, estimated'))}. It has stopped.`,
    };
  }
  const advice = leakAdvice(finding.rate?.value ?? 0);
  return {
    zh: `${at.zh}水流一直不停，${from.zh} 起${rate.zh}${comma(wasted(finding, '已流失约'))}，${advice.zh}。`,
    en: `${at.en}: water never stops${commaEn(rate.en)} since ${from.en}${commaEn(wasted(finding, 'lost so far, estimated'))}. ${advice.en}.`,
  };
}

export const continuousFlow = seriesRule({
  rule: 'continuous_flow',
  code: 'D4b',
  cadence: 'live',
  audience: 'maintainer',
  urgency: 'today',
  about: 'use',
  name: { zh: '长流水', en: 'Water never stops' },
  what: {
    zh: '住户、宿舍支管、室外龙头平时会停的水，一整天没有停过',
    en: 'water that usually rests, in homes, dormitory branches and outdoor taps, and did not for a whole day',
  },
  options: continuousFlowOptions,
  words: {
    low_flow: { zh: '最小流量', en: 'Least flow' },
    flowing_hours: { zh: '水流不断的时长', en: 'Water never stopped for' },
    longest_dry: { zh: '最长断流', en: 'Longest dry spell' },
    pulse: { zh: '每个脉冲', en: 'One pulse' },
  },
  sentence,
  create: createContinuousFlow,
});
