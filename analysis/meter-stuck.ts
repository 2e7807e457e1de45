import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { type Meter, ratioAt } from '../domain/site.ts';
import { HOUR_MS, type HealthJudgement, type MeterQuestion } from './health-detector.ts';
import { isMissedByParent } from './missed-by-parent.ts';
import { isZero, lengthMs, type Run, runsOf, usualLengthMs } from './runs.ts';
import type { IntervalSeries } from './series.ts';
import { meterSentence } from './health-sentence.ts';
import { stuckSaying } from './meter-stuck-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const meterStuckOptions = z.strictObject({
  registerHours: z
    .number()
    .positive()
    .default(24)
    .meta(optionWords('表底多久不走', 'a register without advance', 'h')),
  // Such a feed usually never reads zero, and sends zeros when it is cut.
  feedHours: z
    .number()
    .positive()
    .default(6)
    .meta(optionWords('直接报用量的表多久为零', 'a feed of amounts that is at zero', 'h')),
  constantHours: z
    .number()
    .positive()
    .default(12)
    .meta(optionWords('多久报同一个用量', 'a feed that sends the same amount over and over', 'h')),
  quietHours: z
    .number()
    .positive()
    .default(2)
    .meta(
      optionWords('以前曾这么久为零的表，再为零不算', 'a meter that was so long at zero in the weeks before may be at zero again', 'h'),
    ),
});
type MeterStuckOptions = z.infer<typeof meterStuckOptions>;

/** Long enough to hold days of each kind, also over a vacation. */
const LOOK_BACK_DAYS = 70;
const DAY_MS = 24 * HOUR_MS;
/** With less than this of its history a meter is not known. */
const MIN_HISTORY_MS = 7 * DAY_MS;
/** Times the usual length of such runs. */
const TIMES_USUAL = 1.5;
/** Reading intervals that have to agree: one amount in a row proves nothing. */
const MIN_READINGS = 3;
/** Below so many steps of its resolution an amount may stay the same by rounding alone. */
const MIN_STEPS = 50;
/** A meter that was longer at zero than this share of its known time is quiet now and then. */
const QUIET_SHARE = 0.03;
/** Amounts of about the last week; of those the low ones have to be so many steps above zero. */
const RECENT_RUNS = 168;
const LOW = 0.05;
const LOW_STEPS = 2;
/** Circuits that somebody may switch off for a season. */
const SWITCHED: readonly Meter['role'][] = ['ac_circuit', 'room_breaker', 'lighting', 'special'];

export interface MeterStuckDetector {
  rule: 'meter_stuck';
  lookBackDays: number;
  watches(meter: Meter): boolean;
  /** `cutOff`: a run was there where the series begins, so an earlier beginning may say something else. */
  judge(question: MeterQuestion): HealthJudgement & { cutOff: boolean };
}

/**
 * A meter that does not count any more. Three signs:
 *
 * - It is at zero, and in the ten weeks before it never was for long (the third longest run of zeros is short). A register
 *   needs a day of that, and only days of a kind that was seen before count: nobody lives in a dormitory in the vacation.
 * - It is at zero, its own history says nothing (a classroom's tap is at zero every night), but its parent goes on
 *   counting what it used to count (missed-by-parent.ts).
 * - A feed of amounts sends one and the same amount over and over, for longer than it ever did, and its resolution would
 *   show a difference.
 *
 * Each run of equal amounts is judged by what was known before it, and starts where it began.
 */
export function createMeterStuckDetector(given: z.input<typeof meterStuckOptions> = {}): MeterStuckDetector {
  const options = meterStuckOptions.parse(given);
  return {
    rule: 'meter_stuck',
    lookBackDays: LOOK_BACK_DAYS,
    watches: ({ medium }) => medium !== 'weather',
    judge(question) {
      const { meter, series, fromAt, now } = question;
      const runs = runsOf(series, Math.floor((now - series.startAt) / INTERVAL_MS));
      const findings: Finding[] = [];
      const faults = new Set<Run>();
      let cutOff = false;
      for (const run of runs) {
        if (lengthMs(run) < shortest(meter, run, options)) continue;
        const history = historyOf(runs, run).filter((earlier) => !faults.has(earlier));
        const reason = isZero(run) ? atZero(question, history, run, options) : constant(question, history, run, options);
        if (reason) faults.add(run);
        if (instant(series, run.to) < fromAt) continue;
        cutOff ||= run.from * INTERVAL_MS < LOOK_BACK_DAYS * DAY_MS;
        if (reason) findings.push(toFinding(question, run, reason));
      }
      return { findings, blind: [], judged: new Set([meter.id]), cutOff };
    },
  };
}

