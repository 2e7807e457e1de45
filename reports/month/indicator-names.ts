import type { Sentence } from '../../domain/words.ts';
import type { Indicator } from './schema.ts';

export const INDICATOR_NAMES: Readonly<Record<Indicator['code'], Sentence>> = {
  electricity: { zh: '用电量', en: 'Electricity' },
  water: { zh: '用水量', en: 'Water' },
  gas: { zh: '燃气用量', en: 'Gas' },
  heat: { zh: '热量', en: 'Heat' },
  electricity_cost: { zh: '电费', en: 'Cost of electricity' },
  water_cost: { zh: '水费', en: 'Cost of water' },
  gas_cost: { zh: '燃气费', en: 'Cost of gas' },
  heat_cost: { zh: '热费', en: 'Cost of heat' },
  total_energy: { zh: '综合能耗', en: 'Total energy' },
  energy_per_m2: { zh: '单位建筑面积能耗', en: 'Energy per m²' },
  energy_per_head: { zh: '人均综合能耗', en: 'Energy per head' },
  water_per_head: { zh: '人均用水量', en: 'Water per head' },
  electricity_per_m2: { zh: '单位建筑面积用电', en: 'Electricity per m²' },
  electricity_per_head: { zh: '人均用电', en: 'Electricity per head' },
  co2: { zh: '用电碳排放', en: 'CO₂ of electricity' },
};
