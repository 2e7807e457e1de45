import { describe, expect, it } from 'vitest';
import { createLocalTime } from '../../domain/local-time.ts';
import { weatherOf } from '../../domain/weather.ts';
import type { BillQuestion } from '../../tariffs/compute-bill.ts';
import { billOf, linesOf, measured, question, SHANGHAI, tariff, used } from './questions.ts';

const flat = tariff('0.538');
const PEAK = {
  ratios: { peak: '2' },
  calendars: [{ periods: [{ from: '08:30', to: '12:00', period: 'peak' as const }] }],
  defaultPeriod: 'flat' as const,
};
const timeOfUse = tariff('0', { components: [{ code: 'energy', price: '0.5', floats: true }], tou: PEAK });
const notes = (asked: BillQuestion) => billOf(asked).notes.map(({ en }) => en);
const estimates = (asked: BillQuestion) => billOf(asked).lines.map(({ isEstimated }) => isEstimated);

describe('meters of an account', () => {
  it('count with their shares: a sub-meter is taken off, a part of another added', () => {
    const asked = question(flat);
    const meter = (id: string, share: string, kwh: number) => measured(asked, { '2026-03-02 12:00': kwh }, { meter: id, share });
    const bill = billOf({ ...asked, meters: [meter('main', '1', 1000), meter('shop', '-1', 120.5), meter('hall', '0.35', 10)] });
    expect(bill.quantity).toBe('883');
    expect(bill.meters.map(({ meter: id, share, amount }) => [id, share, amount])).toEqual([
      ['main', '1', '1000'],
      ['shop', '-1', '120.5'],
      ['hall', '0.35', '10'],
    ]);
  });

  it('have their largest demand together', () => {
    const of = tariff('1', { demand: { mode: 'actual', price: '10', windowMin: 15 } });
    const asked = question(of);
    const meters = [
      measured(asked, { '2026-03-02 12:00': 10, '2026-03-03 12:00': 30 }, { meter: 'a' }),
      measured(asked, { '2026-03-02 12:00': 25 }, { meter: 'b' }),
    ];
    expect(billOf({ ...asked, meters }).lines[1]).toMatchObject({ quantity: '140', amount: '1400.00' });
  });
});

describe('tiers', () => {
  const tiers = (basis: 'calendar_year' | 'month' | 'billing_period') =>
    tariff('0.5', { tiers: { basis, bounds: ['100'], adders: ['0', '0.1'] } });
  const span = { from: '2026-12-20', to: '2027-01-20' };
  const use = { '2026-12-30 12:00': 80, '2027-01-02 12:00': 80, '2027-01-10 12:00': 40 };
  const year = { amount: '90', isWhole: true };

  it('of a year begin anew on 1 January', () => {
    const asked = used(question(tiers('calendar_year'), { ...span, usedBefore: { month: null, quarter: null, year } }), use);
    expect(linesOf(billOf(asked)).map(([, tier, quantity]) => [tier, quantity])).toEqual([
      [1, '10'],
      [2, '70'],
      [1, '100'],
      [2, '20'],
    ]);
  });

  it('of a month count from its 1st, of a billing period from its own beginning', () => {
    const month = used(question(tiers('month'), { ...span, usedBefore: { month: year, quarter: null, year: null } }), use);
    expect(linesOf(billOf(month)).map(([, tier, quantity]) => [tier, quantity])).toEqual([
      [1, '10'],
      [2, '70'],
      [1, '100'],
      [2, '20'],
    ]);
    const period = used(question(tiers('billing_period'), { ...span, usedBefore: { month: null, quarter: null, year: null } }), use);
    expect(linesOf(billOf(period)).map(([, tier, quantity]) => [tier, quantity])).toEqual([
      [1, '100'],
      [2, '100'],
    ]);
  });

  it('count on over a new version of the price', () => {
    const older = { ...tiers('calendar_year'), validTo: '2026-03-16' };
    const newer = { ...tiers('calendar_year'), validFrom: '2026-03-16', components: [{ code: 'energy', price: '0.6', floats: false }] };
    const asked = used(question([older, newer]), { '2026-03-02 12:00': 70, '2026-03-20 12:00': 50 });
    expect(linesOf(billOf(asked))).toEqual([
      ['all_in', 1, '70', '0.5', '35.00'],
      ['all_in', 1, '30', '0.6', '18.00'],
      ['all_in', 2, '20', '0.7', '14.00'],
    ]);
  });

  it('beside periods are lines of their adders', () => {
    const of = { ...timeOfUse, tiers: { basis: 'month' as const, bounds: ['10'], adders: ['0', '0.05'] } };
    expect(linesOf(billOf(used(question(of), { '2026-03-02 09:00': 8, '2026-03-02 13:00': 8 })))).toEqual([
      ['all_in', 'peak', '8', '1', '8.00'],
      ['all_in', 'flat', '8', '0.5', '4.00'],
      ['tier', 2, '6', '0.05', '0.30'],
    ]);
  });

  it('that count on from an incomplete amount are estimates, and the bill says so', () => {
    const asked = used(
      question(tiers('calendar_year'), { usedBefore: { month: null, quarter: null, year: { amount: '5', isWhole: false } } }),
      10,
    );
    expect(estimates(asked)).toEqual([true]);
    expect(notes(asked).some((note) => note.includes('used before'))).toBe(true);
  });
});

