import { describe, expect, it } from 'vitest';
import { parseTariffYaml, printTariffYaml } from '../../tariffs/tariff-yaml.ts';
import { tariff } from './questions.ts';

const written = `id: t
name: 电价
medium: electricity
customer_class: 203
valid_from: 2026-01-01
source_doc: 某价〔2026〕1号
components:
  - { code: energy, price: 0.4200, floats: true }
`;
const mistakes = (text: string) => {
  const parsed = parseTariffYaml(text);
  return parsed.kind === 'mistakes' ? parsed.mistakes : [];
};

describe('a tariff as YAML', () => {
  it('keeps prices as they are written, digit by digit', () => {
    expect(parseTariffYaml(written)).toMatchObject({
      kind: 'tariff',
      tariff: { components: [{ price: '0.4200' }], validFrom: '2026-01-01' },
    });
    const long = written.replace('0.4200', '0.123456789012');
    expect(parseTariffYaml(long)).toMatchObject({ tariff: { components: [{ price: '0.123456789012' }] } });
  });

  it('is printed as it may be written again', () => {
    const parsed = parseTariffYaml(written);
    expect(parsed.kind === 'tariff' && printTariffYaml(parsed.tariff)).toBe(`id: t
name: 电价
medium: electricity
customer_class: 203
valid_from: 2026-01-01
valid_to: null
source_doc: 某价〔2026〕1号
currency: CNY
components:
  - { code: energy, price: 0.4200, floats: true }
itemize: all_in
`);
  });

  it('says hot days, windows and steps in small letters, there and back', () => {
    const of = tariff('0.5', {
      components: [{ code: 'energy', price: '0.5', floats: true, isInPowerFactorBase: false }],
      tou: {
        ratios: { peak: '1.7' },
        calendars: [{ weather: { highestGe: 34.5, daysInARow: 3 }, periods: [{ from: '10:00', to: '12:00', period: 'peak' }] }],
        defaultPeriod: 'flat',
      },
      quotaSurcharge: {
        component: 'energy',
        steps: [
          { overPercentLe: '12.5', times: '0.5' },
          { overPercentLe: null, times: '1' },
        ],
        period: 'year',
      },
    });
    const text = printTariffYaml(of);
    for (const key of [
      'highest_ge: 34.5',
      'days_in_a_row: 3',
      'over_percent_le: 12.5',
      'is_in_power_factor_base: false',
      'default_period: flat',
    ])
      expect(text).toContain(key);
    expect(parseTariffYaml(text)).toEqual({ kind: 'tariff', tariff: of });
  });

  it('names its mistakes by its own keys', () => {
    expect(mistakes(written.replace('valid_from: 2026-01-01', 'valid_from: soon'))).toEqual([
      { path: 'valid_from', message: `a day is wanted, such as 2026-07-01 (got 'soon')` },
    ]);
    expect(mistakes(`${written}validTo: 2027-01-01`)).toEqual([
      { path: 'validTo', message: 'keys are written with small letters: valid_to' },
    ]);
    expect(mistakes(`${written}valid_until: 2027-01-01`)).toMatchObject([
      { message: expect.stringContaining('known: id, name, name_en') as unknown },
    ]);
  });

  it.each([
    ['no YAML', 'id: [', 'this is no YAML'],
    ['a list', '- 1', 'a tariff is a list of keys with values'],
    ['nothing', '', 'a tariff is a list of keys with values'],
    ['names for parts', 'a: &a [1]\nb: *a', 'names for parts'],
    ['a book', 'x'.repeat(50_001), 'has 50001 characters; at most 50000'],
  ])('is refused when it is %s', (_what, text, message) => {
    expect(mistakes(text)).toMatchObject([{ path: '', message: expect.stringContaining(message) as unknown }]);
  });
});
