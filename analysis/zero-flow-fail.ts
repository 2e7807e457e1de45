import { z } from 'zod';
import { pulseLitres } from '../domain/detection-limit.ts';
import type { Blind, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter } from '../domain/site.ts';
import { isSpokenOf } from './one-matter.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { type IntervalSeries, knownSum } from './series.ts';
import {
  type Child,
  childrenIn,
  childrenOf,
  EMPTY_AT_NIGHT,
  explain,
  EXPLAINED_SHARE,
  hourlyProof,
  HOUR_MS,
  isFrostNight,
  LEAK_LOOK_BACK_NIGHTS,
  LOOKED_FOR_LPH,
  meanFlowLph,
  tricklingLph,
} from './water-night.ts';
import { zeroFlowFailSentence } from './zero-flow-fail-sentence.ts';

const zeroFlowFailOptions = z.strictObject({
  from: clockTime.default('01:00').meta(optionWords('从几点起应无人用水', 'start of the hours in which nobody should need water')),
  to: clockTime.default('05:00').meta(optionWords('到几点为止', 'their end')),
  hours: z
    .number()
    .int()
    .min(1)
    .default(3)
    .meta(optionWords('连续几小时都有水流', 'consecutive hours that all show flow', 'h')),
  nights: z
    .number()
    .int()
    .min(1)
    .default(2)
    .meta(optionWords('连续几晚', 'such nights in a row', 'nights')),
  oneNightLph: z
    .number()
    .positive()
    .default(120)
    .meta(optionWords('达到此流量一晚即报', 'from this flow on one night is enough', 'L/h')),
});
type Options = z.infer<typeof zeroFlowFailOptions>;

/** Readings do not fall on the hour, so the pulse at its edge is shared with the neighbour: a quarter may be missing. */
const PULSE_SLACK = 0.25;

/** What the hours of one night say. `unknown`: too little is known to say either. */
interface Night {
  night: string;
  verdict: 'leak' | 'clear' | 'unknown';
  /** First and last instant of the run of hours with flow; only of a leak night. */
  fromAt: number;
  toAt: number;
  /** Mean flow of that run, L/h. */
  flowLph: number;
  limitLph: number;
  isFrost: boolean;
  /** Meters behind this one that carry a part of it. */
  named: readonly string[];
}

/** Leak nights without a clear one between them. */
interface Episode {
  nights: Night[];
  closedOn?: string;
}

/**
 * Water that flows when nobody is there: every one of `hours` consecutive hours shows flow, `nights` nights running, or one
 * night when it is much. Method: zero-flow test as in utility leak alerts (continuous flow in every hour), with the hour
 * as its unit because pulses of 10 L make shorter ones useless.
 *
 * Nights that are not known well enough neither raise nor clear, nor do hours in which people may be there. In frost nights
 * taps are left to trickle: what they may take is added to the limit, and what lies between both limits says nothing. A flow
 * that passes on through meters behind this one is theirs, and what a burst is raised for is the burst's. A leak that goes on
 * is one finding, under the night on which it was first reported, with the rate of the latest night.
 */
export function createZeroFlowFail(options: Options): SeriesDetector {
  const window: SeriesDetector['window'] = (local, night) => nightWindow(local, night, { start: options.from, end: options.to });
  return {
    rule: 'zero_flow_fail',
    scope: 'cause',
    isLive: false,
    lookBackNights: LEAK_LOOK_BACK_NIGHTS,
    window,
    watches,
    relatives: ({ meter }, meters) => childrenOf(meter, meters),
    judge(question) {
      const { meter, series, local, fromNight, toNight, now } = question;
      const children = childrenIn(question);
      const nights: Night[] = [];
      for (const night of daysBetween(local.dayOf(series.startAt), addDays(toNight, 1))) {
        const hours = window(local, night);
        if (hours.toAt > now) break;
        nights.push(judgeNight(question, children, night, hours, options));
      }
      const last = nights.at(-1);
      const findings = episodesOf(nights)
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= fromNight)
        .flatMap((episode) => toFinding(question, episode, window(local, last!.night).toAt, options) ?? []);
      return {
        findings,
        blind: last ? blindOf(meter.id, last, findings) : [],
        cutOff: nights.find(({ verdict }) => verdict !== 'unknown')?.verdict === 'leak',
      };
    },
  };
}

