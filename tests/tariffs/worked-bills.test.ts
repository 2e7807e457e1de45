import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../domain/tariff.ts';
import { billOf, even, fromReadings, linesOf, question, tariff, used } from './questions.ts';

/** Each bill of domain note 2.3, exact to the cent. */
const flat = tariff('0.538');
const water = (more: Partial<Tariff>): Tariff => tariff('0', { id: 'w', medium: 'water', ...more });

/** Peak 8–12, valley 0–8 on every day. */
const CLOCK = [
  {
    periods: [
      { from: '08:00', to: '12:00', period: 'peak' as const },
      { from: '00:00', to: '08:00', period: 'valley' as const },
    ],
  },
];
const PARTS = [
  { code: 'energy', price: '0.4200', floats: true },
  { code: 'line_loss', price: '0.0180', floats: false },
  { code: 't_and_d', price: '0.1520', floats: false },
  { code: 'system_operation', price: '0.0350', floats: false },
  { code: 'gov_fund', price: '0.0290', floats: false, isInPowerFactorBase: false },
];
const tou = (components: Tariff['components']) =>
  tariff('0', { components, tou: { ratios: { peak: '1.70', flat: '1', valley: '0.35' }, calendars: CLOCK, defaultPeriod: 'flat' } });
const TOU_USE = { '2026-03-03 09:00': 12_000, '2026-03-03 14:00': 18_500, '2026-03-03 03:00': 9200 };

const STEPS: Tariff['tiers'] = { basis: 'calendar_year', bounds: ['2760', '4800'], adders: ['0', '0.05', '0.30'] };
const tiered = (before: string, kwh: number) =>
  billOf(
    used(
      question(tariff('0.538', { tiers: STEPS }), {
        usedBefore: { month: null, quarter: null, year: { amount: before, isWhole: true } },
      }),
      kwh,
    ),
  );

describe('worked bills: amounts', () => {
  it('T01: 86,420 kWh at 0.538 cost 46,493.96', () => {
    expect(billOf(used(question(flat), 86_420)).total).toBe('46493.96');
  });

  it('T02: readings 1,234.56 and 1,456.78 behind a CT of 40 are 8,888.8 kWh and cost 4,959.95 at 0.558', () => {
    const asked = question(tariff('0.558'));
    const meter = fromReadings(asked, { ratios: [{ fromAt: 0, ratio: 40 }] }, { '2026-03-01 00:00': 1234.56, '2026-04-01 00:00': 1456.78 });
    const bill = billOf({ ...asked, meters: [meter] });
    expect([bill.quantity, bill.total, bill.lines[0]!.isEstimated]).toEqual(['8888.8', '4959.95', false]);
  });

  it('T03: a rollover from 999,987.65 to 123.45 behind a CT of 80 is 10,864 kWh', () => {
    const asked = question(flat);
    const meter = fromReadings(
      asked,
      { ratios: [{ fromAt: 0, ratio: 80 }] },
      { '2026-03-01 00:00': 999_987.65, '2026-04-01 00:00': 123.45 },
    );
    expect(billOf({ ...asked, meters: [meter] }).quantity).toBe('10864');
  });

  it('T15: a meter that was exchanged from 5,120.40 to 0.00 used 208.55 kWh in all', () => {
    const asked = question(flat);
    const at = asked.local.at('2026-03-16', '10:00');
    const none = { decisions: [], outages: [], places: [], parents: [], spreads: [], ratioRegisters: [] };
    const history = { ...none, exchanges: [{ at, closing: 5120.4, opening: 0 }] };
    const meter = fromReadings(asked, { history }, { '2026-03-01 00:00': 5000, '2026-04-01 00:00': 88.15 });
    expect(billOf({ ...asked, meters: [meter] }).quantity).toBe('208.55');
  });

  it('T16: 10 at a CT of 40 and 8 at one of 60 are 880 kWh', () => {
    const asked = question(flat);
    const change = asked.local.at('2026-03-11', '00:00');
    const ratios = [
      { fromAt: 0, ratio: 40 },
      { fromAt: change, ratio: 60 },
    ];
    const meter = fromReadings(asked, { ratios }, { '2026-03-01 00:00': 100, '2026-03-11 00:00': 110, '2026-04-01 00:00': 118 });
    expect(billOf({ ...asked, meters: [meter] }).quantity).toBe('880');
  });

  it('T13: 96.35 kWh at 0.558 cost 53.76', () => {
    expect(billOf(used(question(tariff('0.558')), 96.35)).total).toBe('53.76');
  });
});

