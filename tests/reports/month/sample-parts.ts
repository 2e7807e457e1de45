import type { Cell, MonthReport } from '../../../reports/month/schema.ts';

const sure = (value: string | null, coverage = 0.994): Cell => ({
  value,
  coverage: value === null ? null : coverage,
  isEstimated: false,
  why: null,
});
const unknown = (zh: string, en: string): Cell => ({ value: null, coverage: null, isEstimated: false, why: { zh, en } });

export const subItems: MonthReport['subItems'] = [
  {
    code: '01A00',
    name: { zh: '照明插座用电', en: 'Lighting and sockets' },
    value: sure('41210.3', 0.981),
    share: 0.4769,
    yoy: -0.092,
    metering: 'part',
    note: { zh: '分体空调未单独计量，计入本项', en: 'split air-conditioners are not metered apart and count here' },
  },
  {
    code: '01B00',
    name: { zh: '空调用电', en: 'Air-conditioning' },
    value: unknown('未单独计量', 'not metered apart'),
    share: null,
    yoy: null,
    metering: 'none',
    note: null,
  },
  {
    code: '01C00',
    name: { zh: '动力用电', en: 'Power' },
    value: sure('11872.6'),
    share: 0.1374,
    yoy: 0.021,
    metering: 'metered',
    note: null,
  },
  {
    code: '01D00',
    name: { zh: '特殊用电', en: 'Special' },
    value: sure('31127.3', 0.979),
    share: 0.3602,
    yoy: -0.034,
    metering: 'metered',
    note: null,
  },
  {
    code: '',
    name: { zh: '未分项', en: 'Not split' },
    value: sure('2210.2', 0.981),
    share: 0.0256,
    yoy: null,
    metering: 'rest',
    note: null,
  },
];

/** Name, English, kWh, share, change, night share, m³, change, L/h at night. */
const BUILDINGS: [
  string,
  string,
  string | null,
  number | null,
  number | null,
  number | null,
  string | null,
  number | null,
  number | null,
][] = [
  ['食堂', 'Canteen', '18240.6', 0.2111, -0.031, 0.182, '1204.8', 0.022, 42],
  ['教学楼A', 'Teaching building A', '12110.4', 0.1401, -0.184, 0.071, '318.2', 0.004, 12],
  ['教学楼B', 'Teaching building B', '11874.9', 0.1374, 0.062, 0.211, '342.7', 0.048, 96],
  ['男生宿舍一号楼', "Boys' dormitory 1", '8420.1', 0.0974, 0.014, 0.402, '641.1', 0.031, 60],
  ['女生宿舍一号楼', "Girls' dormitory 1", '8211.7', 0.095, 0.009, 0.396, '702.4', -0.012, 54],
  ['实验楼', 'Laboratory building', '6120.5', 0.0708, 0.118, 0.301, '96.3', 0.902, 131],
  ['行政楼', 'Administration', '4870.2', 0.0564, -0.055, 0.122, '88.0', null, 0],
  [
    '图书馆与信息中心（含数据机房）',
    'Library and information centre with the server room',
    '4630.9',
    0.0536,
    0.003,
    0.441,
    '61.4',
    0.011,
    6,
  ],
  ['艺体楼', 'Arts and sports hall', '3012.8', 0.0349, null, 0.094, null, null, null],
  ['体育馆', 'Gymnasium', '2340.2', 0.0271, -0.201, 0.052, '188.6', 0.113, 18],
  ['男生宿舍二号楼', "Boys' dormitory 2", '1980.4', 0.0229, 0.044, 0.388, '204.2', 0.026, 24],
  ['女生宿舍二号楼', "Girls' dormitory 2", '1911.3', 0.0221, 0.037, 0.371, '164.9', 0.018, 24],
  ['门卫与传达室', 'Gatehouse', '486.2', 0.0056, 0.001, 0.482, '13.8', -0.042, 0],
  ['龚𬭚楼', 'Gong Hall', null, null, null, null, null, null, null],
];
export const buildingRows: MonthReport['buildings'] = BUILDINGS.map(
  ([name, nameEn, kwh, share, yoy, nightShare, m3, waterYoy, minNightFlowLph], index) => ({
    campus: '本部',
    building: `b${index + 1}`,
    name,
    nameEn,
    electricity: kwh === null ? unknown('全月无数据', 'no readings in the month') : sure(kwh, index === 7 ? 0.912 : 0.989),
    share,
    yoy,
    nightShare,
    water: m3 === null ? unknown('没有水表', 'no water meter') : sure(m3, 0.972),
    waterYoy,
    minNightFlowLph,
  }),
);

