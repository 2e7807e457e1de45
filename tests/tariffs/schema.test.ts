import { describe, expect, it } from 'vitest';
import { parseTariff } from '../../tariffs/schema.ts';

const flat = {
  id: 't',
  name: '电价',
  medium: 'electricity',
  customerClass: '203',
  validFrom: '2026-01-01',
  sourceDoc: '某价〔2026〕1号',
  components: [{ code: 'energy', price: '0.538' }],
};
const floating = { ...flat, components: [{ code: 'energy', price: '0.5', floats: true }] };
const calendars = [{ periods: [{ from: '08:00', to: '12:00', period: 'peak' }] }];
const mistakes = (given: object) => {
  const parsed = parseTariff(given);
  return parsed.kind === 'mistakes' ? parsed.mistakes.map(({ path, message }) => `${path}: ${message}`) : [];
};

describe('a tariff in a form', () => {
  it('needs no more than a name, a class, a document and a price', () => {
    expect(parseTariff(flat)).toEqual({
      kind: 'tariff',
      tariff: {
        ...flat,
        validTo: null,
        currency: 'CNY',
        itemize: 'all_in',
        components: [{ code: 'energy', price: '0.538', floats: false }],
      },
    });
  });

  it('takes a whole number as a price, and no other number', () => {
    expect(parseTariff({ ...flat, components: [{ code: 'energy', price: 1 }] })).toMatchObject({
      tariff: { components: [{ price: '1' }] },
    });
    expect(mistakes({ ...flat, components: [{ code: 'energy', price: 0.538 }] })).toEqual([
      `components.0.price: a decimal number as text is wanted, such as '0.538' (got 0.538)`,
    ]);
  });

  it.each<[string, object, string]>([
    ['no document', { sourceDoc: undefined }, 'sourceDoc: the document that says so is wanted'],
    ['an empty document', { sourceDoc: ' ' }, 'sourceDoc: the document that says so is wanted'],
    ['a key that is not known', { validUntil: '2027-01-01' }, 'not known: validUntil; known: id, name'],
    ['a medium that is not sold', { medium: 'weather' }, `"electricity"|"water"|"gas"|"heat" (got 'weather')`],
    ['a day that is none', { validFrom: '2026-02-30' }, `validFrom: a day is wanted, such as 2026-07-01 (got '2026-02-30')`],
    ['an end before its beginning', { validTo: '2026-01-01' }, `validTo: has to be after validFrom 2026-01-01`],
    ['a price that is no number', { components: [{ code: 'energy', price: '0,5' }] }, `components.0.price: a decimal number is wanted`],
    [
      'a component twice',
      { components: [...flat.components, { code: 'energy', price: '1' }] },
      `components.1.code: stands twice (got 'energy')`,
    ],
    ['no component', { components: [] }, 'components: '],
    [
      'a clock time off the quarter hour',
      { tou: { ratios: {}, calendars: [{ periods: [{ from: '08:10', to: '09:00', period: 'flat' }] }] } },
      `(got '08:10')`,
    ],
    [
      'a range that is none',
      { tou: { ratios: {}, calendars: [{ dateRanges: ['7-15/8-31'], periods: [] }] } },
      'a range of days is wanted, such as 07-15/08-31',
    ],
    ['neither ratios nor adders', { tou: { calendars } }, 'tou: either ratios or adders are wanted, one of them'],
    [
      'both',
      { ...floating, tou: { ratios: { peak: '2' }, adders: { peak: '1' }, calendars } },
      'tou: either ratios or adders are wanted, one of them',
    ],
    [
      'ratios that act on nothing',
      { tou: { ratios: { peak: '2' }, calendars } },
      'tou.ratios: act on nothing: no component has floats: true',
    ],
    [
      'a ratio that is missing',
      { ...floating, tou: { ratios: { valley: '0.4' }, calendars } },
      'tou.ratios.peak: is missing: the calendars use peak',
    ],
    ['a flat ratio that is not 1', { ...floating, tou: { ratios: { peak: '2', flat: '1.1' }, calendars } }, `tou.ratios.flat: has to be 1`],
    ['a ratio of zero', { ...floating, tou: { ratios: { peak: '0' }, calendars } }, `tou.ratios.peak: has to be above zero (got '0')`],
    [
      'adders beside lines a component',
      { itemize: 'components', tou: { adders: { peak: '0.1' }, calendars } },
      'tou.adders: act on the whole price',
    ],
    [
      'periods that overlap',
      {
        ...floating,
        tou: {
          ratios: { peak: '2' },
          calendars: [
            {
              periods: [
                { from: '22:00', to: '06:00', period: 'peak' },
                { from: '05:00', to: '07:00', period: 'flat' },
              ],
            },
          ],
        },
      },
      'tou.calendars.0.periods.1: 05:00 to 07:00 overlaps period 0 of the same calendar',
    ],
    [
      'a period without length',
      { ...floating, tou: { ratios: { peak: '2' }, calendars: [{ periods: [{ from: '08:00', to: '08:00', period: 'peak' }] }] } },
      '08:00 to 08:00 has no length',
    ],
    [
      'a calendar that is never reached',
      { ...floating, tou: { ratios: { peak: '2' }, calendars: [...calendars, { months: [7], periods: [] }] } },
      'tou.calendars.0: fits every day',
    ],
    [
      'bounds that do not ascend',
      { tiers: { basis: 'month', bounds: ['200', '100'], adders: ['0', '1', '2'] } },
      `tiers.bounds.1: has to be above 200: bounds ascend (got '100')`,
    ],
    [
      'an adder too few',
      { tiers: { basis: 'month', bounds: ['100'], adders: ['0', '1', '2'] } },
      'tiers.adders: 1 bounds make 2 tiers, and 3 adders are given',
    ],
    ['a capacity that is missing', { demand: { mode: 'capacity', price: '30' } }, 'demand.capacityKva: mode capacity needs it'],
    [
      'a declared demand without its rule',
      { demand: { mode: 'declared', price: '40', declaredKw: '350' } },
      'demand.excessRule: mode declared needs it',
    ],
    [
      'a capacity of an actual demand',
      { demand: { mode: 'actual', price: '40', capacityKva: '630' } },
      `demand.capacityKva: mode actual has none (got '630')`,
    ],
    [
      'a window off the grid',
      { demand: { mode: 'actual', price: '40', windowMin: 20 } },
      'demand.windowMin: has to be 15, 30, 45 or 60 (got 20)',
    ],
    ['a standard that is not in the table', { powerFactor: { standard: '0.95' } }, `(got '0.95')`],
    [
      'a power factor of water',
      { medium: 'water', powerFactor: { standard: '0.90' } },
      'powerFactor: only electricity has a power factor, this is for water',
    ],
    ['a demand of water', { medium: 'water', demand: { mode: 'actual', price: '1' } }, 'demand: only electricity has a demand charge'],
    [
      'a surcharge on no component',
      { quotaSurcharge: { component: 'water', steps: [{ times: '1' }], period: 'month' } },
      `quotaSurcharge.component: is no component of this tariff; there is: energy (got 'water')`,
    ],
    [
      'steps that end with a bound',
      { quotaSurcharge: { component: 'energy', steps: [{ overPercentLe: '20', times: '1' }], period: 'month' } },
      'the last step has no bound',
    ],
    [
      'steps that do not ascend',
      {
        quotaSurcharge: {
          component: 'energy',
          steps: [{ overPercentLe: '30', times: '1' }, { overPercentLe: '20', times: '1' }, { times: '2' }],
          period: 'month',
        },
      },
      `quotaSurcharge.steps.1.overPercentLe: has to be above 30: steps ascend (got '20')`,
    ],
    ['a fixed charge named like a component', { fixed: [{ code: 'energy', amount: '1' }] }, 'fixed.0.code: is the code of a component'],
  ])('is refused with %s', (_what, change, message) => {
    const said = mistakes({ ...flat, ...change });
    expect(said.filter((mistake) => mistake.includes(message))).toHaveLength(1);
  });
});
