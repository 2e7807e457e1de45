import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { alikeNights, type Learning, nightLevel, type NightLevel, type NightValue } from './baseline/night-level.ts';
import { DEFAULT_STEP_OPTIONS } from './night-flow-step.ts';
import { isSpokenOf } from './one-matter.ts';
import { optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { median } from './standby.ts';
import {
  LEARNED_NIGHTS,
  MIN_LEARNED_NIGHTS,
  isHidden,
  nightlyProof,
  quantumLph,
  type StepNight,
  type StepOptions,
  stepNights,
  typesOf,
  watchesNightFlow,
} from './step-nights.ts';
import { childrenOf, HOUR_MS, LEAK_LOOK_BACK_NIGHTS, leakAdvice } from './water-night.ts';

const slowLeakOptions = z.strictObject({
  slack: z.number().positive().default(1).meta(optionWords('每晚允许的偏差 k（σ）', 'allowance a night, k (σ)')),
  decision: z.number().positive().default(6).meta(optionWords('累计到多少报警 h（σ）', 'sum that raises it, h (σ)')),
  minExcessLph: z
    .number()
    .positive()
    .default(5)
    .meta(optionWords('平均至少超出', 'and a mean excess of at least', 'L/h')),
});
type Options = z.infer<typeof slowLeakOptions>;

/** One night adds no more than this: a single wild night must not raise a slow leak. */
const MOST_SIGMAS = 4;
/** What stands out (domain note 5.3, D5). */
const STEP_SIGMAS = DEFAULT_STEP_OPTIONS.sigmas;
/**
 * The four hours of `zero_flow_fail` (domain note 5.3, D4): among 312 boarders, whose flushes come at random, their mean scatters by
 * 13 L/h, that of 02:00–05:00 by 15 L/h, and a running toilet (31.5 L/h) is found in five nights, not in seven.
 */
const NIGHTLY: StepOptions = { ...DEFAULT_STEP_OPTIONS, from: '01:00' };
const WINDOW = { start: NIGHTLY.from, end: NIGHTLY.to };
/** Rules that are surer of it: what they speak of is left to them. */
const FIRST = ['burst', 'zero_flow_fail', 'continuous_flow', 'night_flow_step'];

/** A climb of the sum that reached the decision. */
interface Climb {
  nights: StepNight[];
  reported: StepNight | undefined;
  sum: number;
  level: NightLevel;
}

interface Episode extends Climb {
  reported: StepNight;
  closedOn: string | undefined;
}

/**
 * A night flow that creeps upwards, too little a night to stand out: the one-sided CUSUM of the nightly mean (01:00–05:00),
 * standardised by the level of the 28 nights of the same type before the climb began, with k = 1.0, h = 6 and steps of at most
 * 4 σ. Nights of a climb are not learned from, so that it cannot become its own usual. It ends when the sum is back at zero,
 * or with a declared change. What another rule speaks of is not raised again, nor while the sum may still be full of it. It looks
 * every morning; people are told in the weekly digest.
 *
 * @see Page (1954) for CUSUM; domain note 5.2 for k, h and what it finds: false 1–2 % in 28 nights
 */
export function createSlowLeak(options: Options): SeriesDetector {
  return {
    rule: 'slow_leak',
    scope: 'cause',
    isLive: false,
    lookBackNights: LEAK_LOOK_BACK_NIGHTS,
    window: (local, night) => nightWindow(local, night, WINDOW),
    watches: watchesNightFlow,
    relatives: ({ meter }, meters) => childrenOf(meter, meters),
    judge(question) {
      const nights = stepNights(question, NIGHTLY);
      const { episodes, why } = climbs(question, nights, options);
      const findings = episodes
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= question.fromNight)
        .map((episode) => toFinding(question, episode, nights, options));
      const last = nights.at(-1);
      const blind: Blind[] = last && why ? [{ rule: 'slow_leak', meter: question.meter.id, night: last.night, why }] : [];
      return { findings, blind, cutOff: false };
    },
  };
}

function climbs(
  question: SeriesQuestion,
  nights: readonly StepNight[],
  options: Options,
): { episodes: Episode[]; why: Blind['why'] | undefined } {
  const { calendar, changedAt } = question;
  const learning: Learning = { typeOf: typesOf(calendar), most: LEARNED_NIGHTS, changedAt };
  // A sum that is full is back at zero after so many usual nights.
  const fadingMs = (Math.ceil(options.decision / options.slack) + 1) * 24 * HOUR_MS;
  const learned: NightValue[] = [];
  const episodes: Episode[] = [];
  let held: NightValue[] = [];
  let climb: Climb | undefined;
  let why: Blind['why'] | undefined;
  const end = (closedOn: string | undefined) => {
    if (climb?.reported) episodes.push({ ...climb, reported: climb.reported, closedOn });
    // What was reported was not usual; what fell back again was.
    else for (const value of held) value.isFlagged = false;
    climb = undefined;
    held = [];
  };
  let before = Number.NEGATIVE_INFINITY;
  for (const night of nights) {
    if (climb && changedAt.some((at) => before < at && at <= night.fromAt)) end(night.night);
    before = night.fromAt;
    const { flowLph } = night;
    const quantum = quantumLph(question, night);
    const level = flowLph === undefined ? undefined : calmLevel(alikeNights(learned, night, learning), quantum, options);
    why =
      flowLph === undefined
        ? 'no_data'
        : !level
          ? 'not_enough_history'
          : isHidden(question, { ...night, level })
            ? 'below_detection_limit'
            : undefined;
    if (flowLph === undefined) continue;
    const value: NightValue = { night: night.night, fromAt: night.fromAt, value: flowLph };
    learned.push(value);
    if (!level) continue;
    const step = Math.min(MOST_SIGMAS, (flowLph - level.median) / level.sigma) - options.slack;
    // Not above the decision, so that a repaired leak is over after some nights.
    const sum = Math.min(options.decision, Math.max(0, (climb?.sum ?? 0) + step));
    if (sum <= 0) {
      end(night.night);
      continue;
    }
    value.isFlagged = true;
    held.push(value);
    climb ??= { nights: [], reported: undefined, sum, level };
    climb.nights.push({ ...night, level });
    climb.sum = sum;
    const isEnough = sum >= options.decision && isWorthWhile(climb, quantum, options, question.meter);
    if (isEnough && !climb.reported && !isSpokenOf(question, FIRST, night.toAt, fadingMs)) climb.reported = night;
  }
  end(undefined);
  return { episodes, why };
}

