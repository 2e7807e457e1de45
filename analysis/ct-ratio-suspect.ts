import { z } from 'zod';
import { familiesOf } from '../domain/balance.ts';
import type { MeterStep } from '../domain/consumption.ts';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type Meter, ratioAt } from '../domain/site.ts';
import { dayWords, exact, type Sentence, threeDigits } from '../domain/words.ts';
import { misfitOf } from './family-fit.ts';
import { HOUR_MS, type HealthJudgement, type MeterSeries } from './health-detector.ts';
import { knownSum } from './series.ts';
import { meterSentence, numberOf } from './health-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const ctRatioSuspectOptions = z.strictObject({
  days: z
    .number()
    .int()
    .min(3)
    .default(7)
    .meta(optionWords('比较几天', 'days that are compared', 'days')),
  // Between these factors nothing is said: meters differ, and not everything is metered.
  lowest: z
    .number()
    .positive()
    .max(1)
    .default(0.8)
    .meta(optionWords('用量低于应有的多少倍即报', 'it counts less than this share of what it should')),
  highest: z
    .number()
    .min(1)
    .default(1.25)
    .meta(optionWords('用量高于应有的多少倍即报', 'it counts more than so many times what it should')),
});

/** Hours in which every meter of the family is known. */
const MIN_HOURS = 48;
/** Steps or hours above the rating that are no accident. */
const MIN_ABOVE = 5;
const RATING_MARGIN = 1.2;
/** Current transformers as they are sold, primary amperes for 5 A; a pulse counter's weight is a power of ten. */
const PRIMARY_A = [
  5, 10, 15, 20, 30, 40, 50, 60, 75, 100, 150, 200, 250, 300, 400, 500, 600, 750, 800, 1000, 1250, 1500, 2000, 2500, 3000, 4000,
];

export interface CtRatioSuspectDetector {
  rule: 'ct_ratio_suspect';
  lookBackDays: number;
  /**
   * @param meters of a site with their series over the last `lookBackDays`, all with the same beginning, on the hour
   * @param steps  remarkable steps of the same time
   * @param failed meters that did not count all the time: what they miss looks like another's wrong ratio
   */
  judge(question: {
    meters: readonly MeterSeries[];
    steps: readonly (MeterStep & { meter: string })[];
    failed: ReadonlySet<string>;
    local: LocalTime;
    now: number;
  }): HealthJudgement;
}

/**
 * A ratio that was typed wrong. Hour by hour over a week, parent − Σ other children is set against one child: where nothing is
 * wrong it goes up and down one for one with it. A slope far from one that explains most of what does not fit (and is the
 * same in both halves of the week) names the meter and the factor; the parent itself is tried as well.
 *
 * A slope below one needs a parent that counts less than its children, which cannot be; one above one needs the family of a
 * campus main that would be closed with it: in a building, circuits without a meter look alike. Where energy may flow back
 * (`falls: net`) a parent may count less. Apart from that: more than the rated load, again and again.
 */
export function createCtRatioSuspectDetector(given: z.input<typeof ctRatioSuspectOptions> = {}): CtRatioSuspectDetector {
  const options = ctRatioSuspectOptions.parse(given);
  return {
    rule: 'ct_ratio_suspect',
    lookBackDays: options.days,
    judge({ meters, steps, failed, local, now }) {
      const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
      const hourly = new Map(meters.map((one) => [one.meter.id, hoursOf(one, now)]));
      const found = new Map<string, Suspect>();
      const unknown = new Set<string>();
      for (const { parent, children } of familiesOf(meters.map(({ meter }) => meter))) {
        const family = [parent, ...children];
        if (family.some(({ falls }) => falls === 'net')) continue;
        const rows = rowsOf(family.map(({ id }) => hourly.get(id)!));
        if (rows.length < MIN_HOURS || family.some(({ id }) => failed.has(id))) {
          for (const { id } of family) unknown.add(id);
          continue;
        }
        for (const { id } of family) judgement.judged.add(id);
        const misfit = misfitOf(rows, parent, children, options);
        if (!misfit || found.has(misfit.meter.id)) continue;
        const others = family.filter((other) => other !== misfit.meter).map(({ id }) => id);
        found.set(misfit.meter.id, { ...misfit, others, hours: rows.length, above: false });
      }
      for (const { meter } of meters) {
        const times = timesRating(meter, steps, hourly.get(meter.id)!);
        if (times === undefined) continue;
        // Not above the rating: that does not clear a meter whose family cannot be compared now.
        if (times > 0 || !unknown.has(meter.id)) judgement.judged.add(meter.id);
        if (times > 0 && !found.has(meter.id)) found.set(meter.id, { meter, factor: times, others: [], hours: 0, above: true });
      }
      judgement.findings = [...found.values()].map((suspect) => toFinding(suspect, meters[0]!.series.startAt, local));
      return judgement;
    },
  };
}

interface Suspect {
  meter: Meter;
  /** It counts so many times what it should. */
  factor: number;
  others: string[];
  hours: number;
  /** Known by its rating, not by its family. */
  above: boolean;
}