/** Why a run is a fault, in numbers: how long it has to be, and how long such runs usually get. */
interface Reason {
  certainty: Finding['certainty'];
  thresholdMs: number;
  usualMs: number;
}

function shortest({ kind, readingIntervalS }: Meter, run: Run, options: MeterStuckOptions): number {
  const atLeast = MIN_READINGS * readingIntervalS * 1000;
  if (!isZero(run)) return kind === 'interval' ? Math.max(options.constantHours * HOUR_MS, atLeast) : Number.POSITIVE_INFINITY;
  return Math.max((kind === 'interval' ? options.feedHours : options.registerHours) * HOUR_MS, atLeast);
}

/** Runs that lie in the weeks before one. */
function historyOf(runs: readonly Run[], run: Run): Run[] {
  const first = run.from - (LOOK_BACK_DAYS * DAY_MS) / INTERVAL_MS;
  return runs.filter(({ from, to }) => to <= run.from && from >= first);
}

function atZero(question: MeterQuestion, history: readonly Run[], run: Run, options: MeterStuckOptions): Reason | undefined {
  const { meter, series } = question;
  const usualMs = usualLengthMs(history.filter(isZero));
  const thresholdMs = shortest(meter, run, options);
  const reason = { thresholdMs, usualMs };
  const quietMs = options.quietHours * HOUR_MS;
  const neverQuiet = usualMs <= quietMs && isWellKnown(history) && countsAllTheTime(meter, history, quietMs);
  if (neverQuiet && !SWITCHED.includes(meter.role)) {
    const counted = meter.kind === 'interval' ? lengthMs(run) : msOfSeenKinds(question, run);
    if (counted >= thresholdMs) return { certainty: 'measured', ...reason };
  }
  const span = { fromAt: instant(series, run.from), toAt: run.isOpen ? question.now : instant(series, run.to) };
  return isMissedByParent(question, span) ? { certainty: 'inferred', ...reason } : undefined;
}

const wholeLengthMs = (runs: readonly Run[]) => runs.reduce((sum, run) => sum + lengthMs(run), 0);
const isWellKnown = (history: readonly Run[]) => wholeLengthMs(history) >= MIN_HISTORY_MS;

/** Seldom at zero; and a feed whose small amounts are rounded to zero now and then may as well be rounded to zero for hours. */
function countsAllTheTime(meter: Meter, history: readonly Run[], quietMs: number): boolean {
  // Behind transformers a step of the display is large, and short runs of zeros are its rounding.
  const quiet = history.filter((one) => isZero(one) && lengthMs(one) > quietMs);
  if (wholeLengthMs(quiet) > QUIET_SHARE * wholeLengthMs(history)) return false;
  const counting = history.filter((one) => !isZero(one));
  if (counting.length === 0) return false;
  if (meter.kind === 'register') return true;
  const last = counting.slice(-RECENT_RUNS).map(({ amount }) => amount);
  return last.toSorted((a, b) => a - b)[Math.floor(last.length * LOW)]! * (1 + 1e-9) >= LOW_STEPS * smallestDifference(history);
}

/** How much of a run of zeros lies on days of a kind on which the meter counted in the weeks before. */
function msOfSeenKinds({ series, meter, days, calendar, local }: MeterQuestion, run: Run): number {
  const seen = new Set<string>();
  const startAt = instant(series, run.from);
  for (let back = 1; back <= LOOK_BACK_DAYS; back++) {
    const day = local.dayOf(startAt - back * DAY_MS);
    if ((days.total(meter.id, day) ?? 0) > 0) seen.add(calendar.dayType(day));
  }
  let known = 0;
  for (let index = run.from; index < run.to; index++) {
    if (!Number.isNaN(series.values[index]!) && seen.has(calendar.dayType(local.dayOf(instant(series, index))))) known += INTERVAL_MS;
  }
  return known;
}

