import type { Cell, Indicator, MonthReport, Remarks } from '../../../reports/month/schema.ts';
import { anomalyRows, appendix, buildingRows, meterTotals, subItems } from './sample-parts.ts';

/** A made-up month as a school may have it: gaps, estimates, long names, a medium that is not metered. Its sums agree. */

export const sure = (value: string | null, coverage = 0.994): Cell => ({
  value,
  coverage: value === null ? null : coverage,
  isEstimated: false,
  why: null,
});
const estimated = (value: string, coverage: number): Cell => ({
  value,
  coverage,
  isEstimated: true,
  why: {
    zh: '其中 3 天为长时间断数，按前后底码推算',
    en: 'three days of it lie in a long gap; worked out from the registers on both sides',
  },
});
export const unknown = (zh: string, en: string): Cell => ({ value: null, coverage: null, isEstimated: false, why: { zh, en } });
const notYet = unknown('去年同月尚未装表', 'no meters in the same month of last year');
const noGas = unknown('燃气未接入计量', 'gas is not metered');
const noTariff = unknown('燃气没有账户与价格版本', 'there is no account and no price for gas');

type Known = Pick<Indicator, 'code' | 'name' | 'unit' | 'month' | 'lastMonth' | 'lastYear'> & Partial<Indicator>;
const indicator = (known: Known): Indicator => ({
  mom: changeOf(known.month, known.lastMonth),
  yoy: changeOf(known.month, known.lastYear),
  cumulated: known.month,
  cumulatedLastYear: known.lastYear,
  quota: null,
  progress: null,
  formula: null,
  ...known,
});
const changeOf = (now: Cell, before: Cell) =>
  now.value === null || before.value === null ? null : Number(now.value) / Number(before.value) - 1;
const three = <T>(month: T, lastMonth: T, lastYear: T) => ({ month, lastMonth, lastYear });

export const INDICATOR_ROWS: Indicator[] = [
  indicator({
    code: 'electricity',
    name: { zh: '用电量', en: 'Electricity' },
    unit: 'kWh',
    ...three(sure('86420.4', 0.987), sure('77298.7'), sure('92132.6', 0.962)),
    cumulated: sure('812345.2', 0.991),
    cumulatedLastYear: sure('830112.9', 0.958),
    quota: '1036154',
    progress: 0.784,
  }),
  indicator({
    code: 'water',
    name: { zh: '用水量', en: 'Water' },
    unit: 'm³',
    ...three(estimated('4260.5', 0.971), sure('4131.2'), sure('4132.4')),
    cumulated: sure('41230.7'),
    quota: '48000',
    progress: 0.859,
  }),
  indicator({ code: 'gas', name: { zh: '用气量', en: 'Gas' }, unit: 'm³', ...three(noGas, noGas, noGas) }),
  indicator({
    code: 'electricity_cost',
    name: { zh: '电费', en: 'Electricity cost' },
    unit: 'yuan',
    ...three(sure('46493.96', 0.987), sure('41586.70'), notYet),
    cumulated: sure('437041.72'),
    cumulatedLastYear: notYet,
  }),
  indicator({
    code: 'water_cost',
    name: { zh: '水费', en: 'Water cost' },
    unit: 'yuan',
    ...three(estimated('13590.99', 0.971), sure('13178.53'), sure('13182.36')),
  }),
  indicator({ code: 'gas_cost', name: { zh: '燃气费', en: 'Gas cost' }, unit: 'yuan', ...three(noTariff, noTariff, noTariff) }),
  indicator({
    code: 'total_energy',
    name: { zh: '综合能耗', en: 'Total energy' },
    unit: 'kgce',
    ...three(sure('10621.1', 0.987), sure('9500.0'), sure('11323.1', 0.962)),
    formula: { zh: '用电量 × 0.1229 kgce/kWh（当量值）', en: 'electricity × 0.1229 kgce/kWh (equivalent value)' },
  }),
  indicator({
    code: 'energy_per_m2',
    name: { zh: '单位建筑面积能耗', en: 'Energy per floor area' },
    unit: 'kgce/m²',
    ...three(sure('0.3126', 0.987), sure('0.2796'), sure('0.3333', 0.962)),
    formula: { zh: '综合能耗 ÷ 建筑面积 33 980 m²', en: 'total energy ÷ floor area 33,980 m²' },
  }),
  indicator({
    code: 'energy_per_head',
    name: { zh: '人均综合能耗', en: 'Energy per head' },
    unit: 'kgce/head',
    ...three(sure('4.008', 0.987), sure('3.585'), sure('4.273', 0.962)),
    formula: { zh: '综合能耗 ÷ 用能人数 2 650 人', en: 'total energy ÷ 2,650 users' },
  }),
  indicator({
    code: 'water_per_head',
    name: { zh: '人均用水量', en: 'Water per head' },
    unit: 'm³/head',
    ...three(estimated('1.608', 0.971), sure('1.559'), sure('1.559')),
  }),
  indicator({
    code: 'electricity_per_m2',
    name: { zh: '单位面积用电', en: 'Electricity per floor area' },
    unit: 'kWh/m²',
    ...three(sure('2.543', 0.987), sure('2.275'), sure('2.711', 0.962)),
  }),
  indicator({
    code: 'electricity_per_head',
    name: { zh: '人均用电', en: 'Electricity per head' },
    unit: 'kWh/head',
    ...three(sure('32.61', 0.987), sure('29.17'), sure('34.77', 0.962)),
  }),
  indicator({
    code: 'co2',
    name: { zh: '碳排放（2023 年因子）', en: 'CO₂ (factor of 2023)' },
    unit: 'kgCO₂',
    ...three(sure('45845', 0.987), sure('41007'), sure('48876', 0.962)),
    formula: { zh: '用电量 × 0.5305 kgCO₂/kWh（2023，全国）', en: 'electricity × 0.5305 kgCO₂/kWh (2023, national)' },
  }),
];