/** Amounts of whole hours; undefined where a quarter is not known. */
function hoursOf({ series }: MeterSeries, now: number): (number | undefined)[] {
  const hours: (number | undefined)[] = [];
  const endAt = Math.min(now, series.startAt + series.values.length * INTERVAL_MS);
  for (let at = series.startAt; at + HOUR_MS <= endAt; at += HOUR_MS) hours.push(knownSum(series, at, at + HOUR_MS));
  return hours;
}

/** Hours that all columns know; one row an hour. */
function rowsOf(columns: readonly (number | undefined)[][]): number[][] {
  const rows: number[][] = [];
  for (let hour = 0; hour < (columns[0]?.length ?? 0); hour++) {
    const row = columns.map((column) => column[hour]);
    if (row.every((amount) => amount !== undefined)) rows.push(row);
  }
  return rows;
}

/**
 * How many times its rating a meter counted, when it did so again and again; 0 when not; undefined when no rating is known.
 * A register's steps above the rating are held out of the intervals, so those count too.
 */
function timesRating(
  meter: Meter,
  steps: readonly (MeterStep & { meter: string })[],
  hours: readonly (number | undefined)[],
): number | undefined {
  if (meter.ratingPerHour === undefined) return undefined;
  const limit = meter.ratingPerHour * RATING_MARGIN;
  const rates = hours.filter((amount) => amount !== undefined);
  for (const step of steps) {
    if (step.meter !== meter.id || step.kind !== 'suspicious' || step.to <= step.from) continue;
    rates.push(step.size / ((step.toAt - step.fromAt) / HOUR_MS));
  }
  const above = rates.filter((rate) => rate > limit);
  return above.length >= MIN_ABOVE ? Math.max(...above) / meter.ratingPerHour : 0;
}

function toFinding({ meter, factor, others, hours, above }: Suspect, startAt: number, local: LocalTime): Finding {
  const ratio = ratioAt(meter, startAt);
  return {
    rule: 'ct_ratio_suspect',
    meter: meter.id,
    night: local.dayOf(startAt),
    startAt,
    certainty: 'inferred',
    rate: null,
    wasted: null,
    others,
    evidence: above
      ? [
          { name: 'times_rating', value: Number(factor.toPrecision(2)), unit: 'times' },
          { name: 'ratio', value: ratio, unit: 'times' },
        ]
      : [
          { name: 'factor', value: Number(factor.toPrecision(2)), unit: 'times' },
          { name: 'ratio', value: ratio, unit: 'times' },
          { name: 'likely_ratio', value: nearestRatio(ratio / factor), unit: 'times' },
          { name: 'hours', value: hours, unit: 'h' },
        ],
  };
}

/** The ratio of a transformer that is sold, nearest on a scale of factors. */
function nearestRatio(ratio: number): number {
  const distance = (candidate: number) => Math.abs(Math.log(candidate / ratio));
  return PRIMARY_A.map((ampere) => ampere / 5).reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

function say(finding: Finding, local: LocalTime): Sentence {
  const ratio = exact(numberOf(finding, 'ratio'));
  if (finding.endAt !== undefined)
    return { zh: `的倍率（${ratio}）曾有疑点，现已消除`, en: `had a ratio (${ratio}) that did not fit. It fits now` };
  const since = dayWords(local.dayOf(finding.startAt));
  const times = numberOf(finding, 'times_rating');
  if (times > 0) {
    return {
      zh: `自 ${since.zh} 起多次超过额定负荷，最高约 ${threeDigits(times)} 倍，现用倍率 ${ratio}，请核对互感器铭牌`,
      en: `has counted more than its rated load again and again since ${since.en}, up to about ${threeDigits(times)} times, with a ratio of ${ratio}. Please compare the transformer's plate`,
    };
  }
  const factor = threeDigits(numberOf(finding, 'factor'));
  const likely = numberOf(finding, 'likely_ratio');
  // A meter without transformers has no better ratio: then another one was put in, or the circuits were mixed up.
  const fits =
    likely === numberOf(finding, 'ratio') ? { zh: '', en: '' } : { zh: `，更像是 ${exact(likely)}`, en: `; ${exact(likely)} would fit` };
  return {
    zh: `自 ${since.zh} 起计得约为实际的 ${factor} 倍，现用倍率 ${ratio}${fits.zh}，请核对互感器铭牌和接线`,
    en: `has counted about ${factor} times what it should since ${since.en}, with a ratio of ${ratio}${fits.en}. Please compare the transformer's plate and the wiring`,
  };
}

export const ctRatioSuspect = otherRule({
  rule: 'ct_ratio_suspect',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '倍率存疑', en: 'Ratio in doubt' },
  what: { zh: '倍率与上下级表对不上', en: 'a transformer ratio that does not fit the meters above and below' },
  options: ctRatioSuspectOptions,
  words: {
    times_rating: { zh: '与额定之比', en: 'Of its rating' },
    ratio: { zh: '现用倍率', en: 'Ratio now' },
    factor: { zh: '与应有用量之比', en: 'Of what it should be' },
    likely_ratio: { zh: '可能的倍率', en: 'Likely ratio' },
    hours: { zh: '统计时长', en: 'Judged over' },
  },
  sentence: meterSentence(say),
  create: createCtRatioSuspectDetector,
});