function constant({ meter, series }: MeterQuestion, history: readonly Run[], run: Run, options: MeterStuckOptions): Reason | undefined {
  if (!isWellKnown(history)) return undefined;
  const usualMs = usualLengthMs(history.filter((one) => !isZero(one)));
  const thresholdMs = Math.max(shortest(meter, run, options), TIMES_USUAL * usualMs);
  const perReading = (meter.readingIntervalS * 1000) / INTERVAL_MS;
  const step = Math.max(meter.resolution * ratioAt(meter, instant(series, run.from)), smallestDifference(history) * perReading);
  const isFine = run.amount * perReading * (1 + 1e-9) >= MIN_STEPS * step;
  return isFine && lengthMs(run) >= thresholdMs ? { certainty: 'measured', thresholdMs, usualMs } : undefined;
}

/** The step in which amounts really come, which may be coarser than what is declared; per grid interval. */
function smallestDifference(history: readonly Run[]): number {
  // Runs of a single interval may be mixtures of two amounts at the edge of a gap.
  const amounts = [...new Set(history.filter(({ known }) => known > 1).map(({ amount }) => Math.round(amount * 1e6)))].toSorted(
    (a, b) => a - b,
  );
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < amounts.length; index++) smallest = Math.min(smallest, amounts[index]! - amounts[index - 1]!);
  return Number.isFinite(smallest) ? smallest / 1e6 : 0;
}

const instant = ({ startAt }: IntervalSeries, index: number) => startAt + index * INTERVAL_MS;

function toFinding({ meter, series, local, days, now }: MeterQuestion, run: Run, { certainty, thresholdMs, usualMs }: Reason): Finding {
  const startAt = instant(series, run.from);
  const endAt = run.isOpen ? undefined : instant(series, run.to);
  const { unit } = MEDIUM_FACTS[meter.medium];
  const perDay = usualPerDay(meter, days, local, startAt);
  const evidence = [
    // Whole hours: an alert that goes on changes once an hour, not at every look.
    { name: 'unchanged_for', value: Math.floor(((endAt ?? now) - startAt) / HOUR_MS), unit: 'h' },
    { name: 'threshold', value: thresholdMs / HOUR_MS, unit: 'h' },
    { name: 'usual_run', value: usualMs / HOUR_MS, unit: 'h' },
    { name: 'amount', value: (run.amount * HOUR_MS) / INTERVAL_MS, unit: `${unit}/h` },
    ...(perDay === undefined ? [] : [{ name: 'usual_day', value: perDay, unit }]),
  ];
  return {
    rule: 'meter_stuck',
    meter: meter.id,
    night: local.dayOf(startAt),
    startAt,
    endAt,
    certainty,
    rate: null,
    wasted: null,
    evidence,
  };
}

/** Mean of the known days of the four weeks before. */
function usualPerDay(meter: Meter, days: MeterQuestion['days'], local: MeterQuestion['local'], startAt: number): number | undefined {
  const totals: number[] = [];
  for (let back = 1; back <= 28; back++) {
    const total = days.total(meter.id, local.dayOf(startAt - back * DAY_MS));
    if (total !== undefined) totals.push(total);
  }
  return totals.length === 0 ? undefined : totals.reduce((sum, total) => sum + total, 0) / totals.length;
}

export const meterStuck = otherRule({
  rule: 'meter_stuck',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '表底不走', en: 'Register does not move' },
  what: { zh: '表底不动，而平时会动', en: 'a register that stands still though it usually moves' },
  options: meterStuckOptions,
  words: {
    unchanged_for: { zh: '表底不走的时长', en: 'Register has not moved for' },
    threshold: { zh: '告警线', en: 'Alert line' },
    usual_run: { zh: '平时最长不走', en: 'Longest usual standstill' },
    amount: { zh: '用量', en: 'Amount' },
    usual_day: { zh: '平时每天用量', en: 'Usual day' },
  },
  sentence: meterSentence(stuckSaying),
  create: createMeterStuckDetector,
});
