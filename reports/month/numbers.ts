import { type Medium, MEDIUM_FACTS } from '../../domain/medium.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Cell, MonthReport } from './schema.ts';

/** One number of a report, by a key that is the same in every version. */
export interface ReportNumber {
  what: Sentence;
  value: string | null;
  unit: string;
}

const MEDIUM_WORDS: Record<Medium, Sentence> = {
  electricity: { zh: '电', en: 'electricity' },
  water: { zh: '水', en: 'water' },
  gas: { zh: '燃气', en: 'gas' },
  heat: { zh: '热', en: 'heat' },
  weather: { zh: '天气', en: 'weather' },
};

type Plain = string | number | null;
const words = (zh: string, en: string): Sentence => ({ zh, en });
const SPANS = {
  month: words('本月', 'this month'),
  lastMonth: words('上月', 'last month'),
  lastYear: words('上年同期', 'last year'),
  cumulated: words('累计', 'cumulated'),
  cumulatedLastYear: words('上年累计', 'cumulated last year'),
} as const;

/** All numbers that a reader may have copied, in the order of the report. */
export function numbersOf(report: MonthReport): Map<string, ReportNumber> {
  const numbers = new Map<string, ReportNumber>();
  const add = (key: string, what: Sentence, value: Plain, unit: string) =>
    numbers.set(key, { what, value: value === null ? null : String(value), unit });
  const of = (a: Sentence, b: Sentence) => words(`${a.zh}（${b.zh}）`, `${a.en} (${b.en})`);
  const share = (key: string, what: Sentence, value: number | null) => add(key, what, percent(value), '%');
  const cell = (key: string, what: Sentence, known: Cell, unit: string) => {
    add(key, what, known.value, unit);
    share(`${key} coverage`, of(what, words('完整率', 'known share')), known.coverage);
  };

  for (const row of report.indicators) {
    for (const span of Object.keys(SPANS) as (keyof typeof SPANS)[])
      cell(`${row.code} ${span}`, of(row.name, SPANS[span]), row[span], row.unit);
    share(`${row.code} mom`, of(row.name, words('环比', 'against last month')), row.mom);
    share(`${row.code} yoy`, of(row.name, words('同比', 'against last year')), row.yoy);
    add(`${row.code} quota`, of(row.name, words('年度配额', 'yearly quota')), row.quota, row.unit);
    share(`${row.code} progress`, of(row.name, words('配额进度', 'share of the quota')), row.progress);
  }
  for (const item of report.subItems) {
    cell(`item ${item.code}`, item.name, item.value, 'kWh');
    share(`item ${item.code} yoy`, of(item.name, words('同比', 'against last year')), item.yoy);
  }
  for (const row of report.buildings) {
    const name = words(row.name, row.nameEn);
    cell(`building ${row.building} electricity`, of(name, words('用电', 'electricity')), row.electricity, 'kWh');
    share(`building ${row.building} yoy`, of(name, words('用电同比', 'electricity against last year')), row.yoy);
    share(`building ${row.building} night`, of(name, words('夜间占比', 'night share')), row.nightShare);
    cell(`building ${row.building} water`, of(name, words('用水', 'water')), row.water, 'm³');
    share(`building ${row.building} waterYoy`, of(name, words('用水同比', 'water against last year')), row.waterYoy);
    add(`building ${row.building} flow`, of(name, words('夜间最小流量', 'minimum night flow')), row.minNightFlowLph, 'L/h');
  }
  for (const { medium, main, parts, gap } of report.balance) {
    const { unit } = MEDIUM_FACTS[medium];
    const { zh, en } = MEDIUM_WORDS[medium];
    cell(`balance ${medium} main`, words(`${zh}总表`, `Main meters of ${en}`), main, unit);
    cell(`balance ${medium} parts`, words(`${zh}分表之和`, `Meters behind the mains of ${en}`), parts, unit);
    add(`balance ${medium} gap`, words(`${zh}总分表差`, `Balance of ${en}`), gap, unit);
  }
  add('teaching', words('教学日', 'Teaching days'), report.days.teaching.month, 'd');
  add('mean', words('平均气温', 'Mean temperature'), report.weather.meanC.month, '°C');
  share('adjusted', words('修正后同比', 'Adjusted for the weather'), report.adjusted.yoy);
  addHandling(report, add);
  return numbers;
}

type Add = (key: string, what: Sentence, value: Plain, unit: string) => void;

function addHandling({ anomalies, airConditioners: rooms, avoided, leaks, rounds, metering }: MonthReport, add: Add): void {
  for (const { rule, name, count } of anomalies.counts) add(`rule ${rule}`, name, count, '');
  add('ac found', words('空调未关', 'Air conditioning left on'), rooms && rooms.found, '');
  add('ac off', words('空调已关', 'Air conditioning switched off'), rooms && rooms.off, '');
  add('avoided', words('巡查少用', 'Avoided by the rounds'), avoided && avoided.kwh, 'kWh');
  add('leaks', words('漏水', 'Leaks'), leaks.found, '');
  add('leaks repaired', words('漏水已修复', 'Leaks repaired'), leaks.repaired, '');
  add('leaks lost', words('漏水损失', 'Lost in leaks'), leaks.lostM3, 'm³');
  add('rounds due', words('应巡', 'Rounds due'), rounds.due, '');
  add('rounds done', words('实巡', 'Rounds done'), rounds.done, '');
  add('online', words('在线表', 'Meters online'), metering.online, '');
  add('manual', words('人工抄表', 'Readings taken by people'), metering.manualReadings, '');
  add('suspicious', words('可疑步进', 'Suspicious steps'), metering.suspicious, '');
}

const percent = (share: number | null) => (share === null ? null : Number((share * 100).toFixed(4)));
