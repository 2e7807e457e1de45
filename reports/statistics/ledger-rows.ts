import { CARRIERS } from '../../domain/factor.ts';
import { type LedgerRow, SUPPLEMENTS } from '../../domain/energy-ledger.ts';
import type { Medium } from '../../domain/medium.ts';
import type { Sentence } from '../../domain/words.ts';

export const LEDGER_ROWS: readonly LedgerRow[] = [...CARRIERS, ...SUPPLEMENTS];

interface RowFacts {
  name: Sentence;
  /** Of the base form (domain note 6.3). */
  unit: string;
  /** The meters that count it; absent: a person enters it. */
  medium?: Exclude<Medium, 'weather'>;
}

/** Rows of the base form 公共机构能源资源消费状况 and its supplement, in the form's order. */
export const ROW_FACTS: Readonly<Record<LedgerRow, RowFacts>> = {
  electricity: { name: { zh: '电', en: 'Electricity' }, unit: 'kWh', medium: 'electricity' },
  water: { name: { zh: '水', en: 'Water' }, unit: 'm³', medium: 'water' },
  coal: { name: { zh: '煤炭', en: 'Coal' }, unit: 't' },
  gas: { name: { zh: '天然气', en: 'Natural gas' }, unit: 'm³', medium: 'gas' },
  gasoline: { name: { zh: '汽油', en: 'Petrol' }, unit: 'L' },
  diesel: { name: { zh: '柴油', en: 'Diesel' }, unit: 'L' },
  other_oil: { name: { zh: '煤油与其他用油', en: 'Kerosene and other oil' }, unit: 'L' },
  lpg: { name: { zh: '液化石油气', en: 'Liquefied petroleum gas' }, unit: 'kg' },
  heat: { name: { zh: '热力', en: 'Heat' }, unit: 'GJ', medium: 'heat' },
  data_centre: { name: { zh: '数据中心机房用电', en: 'Electricity of the server room' }, unit: 'kWh' },
  solar: { name: { zh: '太阳能光电系统发电量', en: 'Electricity from photovoltaics' }, unit: 'kWh' },
};

/** Our heat meters count kWh, the form GJ. */
export const GJ_PER_KWH = '0.0036';
