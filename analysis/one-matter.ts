import type { Rule } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import type { SeriesQuestion } from './series-detector.ts';
import type { IntervalSeries } from './series.ts';
import { HOUR_MS, LEAK_LOOK_BACK_NIGHTS } from './water-night.ts';

const DAY_MS = 24 * HOUR_MS;
/** Rules that look once a night see the end of one matter a night apart, and an hour for good measure. */
const APART_MS = 25 * HOUR_MS;

/**
 * Whether one of these rules speaks of the flow at this meter, as of an instant: one matter is one alert, that of the rule that
 * was first. Only what was known then counts, seen from as far back as a live run sees it, so a replay leaves the same to others.
 *
 * The others are asked with a burst in mind and with nothing else, so that no two rules leave a matter to each other.
 *
 * @param apartMs what ended longer ago was another matter
 */
export function isSpokenOf(question: SeriesQuestion, rules: readonly Rule[], at: number, apartMs = APART_MS): boolean {
  const { beside, local, other } = question;
  const rivals = rules.flatMap((rule) => beside?.(rule, at) ?? []);
  if (rivals.length === 0) return false;
  const toNight = local.dayOf(at - 1 - 12 * HOUR_MS);
  const startAt = local.startOfDay(addDays(toNight, -LEAK_LOOK_BACK_NIGHTS));
  const asked: SeriesQuestion = {
    ...question,
    series: since(question.series, startAt),
    other(meter) {
      const series = other(meter);
      return series && since(series, startAt);
    },
    fromNight: addDays(toNight, -Math.ceil(apartMs / DAY_MS)),
    toNight,
    now: at,
    beside: (rule, then) => (rule === 'burst' ? beside?.(rule, then) : undefined),
  };
  return rivals.some((rival) => rival.judge(asked).findings.some(({ endAt }) => endAt === undefined || endAt > at - apartMs));
}

/** The same intervals from an instant on, not copied. */
function since({ startAt, values, qualities }: IntervalSeries, fromAt: number): IntervalSeries {
  const skip = Math.max(0, (fromAt - startAt) / INTERVAL_MS);
  return { startAt: startAt + skip * INTERVAL_MS, values: values.subarray(skip), qualities: qualities.subarray(skip) };
}
