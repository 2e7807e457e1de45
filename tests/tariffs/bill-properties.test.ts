import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bill } from '../../domain/bill.ts';
import { toGrains } from '../../domain/interval.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Tariff } from '../../domain/tariff.ts';
import { exact, sumOf, toMoney } from '../../tariffs/exact.ts';
import { billOf, measured, question, tariff } from './questions.ts';

/** One with everything that acts on amounts: periods, floating parts, yearly tiers, funds. */
const RICH = tariff('0', {
  components: [
    { code: 'energy', price: '0.4213', floats: true },
    { code: 'gov_fund', price: '0.0291', floats: false },
  ],
  tou: {
    ratios: { peak: '1.7', valley: '0.38' },
    calendars: [
      {
        periods: [
          { from: '08:00', to: '12:00', period: 'peak' },
          { from: '23:00', to: '07:00', period: 'valley' },
        ],
      },
    ],
    defaultPeriod: 'flat',
  },
  tiers: { basis: 'calendar_year', bounds: ['300', '700'], adders: ['0', '0.05', '0.3'] },
});
const SPAN = { from: '2026-12-25', to: '2027-01-08' };
const BEFORE = '180';
const HOURS = ['00:15', '06:45', '07:00', '08:00', '09:30', '11:45', '12:00', '17:15', '22:45', '23:00', '23:45'];

/** Some amounts, in whole grains, at moments of the span. */
const uses = fc.array(
  fc.record({ day: fc.nat(13), hour: fc.constantFrom(...HOURS), kwh: fc.nat(120_000_000).map((grains) => grains / 1e6) }),
  { minLength: 1, maxLength: 12 },
);
type Use = { day: number; hour: string; kwh: number };

const askedFor = (of: Tariff | Tariff[], used: readonly Use[], span = SPAN, before = BEFORE) => {
  const asked = question(of, { ...span, usedBefore: { month: null, quarter: null, year: { amount: before, isWhole: true } } });
  const record: Record<string, number> = {};
  for (const { day, hour, kwh } of used) {
    const name = addDays(SPAN.from, day);
    if (name < span.from || name >= span.to) continue;
    const moment = `${name} ${hour}`;
    record[moment] = (toGrains(record[moment] ?? 0) + toGrains(kwh)) / 1e6;
  }
  return { ...asked, meters: [measured(asked, record)] };
};

/** Exact yuan of a bill, before any line was rounded. */
const unrounded = ({ lines }: Bill) => sumOf(lines.map(({ quantity, price }) => exact(quantity!).times(price!).toFixed()));

describe('bills, whatever was used', () => {
  it('are the sum of their lines as printed, and each line its quantity times its price', () => {
    fc.assert(
      fc.property(uses, (used) => {
        const bill = billOf(askedFor(RICH, used));
        expect(bill.total).toBe(toMoney(sumOf(bill.lines.map(({ amount }) => amount))));
        for (const { quantity, price, amount } of bill.lines) expect(amount).toBe(toMoney(exact(quantity!).times(price!)));
      }),
      { numRuns: 60 },
    );
  });

  it('do not change when the use of a period is split into other pieces of the same year', () => {
    fc.assert(
      fc.property(uses, fc.nat(2), (used, shift) => {
        const pieces = used.flatMap(({ day, hour, kwh }) => {
          const first = Math.floor(toGrains(kwh) / 3);
          // 2026 ends with the 7th day of the span; every day of it has the same clock.
          const other = day < 7 ? (day + shift) % 7 : 7 + ((day - 7 + shift) % 7);
          return [
            { day, hour, kwh: first / 1e6 },
            { day: other, hour, kwh: (toGrains(kwh) - first) / 1e6 },
          ];
        });
        expect(billOf(askedFor(RICH, pieces))).toEqual({ ...billOf(askedFor(RICH, used)) });
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on the order in which days and meters are given', () => {
    fc.assert(
      fc.property(uses, uses, fc.boolean(), (one, other, turned) => {
        const asked = askedFor(RICH, one);
        const [first] = asked.meters;
        const second = { ...askedFor(RICH, other).meters[0]!, meter: 'n', share: '0.35' };
        const straight = billOf({ ...asked, meters: [first!, second] });
        const meters = [
          { ...second, days: second.days.toReversed() },
          { ...first!, days: turned ? first!.days.toReversed() : first!.days },
        ];
        const shuffled = billOf({ ...asked, meters });
        expect(shuffled.lines).toEqual(straight.lines);
        expect(shuffled.total).toBe(straight.total);
      }),
      { numRuns: 40 },
    );
  });

  it('of a span cut on any day have the same exact yuan as its parts; printed, each line differs by half a cent at most', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 13 }), (used, cutAfter) => {
        const cut = addDays(SPAN.from, cutAfter);
        const whole = billOf(askedFor(RICH, used));
        const first = billOf(askedFor(RICH, used, { from: SPAN.from, to: cut }));
        // What counts before the second part is what was used in its year.
        const sinceNewYear = cut > '2027-01-01' ? billOf(askedFor(RICH, used, { from: '2027-01-01', to: cut })).quantity : '0';
        const before = cut > '2027-01-01' ? sinceNewYear : exact(BEFORE).plus(first.quantity).toFixed();
        const second = billOf(askedFor(RICH, used, { from: cut, to: SPAN.to }, before));
        expect(exact(first.quantity).plus(second.quantity).eq(whole.quantity)).toBe(true);
        expect(unrounded(first).plus(unrounded(second)).eq(unrounded(whole))).toBe(true);
        const printed = exact(first.total).plus(second.total).minus(whole.total).abs();
        const lines = first.lines.length + second.lines.length + whole.lines.length;
        expect(printed.lte(exact('0.005').times(lines))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of a span over two versions have exactly the lines and cents of their parts', () => {
    const flat = { tou: RICH.tou, components: RICH.components };
    const versions = [
      tariff('0', { ...flat, validTo: '2027-01-01' }),
      tariff('0', { ...flat, validFrom: '2027-01-01', components: [{ code: 'energy', price: '0.4907', floats: true }] }),
    ];
    fc.assert(
      fc.property(uses, (used) => {
        const parts = [
          { from: SPAN.from, to: '2027-01-01' },
          { from: '2027-01-01', to: SPAN.to },
        ].map((span) => billOf(askedFor(versions, used, span)));
        const whole = billOf(askedFor(versions, used));
        const withoutIndex = ({ lines }: Bill) => lines.map((line) => ({ ...line, tariff: null }));
        expect(withoutIndex(whole)).toEqual(parts.flatMap(withoutIndex));
        expect(whole.total).toBe(toMoney(sumOf(parts.map(({ total }) => total))));
      }),
      { numRuns: 40 },
    );
  });
});
