import type { Bill, Statement } from '../../domain/bill.ts';
import { LONDON } from '../api/school.ts';

const startAt = LONDON.startOfDay('2026-04-01');
const endAt = LONDON.startOfDay('2026-05-01');

const BILL: Bill = {
  medium: 'electricity',
  from: '2026-04-01',
  to: '2026-05-01',
  unit: 'kWh',
  quantity: '1234.5',
  lines: [
    {
      code: 'all_in',
      period: 'peak',
      tier: null,
      tariff: 0,
      unit: 'kWh',
      isEstimated: true,
      note: null,
      quantity: '1234.5',
      price: '0.558',
      amount: '688.85',
    },
    {
      code: 'true_up',
      period: null,
      tier: null,
      tariff: null,
      unit: 'kWh',
      isEstimated: false,
      quantity: '-20',
      price: null,
      amount: '-11.16',
      note: { zh: '实为 70 kWh，已计 90 kWh', en: 'really 70 kWh, billed 90 kWh' },
    },
  ],
  total: '677.69',
  coverage: 0.973,
  estimated: 0.027,
  meters: [
    {
      meter: 'b-main',
      share: '0.5',
      startAt,
      endAt,
      startRegister: '100.25',
      endRegister: '161.975',
      isInterpolated: true,
      ratio: '40',
      amount: '2469',
      coverage: 0.973,
      estimated: 0.027,
      steps: [{ zh: '4月8日换表', en: 'meter changed on 8 Apr' }],
    },
  ],
  tariffs: [
    {
      id: 'contract/price',
      revision: 1,
      validFrom: '2026-01-01',
      name: '约定单价',
      nameEn: 'Agreed price',
      sourceDoc: '校发〔2026〕3号',
      isExample: false,
    },
  ],
  notes: [{ zh: '有 1 天没有读数', en: 'no readings on 1 day' }],
};

/** A flat that was estimated, and trues up the month before. */
export const FLAT: Statement = {
  id: '2026-00007',
  site: 'hill',
  party: 'flat',
  partyName: '张老师',
  partyKind: 'staff',
  partyPlace: '101',
  building: 'b',
  from: '2026-04-01',
  to: '2026-05-01',
  terms: { meters: [], prices: [], lossPercent: null },
  bills: [BILL],
  total: '677.69',
  isEstimated: true,
  truesUp: ['2026-00003'],
  reverses: null,
  madeBy: '总务处',
  madeAt: LONDON.at('2026-05-02', '09:30'),
  state: 'issued',
  disputes: [],
};
/** What somebody typed is no formula. */
export const SHOP: Statement = {
  ...FLAT,
  id: '2026-00008',
  party: 'shop',
  partyName: '=1+1 小卖部',
  partyKind: 'tenant',
  building: null,
  truesUp: [],
};
const negative = {
  ...BILL,
  quantity: '-1234.5',
  lines: BILL.lines.map((line) => ({ ...line, amount: `-${line.amount}`.replace('--', '') })),
};
/** Takes the shop's back. */
export const BACK: Statement = {
  ...SHOP,
  id: '2026-00009',
  bills: [{ ...negative, total: '-677.69' }],
  total: '-677.69',
  isEstimated: false,
  reverses: { id: '2026-00008', reason: '表计装错' },
};
