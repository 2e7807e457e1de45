import type { Correction, StatementKind } from '../../domain/correction.ts';
import { dayWords, type Sentence } from '../../domain/words.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import { sumAmounts } from '../../domain/interval.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { numbersOf } from './numbers.ts';
import type { MeterTotal, MonthReport } from './schema.ts';

export type Changes = NonNullable<MonthReport['changes']>;

/** What is said beside the data about why it differs. */
export interface ChangeSources {
  local: LocalTime;
  /** Those that were recorded or undone since the earlier version was made, with the name of their meter; null: in a home. */
  corrections: readonly { correction: Correction; meter: { name: string; nameEn: string } | null }[];
}

/** When it was made and which version it is are no data. */
function dataOf({
  madeAt: _at,
  dataUntilAt: _until,
  version: _version,
  changes: _changes,
  ...data
}: MonthReport): Omit<MonthReport, 'madeAt' | 'dataUntilAt' | 'version' | 'changes'> {
  return data;
}

export const differs = (before: MonthReport, after: MonthReport) => JSON.stringify(dataOf(before)) !== JSON.stringify(dataOf(after));

/** What differs between two versions, number by number, and why as far as the data says it. */
export function changesBetween(before: MonthReport, after: MonthReport, sources: ChangeSources): Changes {
  return { fromVersion: before.version, reasons: reasonsOf(before, after, sources), rows: rowsOf(before, after) };
}

function rowsOf(before: MonthReport, after: MonthReport): Changes['rows'] {
  const [old, now] = [numbersOf(before), numbersOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const { what, unit } = (is ?? was)!;
    const [a, b] = [was?.value ?? null, is?.value ?? null];
    return a === b ? [] : [{ what, before: a, after: b, unit }];
  });
}

export function reasonsOf(before: MonthReport, after: MonthReport, { local, corrections }: ChangeSources): Sentence[] {
  if (!differs(before, after)) return [];
  const reasons = [
    ...readingReasons(before, after),
    ...corrections.map((said) => correctionWords(said, local)),
    ...PARTS.flatMap(({ key, words }) => (JSON.stringify(before[key]) === JSON.stringify(after[key]) ? [] : [words])),
  ];
  return reasons.length > 0
    ? reasons
    : [{ zh: '今年或上年较早月份的读数有变化。', en: 'Readings of earlier months of this year or of last year changed.' }];
}

/** Parts of the data that are reasons by themselves. */
const PARTS: readonly { key: keyof MonthReport; words: Sentence }[] = [
  { key: 'tariffs', words: { zh: '电价水价版本有变化。', en: 'The versions of the tariffs changed.' } },
  { key: 'costTroubles', words: { zh: '费用的计算条件有变化。', en: 'What the costs are counted from changed.' } },
  { key: 'facts', words: { zh: '面积或人数有变化。', en: 'Areas or heads changed.' } },
  { key: 'factors', words: { zh: '折标或排放系数有变化。', en: 'The factors changed.' } },
  { key: 'days', words: { zh: '校历有变化。', en: 'The calendar changed.' } },
  { key: 'weather', words: { zh: '气温数据有变化。', en: 'What is known of the weather changed.' } },
  { key: 'anomalies', words: { zh: '异常或其处置有变化。', en: 'The anomalies, or how they were handled, changed.' } },
  { key: 'rounds', words: { zh: '巡查的答复有变化。', en: 'The answers of the rounds changed.' } },
  { key: 'repairs', words: { zh: '报修的进展有变化。', en: 'The repairs went on.' } },
  { key: 'savings', words: { zh: '节能措施的核算有变化。', en: 'The savings of measures changed.' } },
  { key: 'definitions', words: { zh: '程序换了版本，口径有变化。', en: 'Another version of the program: definitions changed.' } },
];

const keyOf = ({ meter, building, medium }: MeterTotal) => `${meter ?? building} ${medium} ${meter === null}`;

