import { z } from 'zod';
import { BALANCE_BOUNDS, familiesOf } from '../domain/balance.ts';
import type { Finding } from '../domain/finding.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import { monthWords, type Sentence, threeDigits } from '../domain/words.ts';
import type { DayBook, HealthJudgement } from './health-detector.ts';
import { meterSentence, numberOf, unitOf } from './health-sentence.ts';
import { optionWords, otherRule } from './rule.ts';

export const balanceGapOptions = z.strictObject({
  lowest: z
    .number()
    .default(BALANCE_BOUNDS.lowest)
    .meta(optionWords('全月总表减分表之和占总表的份额至少', 'parent − Σ children over a month, share of the parent: at least')),
  highest: z.number().default(BALANCE_BOUNDS.highest).meta(optionWords('至多（都装了表时）', 'at most, where everything is metered')),
});

/** A month is judged from so many days on. */
const MIN_DAYS = 7;
/** Months before in which a family once was within the bounds: then all that it feeds is metered. */
const MONTHS_BEFORE = 3;
/** Share of the days of a month that have to be known of every meter. */
const KNOWN_DAYS = 0.95;

export interface BalanceGapDetector {
  rule: 'balance_gap';
  /** First day of the months that are looked at. */
  firstDay(lastDay: string): string;
  /** @param lastDay the last day that is over: its month is judged */
  judge(question: { meters: readonly Meter[]; days: DayBook; local: LocalTime; lastDay: string }): HealthJudgement;
}

/**
 * Parent − Σ children over the running month. Less than nothing is always wrong: a meter lies or hangs under the wrong parent.
 * More than the bound is wrong only where everything is metered: below a campus main, or in a family that was within the
 * bounds in one of the months before; many a building has circuits without a meter of their own. The upper bound is a share
 * of what the parent usually counts.
 */
export function createBalanceGapDetector(given: z.input<typeof balanceGapOptions> = {}): BalanceGapDetector {
  const bounds = balanceGapOptions.parse(given);
  return {
    rule: 'balance_gap',
    firstDay: (lastDay) => monthBefore(firstOf(lastDay), MONTHS_BEFORE),
    judge({ meters, days, local, lastDay }) {
      const judgement: HealthJudgement = { findings: [], blind: [], judged: new Set() };
      const first = firstOf(lastDay);
      const isOver = firstOf(addDays(lastDay, 1)) !== first;
      for (const { parent, children } of familiesOf(meters)) {
        // What is made behind the parent comes to the children without it.
        if ([parent, ...children].some(({ falls }) => falls === 'net')) continue;
        const gap = gapOf(days, parent.id, first, addDays(lastDay, 1));
        if (!gap || gap.days < MIN_DAYS) continue;
        judgement.judged.add(parent.id);
        const before = monthsBefore(days, parent.id, first);
        const isWhole = parent.role === 'campus_main' || before.some(({ share }) => share >= bounds.lowest && share <= bounds.highest);
        // In a vacation little is used, and the few things without a meter are a large share of it.
        const usual = Math.max(...[gap, ...before].map((month) => month.parent / month.days));
        if (gap.share >= bounds.lowest && (gap.amount / gap.days <= bounds.highest * usual || !isWhole)) continue;
        judgement.findings.push(
          toFinding(parent, children, gap, { first, endAt: isOver ? local.startOfDay(addDays(lastDay, 1)) : undefined }, local),
        );
      }
      return judgement;
    },
  };
}

interface Gap {
  days: number;
  parent: number;
  amount: number;
  /** Of the parent. */
  share: number;
}

/** Over the days on which every meter of the family is known; undefined when those are too few, or the parent counted nothing. */
function gapOf(book: DayBook, parent: string, from: string, to: string): Gap | undefined {
  const all = daysBetween(from, to);
  const gap: Gap = { days: 0, parent: 0, amount: 0, share: 0 };
  for (const day of all) {
    const total = book.total(parent, day);
    const remainder = book.remainder(parent, day);
    if (total === undefined || remainder === undefined) continue;
    gap.days++;
    gap.parent += total;
    gap.amount += remainder;
  }
  return gap.days >= KNOWN_DAYS * all.length && gap.parent > 0 ? { ...gap, share: gap.amount / gap.parent } : undefined;
}

function monthsBefore(book: DayBook, parent: string, first: string): Gap[] {
  const gaps: Gap[] = [];
  for (let back = 1; back <= MONTHS_BEFORE; back++) {
    const gap = gapOf(book, parent, monthBefore(first, back), monthBefore(first, back - 1));
    if (gap) gaps.push(gap);
  }
  return gaps;
}

const firstOf = (day: string) => `${day.slice(0, 7)}-01`;

function monthBefore(first: string, count: number): string {
  let month = first;
  for (let index = 0; index < count; index++) month = firstOf(addDays(month, -1));
  return month;
}

function toFinding(
  parent: Meter,
  children: readonly Meter[],
  { parent: total, amount, share, days }: Gap,
  month: { first: string; endAt: number | undefined },
  local: LocalTime,
): Finding {
  const { unit } = MEDIUM_FACTS[parent.medium];
  return {
    rule: 'balance_gap',
    meter: parent.id,
    night: month.first,
    startAt: local.startOfDay(month.first),
    endAt: month.endAt,
    certainty: 'measured',
    rate: null,
    wasted: null,
    others: children.map(({ id }) => id),
    evidence: [
      { name: 'gap_share', value: Math.round(share * 1000) / 10, unit: '%' },
      { name: 'gap', value: Number(amount.toPrecision(4)), unit },
      { name: 'parent_total', value: Number(total.toPrecision(4)), unit },
      { name: 'days', value: days, unit: 'days' },
    ],
  };
}

function say(finding: Finding, local: LocalTime): Sentence {
  const month = monthWords(local.dayOf(finding.startAt));
  const share = numberOf(finding, 'gap_share');
  const gap = `${threeDigits(Math.abs(numberOf(finding, 'gap')))} ${unitOf(finding, 'gap')}`;
  const percent = `${threeDigits(Math.abs(share))} %`;
  const days = numberOf(finding, 'days');
  const more = share >= 0;
  const zh = `${month.zh}（${days} 天）比分表合计${more ? '多' : '少'} ${percent}，即 ${gap}`;
  const en = `counted ${percent} (${gap}) ${more ? 'more' : 'less'} than the meters below it in ${month.en} (${days} days)`;
  if (finding.endAt !== undefined) return { zh, en };
  const advice = more
    ? { zh: '请核对分表、倍率和没有装表的支路', en: 'Please check the meters below it, their ratios, and circuits without a meter' }
    : { zh: '请核对总表、分表的倍率和上下级关系', en: 'Please check the ratios, and which meter hangs on which' };
  return { zh: `${zh}，${advice.zh}`, en: `${en}. ${advice.en}` };
}

export const balanceGap = otherRule({
  rule: 'balance_gap',
  code: 'D11',
  audience: 'maintainer',
  urgency: 'today',
  about: 'meter',
  name: { zh: '总表与分表不平衡', en: 'Main and branches disagree' },
  what: { zh: '总表与分表之和差得多', en: 'a main that counts more or less than what hangs on it' },
  options: balanceGapOptions,
  words: {
    gap_share: { zh: '差额占总表', en: 'Gap, of the main' },
    gap: { zh: '差额', en: 'Gap' },
    parent_total: { zh: '总表用量', en: 'Main counted' },
    days: { zh: '天数', en: 'Days' },
  },
  sentence: meterSentence(say),
  create: createBalanceGapDetector,
});
