import { describe, expect, it } from 'vitest';
import { exact } from '../../tariffs/exact.ts';
import { powerFactorOf, powerFactorPercent } from '../../tariffs/power-factor.ts';

const percent = (standard: '0.90' | '0.85' | '0.80', factors: readonly string[]) =>
  factors.map((factor) => powerFactorPercent(standard, exact(factor)).toNumber());

describe('power factor', () => {
  it('of 98,000 kWh and 52,900 kvarh is 0.88, rounded from 0.87998', () => {
    expect(powerFactorOf(exact('98000'), exact('52900'))?.toNumber()).toBe(0.88);
  });

  it('of nothing is not known', () => {
    expect(powerFactorOf(exact(0), exact(0))).toBeNull();
  });

  // Tables of (83)水电财字第215号 as domain note 2.1 has them.
  it('against 0.90 earns 0.15 % a hundredth up to 0.75 %, and costs 0.5, then 1, then 2 %', () => {
    expect(percent('0.90', ['0.90', '0.91', '0.94', '0.95', '1'])).toEqual([0, -0.15, -0.6, -0.75, -0.75]);
    expect(percent('0.90', ['0.89', '0.88', '0.70', '0.69', '0.65', '0.64', '0.60'])).toEqual([0.5, 1, 10, 11, 15, 17, 25]);
  });

  it('against 0.85 earns 0.1 % a hundredth up to 0.90, then 0.15 % up to 1.10 %', () => {
    expect(percent('0.85', ['0.85', '0.86', '0.90', '0.91', '0.92', '0.93', '0.94', '1'])).toEqual([
      0, -0.1, -0.5, -0.65, -0.8, -0.95, -1.1, -1.1,
    ]);
    expect(percent('0.85', ['0.84', '0.65', '0.64', '0.60', '0.59'])).toEqual([0.5, 10, 11, 15, 17]);
  });

  it('against 0.80 earns up to 1.30 % from 0.92 on', () => {
    expect(percent('0.80', ['0.80', '0.90', '0.91', '0.92', '1'])).toEqual([0, -1, -1.15, -1.3, -1.3]);
    expect(percent('0.80', ['0.79', '0.60', '0.59', '0.55', '0.54'])).toEqual([0.5, 10, 11, 15, 17]);
  });
});
