import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../dashboard/numbers.ts';

describe('a number as a person types it', () => {
  it.each([
    ['12345.6', 12345.6],
    ['0', 0],
    [' 12 345.60 ', 12345.6],
    ['12,345.6', 12345.6],
    ['1,234,567', 1234567],
    ['１２３４５．６', 12345.6],
    ['123。5', 123.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-3', -3],
    ['00012.300', 12.3],
  ])('%s is %d', (typed, value) => {
    expect(parseNumber(typed)).toBe(value);
  });

  it.each(['', ' ', 'abc', '1.2.3', '12,34', '1e5', '0x10', '12 kWh', '--5', '.', '-', 'NaN', 'Infinity'])('%s is none', (typed) => {
    expect(parseNumber(typed)).toBeUndefined();
  });
});