const DAYS = Array.from({ length: 30 }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`);
const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const series = (workday: number, weekend: number, wave: number) =>
  DAYS.map((day, index) => (isWeekend(day) ? weekend : workday) + Math.round(wave * Math.sin(index * 1.7)));

export const SAMPLE_REPORT: MonthReport = {
  schema: 1,
  site: { id: 'greenleaf', name: '绿叶中学', nameEn: 'Greenleaf Middle School', timeZone: 'Asia/Shanghai' },
  month: '2026-11',
  version: 1,
  madeAt: Date.parse('2026-12-02T08:05:00+08:00'),
  dataUntilAt: Date.parse('2026-12-02T08:00:00+08:00'),
  coverage: [
    { medium: 'electricity', covered: 0.987, estimated: 0.004, held: 0 },
    { medium: 'water', covered: 0.971, estimated: 0.021, held: 84.2 },
  ],
  summary: [
    {
      zh: '本月用电 86,400 kWh，较上年同期减少 6.2%，环比 +11.8%；电费 46493.96 元。',
      en: 'Electricity 86,400 kWh, 6.2% less than a year before, +11.8% on the month before; cost 46493.96 yuan.',
    },
    {
      zh: '用水 4,260 m³（估），同比 +3.1%，环比 +3.1%；水费 13590.99 元（估）。',
      en: 'Water 4,260 m³ (estimate), +3.1% on the year, +3.1% on the month; cost 13590.99 yuan (estimate).',
    },
    {
      zh: '教学日 21 天（去年同月 20 天），每个教学日用电 3,420 kWh；按气温修正后同比 -4.1%（-7.0% 至 -1.2%，模型 R²=0.81，仅供参考）。',
      en: '21 teaching days (20 a year before), 3,420 kWh on each; adjusted for weather -4.1% on the year (-7.0% to -1.2%, model R² = 0.81, for orientation only).',
    },
    {
      zh: '夜间发现空调未关 34 间次，已关 31，误报 2，待处理 1；漏水 2 处，均已修复。',
      en: 'Air-conditioners left on in 34 room-nights: 31 switched off, 2 false alarms, 1 open; 2 leaks, both repaired.',
    },
    {
      zh: '用电配额执行 78.4%（时间进度 91.7%），用水 85.9%。',
      en: '78.4% of the electricity quota is used (91.7% of the year has passed), 85.9% of the water quota.',
    },
  ],
  days: {
    teaching: three(21, 17, 20),
    types: [
      { type: 'teaching', ...three(21, 17, 20) },
      { type: 'weekend', ...three(9, 8, 10) },
      { type: 'statutory_holiday', ...three(0, 6, 0) },
    ],
    isProvisional: false,
  },
  perTeachingDay: {
    electricity: three(sure('3420.3', 0.987), sure('3561.9'), sure('3807.7', 0.962)),
    water: three(estimated('171.4', 0.971), sure('190.6'), sure('176.2')),
  },
  weather: {
    meanC: three(12.4, 19.1, 11.2),
    coolingDegreeDays: three(0, 6.5, 0),
    heatingDegreeDays: three(168.2, 21.4, 204.6),
    knownDays: three(30, 31, 28),
  },
  adjusted: {
    yoy: -0.041,
    interval: [-0.07, -0.012],
    model: { kind: 'heating change-point', r2: 0.81, cvrmse: 0.113, days: 61 },
    refused: null,
  },
  indicators: INDICATOR_ROWS,
  subItems,
  buildings: buildingRows,
  balance: [
    { medium: 'electricity', main: sure('86420.4', 0.987), parts: sure('84210.2', 0.981), gap: '2210.2', gapShare: 0.0256 },
    { medium: 'water', main: estimated('4260.5', 0.971), parts: sure('4026.4', 0.964), gap: '234.1', gapShare: 0.0549 },
  ],
  charts: {
    electricity: { days: DAYS, values: series(3400, 1650, 220), estimated: DAYS.map(() => false), lastYear: series(3800, 1700, 260) },
    water: {
      days: DAYS,
      values: series(172, 80, 14).map((value, index) => (index === 22 ? null : value)),
      estimated: DAYS.map((_, index) => index >= 8 && index <= 10),
      lastYear: series(176, 74, 12).map((value, index) => (index < 2 ? null : value)),
    },
    months: Array.from({ length: 13 }, (_, index) => ({
      month: `${index < 2 ? 2025 : 2026}-${String(((index + 10) % 12) + 1).padStart(2, '0')}`,
      electricity: index === 4 ? null : [92132, 98210, 104320, 41020, 0, 78030, 81230, 96540, 52110, 38220, 88420, 77299, 86420][index]!,
      water: [4132, 3980, 3875, 1420, 3902, 4060, 4188, 4402, 1980, 1610, 4350, 4131, 4260][index]!,
      isEstimated: index === 8,
    })),
  },
  anomalies: {
    rows: anomalyRows,
    counts: [
      { rule: 'air_conditioner', name: { zh: '空调未关', en: 'air-conditioner left on' }, count: 9 },
      { rule: 'continuous_flow', name: { zh: '持续流量', en: 'continuous flow' }, count: 2 },
      { rule: 'silent_meter', name: { zh: '表计失联', en: 'silent meter' }, count: 1 },
    ],
    omitted: 3,
    more: 0,
  },
  airConditioners: { found: 34, off: 31, confirmedOff: 28, inUse: 0, falseAlarms: 2, open: 1 },
  avoided: {
    kwh: '214.6',
    yuan: '115.45',
    rooms: 28,
    how: {
      zh: '关闭前一小时平均功率 × 到次日 07:00 的时长，只计电表确认已关的',
      en: 'mean power of the hour before × hours until 07:00, only where the meter confirmed it',
    },
  },
  leaks: { found: 2, repaired: 2, lostM3: '93.4', stoppedM3PerDay: '11.2', yuanPerDay: '35.73' },
  rounds: {
    due: 21,
    done: 19,
    missed: ['2026-11-13', '2026-11-27'],
    answeredShare: 0.942,
    falseShare: 0.059,
    classes: {
      best: [1, 2, 3, 4, 5].map((number) => ({ place: { zh: `高二（${number}）班`, en: `Class 11-${number}` }, times: 0 })),
      worst: [6, 7, 8, 9, 10].map((number) => ({ place: { zh: `高二（${number}）班`, en: `Class 11-${number}` }, times: number - 4 })),
    },
  },
  repairs: [
    { category: { zh: '水', en: 'Water' }, accepted: 12, done: 11, meanMs: 5.4 * 3_600_000, overdue: 1, satisfaction: null },
    { category: { zh: '电', en: 'Electricity' }, accepted: 8, done: 8, meanMs: 3.1 * 3_600_000, overdue: 0, satisfaction: null },
    { category: { zh: '空调', en: 'Air-conditioning' }, accepted: 3, done: 1, meanMs: 52 * 3_600_000, overdue: 1, satisfaction: null },
    { category: { zh: '门窗', en: 'Doors and windows' }, accepted: 0, done: 0, meanMs: null, overdue: 0, satisfaction: null },
  ],
  metering: {
    meters: 64,
    online: 62,
    onlineShare: 0.969,
    stuck: [{ name: '东区浇灌水表', nameEn: 'East garden water' }],
    silent: [{ name: '艺体楼二层动力', nameEn: 'Arts hall 2F power' }],
    exchanged: [{ name: '食堂总水表', nameEn: 'Canteen water main', at: Date.parse('2026-11-18T10:20:00+08:00') }],
    estimatedShare: 0.012,
    manualReadings: 6,
    suspicious: 1,
    omitted: 0,
  },
  causes: [
    {
      text: { zh: '教学日比上月多 4 天，占环比增量的大部分', en: 'Four more teaching days than the month before explain most of the rise' },
      basis: 'data',
    },
    {
      text: { zh: '较去年同月平均气温高 1.2 °C，采暖度日少 36', en: '1.2 °C warmer than a year before, 36 heating degree days fewer' },
      basis: 'data',
    },
    { text: { zh: '可能与新换的 LED 灯有关', en: 'May have to do with the new LED lamps' }, basis: 'inference' },
  ],
  savings: [
    {
      measure: 'led',
      name: '教学楼A LED 改造',
      method: {
        zh: '与改造前 12 个月的气温与日类型模型比较',
        en: 'against a model of temperature and day types of the twelve months before',
      },
      percent: 18.4,
      interval: [12.1, 24.7],
      refused: null,
    },
    {
      measure: 'taps',
      name: '宿舍节水龙头',
      method: { zh: '与改造前同类日比较', en: 'against days of the same type before' },
      percent: null,
      interval: null,
      refused: { zh: '基线期只有 21 天，不足 90 天', en: 'the baseline has 21 days; 90 are needed' },
    },
  ],
  ...appendix,
  meters: meterTotals,
  changes: null,
};

export const SAMPLE_REMARKS: Remarks = {
  causes: [{ text: '期中考试周晚自习延长半小时', basis: 'data' }],
  measures: [
    { text: '对教学楼B 三楼加装智能断路器，23:30 自动切断空调', responsible: '王建国', dueDay: '2026-12-20' },
    { text: '冬季防冻前检查全部室外水表井', responsible: '水电组', dueDay: null },
  ],
  note: '',
};

/** Made again after late readings: names its version and what changed. */
export const SECOND_VERSION: MonthReport = {
  ...SAMPLE_REPORT,
  version: 2,
  changes: {
    fromVersion: 1,
    reasons: [
      {
        zh: '实验楼总表 11-09 至 11-11 的读数于 12-03 补到',
        en: 'readings of the laboratory main meter for 9 to 11 November arrived on 3 December',
      },
    ],
    rows: [
      { what: { zh: '用电量 本月', en: 'Electricity, month' }, before: '86420.4', after: '86512.9', unit: 'kWh' },
      { what: { zh: '电费 本月', en: 'Electricity cost, month' }, before: null, after: '46543.72', unit: 'yuan' },
    ],
  },
};