describe('worked bills: time of use', () => {
  it('T04: where only the energy floats, 26,980.20', () => {
    const bill = billOf(used(question(tou(PARTS)), TOU_USE));
    expect(linesOf(bill)).toEqual([
      ['all_in', 'peak', '12000', '0.948', '11376.00'],
      ['all_in', 'flat', '18500', '0.654', '12099.00'],
      ['all_in', 'valley', '9200', '0.381', '3505.20'],
    ]);
    expect(bill.total).toBe('26980.20');
  });

  it('T05: where all but the funds float, 27,476.30: 496.10 more', () => {
    const bill = billOf(used(question(tou(PARTS.map((part) => ({ ...part, floats: part.code !== 'gov_fund' })))), TOU_USE));
    expect(linesOf(bill)).toEqual([
      ['all_in', 'peak', '12000', '1.0915', '13098.00'],
      ['all_in', 'flat', '18500', '0.654', '12099.00'],
      ['all_in', 'valley', '9200', '0.24775', '2279.30'],
    ]);
    expect(bill.total).toBe('27476.30');
  });
});

describe('worked bills: two-part tariffs', () => {
  /** 98,000 kWh at 0.625, of it 0.029 for funds. */
  const parts = [
    { code: 'energy', price: '0.596', floats: false },
    { code: 'gov_fund', price: '0.029', floats: false, isInPowerFactorBase: false },
  ];
  const twoPart = (demand: Tariff['demand'], standard?: '0.90' | '0.85') =>
    tariff('0', { components: parts, demand, ...(standard && { powerFactor: { standard, table: '1983-215' } }) });
  const amounts = (of: Tariff) => {
    const asked = question(of, { reactiveKvarh: '52900' });
    // The largest quarter hour of the month is 95.6 kWh: 382.4 kW.
    const bill = billOf({ ...asked, meters: [even(asked, 98_000, 95.6)] });
    return [...bill.lines.map(({ code, amount }) => [code, amount]), ['total', bill.total]];
  };
  const actual = { mode: 'actual', price: '40', windowMin: 15 } as const;
  const declared = { mode: 'declared', price: '40', declaredKw: '350', limit: '1.05', windowMin: 15 } as const;

  it('T06a: demand of 382.4 kW, power factor 0.88 of 0.90: +737.04, 77,283.04 in all', () => {
    expect(amounts(twoPart(actual, '0.90'))).toEqual([
      ['all_in', '61250.00'],
      ['basic', '15296.00'],
      ['power_factor', '737.04'],
      ['total', '77283.04'],
    ]);
  });

  it('T06b: the same against 0.85: −221.11, 76,324.89', () => {
    expect(amounts(twoPart(actual, '0.85')).slice(2)).toEqual([
      ['power_factor', '-221.11'],
      ['total', '76324.89'],
    ]);
  });

  it('T06c: 630 kVA at 25: basic 15,750.00, +741.58, 77,741.58', () => {
    expect(amounts(twoPart({ mode: 'capacity', price: '25', capacityKva: '630', windowMin: 15 }, '0.90')).slice(1)).toEqual([
      ['basic', '15750.00'],
      ['power_factor', '741.58'],
      ['total', '77741.58'],
    ]);
  });

  it('T06d, rule A: 350 kW declared and twice the 14.9 kW above 367.5: 15,192.00', () => {
    expect(amounts(twoPart({ ...declared, excessRule: 'double_added' })).slice(1, -1)).toEqual([
      ['basic', '14000.00'],
      ['basic', '1192.00'],
    ]);
  });

  it('T06d, rule B: the 382.4 kW used and once more the 14.9 kW above: 15,892.00', () => {
    expect(amounts(twoPart({ ...declared, excessRule: 'double_total' })).slice(1, -1)).toEqual([
      ['basic', '15296.00'],
      ['basic', '596.00'],
    ]);
  });
});

describe('worked bills: tiers', () => {
  it('T07: 310 kWh after 2,650 cost 59.18 + 117.60 = 176.78', () => {
    const bill = tiered('2650', 310);
    expect(linesOf(bill)).toEqual([
      ['all_in', 1, '110', '0.538', '59.18'],
      ['all_in', 2, '200', '0.588', '117.60'],
    ]);
    expect(bill.total).toBe('176.78');
  });

  it('T08: 2,200 kWh after 2,700 cross two boundaries: 32.28 + 1,199.52 + 83.80 = 1,315.60', () => {
    const bill = tiered('2700', 2200);
    expect(linesOf(bill)).toEqual([
      ['all_in', 1, '60', '0.538', '32.28'],
      ['all_in', 2, '2040', '0.588', '1199.52'],
      ['all_in', 3, '100', '0.838', '83.80'],
    ]);
    expect(bill.total).toBe('1315.60');
  });

  it('T09: the 2,760th kWh costs 0.54, the next 0.59', () => {
    expect(tiered('2759', 1).total).toBe('0.54');
    expect(tiered('2760', 1).total).toBe('0.59');
  });

  it('T09: in the first tier 200 kWh at peak and 110 in the valley cost 113.60 + 31.68 = 145.28', () => {
    const clock = { adders: { peak: '0.030', valley: '-0.250' }, calendars: CLOCK, defaultPeriod: 'valley' as const };
    const asked = question(tariff('0.538', { tiers: STEPS, tou: clock }));
    const bill = billOf(used(asked, { '2026-03-03 09:00': 200, '2026-03-03 03:00': 110 }));
    expect(linesOf(bill)).toEqual([
      ['all_in', 'peak', '200', '0.568', '113.60'],
      ['all_in', 'valley', '110', '0.288', '31.68'],
    ]);
    expect(bill.total).toBe('145.28');
  });
});

