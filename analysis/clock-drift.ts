import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { momentOf, type Sentence } from '../domain/words.ts';
import { HOUR_MS, type HealthJudgement } from './health-detector.ts';
import { median } from './standby.ts';
import { meterSentence, numberOf } from './health-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const clockDriftOptions = z.strictObject({
  minutes: z
    .number()
    .positive()
    .default(2)
    .meta(optionWords('比我们的时钟快或慢', 'ahead of our clock or behind it', 'min')),
});

const MINUTE_MS = 60_000;
const LOOK_BACK_HOURS = 6;
/** Hours that have to agree. */
const MIN_HOURS = 2;
/** Readings of an hour that make it count, where the meter sends so many. */
const READINGS_AN_HOUR = 3;
/** From so many meters on, and this share of those judged, wrong by the same: not theirs is the wrong clock, but ours. */
const OUR_CLOCK_METERS = 3;
const OUR_CLOCK_SHARE = 2 / 3;
/** A meter that sends less often than this keeps its readings back: their age says nothing about its clock. */
const SLOWEST_S = 3600;

export interface ClockLag {
  meter: string;
  hourAt: number;
  /** Smallest (arrival − stamp) of the hour; negative: the meter's clock is ahead. */
  minLagMs: number;
  readings: number;
}

export interface ClockDriftDetector {
  rule: 'clock_drift';
  judge(question: { meters: readonly Meter[]; lags: readonly ClockLag[]; local: LocalTime; now: number }): HealthJudgement;
}

/**
 * A meter whose own clock is wrong: in every hour of the last six even the freshest reading was stamped too early or too
 * late. The freshest counts, because a reading may be held up on its way, but not all of them for hours; and its lag has to
 * be steady, because a gateway that works off its backlog is late as well. Battery meters and those that send less than once
 * an hour hold their readings back.
 */
export function createClockDriftDetector(given: z.input<typeof clockDriftOptions> = {}): ClockDriftDetector {
  const limitMs = clockDriftOptions.parse(given).minutes * MINUTE_MS;
  return {
    rule: 'clock_drift',
    judge({ meters, lags, local, now }) {
      const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
      const drifts: number[] = [];
      for (const meter of meters) {
        if (meter.battery || meter.readingIntervalS > SLOWEST_S) continue;
        const hours = lags.filter((lag) => lag.meter === meter.id && isUseful(lag, meter, now));
        if (hours.length < MIN_HOURS) continue;
        judgement.judged.add(meter.id);
        const sizes = hours.map(({ minLagMs }) => minLagMs);
        const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
        if ((least > limitMs && most - least <= limitMs) || most < -limitMs) {
          drifts.push(median(sizes)!);
          judgement.findings.push(toFinding(meter.id, drifts.at(-1)!, Math.min(...hours.map(({ hourAt }) => hourAt)), limitMs, local));
        }
      }
      return isOurClock(drifts, judgement.judged.size, limitMs) ? { findings: [], blind: [], judged: new Set() } : judgement;
    },
  };
}

function isOurClock(drifts: readonly number[], judged: number, limitMs: number): boolean {
  return (
    drifts.length >= OUR_CLOCK_METERS && drifts.length >= judged * OUR_CLOCK_SHARE && Math.max(...drifts) - Math.min(...drifts) <= limitMs
  );
}

function isUseful({ hourAt, readings }: ClockLag, { readingIntervalS }: Meter, now: number): boolean {
  const wanted = Math.max(1, Math.min(READINGS_AN_HOUR, Math.floor(SLOWEST_S / readingIntervalS)));
  return hourAt > now - (LOOK_BACK_HOURS + 1) * HOUR_MS && readings >= wanted;
}

function toFinding(meter: string, lagMs: number, startAt: number, limitMs: number, local: LocalTime): Finding {
  return {
    rule: 'clock_drift',
    meter,
    night: local.dayOf(startAt),
    startAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence: [
      // Whole minutes: an alert that goes on does not change with every look.
      { name: 'behind', value: Math.round(lagMs / MINUTE_MS), unit: 'min' },
      { name: 'threshold', value: limitMs / MINUTE_MS, unit: 'min' },
    ],
  };
}

function say(finding: Finding, local: LocalTime): Sentence {
  const behind = numberOf(finding, 'behind');
  const minutes = Math.abs(behind);
  const from = momentOf(finding.startAt, local);
  const way = behind > 0 ? { zh: '慢', en: 'slow' } : { zh: '快', en: 'fast' };
  if (finding.endAt !== undefined) {
    return {
      zh: `的时钟曾${way.zh}约 ${minutes} 分钟，现已校准`,
      en: `had a clock that was about ${minutes} min ${way.en}. It is right again`,
    };
  }
  return {
    zh: `的时钟自 ${from.zh} 起${way.zh}约 ${minutes} 分钟，请校时`,
    en: `has a clock that is about ${minutes} min ${way.en} since ${from.en}. Please set it`,
  };
}

export const clockDrift = otherRule({
  rule: 'clock_drift',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '表计时钟不准', en: 'Meter clock off' },
  what: { zh: '表计时钟与收到时间不符', en: 'a meter whose stamps do not fit their arrival' },
  options: clockDriftOptions,
  words: {
    behind: { zh: '比收到时间慢', en: 'Behind the time of arrival' },
    threshold: { zh: '告警线', en: 'Alert line' },
  },
  sentence: meterSentence(say),
  create: createClockDriftDetector,
});
