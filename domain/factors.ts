import type { Carrier, Factor, FactorKind } from './factor.ts';
import type { Sentence } from './words.ts';

const PRACTICE = '公共机构能耗统计实践值（绍兴文理学院 2025 年一季度能耗公示按此折算）';
const GENERAL = 'GB/T 2589 附录常用值';
const UNVERIFIED: Sentence = { zh: '未对照原文核实', en: 'not checked against the original text' };
/** Before this nobody reports with this program. */
const ALWAYS = '2000-01';

type Coal = Pick<Factor, 'carrier' | 'value' | 'document' | 'note'>;

/** Kilograms of coal equivalent per unit of the carrier (domain note 1.3). Water is no part of the total energy and has none; diesel and other oil have none per litre, because no density is verified. */
const COAL: readonly Coal[] = [
  {
    carrier: 'electricity',
    value: '0.1229',
    document: `当量值；${PRACTICE}`,
    note: { zh: '当量值，不是等价值', en: 'equivalent value of the energy delivered, not of its generation' },
  },
  {
    carrier: 'gas',
    value: '1.2143',
    document: PRACTICE,
    note: {
      zh: 'GB/T 2589-2020 给出范围 1.1000–1.3300；有当地实测热值时应换用',
      en: 'GB/T 2589-2020 gives a range of 1.1000 to 1.3300; a measured local value is better',
    },
  },
  {
    carrier: 'gasoline',
    value: '1.066765',
    document: `1.4714 kgce/kg × 0.725 kg/L；${PRACTICE}`,
    note: { zh: '密度 0.725 kg/L 未核实', en: 'the density of 0.725 kg/L is not verified' },
  },
  { carrier: 'lpg', value: '1.7143', document: GENERAL, note: UNVERIFIED },
  { carrier: 'coal', value: '714.3', document: `原煤 0.7143 kgce/kg；${GENERAL}`, note: UNVERIFIED },
  { carrier: 'heat', value: '34.12', document: `0.03412 kgce/MJ；${GENERAL}`, note: UNVERIFIED },
];

/** Grid mean, kgCO₂/kWh, without subtracting traded green power; the footprint of electricity is another indicator. A row holds from the month of its publication. */
const GRID_2023 = '生态环境部、国家统计局 2025-12-31 发布的 2023 年电力二氧化碳排放因子';
const GRID: readonly (Pick<Factor, 'region' | 'value' | 'document' | 'note' | 'validFrom'> & { dataYear: number })[] = [
  {
    region: 'national',
    dataYear: 2021,
    value: '0.5568',
    validFrom: '2024-04',
    document: '生态环境部、国家统计局公告 2024 年第 12 号',
    note: UNVERIFIED,
  },
  {
    region: 'national',
    dataYear: 2022,
    value: '0.5366',
    validFrom: '2024-12',
    document: '生态环境部、国家统计局 2024-12-20 发布的 2022 年电力二氧化碳排放因子',
    note: UNVERIFIED,
  },
  ...(
    [
      ['national', '0.5306'],
      ['华北', '0.6361'],
      ['华东', '0.5500'],
      ['南方', '0.4042'],
      ['北京', '0.5554'],
      ['上海', '0.5737'],
      ['江苏', '0.5827'],
      ['浙江', '0.4974'],
      ['广东', '0.4419'],
      ['四川', '0.1564'],
      ['河南', '0.5897'],
    ] as const
  ).map(([region, value]) => ({ region, value, dataYear: 2023, validFrom: '2025-12', document: GRID_2023, note: null })),
];

/** Those that come with the program. A school adds its own; they win. */
export const BUILT_IN_FACTORS: readonly Factor[] = [
  ...COAL.map((row) => ({
    ...row,
    id: `kgce-${row.carrier}`,
    kind: 'kgce' as const,
    region: 'national',
    dataYear: null,
    validFrom: ALWAYS,
    validTo: null,
    isBuiltIn: true,
  })),
  ...GRID.map((row) => ({
    ...row,
    id: `co2-electricity-${row.region}-${row.dataYear}`,
    kind: 'co2' as const,
    carrier: 'electricity' as const,
    validTo: null,
    isBuiltIn: true,
  })),
];

export interface FactorQuestion {
  kind: FactorKind;
  carrier: Carrier;
  /** Province or grid region of the school; null: nobody said it, only national rows fit. */
  region: string | null;
  /** Of the report, `YYYY-MM`. */
  month: string;
}

/**
 * The row that a report of a month uses: the school's own before those that come with the program, its region before the country,
 * the newest data year.
 *
 * @returns undefined: no row holds then, and what needs it is not known
 */
export function chooseFactor(factors: readonly Factor[], { kind, carrier, region, month }: FactorQuestion): Factor | undefined {
  const fitting = factors.filter(
    (row) =>
      row.kind === kind &&
      row.carrier === carrier &&
      (row.region === 'national' || row.region === region) &&
      row.validFrom <= month &&
      (row.validTo === null || month < row.validTo),
  );
  return fitting.toSorted(
    (a, b) =>
      Number(a.isBuiltIn) - Number(b.isBuiltIn) ||
      Number(a.region === 'national') - Number(b.region === 'national') ||
      (b.dataYear ?? 0) - (a.dataYear ?? 0) ||
      b.validFrom.localeCompare(a.validFrom),
  )[0];
}