describe('worked bills: water', () => {
  it('T10: 4,260 m³ at 1.57 + 1.42 + 0.20 cost 6,688.20 + 6,049.20 + 852.00 = 13,589.40', () => {
    const components = [
      { code: 'water', price: '1.57', floats: false },
      { code: 'sewage', price: '1.42', floats: false },
      { code: 'resource', price: '0.20', floats: false },
    ];
    const bill = billOf(used(question(water({ components, itemize: 'components' })), 4260));
    expect(bill.lines.map(({ code, unit, amount }) => [code, unit, amount])).toEqual([
      ['water', 'm³', '6688.20'],
      ['sewage', 'm³', '6049.20'],
      ['resource', 'm³', '852.00'],
    ]);
    expect(bill.total).toBe('13589.40');
  });

  const components = [
    { code: 'water', price: '1.67', floats: false },
    { code: 'sewage', price: '1.95', floats: false },
    { code: 'resource', price: '0.20', floats: false },
  ];
  const over = (m3: number, steps: NonNullable<Tariff['quotaSurcharge']>['steps']) => {
    const of = water({ components, quotaSurcharge: { component: 'water', steps, period: 'month' } });
    const { lines, total } = billOf(used(question(of, { quota: '3000' }), m3));
    return { surcharges: lines.filter(({ code }) => code === 'quota_surcharge').map(({ quantity, amount }) => [quantity, amount]), total };
  };

  it('T11: 4,800 m³ of 3,000 by the local 20/50/100 %: 300.60 + 501.00 + 501.00, 19,638.60 in all', () => {
    const steps = [
      { overPercentLe: '30', times: '0.2' },
      { overPercentLe: '50', times: '0.5' },
      { overPercentLe: null, times: '1' },
    ];
    expect(over(4800, steps)).toEqual({
      surcharges: [
        ['900', '300.60'],
        ['600', '501.00'],
        ['300', '501.00'],
      ],
      total: '19638.60',
    });
  });

  const national = [
    { overPercentLe: '20', times: '0.5' },
    { overPercentLe: '40', times: '1' },
    { overPercentLe: null, times: '2' },
  ];

  it('T12: 4,500 m³ of 3,000 by +0.5/+1/+2: 501.00 + 1,002.00 + 1,002.00, 19,695.00 in all', () => {
    expect(over(4500, national)).toEqual({
      surcharges: [
        ['600', '501.00'],
        ['600', '1002.00'],
        ['300', '1002.00'],
      ],
      total: '19695.00',
    });
  });

  it('T12: 3,000 m³ are not over the quota; 3,600 m³ cost 501.00 more', () => {
    expect(over(3000, national)).toEqual({ surcharges: [], total: '11460.00' });
    expect(over(3600, national).surcharges).toEqual([['600', '501.00']]);
  });
});

describe('worked bills: a new price in the middle of a month', () => {
  const prices = [tariff('0.538', { validTo: '2026-03-16' }), tariff('0.558', { validFrom: '2026-03-16' })];

  it('T14: 4,000 kWh before and 4,200 after cost 2,152.00 + 2,343.60 = 4,495.60', () => {
    const bill = billOf(used(question(prices), { '2026-03-15 23:45': 4000, '2026-03-16 00:00': 4200 }));
    expect(bill.lines.map(({ tariff: index, quantity, amount, isEstimated }) => [index, quantity, amount, isEstimated])).toEqual([
      [0, '4000', '2152.00', false],
      [1, '4200', '2343.60', false],
    ]);
    expect(bill.total).toBe('4495.60');
    expect(bill.tariffs.map(({ revision, validFrom }) => [revision, validFrom])).toEqual([
      [1, '2020-01-01'],
      [2, '2026-03-16'],
    ]);
  });

  it('T14: with readings at the ends of the month only, 8,200 kWh are shared by days, 15 to 16, and marked as estimates', () => {
    const asked = question(prices);
    const meter = fromReadings(asked, {}, { '2026-03-01 00:00': 1000, '2026-04-01 00:00': 9200 });
    const bill = billOf({ ...asked, meters: [meter] });
    expect(bill.lines.map(({ quantity, amount, isEstimated }) => [quantity, amount, isEstimated])).toEqual([
      ['3967.741935', '2134.65', true],
      ['4232.258065', '2361.60', true],
    ]);
    expect([bill.coverage, bill.estimated]).toEqual([0, 1]);
  });
});
