import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { type AlertPlace, momentOf, nameEn, type Sentence } from '../domain/words.ts';
import { type HealthJudgement, HOUR_MS, type MeterSeries } from './health-detector.ts';
import { type IntervalSeries, knownAmount } from './series.ts';
import { meterSentence } from './health-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const duplicateChannelOptions = z.strictObject({
  hours: z
    .number()
    .positive()
    .default(24)
    .meta(optionWords('两块表相同多久', 'two meters count the same', 'h')),
  // A lamp that draws the same every night is no proof.
  distinctAmounts: z.number().int().positive().default(20).meta(optionWords('其中至少有几个不同的用量', 'different amounts among them')),
});

/** Far below a step of any display. */
const SAME = 1e-6;

export interface DuplicateChannelDetector {
  rule: 'duplicate_channel';
  lookBackHours: number;
  /** @param series of the meters of a site over the last `lookBackHours`, all with the same beginning */
  judge(question: { meters: readonly MeterSeries[]; local: LocalTime; now: number }): HealthJudgement;
}

/**
 * Two meters whose amounts are the same quarter hour by quarter hour: one channel is read twice, or two meters were given the
 * same address. Each pair is compared over the last hours; the later one in the plan is named, with the other beside it.
 * A parent with a single child may count just what the child counts.
 */
export function createDuplicateChannelDetector(given: z.input<typeof duplicateChannelOptions> = {}): DuplicateChannelDetector {
  const options = duplicateChannelOptions.parse(given);
  return {
    rule: 'duplicate_channel',
    lookBackHours: options.hours,
    judge({ meters, local, now }) {
      const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
      const wanted = (options.hours * HOUR_MS) / INTERVAL_MS;
      const lively = meters.filter(({ series }) => distinctAmounts(series) >= options.distinctAmounts);
      for (const { meter } of lively) judgement.judged.add(meter.id);
      lively.forEach((one, index) => {
        const twin = lively
          .slice(0, index)
          .find((other) => isPossible(one.meter, other.meter, meters) && isSame(one.series, other.series, wanted));
        if (twin) judgement.findings.push(toFinding(one, twin.meter, local, now));
      });
      return judgement;
    },
  };
}

function isPossible(one: Meter, other: Meter, all: readonly MeterSeries[]): boolean {
  if (one.medium !== other.medium) return false;
  const isOnlyChild = (child: Meter, parent: Meter) =>
    child.parent === parent.id && all.filter(({ meter }) => meter.parent === parent.id && meter.medium === parent.medium).length === 1;
  return !isOnlyChild(one, other) && !isOnlyChild(other, one);
}

function distinctAmounts({ values }: IntervalSeries): number {
  const amounts = new Set<number>();
  for (const amount of values) if (amount > SAME) amounts.add(Math.round(amount / SAME));
  return amounts.size;
}

/** Every interval that both know is the same, and at most one in ten is not known. */
function isSame(one: IntervalSeries, other: IntervalSeries, wanted: number): boolean {
  let compared = 0;
  for (let index = 0; index < one.values.length; index++) {
    const at = one.startAt + index * INTERVAL_MS;
    const [a, b] = [knownAmount(one, at), knownAmount(other, at)];
    if (a === undefined || b === undefined) continue;
    if (Math.abs(a - b) > SAME) return false;
    compared++;
  }
  return compared >= 0.9 * wanted;
}

function toFinding({ meter, series }: MeterSeries, twin: Meter, local: LocalTime, now: number): Finding {
  return {
    rule: 'duplicate_channel',
    meter: meter.id,
    night: local.dayOf(series.startAt),
    startAt: series.startAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    others: [twin.id],
    evidence: [
      { name: 'same_for', value: Math.floor((now - series.startAt) / HOUR_MS), unit: 'h' },
      { name: 'distinct_amounts', value: distinctAmounts(series), unit: 'amounts' },
    ],
  };
}

function say(finding: Finding, local: LocalTime, place: AlertPlace): Sentence {
  const from = momentOf(finding.startAt, local);
  const twin = place.others?.[0] ?? { name: finding.others?.[0] ?? '' };
  if (finding.endAt !== undefined) {
    return {
      zh: `与${twin.name}曾自 ${from.zh} 起读数相同，现已分开`,
      en: `counted the same as ${nameEn(twin)} from ${from.en}. They differ again`,
    };
  }
  return {
    zh: `自 ${from.zh} 起每刻钟都与${twin.name}相同，可能是同一通道读了两次，请核对地址`,
    en: `has counted the same as ${nameEn(twin)} in every quarter hour since ${from.en}. One channel may be read twice: please compare their addresses`,
  };
}

export const duplicateChannel = otherRule({
  rule: 'duplicate_channel',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '两块表数据相同', en: 'Two meters send the same' },
  what: { zh: '两块表的数据完全相同', en: 'two meters whose amounts are the same' },
  options: duplicateChannelOptions,
  words: {
    same_for: { zh: '相同的时长', en: 'The same for' },
    distinct_amounts: { zh: '不同的用量值', en: 'Different amounts' },
  },
  sentence: meterSentence(say),
  create: createDuplicateChannelDetector,
});
