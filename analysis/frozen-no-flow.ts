import { z } from 'zod';
import { isTeachingDay } from '../domain/calendar.ts';
import { pulseLitres } from '../domain/detection-limit.ts';
import type { Blind, BlindReason, Finding, Reason } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter } from '../domain/site.ts';
import { type AlertPlace, type Sentence, where } from '../domain/words.ts';
import { optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { type IntervalSeries, knownAmount } from './series.ts';
import { median } from './standby.ts';
import { hourlyProof, HOUR_MS, meanFlowLph } from './water-night.ts';

const frozenNoFlowOptions = z.strictObject({
  flowShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .meta(optionWords('流量低于平时早高峰的多大比例', 'flow below this share of the usual morning')),
  belowC: z
    .number()
    .default(-3)
    .meta(optionWords('夜间室外最低低于', 'outdoor lowest of the night below', '°C')),
  days: z
    .number()
    .int()
    .min(5)
    .default(14)
    .meta(optionWords('与最近几个工作日比较', 'school mornings that it is compared with', 'days')),
});
type Options = z.infer<typeof frozenNoFlowOptions>;

const MORNING = { start: '05:00', end: '08:00' };
/** An hour of the morning has to be over. */
const FIRST_CHECK_MS = HOUR_MS;
/** Fourteen school mornings, over a fortnight of holidays. */
const LOOK_BACK_NIGHTS = 42;
const MIN_MORNINGS = 5;
/** The usual morning must be so many pulses, so that a fifth of it is two. */
const MIN_PULSES = 10;
/** Or ten flushes of 6 L: fewer may all come late by chance. */
const MIN_LITRES = 60;
/** Longest chain of meters one behind another. */
const MAX_CHAIN = 8;

/**
 * No water in the morning after a frosty night: since 05:00 less than a fifth of what the last 14 school mornings took by the
 * same time, while the meters before this one show their usual flow: then the pipe is frozen. Where the campus main stands
 * still, too, it is the supply, and only the main speaks (domain note 4.6). Looked at from 06:00 to 08:00 in quarter hours.
 */
export function createFrozenNoFlow(options: Options): SeriesDetector {
  const window = (local: LocalTime, night: string) => nightWindow(local, night, MORNING);
  return {
    rule: 'frozen_no_flow',
    scope: 'night',
    isLive: true,
    lookBackNights: LOOK_BACK_NIGHTS,
    window,
    watches: ({ meter }) => isWatched(meter),
    relatives: ({ meter }, meters) => ancestorsOf(meter, meters),
    judge(question) {
      const { meter, local, fromNight, toNight, now } = question;
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt, toAt } = window(local, night);
        if (fromAt + FIRST_CHECK_MS > now) break;
        const morning = judgeMorning(question, night, { fromAt, toAt: Math.min(toAt, now) }, options);
        if (morning.finding) findings.push(morning.finding);
        if (morning.why) blind.push({ rule: 'frozen_no_flow', meter: meter.id, night, why: morning.why });
      }
      return { findings, blind, cutOff: false };
    },
  };
}

function isWatched({ medium, role, continuousFlowExpected }: PlacedMeter['meter']): boolean {
  if (medium !== 'water') return false;
  return role === 'campus_main' || role === 'building_main' || (role === 'branch' && !continuousFlowExpected);
}

/** Meters before this one, the nearest first. */
function ancestorsOf({ parent }: Pick<Meter, 'parent'>, meters: readonly Meter[]): string[] {
  const chain: string[] = [];
  for (let id = parent; id !== undefined && chain.length < MAX_CHAIN; id = meters.find((meter) => meter.id === id)?.parent) chain.push(id);
  return chain;
}

