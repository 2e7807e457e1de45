import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { momentOf, type Sentence } from '../domain/words.ts';
import { meterSentence } from './health-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const meterSilentOptions = z.strictObject({
  mainsHours: z
    .number()
    .positive()
    .default(2)
    .meta(optionWords('有外接电源的表多久无读数', 'without a reading, meters on the mains', 'h')),
  // They report once a day.
  batteryHours: z
    .number()
    .positive()
    .default(26)
    .meta(optionWords('电池供电的表多久无读数', 'without a reading, battery meters', 'h')),
});

const HOUR_MS = 3_600_000;

export interface SilenceQuestion {
  meters: readonly Meter[];
  /** Newest reading of each meter: its own time, and when it came. */
  latest: ReadonlyMap<string, { at: number; receivedAt: number }>;
  /** Since when the collector has been listening; null while it is not. */
  listeningSince: number | null;
  local: LocalTime;
  now: number;
}

export interface SilenceJudgement {
  findings: Finding[];
  blind: Blind[];
  /** Meters about which something can be said; the others keep what was said before. */
  judged: Set<string>;
}

export interface SilenceDetector {
  rule: 'meter_silent';
  judge(question: SilenceQuestion): SilenceJudgement;
}

/**
 * A meter that reported before and does not any more. The silence belongs to the local day of the last reading, so it
 * stays one finding however long it lasts.
 *
 * Two things are no silence of the meter: a time in which nobody listened (each meter gets its full time after the collector
 * came up), and a meter that sends old readings (it is late, not silent). A meter that never reported is `blind`, not an
 * alert: it may not be installed yet.
 */
export function createMeterSilentDetector(given: z.input<typeof meterSilentOptions> = {}): SilenceDetector {
  const options = meterSilentOptions.parse(given);
  return {
    rule: 'meter_silent',
    judge({ meters, latest, listeningSince, local, now }) {
      const judgement: SilenceJudgement = { findings: [], blind: [], judged: new Set() };
      for (const meter of meters) {
        const last = latest.get(meter.id);
        const limitMs = (meter.battery ? options.batteryHours : options.mainsHours) * HOUR_MS;
        if (!last) {
          judgement.blind.push({ rule: 'meter_silent', meter: meter.id, night: local.dayOf(now), why: 'not_enough_history' });
          continue;
        }
        const heardAt = Math.max(last.at, last.receivedAt);
        const isLate = now - heardAt > limitMs;
        // Whether a late meter is silent can be said once somebody has listened for as long.
        if (isLate && (listeningSince === null || now - listeningSince <= limitMs)) continue;
        judgement.judged.add(meter.id);
        if (isLate) judgement.findings.push(toFinding(meter.id, last.at, now, limitMs, local));
      }
      return judgement;
    },
  };
}

function toFinding(meter: string, lastAt: number, now: number, limitMs: number, local: LocalTime): Finding {
  return {
    rule: 'meter_silent',
    meter,
    night: local.dayOf(lastAt),
    startAt: lastAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence: [
      // Whole hours: the alert changes once an hour, not at every look.
      { name: 'silent_for', value: Math.floor((now - lastAt) / HOUR_MS), unit: 'h' },
      { name: 'threshold', value: limitMs / HOUR_MS, unit: 'h' },
    ],
  };
}

function silent(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return { zh: `曾自 ${from.zh} 起无数据，${to.zh} 恢复`, en: `was silent from ${from.en} and reports again since ${to.en}` };
  }
  return {
    zh: `自 ${from.zh} 起无数据，请检查供电和通信`,
    en: `has been silent since ${from.en}. Please check its power and its connection`,
  };
}

export const meterSilent = otherRule({
  rule: 'meter_silent',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '表计失联', en: 'Meter silent' },
  what: { zh: '一块表很久没有读数', en: 'a meter that has not reported for hours' },
  options: meterSilentOptions,
  words: {
    silent_for: { zh: '无读数时长', en: 'Silent for' },
    threshold: { zh: '告警线', en: 'Alert line' },
  },
  sentence: meterSentence(silent),
  create: createMeterSilentDetector,
});