function watches({ meter, building }: PlacedMeter): boolean {
  const meters = meter.medium === 'water' && (meter.role === 'building_main' || meter.role === 'branch');
  return meters && EMPTY_AT_NIGHT.includes(building.function) && !meter.continuousFlowExpected;
}

function blindOf(meter: string, { night, verdict, limitLph }: Night, findings: readonly Finding[]): Blind[] {
  const blind = (why: Blind['why']): Blind[] => [{ rule: 'zero_flow_fail', meter, night, why }];
  const isTooCoarse = limitLph > LOOKED_FOR_LPH && verdict !== 'leak';
  // A leak that is known goes on being known; only what could hide is blind.
  if (isTooCoarse && !findings.some(({ endAt }) => endAt === undefined)) return blind('below_detection_limit');
  return verdict === 'unknown' ? blind('no_data') : [];
}

/** Flow that an hour has to show, L/h: one pulse, and what the meter is made to see (Q1, less the pulse that an hour may miss). */
function baseLimitLph(meter: Meter, at: number): number {
  const pulse = pulseLitres(meter, at);
  return Math.max(pulse, (meter.q1Lph ?? 0) - pulse) - PULSE_SLACK * pulse;
}

function judgeNight(
  { meter, series, local, weather, permitted }: SeriesQuestion,
  children: readonly Child[],
  night: string,
  window: { fromAt: number; toAt: number },
  options: Options,
): Night {
  const isFrost = isFrostNight(weather, local, night, window.toAt);
  const baseLph = baseLimitLph(meter, window.fromAt);
  const limitLph = isFrost ? baseLph + tricklingLph(meter) : baseLph;
  const flows: (number | undefined)[] = [];
  for (let at = window.fromAt; at + HOUR_MS <= window.toAt; at += HOUR_MS) flows.push(hourLph(series, at, permitted));
  const run = longestRun(flows, (flow) => flow !== undefined && flow >= limitLph);
  const possible = longestRun(flows, (flow) => flow === undefined || flow >= baseLph);
  const flowing = flows.slice(run.start, run.start + run.length);
  const [fromAt, toAt] = [window.fromAt + run.start * HOUR_MS, window.fromAt + (run.start + run.length) * HOUR_MS];
  const flowLph = flowing.length === 0 ? 0 : flowing.reduce<number>((sum, flow) => sum + flow!, 0) / flowing.length;
  const { share, named } = explain(children, flowLph, (child) => meanFlowLph(child.series, fromAt, toAt));
  const isLeak = run.length >= options.hours;
  const verdict = isLeak ? (share >= EXPLAINED_SHARE ? 'clear' : 'leak') : possible.length >= options.hours ? 'unknown' : 'clear';
  return { night, verdict, fromAt, toAt, flowLph, limitLph, isFrost, named };
}

/** Undefined where a part of the hour is not known, or people may be there. */
function hourLph(series: IntervalSeries, fromAt: number, permitted: SeriesQuestion['permitted']): number | undefined {
  const volume = knownSum(series, fromAt, fromAt + HOUR_MS);
  if (volume === undefined) return undefined;
  for (let at = fromAt; at < fromAt + HOUR_MS; at += INTERVAL_MS) if (permitted(at)) return undefined;
  return volume * 1000;
}

function longestRun<T>(values: readonly T[], fits: (value: T) => boolean): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  values.forEach((value, index) => {
    length = fits(value) ? length + 1 : 0;
    if (length > best.length) best = { start: index + 1 - length, length };
  });
  return best;
}