function judgeMorning(
  question: SeriesQuestion,
  night: string,
  window: { fromAt: number; toAt: number },
  options: Options,
): { finding?: Finding; why?: BlindReason } {
  const { local, calendar, weather } = question;
  if (!isTeachingDay(calendar.dayType(addDays(night, 1)))) return {};
  const lowestC = weather.lowest(local.at(night, '18:00'), window.fromAt);
  // Without the weather it is blind only where the flow is low: there is nothing to doubt about water that flows.
  if (lowestC !== undefined && lowestC >= options.belowC) return {};
  return checkMorning(question, night, window, lowestC, options);
}

/** Each quarter hour from 06:00 on, in turn: what it says does not depend on the later ones. */
function checkMorning(
  question: SeriesQuestion,
  night: string,
  { fromAt, toAt }: { fromAt: number; toAt: number },
  lowestC: number | undefined,
  options: Options,
): { finding?: Finding; why?: BlindReason } {
  const { meter, series, meters, other } = question;
  const chain = ancestorsOf(meter, meters);
  const minLph = (at: number) => Math.max(MIN_LITRES, MIN_PULSES * pulseLitres(meter, at)) / ((at - fromAt) / HOUR_MS);
  let finding: Finding | undefined;
  let why: BlindReason | undefined;
  for (let at = fromAt + FIRST_CHECK_MS; at <= toAt; at += INTERVAL_MS) {
    const usual = usualLph(question, series, night, at - fromAt, options.days);
    const flow = meanFlowLph(series, fromAt, at, question.permitted);
    why =
      flow === undefined
        ? 'no_data'
        : usual === undefined
          ? 'not_enough_history'
          : usual < minLph(at)
            ? 'below_detection_limit'
            : undefined;
    if (flow === undefined || usual === undefined || why !== undefined) continue;
    const isLow = flow < options.flowShare * usual;
    if (finding) {
      // Water again: the last hour counts, the hours before it were dry.
      const lastHour = meanFlowLph(series, at - HOUR_MS, at);
      const flowsAgain = lastHour !== undefined && lastHour >= options.flowShare * usual;
      if (finding.endAt === undefined && flowsAgain) finding = { ...finding, endAt: firstFlowAt(series, at - HOUR_MS) };
      continue;
    }
    if (!isLow) continue;
    if (lowestC === undefined) return { why: 'no_weather' };
    const before = chain.map((id) => stateOf(question, other(id), night, fromAt, at, options));
    if (before.includes('low')) continue;
    const reasons: Reason[] = [{ name: reasonOf(meter, before), weight: 0 }];
    const evidence = [
      { name: 'morning_flow', value: flow, unit: 'L/h' },
      { name: 'usual_flow', value: usual, unit: 'L/h' },
      { name: 'threshold', value: options.flowShare * usual, unit: 'L/h' },
      { name: 'outdoor_lowest', value: lowestC, unit: '°C' },
    ];
    const proof = { ...hourlyProof(series, { startAt: fromAt, knownUntil: at }, options.flowShare * usual), baseline: usual };
    const cause = {
      rule: 'frozen_no_flow',
      meter: meter.id,
      night,
      startAt: fromAt,
      endAt: undefined,
      certainty: 'inferred',
      rate: null,
      wasted: null,
    } as const;
    finding = { ...cause, evidence, reasons, proof };
  }
  return { ...(finding ? { finding } : {}), ...(why && !finding && lowestC !== undefined ? { why } : {}) };
}

function firstFlowAt(series: IntervalSeries, fromAt: number): number {
  let at = fromAt;
  while (at < fromAt + HOUR_MS && !((knownAmount(series, at) ?? 0) > 0)) at += INTERVAL_MS;
  return at;
}