/**
 * Mean of the learned nights, and the larger of their robust σ and their standard deviation, without those beyond 3.5 robust σ.
 * Over 28 nights the MAD scatters by a fifth, and a σ that came out too small by chance raises a CUSUM for nothing: with it alone
 * 4 % of calm dormitories were raised in 28 nights, so 1–2 %. Where hardly
 * anything flows, two visitors in a row are no climb: σ is at least what makes the least excess stand out as a jump would.
 */
function calmLevel(values: readonly number[], quantum: number, { minExcessLph }: Options): NightLevel | undefined {
  const level = nightLevel(values, { quantum, minNights: MIN_LEARNED_NIGHTS });
  if (!level) return undefined;
  const kept = values.filter((value) => Math.abs(value - level.median) <= STEP_SIGMAS * level.sigma);
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const deviation = Math.sqrt(kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, kept.length - 1));
  return { median: mean, sigma: Math.max(level.sigma, deviation, minExcessLph / STEP_SIGMAS), nights: level.nights };
}

/** What is enough, L/h above the usual; and below Q1 a meter may show anything. */
function isWorthWhile(climb: Climb, quantum: number, { minExcessLph }: Options, { q1Lph = 0 }: SeriesQuestion['meter']): boolean {
  // What stands out within two nights is a jump, which others tell.
  if (climb.nights.length <= NIGHTLY.nights) return false;
  const excess = usualExcess(climb);
  return excess >= Math.max(minExcessLph, quantum) && climb.level.median + excess >= q1Lph;
}

/** The middle one, so that a wild night among small ones does not make it large. */
const usualExcess = ({ nights }: Climb) => median(nights.map(({ flowLph, level }) => flowLph! - level!.median)) ?? 0;

function toFinding({ meter, now }: SeriesQuestion, episode: Episode, all: readonly StepNight[], options: Options): Finding {
  const first = episode.nights[0]!;
  const excess = usualExcess(episode);
  const above = episode.nights.findLast(({ flowLph, level }) => (flowLph! - level!.median) / level!.sigma > options.slack) ?? first;
  const endAt = episode.closedOn === undefined ? undefined : above.toAt;
  const knownUntil = endAt ?? Math.min(now, all.at(-1)!.toAt);
  return {
    rule: 'slow_leak',
    meter: meter.id,
    night: episode.reported.night,
    startAt: first.fromAt,
    endAt,
    certainty: 'inferred',
    rate: { value: excess, unit: 'L/h' },
    wasted: { value: (excess * (knownUntil - first.fromAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [
      { name: 'excess', value: excess, unit: 'L/h' },
      { name: 'usual_flow', value: episode.level.median, unit: 'L/h' },
      { name: 'usual_spread', value: episode.level.sigma, unit: 'L/h' },
      { name: 'cusum', value: episode.sum, unit: 'σ' },
      { name: 'threshold', value: options.decision, unit: 'σ' },
      { name: 'climb_nights', value: episode.nights.length, unit: 'nights' },
    ],
    proof: nightlyProof(all, first.night, ({ level }) => level && level.median + options.slack * level.sigma),
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}夜间流量曾缓慢升高${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '多用约'))}，现已恢复。`,
      en: `${at.en}: the night flow crept up from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'more, estimated'))}. It is back to normal.`,
    };
  }
  const advice = leakAdvice(finding.rate?.value ?? 0);
  return {
    zh: `${at.zh}夜间流量缓慢升高，${from.zh} 起平均每晚多${rate.zh}${comma(wasted(finding, '已多用约'))}，可能有慢漏，${advice.zh}。`,
    en: `${at.en}: the night flow creeps up${commaEn(rate.en)} more than usual since ${from.en}${commaEn(wasted(finding, 'more so far, estimated'))}. Probably a slow leak. ${advice.en}.`,
  };
}

export const slowLeak = seriesRule({
  rule: 'slow_leak',
  code: 'D6',
  cadence: 'morning',
  audience: 'logistics',
  urgency: 'digest',
  about: 'use',
  name: { zh: '缓慢漏水', en: 'Slow leak' },
  what: {
    zh: '夜间流量一晚晚累积偏高，单看一晚不明显',
    en: 'a night flow that stays a little above the usual, night after night',
  },
  options: slowLeakOptions,
  words: {
    excess: { zh: '平均每晚多', en: 'Mean excess a night' },
    usual_flow: { zh: '平时夜间流量', en: 'Usual night flow' },
    usual_spread: { zh: '平时波动', en: 'Usual spread' },
    cusum: { zh: '累积偏差', en: 'Accumulated excess' },
    threshold: { zh: '告警线', en: 'Alert line' },
    climb_nights: { zh: '已持续', en: 'Climbing for' },
  },
  sentence,
  create: createSlowLeak,
});
