import { describe, expect, it } from 'vitest';
import { formatDecimal, formatDifference, formatMoney, parseDecimal } from '../../../dashboard/money/decimal-text.ts';

const THIN = '\u202f';
const MINUS = '\u2212';

describe('a decimal number on the page', () => {
  it('keeps every digit that a float would lose, grouped', () => {
    expect(formatDecimal('123456789012345.100000000001')).toBe(['123', '456', '789', '012', '345.100000000001'].join(THIN));
    expect(formatDecimal('-1234.50')).toBe(`${MINUS}1${THIN}234.50`);
    expect(formatDecimal('-0.30')).toBe(`${MINUS}0.30`);
    expect(formatDecimal(null)).toBe('–');
  });

  it('is money with its sign before the currency', () => {
    expect([formatMoney('46493.96'), formatMoney('-12.00'), formatMoney(null)]).toEqual([`¥46${THIN}493.96`, `${MINUS}¥12.00`, '–']);
  });

  it('as a difference carries its sign; nothing has none', () => {
    expect(['12.00', '-3.50', '0.00', '-0.00'].map(formatDifference)).toEqual(['+12.00', `${MINUS}3.50`, '0.00', '0.00']);
  });
});

describe('a decimal number that is typed', () => {
  it.each([
    ['12,345.60', '12345.60'],
    [' 46 493.96 ', '46493.96'],
    ['１２３．４５', '123.45'],
    ['0012', '12'],
    ['−3.5', '-3.5'],
    ['¥88.00', '88.00'],
  ])('%s is %s, as it is', (typed, text) => {
    expect(parseDecimal(typed)).toBe(text);
  });

  it.each(['', 'abc', '1.2.3', '1e5', '12,34', '.', '-'])('%s is none', (typed) => {
    expect(parseDecimal(typed)).toBeUndefined();
  });
});
