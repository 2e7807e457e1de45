import { z } from 'zod';
import type { Calendar } from '../domain/calendar.ts';
import type { EvidenceNumber, Finding, Proof } from '../domain/finding.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { countingMeters, type Meter, metersAboutBuilding, type Quota, type SitePlan } from '../domain/site.ts';
import { type DayBook, type HealthJudgement, HOUR_MS } from './health-detector.ts';
import { numberOf } from './health-sentence.ts';
import { quotaPaceSentence } from './quota-pace-sentence.ts';
import { optionWords, otherRule } from './rule.ts';
import { daysOfYear, type UseOfDay, type UseShape, useShape } from './use-shape.ts';

/** Defaults: domain note 5.3. */
const optionsSchema = z.strictObject({
  aheadPercent: z
    .number()
    .positive()
    .default(10)
    .meta(optionWords('用量超前进度', 'use ahead of what is expected by the date', '%')),
  usedPercent: z
    .number()
    .positive()
    .max(100)
    .default(80)
    .meta(
      optionWords(
        '已用到定额的此份额且全年将超，即使超前不多也报',
        'from this share of the quota on, any year that will exceed it is told',
        '%',
      ),
    ),
  knownPercent: z
    .number()
    .positive()
    .max(100)
    .default(90)
    .meta(optionWords('至少有此份额的天数已知', 'days that have to be known, this year and last', '%')),
});
type Options = z.infer<typeof optionsSchema>;

/** Of the quota that is used (domain note 5.3). */
const LEVELS = [80, 90, 100] as const;

export interface QuotaPaceQuestion {
  plan: Pick<SitePlan, 'meters' | 'quotas'>;
  /** Of this year and the one before. */
  days: DayBook;
  local: LocalTime;
  /** Of the school. */
  calendar: Calendar;
  now: number;
}

export interface QuotaPaceDetector {
  rule: 'quota_pace';
  /** First day of the book that it needs. */
  firstDay(lastDay: string): string;
  /** Meters that the quotas are about: the book has to hold no others. */
  counted(plan: QuotaPaceQuestion['plan']): Meter[];
  judge(question: QuotaPaceQuestion): HealthJudgement;
}

/**
 * A year's quota that will not last. What was used on the known days is set against what the quota allows for the same days:
 * as last year's use was spread, or by day types (use-shape.ts). Told from the end of January on, when it is
 * `aheadPercent` ahead, or when `usedPercent` of the quota is used and the forecast exceeds it: little is left to correct then.
 *
 * A quota is one finding a year, at the main that counts the most of it; days on which one of its meters is not known count on
 * neither side, and when too many are not known nothing is said.
 */
export function createQuotaPace(options: Options): QuotaPaceDetector {
  return {
    rule: 'quota_pace',
    firstDay: (lastDay) => `${yearOf(lastDay) - 1}-01-01`,
    counted: (plan) => [...new Set((plan.quotas ?? []).flatMap((quota) => metersOf(quota, plan.meters)))],
    judge({ plan, days, local, calendar, now }) {
      const lastDay = addDays(local.dayOf(now), -1);
      const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set(plan.meters.map(({ id }) => id)) };
      for (const quota of plan.quotas ?? []) {
        const meters = metersOf(quota, plan.meters);
        if (quota.year !== yearOf(lastDay) || lastDay < `${quota.year}-01-31` || meters.length === 0) continue;
        const main = mainOf(quota, meters);
        const pace = paceOf(quota, meters, { days, calendar, lastDay }, options);
        if (pace === undefined) {
          judgement.judged.delete(main.id);
          judgement.blind.push({ rule: 'quota_pace', meter: main.id, night: lastDay, why: 'no_data' });
        } else if (isAhead(pace, options)) {
          judgement.findings.push(toFinding(main, meters, pace, local, options));
        }
      }
      judgement.findings = furthestOfEach(judgement.findings);
      return judgement;
    },
  };
}

const yearOf = (day: string) => Number(day.slice(0, 4));

function metersOf({ building, medium }: Quota, meters: readonly Meter[]): Meter[] {
  return countingMeters(building === undefined ? meters : metersAboutBuilding(meters, building), medium);
}

function mainOf({ building }: Quota, meters: readonly Meter[]): Meter {
  const role = building === undefined ? 'campus_main' : 'building_main';
  return meters.find((meter) => meter.role === role) ?? meters[0]!;
}

/** Where a quota stands. Amounts in the unit of its medium. */
interface Pace {
  quota: Quota;
  /** On the known days. */
  used: number;
  /** What the quota allows for the same days. */
  allowed: number;
  /** For the whole year, when it goes on like this. */
  forecast: number;
  /** Of the days that are over. */
  knownShare: number;
  shape: UseShape;
  /** Days of the year that are over, each with its use. */
  uses: readonly (number | undefined)[];
}