/** Median flow from 05:00 on over the same length of the last school mornings, L/h. */
function usualLph(
  { local, calendar, changedAt }: SeriesQuestion,
  series: IntervalSeries,
  night: string,
  lengthMs: number,
  days: number,
): number | undefined {
  const flows: number[] = [];
  const since = changedAt.findLast((at) => at <= nightWindow(local, night, MORNING).fromAt) ?? Number.NEGATIVE_INFINITY;
  for (let back = 1; back <= LOOK_BACK_NIGHTS && flows.length < days; back++) {
    const earlier = addDays(night, -back);
    if (!isTeachingDay(calendar.dayType(addDays(earlier, 1)))) continue;
    const { fromAt } = nightWindow(local, earlier, MORNING);
    if (fromAt < since) break;
    const flow = meanFlowLph(series, fromAt, fromAt + lengthMs);
    if (flow !== undefined) flows.push(flow);
  }
  return flows.length < MIN_MORNINGS ? undefined : median(flows);
}

/** Whether a meter before this one shows its usual flow. */
function stateOf(
  question: SeriesQuestion,
  series: IntervalSeries | undefined,
  night: string,
  fromAt: number,
  at: number,
  options: Options,
): 'low' | 'normal' | 'unknown' {
  const usual = series && usualLph(question, series, night, at - fromAt, options.days);
  const flow = series && meanFlowLph(series, fromAt, at);
  if (usual === undefined || flow === undefined) return 'unknown';
  return flow < options.flowShare * usual ? 'low' : 'normal';
}

function reasonOf({ role }: Meter, before: readonly ('low' | 'normal' | 'unknown')[]): string {
  if (role === 'campus_main') return 'supply_out';
  return before.at(-1) === 'normal' ? 'main_flows' : 'main_unknown';
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence {
  const at = where(place);
  const from = local.clockOf(finding.startAt);
  const has = (name: string) => finding.reasons?.some((reason) => reason.name === name) === true;
  const what = has('supply_out')
    ? {
        zh: '全校总表早高峰几乎无水流，可能是市政停水或总管结冰',
        en: 'the campus main shows hardly any water: the supply is probably out, or the main frozen',
      }
    : has('main_flows')
      ? { zh: '早高峰几乎无水流而总表正常，水管可能结冰', en: 'hardly any water while the campus main flows: the pipe is probably frozen' }
      : {
          zh: '早高峰几乎无水流，可能结冰或停水（总表情况不明）',
          en: 'hardly any water: frozen or without supply (the main is not known)',
        };
  if (finding.endAt !== undefined) return { zh: `${at.zh}${what.zh}，现已恢复供水。`, en: `${at.en}: ${what.en}. Water flows again.` };
  if (isExpired) return { zh: `${at.zh}${what.zh}，到早上八点仍未恢复。`, en: `${at.en}: ${what.en}. It was still so at eight.` };
  const act = has('supply_out')
    ? { zh: '请联系供水公司', en: 'Please call the water company' }
    : { zh: '请查看并用温水化冻，留意开裂', en: 'Please look, thaw it with warm water, and watch for cracks' };
  return { zh: `${at.zh}${from} 起${what.zh}，${act.zh}。`, en: `${at.en}: since ${from} ${what.en}. ${act.en}.` };
}

export const frozenNoFlow = seriesRule({
  rule: 'frozen_no_flow',
  code: 'D8b',
  cadence: 'live',
  audience: 'maintainer',
  urgency: 'now',
  about: 'use',
  name: { zh: '水管可能结冰', en: 'Pipe probably frozen' },
  what: { zh: '冰冻夜后早高峰没有水流', en: 'no water in the morning after a frosty night' },
  options: frozenNoFlowOptions,
  words: {
    morning_flow: { zh: '早高峰流量', en: 'Morning flow' },
    usual_flow: { zh: '平时早高峰流量', en: 'Usual morning flow' },
    threshold: { zh: '告警线', en: 'Alert line' },
    outdoor_lowest: { zh: '夜间室外最低温', en: 'Outdoor lowest of the night' },
    main_flows: { zh: '总表水流正常', en: 'The campus main flows' },
    main_unknown: { zh: '总表情况不明', en: 'The campus main is not known' },
    supply_out: { zh: '总表也无水流', en: 'The campus main stands still, too' },
  },
  sentence,
  create: createFrozenNoFlow,
});