describe('the rest of a tariff', () => {
  it('takes the funds off the base of the power factor, also where they are lines of their own', () => {
    const components = [
      { code: 'energy', price: '0.5', floats: false },
      { code: 'gov_fund', price: '0.03', floats: false, isInPowerFactorBase: false },
    ];
    const power = tariff('0', { components, itemize: 'components', powerFactor: { standard: '0.90', table: '1983-215' } });
    // Power factor 0.89: +0.5 % of 500.00.
    const bill = billOf({ ...used(question(power), 1000), reactiveKvarh: '512' });
    expect(bill.lines.at(-1)).toMatchObject({ code: 'power_factor', quantity: '500', price: '0.005', amount: '2.50' });
    expect(bill.total).toBe('532.50');
  });

  it('rounds the price of a period where it is published so', () => {
    const guangdong = tariff('0', {
      components: [{ code: 'energy', price: '0.6543', floats: true }],
      priceDecimals: 4,
      tou: { ...PEAK, ratios: { peak: '1.7' } },
    });
    expect(linesOf(billOf(used(question(guangdong), { '2026-03-02 09:00': 100 })))).toEqual([
      ['all_in', 'peak', '100', '1.1123', '111.23'],
      ['all_in', 'flat', '0', '0.6543', '0.00'],
    ]);
  });

  it('says that its prices are an example, which days were hot, and which are not known', () => {
    const hot = tariff('1', {
      isExample: true,
      tou: {
        ratios: { sharp: '1.25' },
        calendars: [{ weather: { highestGe: 35 }, periods: [{ from: '11:00', to: '12:00', period: 'sharp' }] }],
        defaultPeriod: 'flat',
      },
    });
    const start = SHANGHAI.startOfDay('2026-07-01');
    const weather = weatherOf(
      Array.from({ length: 24 }, (_, hour) => ({ at: start + hour * 3_600_000, temperatureC: 36 })),
      [],
    );
    const said = notes(used(question(hot, { from: '2026-07-01', to: '2026-07-03', weather }), { '2026-07-01 11:00': 1 }));
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('is an example');
    expect(said[1]).toContain('2026-07-01');
    expect(said[2]).toContain('2026-07-02');
  });

  it('counts quotas of a quarter on from the months before', () => {
    const water = tariff('2', {
      medium: 'water',
      quotaSurcharge: {
        component: 'energy',
        steps: [
          { overPercentLe: '10', times: '1' },
          { overPercentLe: null, times: '3' },
        ],
        period: 'quarter',
      },
    });
    const usedBefore = { month: null, quarter: { amount: '95', isWhole: true }, year: null };
    const bill = billOf(used(question(water, { quota: '100', usedBefore }), 25));
    expect(linesOf(bill)).toEqual([
      ['all_in', null, '25', '2', '50.00'],
      ['quota_surcharge', 1, '10', '2', '20.00'],
      ['quota_surcharge', 2, '10', '6', '60.00'],
    ]);
  });

  it('bills days of 23 and 25 hours by their clock', () => {
    const local = createLocalTime('Europe/London');
    const night = tariff('0', {
      components: [{ code: 'energy', price: '1', floats: true }],
      tou: {
        ratios: { valley: '0.5' },
        calendars: [{ periods: [{ from: '00:00', to: '02:00', period: 'valley' }] }],
        defaultPeriod: 'flat',
      },
    });
    const quantities = (from: string, to: string) => {
      const asked = question(night, { from, to, local });
      const meter = measured(asked, {});
      for (const { values } of meter.days) values.fill(1);
      return billOf({ ...asked, meters: [meter] }).lines.map(({ period, quantity }) => [period, quantity]);
    };
    expect(quantities('2026-03-29', '2026-03-30')).toEqual([
      ['flat', '88'],
      ['valley', '4'],
    ]);
    expect(quantities('2026-10-25', '2026-10-26')).toEqual([
      ['flat', '88'],
      ['valley', '12'],
    ]);
  });
});