function paceOf(
  quota: Quota,
  meters: readonly Meter[],
  { days, calendar, lastDay }: { days: DayBook; calendar: Calendar; lastDay: string },
  { knownPercent }: Options,
): Pace | undefined {
  const useOf: UseOfDay = (day) => sumOfDay(days, meters, day);
  const year = daysOfYear(quota.year);
  const uses = year.filter((day) => day <= lastDay).map(useOf);
  const knownShare = uses.filter((use) => use !== undefined).length / uses.length;
  const shape = knownShare * 100 >= knownPercent ? useShape(year, useOf, calendar, lastDay, knownPercent / 100) : undefined;
  if (!shape) return undefined;
  let [used, share] = [0, 0];
  uses.forEach((use, index) => {
    if (use === undefined) return;
    used += use;
    share += shape.shares[index]!;
  });
  return share > 0 ? { quota, used, allowed: quota.amount * share, forecast: used / share, knownShare, shape, uses } : undefined;
}

function sumOfDay(days: DayBook, meters: readonly Meter[], day: string): number | undefined {
  let sum = 0;
  for (const { id } of meters) {
    const total = days.total(id, day);
    if (total === undefined) return undefined;
    sum += total;
  }
  return sum;
}

function isAhead({ quota, used, allowed, forecast }: Pace, { aheadPercent, usedPercent }: Options): boolean {
  if (used >= allowed * (1 + aheadPercent / 100)) return true;
  return used >= (quota.amount * usedPercent) / 100 && forecast > quota.amount;
}

/** A school of one building may have a quota of each: behind the same main the one that is further ahead speaks. */
function furthestOfEach(findings: readonly Finding[]): Finding[] {
  const byMeter = new Map<string, Finding>();
  for (const finding of findings.toSorted((a, b) => numberOf(b, 'pace') - numberOf(a, 'pace'))) {
    if (!byMeter.has(finding.meter)) byMeter.set(finding.meter, finding);
  }
  return findings.filter((finding) => byMeter.get(finding.meter) === finding);
}

function toFinding(main: Meter, meters: readonly Meter[], pace: Pace, local: LocalTime, options: Options): Finding {
  const { quota, used, allowed, forecast, knownShare } = pace;
  const { unit } = MEDIUM_FACTS[quota.medium];
  const first = `${quota.year}-01-01`;
  const usedPercent = (used / quota.amount) * 100;
  const level = LEVELS.findLast((one) => usedPercent >= one);
  const evidence: EvidenceNumber[] = [
    { name: 'used', value: used, unit },
    { name: 'quota', value: quota.amount, unit },
    { name: 'used_share', value: tenth(usedPercent), unit: '%' },
    { name: 'expected_share', value: tenth((allowed / quota.amount) * 100), unit: '%' },
    { name: 'pace', value: tenth((used / allowed) * 100), unit: '%' },
    { name: 'threshold', value: 100 + options.aheadPercent, unit: '%' },
    { name: 'forecast', value: forecast, unit },
    { name: 'known_days', value: tenth(knownShare * 100), unit: '%' },
  ];
  if (level !== undefined) evidence.push({ name: 'level', value: level, unit: '%' });
  return {
    rule: 'quota_pace',
    meter: main.id,
    night: first,
    startAt: local.startOfDay(first),
    certainty: 'estimated',
    // More than the quota allows is not wasted; what it costs is in the bill.
    rate: null,
    wasted: null,
    evidence,
    proof: proofOf(pace, local.startOfDay(first), options),
    others: meters.filter((meter) => meter !== main).map(({ id }) => id),
  };
}

const tenth = (percent: number) => Math.round(percent * 10) / 10;

/** Used so far, day by day, against what the quota allows by then. */
function proofOf({ quota, shape, uses }: Pace, startAt: number, { aheadPercent }: Options): Proof {
  const { unit } = MEDIUM_FACTS[quota.medium];
  const [values, baseline, threshold]: (number | null)[][] = [[], [], []];
  let [used, share] = [0, 0];
  uses.forEach((use, index) => {
    used += use ?? 0;
    share += use === undefined ? 0 : shape.shares[index]!;
    values!.push(use === undefined ? null : used);
    baseline!.push(quota.amount * share);
    threshold!.push(quota.amount * share * (1 + aheadPercent / 100));
  });
  return { startAt, stepMs: 24 * HOUR_MS, unit, values: values!, baseline: baseline!, threshold: threshold! };
}

export const quotaPace = otherRule({
  rule: 'quota_pace',
  code: 'D10',
  audience: 'logistics',
  urgency: 'digest',
  about: 'use',
  name: { zh: '定额进度超前', en: 'Quota runs out' },
  what: { zh: '全校或一栋楼的用量超前于年度定额的进度', en: 'a school or building that uses its quota of the year too fast' },
  options: optionsSchema,
  words: {
    used: { zh: '今年已用', en: 'Used this year' },
    quota: { zh: '年度定额', en: 'Quota of the year' },
    used_share: { zh: '已用份额', en: 'Used, of the quota' },
    expected_share: { zh: '按进度应用份额', en: 'Expected by now' },
    pace: { zh: '与进度之比', en: 'Of what was expected' },
    threshold: { zh: '告警线', en: 'Alert line' },
    forecast: { zh: '全年估计', en: 'Forecast for the year' },
    known_days: { zh: '已知天数', en: 'Days that are known' },
    level: { zh: '已过定额的', en: 'Level passed' },
  },
  sentence: quotaPaceSentence,
  create: createQuotaPace,
});