/** Meters whose readings arrived, or are understood otherwise now, with the days. */
function readingReasons(before: MonthReport, after: MonthReport): Sentence[] {
  const old = new Map(before.meters.map((meter) => [keyOf(meter), meter]));
  const now = new Set(after.meters.map(keyOf));
  const gone = before.meters.filter((meter) => !now.has(keyOf(meter)));
  return [
    ...after.meters.flatMap((meter) => meterWords(old.get(keyOf(meter)), meter, after) ?? []),
    ...gone.map(({ name, nameEn }) => ({ zh: `${name}不再计入。`, en: `${nameEn} is not counted any more.` })),
  ];
}

function meterWords(before: MeterTotal | undefined, after: MeterTotal, report: MonthReport): Sentence | null {
  const { name, nameEn } = after;
  if (!before) return { zh: `新增${name}。`, en: `${nameEn} is new.` };
  const days = report.charts.electricity.days.filter((_, index) => before.days[index] !== after.days[index]);
  const spans = [
    after.lastMonth !== before.lastMonth && { zh: '上月', en: 'last month' },
    after.lastYear !== before.lastYear && { zh: '上年同期', en: 'the same month last year' },
  ].filter((span) => span !== false);
  const isHeld = after.held !== before.held;
  if (days.length === 0 && spans.length === 0 && !isHeld) return null;
  const when = [...(days.length > 0 ? [spansOfDays(days)] : isHeld ? [{ zh: '本月长缺口', en: 'a long gap of the month' }] : []), ...spans];
  const more = sumAmounts([after.month, before.month === null ? null : -before.month]);
  const amount =
    more === null || more === 0 || before.month === null || after.month === null
      ? ''
      : ` ${more > 0 ? '+' : '−'}${Math.abs(more)} ${MEDIUM_FACTS[after.medium].unit}`;
  return {
    zh: `${name}：${when.map(({ zh }) => zh).join('、')}的读数补到或重新核定${amount && `，本月${amount}`}。`,
    en: `${nameEn}: readings of ${when.map(({ en }) => en).join(', ')} arrived or are understood otherwise${amount && `, this month${amount}`}.`,
  };
}

/** Runs of days. @example `3月5日、7–9日` */
function spansOfDays(days: readonly string[]): Sentence {
  const runs: [string, string][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && Number(day.slice(8)) === Number(last[1].slice(8)) + 1) last[1] = day;
    else runs.push([day, day]);
  }
  const number = (day: string) => Number(day.slice(8));
  const parts = runs.map(([first, last]) => (first === last ? `${number(first)}` : `${number(first)}–${number(last)}`));
  const month = dayWords(days[0]!).en.replace(/^\d+ /, '');
  return { zh: `${Number(days[0]!.slice(5, 7))}月${parts.join('、')}日`, en: `${parts.join(', ')} ${month}` };
}

const SAID: Record<StatementKind, Sentence> = {
  step: { zh: '表底突变的解释', en: 'what a step means' },
  exchange: { zh: '换表', en: 'an exchange' },
  ratio: { zh: '倍率', en: 'a ratio' },
  place: { zh: '安装位置', en: 'its place' },
  parent: { zh: '上级表', en: 'the meter before it' },
  outage: { zh: '停用或旁路', en: 'an outage' },
  spread: { zh: '长缺口分摊', en: 'the spread of a long gap' },
};

function correctionWords(
  { correction: { by, statement, recordedAt, undone, reason }, meter }: ChangeSources['corrections'][number],
  local: LocalTime,
): Sentence {
  const name = meter ?? { name: '某住户表', nameEn: 'a meter of a home' };
  const what = SAID[statement.kind];
  if (undone) {
    const day = dayWords(local.dayOf(undone.at));
    return {
      zh: `${undone.by} ${day.zh}撤销了${name.name}的更正：${what.zh}（${undone.reason}）。`,
      en: `${undone.by} took back on ${day.en} what was said about ${name.nameEn}: ${what.en} (${undone.reason}).`,
    };
  }
  const day = dayWords(local.dayOf(recordedAt));
  return {
    zh: `${by} ${day.zh}更正了${name.name}：${what.zh}（${reason}）。`,
    en: `${by} corrected ${name.nameEn} on ${day.en}: ${what.en} (${reason}).`,
  };
}
