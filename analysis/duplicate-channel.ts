import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { type HealthJudgement, HOUR_MS, type MeterSeries } from './health-detector.ts';
import { type IntervalSeries, knownAmount } from './series.ts';

export const duplicateChannelOptions = z.strictObject({
  /** Hours in which both were the same. */
  hours: z.number().positive().default(24),
  /** Different amounts among them: a lamp that draws the same every night is no proof. */
  distinctAmounts: z.number().int().positive().default(20),
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
