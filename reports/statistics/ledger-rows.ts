import { CARRIER_FACTS } from '../../domain/carriers.ts';
import type { LedgerRow } from '../../domain/energy-ledger.ts';
import type { Medium } from '../../domain/medium.ts';
import type { Sentence } from '../../domain/words.ts';

interface RowFacts {
  name: Sentence;
  /** Of the base form (domain note 6.3). */
  unit: string;
  /** The meters that count it; absent: a person enters it. */
  medium?: Exclude<Medium, 'weather'>;
}

/** Rows of the base form 公共机构能源资源消费状况 and its supplement, in the form's order. */
export const ROW_FACTS: Readonly<Record<LedgerRow, RowFacts>> = {
  electricity: { ...CARRIER_FACTS.electricity, medium: 'electricity' },
  water: { ...CARRIER_FACTS.water, medium: 'water' },
  gas: { ...CARRIER_FACTS.gas, medium: 'gas' },
  gasoline: CARRIER_FACTS.gasoline,
  diesel: CARRIER_FACTS.diesel,
  other_oil: CARRIER_FACTS.other_oil,
  lpg: CARRIER_FACTS.lpg,
  coal: CARRIER_FACTS.coal,
  heat: { ...CARRIER_FACTS.heat, medium: 'heat' },
  data_centre: { name: { zh: '数据中心机房用电', en: 'Electricity of the server room' }, unit: 'kWh' },
  solar: { name: { zh: '太阳能光电系统发电量', en: 'Electricity from photovoltaics' }, unit: 'kWh' },
};

export const LEDGER_ROWS = Object.keys(ROW_FACTS) as LedgerRow[];
