import { describe, expect, it } from 'vitest';
import { formatAmount, formatChange, formatMoney, formatShare, formatTook, roundDecimal } from '../../../reports/words/numbers.ts';
import { restOf } from '../../../reports/words/rest.ts';
import { SAMPLE_REPORT } from '../month/sample-report.ts';

describe('numbers of the reports', () => {
  it.each([
    ['1.005', 2, '1.01'],
    ['0.995', 2, '1.00'],
    ['46493.96', 1, '46494.0'],
    ['-0.004', 2, '0.00'],
    ['-1.005', 2, '-1.01'],
    ['9.5', 0, '10'],
    ['0.04', 3, '0.040'],
  ])('%s with %i digits is %s, half up in decimal digits', (value, decimals, text) => {
    expect(roundDecimal(value, decimals)).toBe(text);
  });

  it('1 036 154.25 stands in groups of three, 46 493.96 yuan with two digits, null as a dash', () => {
    expect(formatAmount('1036154.25', 'kWh')).toBe('1\u202f036\u202f154.3');
    expect(formatMoney('46493.9')).toBe('46\u202f493.90');
    expect(formatAmount(null, 'kWh')).toBe('–');
  });

  it('99.96 % stays below 100, +11.8 % has its sign, 0.0004 is no change', () => {
    expect([formatShare(0.9996), formatShare(1), formatShare(0)]).toEqual(['99.9\u00a0%', '100\u00a0%', '0\u00a0%']);
    expect([formatChange(0.118), formatChange(-0.062), formatChange(0.0004)]).toEqual(['+11.8\u00a0%', '−6.2\u00a0%', '±0\u00a0%']);
  });

  it('42 minutes, 3.1 hours, 31 hours, 2.2 days: the largest unit that says it', () => {
    const took = [42, 186, 31 * 60, 52 * 60].map((minutes) => formatTook(minutes * 60_000, 'en'));
    expect(took).toEqual(['42\u00a0min', '3.1\u00a0h', '31\u00a0h', '2.2\u00a0d']);
  });

  it('4 377.9 kWh of the four buildings beyond the tenth, one of them unknown', () => {
    const { electricity, water } = restOf(SAMPLE_REPORT.buildings.slice(10));
    expect(electricity).toMatchObject({ value: '4377.9', why: { zh: '其中 1 处未知，未计入' } });
    expect(water.value).toBe('382.9');
  });
});