const at = (day: number, clock: string) => Date.parse(`2026-11-${String(day).padStart(2, '0')}T${clock}:00+08:00`);
const leak = (
  number: number,
  day: number,
  zh: string,
  en: string,
  m3: string,
  yuan: string | null,
): MonthReport['anomalies']['rows'][number] => ({
  number,
  alert: `leak-${number}`,
  foundAt: at(day, '03:10'),
  place: { zh, en },
  what: {
    zh: '夜间持续流量 131 L/h，白天也不回零，像一只冲水阀关不严',
    en: 'a steady 131 L/h at night that never ends by day either: like a flush valve that does not close',
  },
  handling: { zh: '更换二层男厕冲水阀', en: 'flush valve in the second-floor boys’ toilet replaced' },
  acceptance: { zh: '次夜回零，水电工陈工验收', en: 'zero in the next night; accepted by Chen' },
  tookMs: 31 * 3_600_000,
  loss: { amount: m3, unit: 'm³', yuan, how: { zh: '超出常态的流量 × 时长', en: 'flow above the usual × its time' } },
});
const leftOn = (number: number, day: number, rooms: string, kwh: string): MonthReport['anomalies']['rows'][number] => ({
  number,
  alert: `ac-${number}`,
  foundAt: at(day, '23:30'),
  place: { zh: `教学楼B 三楼 ${rooms}`, en: `Teaching building B, floor 3, ${rooms}` },
  what: { zh: '空调未关，约 2.1 kW', en: 'air-conditioner left on, about 2.1 kW' },
  handling: { zh: '校警关闭', en: 'switched off by the guard' },
  acceptance: number % 3 === 0 ? null : { zh: '电表确认已关', en: 'confirmed by the meter' },
  tookMs: number % 3 === 0 ? null : 42 * 60_000,
  loss: { amount: kwh, unit: 'kWh', yuan: (Number(kwh) * 0.538).toFixed(2), how: { zh: '功率 × 时长', en: 'power × time' } },
});
export const anomalyRows: MonthReport['anomalies']['rows'] = [
  leak(1, 4, '实验楼 进户', 'Laboratory building, entry', '74.2', '236.70'),
  leak(2, 19, '教学楼B 一楼 卫生间', 'Teaching building B, floor 1, toilets', '19.2', null),
  ...['301', '303', '306', '302', '305', '308', '311', '304', '307'].map((room, index) =>
    leftOn(index + 3, 5 + index * 2, room, (2.4 - index * 0.2).toFixed(1)),
  ),
  {
    number: 12,
    alert: 'silent-12',
    foundAt: at(21, '06:00'),
    place: { zh: '艺体楼 二层动力', en: 'Arts hall, 2F power' },
    what: { zh: '表计 3 天无数据', en: 'no readings for three days' },
    handling: { zh: '待检修采集器', en: 'gateway waits for repair' },
    acceptance: null,
    tookMs: null,
    loss: null,
  },
];

