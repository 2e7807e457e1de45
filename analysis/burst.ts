import { z } from 'zod';
import { pulseLitres } from '../domain/detection-limit.ts';
import type { Blind, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { historyOf, isAnyAbove, nightPeakOf, type PastDay, pastDay } from './flow-history.ts';
import { dayKindOf, hoursOf, isUsedByClock } from './flow-hours.ts';
import { clockTime, optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { thawHours } from './thaw.ts';
import { BLOCK_MS, type BurstRun, watchFlow } from './watch-flow.ts';
import { childrenIn, childrenOf, explain, EXPLAINED_SHARE, hourlyProof, HOUR_MS, meanFlowLph } from './water-night.ts';

const burstOptions = z.strictObject({
  occupiedLph: z
    .number()
    .positive()
    .default(1500)
    .meta(optionWords('有人时流量超过', 'flow while people are up', 'L/h')),
  emptyLph: z
    .number()
    .positive()
    .default(600)
    .meta(optionWords('夜间或无人时流量超过', 'flow at night, or while nobody is there', 'L/h')),
  minutes: z
    .number()
    .int()
    .min(15)
    .multipleOf(15)
    .default(30)
    .meta(optionWords('持续多久', 'for so long', 'min')),
  peakFactor: z.number().min(1).default(1.5).meta(optionWords('且为历史同时段高峰的倍数', 'and times the past peak of such hours')),
  dayFactor: z
    .number()
    .min(1)
    .default(3)
    .meta(optionWords('或当日用水为历史最大日的倍数', 'or times the largest past day, within the day')),
  emptyFrom: clockTime.default('22:30').meta(optionWords('夜间从几点起', 'night from')),
  emptyTo: clockTime.default('06:00').meta(optionWords('夜间到几点为止', 'night until')),
});
type Options = z.infer<typeof burstOptions>;

/** A long vacation, and ten days of the kind before it. */
const LOOK_BACK_NIGHTS = 70;
const MIN_DAYS = 10;

/**
 * Much more water than a place ever took at such an hour: every 15 min of half an hour above 1.5 m³/h and above 1.5 × the past
 * peak of that kind of day; or a day that has taken three times the largest known one. Quotas by day are no part of the question,
 * so the largest known day stands for them. At night, and where nobody is, above 0.6 m³/h.
 *
 * The domain note's peak is the 99.9th percentile of the day: the evening's showers would hide a burst at noon. So it is
 * compared, too, with what no past day has kept up for half an hour within two hours of the same time, which a burst lifts and
 * a busy break does not; and for two hours, which no shower lasts.
 *
 * Filling of tanks, irrigation and the like have no hours of their own: there only the peak of the whole day counts, and what is
 * larger than any block before has to outlast one. Before ten days are known only the hours in which nobody is in an empty
 * building are judged. What was raised is not learned from, unless it is a habit. Live, at any hour; it ends after 30 min below
 * the line.
 *
 * @see domain note 5.3 D7; two-stage limits as in shut-off valves, 5.1 NF7
 */
export function createBurst(options: Options): SeriesDetector {
  const window = (local: LocalTime, night: string) => nightWindow(local, night, { start: '12:00', end: '12:00' });
  return {
    rule: 'burst',
    scope: 'cause',
    isLive: true,
    lookBackNights: LOOK_BACK_NIGHTS,
    window,
    watches: ({ meter }) => isWatched(meter),
    relatives: ({ meter }, meters) => childrenOf(meter, meters),
    judge(question) {
      const { meter, local, fromNight, toNight } = question;
      const knownUntil = Math.min(question.now, window(local, toNight).toAt);
      const { runs, isBlind } = watchDays(question, knownUntil, options);
      const findings = runs
        .filter(({ endAt }) => endAt === undefined || endAt >= window(local, fromNight).fromAt)
        .filter((run) => !isOthers(question, run))
        .map((run) => toFinding(question, run, knownUntil));
      const night = local.dayOf(knownUntil - 1 - 12 * HOUR_MS);
      const blind: Blind[] = blindOf(question, isBlind, knownUntil).map((why) => ({ rule: 'burst', meter: meter.id, night, why }));
      return { findings, blind, cutOff: false };
    },
  };
}

const isWatched = ({ medium, role }: PlacedMeter['meter']) =>
  medium === 'water' && (role === 'campus_main' || role === 'building_main' || role === 'branch' || role === 'hot_water');

function blindOf({ meter, series }: SeriesQuestion, isBlind: boolean, knownUntil: number): Blind['why'][] {
  // A pulse in half an hour that is already more than a burst.
  if (pulseLitres(meter, knownUntil) / 0.5 > 1500) return ['below_detection_limit'];
  // The newest readings are always on their way: without them an alert would come and go every few minutes.
  if (meanFlowLph(series, floor(knownUntil) - 2 * HOUR_MS, floor(knownUntil) - HOUR_MS) === undefined) return ['no_data'];
  return isBlind ? ['not_enough_history'] : [];
}

const floor = (at: number) => Math.floor(at / INTERVAL_MS) * INTERVAL_MS;

/** Walks through the days, each with the usual of the days before it. */
function watchDays(question: SeriesQuestion, knownUntil: number, options: Options): { runs: BurstRun[]; isBlind: boolean } {
  const { meter, series, local, calendar, weather, changedAt, fromNight } = question;
  const past: PastDay[] = [];
  const runs: BurstRun[] = [];
  const untilAt = floor(knownUntil);
  const isThaw = thawHours(weather, Math.max(series.startAt, local.startOfDay(fromNight) - 7 * 24 * HOUR_MS), untilAt);
  const lowestM3 = (Math.min(options.emptyLph, options.occupiedLph) / 1000) * (INTERVAL_MS / HOUR_MS);
  const needed = (options.minutes * 60_000) / INTERVAL_MS;
  let isBlind = false;
  for (const day of daysBetween(local.dayOf(series.startAt), addDays(local.dayOf(untilAt), 1))) {
    const [fromAt, toAt] = [local.startOfDay(day), local.startOfDay(addDays(day, 1))];
    const kind = dayKindOf(calendar, day);
    const since = changedAt.findLast((at) => at <= fromAt) ?? Number.NEGATIVE_INFINITY;
    const hours = hoursOf(question, day, kind, options);
    // A calm day needs no usual: every line is above the lowest one.
    const isLast = toAt >= untilAt;
    const isOpen = runs.length > 0 && runs.at(-1)!.endAt === undefined;
    if (isLast || isOpen || isAnyAbove(series, fromAt - options.minutes * 60_000, toAt, lowestM3)) {
      const history = historyOf(past, kind, since, MIN_DAYS);
      isBlind = history === undefined && !hours.isEmptyNight(untilAt - 1);
      const usual = {
        ...hours,
        startAt: fromAt,
        isByClock: isUsedByClock(question),
        pulseM3: pulseLitres(meter, fromAt) / 1000,
        history,
        nightPeak: nightPeakOf(past, since, MIN_DAYS),
        isThaw,
        options,
      };
      watchFlow(question, { fromAt, toAt: Math.min(toAt, untilAt) }, usual, runs);
    }
    past.push(pastDay(series, { day, fromAt, toAt, kind }, needed, isPassedIn(runs, question, toAt), hours.isEmptyNight));
    if (past.length > LOOK_BACK_NIGHTS) past.shift();
  }
  return { runs, isBlind };
}

/**
 * Intervals of causes are not learned from, nor those in which people had leave. But what ends by itself and comes again at the
 * same time of day is a habit: irrigation, the filling of a tank. Its second time is the last that is raised.
 */
function isPassedIn(runs: readonly BurstRun[], { series, permitted }: SeriesQuestion, toAt: number): (index: number) => boolean {
  const recent = runs.filter((run) => (run.endAt === undefined || run.endAt > toAt - 25 * HOUR_MS) && !isHabit(run, runs));
  return (index) => {
    const at = series.startAt + index * INTERVAL_MS;
    return permitted(at) || recent.some((run) => run.startAt <= at && at < (run.endAt ?? Number.POSITIVE_INFINITY));
  };
}

function isHabit(run: BurstRun, runs: readonly BurstRun[]): boolean {
  const isShort = ({ startAt, endAt }: BurstRun) => endAt !== undefined && endAt - startAt <= BLOCK_MS;
  return (
    isShort(run) &&
    runs.some((other) => other.startAt < run.startAt && isShort(other) && clockDistance(run.startAt, other.startAt) <= HOUR_MS)
  );
}

function clockDistance(a: number, b: number): number {
  const apart = Math.abs(a - b) % (24 * HOUR_MS);
  return Math.min(apart, 24 * HOUR_MS - apart);
}

/** What flows on through a meter behind this one is that one's burst. */
function isOthers(question: SeriesQuestion, { startAt, reportedAt, flowLph }: BurstRun): boolean {
  const { share } = explain(childrenIn(question), flowLph, ({ series }) => meanFlowLph(series, startAt, reportedAt));
  return share >= EXPLAINED_SHARE;
}

function toFinding({ meter, series, local }: SeriesQuestion, run: BurstRun, asOf: number): Finding {
  const { startAt, endAt, reportedAt, limitLph } = run;
  const knownUntil = endAt ?? floor(asOf);
  const flowLph = meanFlowLph(series, startAt, knownUntil) ?? run.flowLph;
  return {
    rule: 'burst',
    meter: meter.id,
    night: local.dayOf(reportedAt - 1 - 12 * HOUR_MS),
    startAt,
    endAt,
    certainty: 'measured',
    rate: { value: flowLph, unit: 'L/h' },
    wasted: { value: (flowLph * (knownUntil - startAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [{ name: 'flow', value: flowLph, unit: 'L/h' }, { name: 'threshold', value: limitLph, unit: 'L/h' }, ...evidenceOf(run)],
    proof: hourlyProof(series, { startAt, knownUntil }, limitLph),
    ...(run.isThaw ? { reasons: [{ name: 'thaw', weight: 0 }] } : {}),
  };
}

function evidenceOf({ history, pastPeakLph, dayM3 }: BurstRun): Finding['evidence'] {
  if (!history || pastPeakLph === undefined) return [];
  return [
    { name: 'past_peak', value: pastPeakLph, unit: 'L/h' },
    { name: 'past_days', value: history.days, unit: 'days' },
    ...(dayM3 === undefined
      ? []
      : [
          { name: 'day_total', value: dayM3, unit: 'm³' },
          { name: 'largest_day', value: history.largestDay, unit: 'm³' },
        ]),
  ];
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}水流异常大${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '约流失'))}，现已停止。`,
      en: `${at.en}: far more water than ever at such an hour from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'lost, estimated'))}. It has stopped.`,
    };
  }
  const isThaw = finding.reasons?.some(({ name }) => name === 'thaw') === true;
  return {
    zh: `${at.zh}水流异常大，${from.zh} 起${rate.zh}${comma(wasted(finding, '已流失约'))}，可能爆管${isThaw ? '（化冻后水管易裂）' : ''}，请马上到场关阀。`,
    en: `${at.en}: far more water than ever at such an hour${commaEn(rate.en)} since ${from.en}${commaEn(wasted(finding, 'lost so far, estimated'))}. Probably a burst pipe${isThaw ? ' (pipes crack in frost and show it at thaw)' : ''}: go there now and close the valve.`,
  };
}

export const burst = seriesRule({
  rule: 'burst',
  code: 'D7',
  cadence: 'live',
  audience: 'guard',
  urgency: 'now',
  about: 'use',
  name: { zh: '疑似爆管', en: 'Burst pipe' },
  what: { zh: '水流远大于以往同一时段，持续半小时', en: 'far more water than ever at such an hour, for half an hour' },
  options: burstOptions,
  words: {
    flow: { zh: '流量', en: 'Flow' },
    threshold: { zh: '告警线', en: 'Alert line' },
    past_peak: { zh: '历史高峰', en: 'Past peak' },
    past_days: { zh: '统计天数', en: 'Days behind it' },
    day_total: { zh: '当日用水', en: 'Used today' },
    largest_day: { zh: '历史最大日', en: 'Largest past day' },
    thaw: { zh: '化冻 48 小时内', en: 'Within 48 h of a thaw' },
  },
  sentence,
  create: createBurst,
});
