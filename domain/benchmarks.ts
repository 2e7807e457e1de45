import type { Benchmark } from './factor.ts';
import type { Sentence } from './words.ts';

const row = (
  of: Sentence,
  year: number,
  source: string,
  { perM2, perHead, waterPerHead }: { perM2: string; perHead: string; waterPerHead: string },
): Benchmark[] => [
  { indicator: 'energy_per_m2', unit: 'kgce/m²', value: perM2, of, year, source },
  { indicator: 'energy_per_head', unit: 'kgce/head', value: perHead, of, year, source },
  { indicator: 'water_per_head', unit: 'm³/head', value: waterPerHead, of, year, source },
];

const GUANGDONG = '广东省能源局 2023 年 1 月公布的 2021 年公共机构能耗数据';

/** Published means of a year to stand beside our own, never limits (domain note 1.4). */
export const BENCHMARKS: readonly Benchmark[] = [
  ...row({ zh: '广东省中小学校平均', en: 'mean of primary and secondary schools in Guangdong' }, 2021, GUANGDONG, {
    perM2: '3.28',
    perHead: '65.30',
    waterPerHead: '43.38',
  }),
  ...row({ zh: '广东省高等学校平均', en: 'mean of universities in Guangdong' }, 2021, GUANGDONG, {
    perM2: '4.77',
    perHead: '102.80',
    waterPerHead: '50.51',
  }),
  ...row({ zh: '全国公共机构平均', en: 'mean of all public institutions in China' }, 2020, '“十四五”公共机构节约能源资源工作规划（2021）', {
    perM2: '18.48',
    perHead: '329.56',
    waterPerHead: '21.53',
  }),
  ...row({ zh: '全国公共机构平均', en: 'mean of all public institutions in China' }, 2018, '2019 年公布的 2018 年全国公共机构能耗数据', {
    perM2: '19.29',
    perHead: '341.57',
    waterPerHead: '23.04',
  }),
  {
    indicator: 'electricity_per_m2',
    unit: 'kWh/m²',
    value: '40',
    of: { zh: '华南教育建筑（多低于此值）', en: 'education buildings in southern China (below this)' },
    year: 2013,
    source: 'Energy Policy 53 (2013) 76–89',
  },
];