export const appendix: Pick<MonthReport, 'tariffs' | 'costTroubles' | 'factors' | 'facts' | 'benchmarks' | 'definitions'> = {
  tariffs: [
    {
      medium: 'electricity',
      name: '居民合表（学校）',
      validFrom: '2024-01-01',
      revision: 2,
      sourceDoc: '浙发改价格〔2023〕1234 号（示例）',
      isExample: true,
    },
    { medium: 'water', name: '非居民用水', validFrom: '2025-07-01', revision: 1, sourceDoc: '杭价〔2025〕18 号', isExample: false },
  ],
  costTroubles: [{ zh: '燃气没有账户与价格版本，费用不计', en: 'there is no account and no price for gas; its cost is not counted' }],
  factors: [
    {
      name: { zh: '电力折标煤系数（当量值）', en: 'electricity to coal equivalent (equivalent value)' },
      value: '0.1229',
      unit: 'kgce/kWh',
      region: 'national',
      dataYear: null,
      document: 'GB/T 2589-2020',
      note: null,
    },
    {
      name: { zh: '电力二氧化碳排放因子', en: 'CO₂ of electricity' },
      value: '0.5305',
      unit: 'kgCO₂/kWh',
      region: '华东',
      dataYear: 2023,
      document: '生态环境部 国家统计局公告 2025 年第 68 号',
      note: { zh: '区域值，未扣除绿电', en: 'regional, green power not taken off' },
    },
  ],
  facts: [
    { name: { zh: '建筑面积', en: 'floor area' }, value: '33980', unit: 'm²', source: '房产证合计', fromMonth: '2025-09' },
    { name: { zh: '用能人数', en: 'users' }, value: '2650', unit: 'head', source: '学籍与人事 9 月', fromMonth: '2026-09' },
  ],
  benchmarks: [
    {
      indicator: { zh: '人均综合能耗', en: 'energy per head' },
      ours: '41.7',
      published: '56.3',
      unit: 'kgce/head',
      of: { zh: '全省中学平均', en: 'mean of the secondary schools of the province' },
      year: 2022,
      source: '省公共机构能耗通报 2023',
    },
    {
      indicator: { zh: '人均用水量', en: 'water per head' },
      ours: null,
      published: '21.4',
      unit: 'm³/head',
      of: { zh: '全国教育类平均', en: 'mean of education nationwide' },
      year: 2020,
      source: '国家机关事务管理局 2021',
    },
  ],
  definitions: [
    { term: { zh: '同比', en: 'YoY' }, text: { zh: '与去年同月相比', en: 'against the same month of last year' } },
    { term: { zh: '环比', en: 'MoM' }, text: { zh: '与上月相比', en: 'against the month before' } },
    {
      term: { zh: '完整率', en: 'Coverage' },
      text: { zh: '有实测或推算数据的时间占应有时间的比例', en: 'share of the time that is measured or worked out from registers' },
    },
    {
      term: { zh: '夜间占比', en: 'Night share' },
      text: { zh: '22:00 至次日 06:00 的用电占全月的比例', en: 'electricity from 22:00 to 06:00 as a share of the month' },
    },
    {
      term: { zh: '估', en: 'Estimate' },
      text: {
        zh: '长时间断数，按前后底码推算；总量已知，分布未知',
        en: 'in a long gap: the total is known from registers on both sides, its spread is not',
      },
    },
    { term: { zh: '缺口', en: 'Gap' }, text: { zh: '总表减去各分表之和', en: 'main meter less the sum of its parts' } },
  ],
};

const meterTotal = (
  meter: string | null,
  name: string,
  nameEn: string,
  medium: 'electricity' | 'water',
  day: number,
): MonthReport['meters'][number] => ({
  meter,
  name,
  nameEn,
  building: 'b3',
  medium,
  month: day * 29,
  lastMonth: day * 31,
  lastYear: null,
  coverage: 0.967,
  held: 0,
  days: Array.from({ length: 30 }, (_, index) => (index === 22 ? null : day)),
});
export const meterTotals: MonthReport['meters'] = [
  meterTotal('b3-main', '教学楼B 总表', 'Teaching building B main', 'electricity', 409.5),
  meterTotal(null, '教工宿舍（合计）', 'Staff flats, together', 'electricity', 88.25),
  meterTotal('b3-water', '教学楼B 进户水表', 'Teaching building B water', 'water', 11.5),
];
