import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { isSpokenOf } from './one-matter.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import {
  isHidden,
  nightlyProof,
  type StepEpisode,
  stepEpisodes,
  type StepNight,
  stepNights,
  type StepOptions,
  watchesNightFlow,
} from './step-nights.ts';
import { childrenOf, HOUR_MS, LEAK_LOOK_BACK_NIGHTS, leakAdvice, throughOthers } from './water-night.ts';

const nightFlowStepOptions = z.strictObject({
  from: clockTime.default('02:00').meta(optionWords('从几点起算夜间流量', 'start of the hours of the night flow')),
  to: clockTime.default('05:00').meta(optionWords('到几点为止', 'their end')),
  nights: z
    .number()
    .int()
    .min(1)
    .default(2)
    .meta(optionWords('连续几晚', 'such nights in a row', 'nights')),
  sigmas: z.number().positive().default(3.5).meta(optionWords('超出平时多少倍离散度', 'above the usual by so many spreads')),
  minExcessLph: z
    .number()
    .positive()
    .default(5)
    .meta(optionWords('至少超出', 'and by at least', 'L/h')),
});
export const DEFAULT_STEP_OPTIONS: StepOptions = nightFlowStepOptions.parse({});

/** Rules that are surer of it: what they speak of is left to them. */
const FIRST = ['burst', 'zero_flow_fail', 'continuous_flow'];

/**
 * A night flow that is higher than it usually is: the mean of 02:00–05:00 above median + max(3.5 σ, 5 L/h, 2 quanta) of the 28
 * nights of the same type before it, on `nights` nights. Its σ is never below half a quantum: behind pulses of 10–100 L most
 * nights are equal. Nights that stand out are not learned from, nor are frost nights and nights in which people may be there.
 * What passes on through meters behind this one is theirs.
 *
 * @see domain note 5.2 for what it finds, 5.3 D5; minimum night flow of a building as its own district (Xi'an campus study)
 */
export function createNightFlowStep(options: StepOptions): SeriesDetector {
  return {
    rule: 'night_flow_step',
    scope: 'cause',
    isLive: false,
    lookBackNights: LEAK_LOOK_BACK_NIGHTS,
    window: (local, night) => nightWindow(local, night, { start: options.from, end: options.to }),
    watches: watchesNightFlow,
    relatives: ({ meter }, meters) => childrenOf(meter, meters),
    judge(question) {
      const nights = stepNights(question, options);
      const last = nights.at(-1);
      const findings = stepEpisodes(nights, question.changedAt, options, ({ toAt }) => isSpokenOf(question, FIRST, toAt))
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= question.fromNight)
        .map((episode) => toFinding(question, episode, nights));
      const why =
        last && (findings.every(({ endAt }) => endAt !== undefined) && isHidden(question, last) ? 'below_detection_limit' : last.why);
      const blind: Blind[] = last && why ? [{ rule: 'night_flow_step', meter: question.meter.id, night: last.night, why }] : [];
      return { findings, blind, cutOff: nights.find(({ verdict }) => verdict !== 'unknown')?.verdict === 'step' };
    },
  };
}

function toFinding(
  { meter, toNight, now, local }: SeriesQuestion,
  { nights, reported, closedOn }: StepEpisode,
  all: readonly StepNight[],
): Finding {
  const first = nights[0]!;
  const latest = nights.at(-1)!;
  const excess = nights.reduce((sum, { flowLph, level }) => sum + flowLph! - level!.median, 0) / nights.length;
  const endAt = closedOn === undefined ? undefined : latest.toAt;
  const knownUntil = endAt ?? Math.min(now, all.at(-1)?.toAt ?? local.startOfDay(toNight));
  return {
    rule: 'night_flow_step',
    meter: meter.id,
    night: reported.night,
    startAt: first.fromAt,
    endAt,
    certainty: 'inferred',
    rate: { value: latest.flowLph! - latest.level!.median, unit: 'L/h' },
    wasted: { value: (excess * (knownUntil - first.fromAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [
      { name: 'night_flow', value: latest.flowLph!, unit: 'L/h' },
      { name: 'threshold', value: latest.limitLph!, unit: 'L/h' },
      { name: 'usual_flow', value: latest.level!.median, unit: 'L/h' },
      { name: 'usual_spread', value: latest.level!.sigma, unit: 'L/h' },
      { name: 'usual_nights', value: latest.level!.nights, unit: 'nights' },
      { name: 'step_nights', value: nights.length, unit: 'nights' },
    ],
    proof: nightlyProof(all, first.night, (night) => night.limitLph),
    ...(latest.named.length > 0 ? { others: latest.named } : {}),
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}夜间流量曾高于平时${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '多用约'))}，现已恢复。`,
      en: `${at.en}: more water at night than usual from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'more, estimated'))}. It is back to normal.`,
    };
  }
  const advice = leakAdvice(finding.rate?.value ?? 0);
  const through = throughOthers(place);
  return {
    zh: `${at.zh}夜间流量比平时多${rate.zh}，${from.zh} 起${through.zh}${comma(wasted(finding, '已多用约'))}，可能有漏水，${advice.zh}。`,
    en: `${at.en}: ${rate.en} more water at night than usual since ${from.en}${through.en}${commaEn(wasted(finding, 'more so far, estimated'))}. Probably a leak. ${advice.en}.`,
  };
}

export const nightFlowStep = seriesRule({
  rule: 'night_flow_step',
  code: 'D5',
  cadence: 'morning',
  audience: 'maintainer',
  urgency: 'today',
  about: 'use',
  name: { zh: '夜间流量突增', en: 'Night flow jumped' },
  what: {
    zh: '凌晨两点到五点的平均流量连续两晚明显高于同类夜晚',
    en: 'a mean flow from 02:00 to 05:00 that is clearly above that of nights of the same kind, two nights running',
  },
  options: nightFlowStepOptions,
  words: {
    night_flow: { zh: '夜间平均流量', en: 'Mean night flow' },
    threshold: { zh: '告警线', en: 'Alert line' },
    usual_flow: { zh: '平时夜间流量', en: 'Usual night flow' },
    usual_spread: { zh: '平时波动', en: 'Usual spread' },
    usual_nights: { zh: '统计夜数', en: 'Nights behind the usual' },
    step_nights: { zh: '已持续', en: 'Above it for' },
  },
  sentence,
  create: createNightFlowStep,
});