function episodesOf(nights: readonly Night[]): Episode[] {
  const episodes: Episode[] = [];
  let open: Episode | undefined;
  for (const night of nights) {
    if (night.verdict === 'leak') {
      if (!open) episodes.push((open = { nights: [] }));
      open.nights.push(night);
    } else if (night.verdict === 'clear' && open) {
      open.closedOn = night.night;
      open = undefined;
    }
  }
  return episodes;
}

/** The first night on which there is enough to say, and nobody else says it: a burst that goes on, a jump that was raised before. */
function reportedNight(question: SeriesQuestion, nights: readonly Night[], options: Options): Night | undefined {
  return nights.find(({ night, flowLph, fromAt }, index) => {
    if (index + 1 < options.nights && flowLph < options.oneNightLph) return false;
    const { toAt } = nightWindow(question.local, night, { start: options.from, end: options.to });
    return !isSpokenOf(question, ['burst'], toAt, toAt - fromAt) && !isSpokenOf(question, ['night_flow_step'], toAt - 1);
  });
}

/** @param knownUntil end of the last night that was looked at */
function toFinding(question: SeriesQuestion, { nights, closedOn }: Episode, knownUntil: number, options: Options): Finding | undefined {
  const { meter, series } = question;
  const reported = reportedNight(question, nights, options);
  if (!reported) return undefined;
  const first = nights[0]!;
  const latest = nights.at(-1)!;
  const meanLph = nights.reduce((sum, { flowLph }) => sum + flowLph, 0) / nights.length;
  const endAt = closedOn === undefined ? undefined : latest.toAt;
  return {
    rule: 'zero_flow_fail',
    meter: meter.id,
    night: reported.night,
    startAt: first.fromAt,
    endAt,
    certainty: 'measured',
    rate: { value: latest.flowLph, unit: 'L/h' },
    wasted: { value: (meanLph * ((endAt ?? knownUntil) - first.fromAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [
      { name: 'night_flow', value: latest.flowLph, unit: 'L/h' },
      { name: 'threshold', value: latest.limitLph, unit: 'L/h' },
      { name: 'leak_nights', value: nights.length, unit: 'nights' },
      { name: 'flow_hours', value: (latest.toAt - latest.fromAt) / HOUR_MS, unit: 'h' },
      { name: 'pulse', value: pulseLitres(meter, latest.fromAt), unit: 'L' },
      ...(latest.isFrost ? [{ name: 'frost_allowance', value: tricklingLph(meter), unit: 'L/h' }] : []),
    ],
    proof: hourlyProof(series, { startAt: first.fromAt, knownUntil: endAt === undefined ? knownUntil : latest.toAt }, latest.limitLph),
    ...(latest.named.length > 0 ? { others: latest.named } : {}),
  };
}

export const zeroFlowFail = seriesRule({
  rule: 'zero_flow_fail',
  code: 'D4',
  cadence: 'morning',
  audience: 'maintainer',
  urgency: 'today',
  about: 'use',
  name: { zh: '夜间漏水', en: 'Leak at night' },
  what: { zh: '夜里无人的楼，水流连续几小时不停', en: 'water that never stops for hours in a building where nobody is' },
  options: zeroFlowFailOptions,
  words: {
    night_flow: { zh: '夜间最小流量', en: 'Least flow at night' },
    threshold: { zh: '告警线', en: 'Alert line' },
    leak_nights: { zh: '连续漏水', en: 'Leaking for' },
    flow_hours: { zh: '水流不断的时长', en: 'Water never stopped for' },
    pulse: { zh: '每个脉冲', en: 'One pulse' },
    frost_allowance: { zh: '防冻滴水允许量', en: 'Allowed for trickling taps' },
  },
  sentence: zeroFlowFailSentence,
  create: createZeroFlowFail,
});
