import { describe, expect, it } from 'vitest';
import { type DayOfUse, expectedKwh, fitChangePoint } from '../../../analysis/baseline/change-point.ts';

/** Days from −5 °C to 34.75 °C in steps of a quarter kelvin. */
const days = (kwhAt: (meanC: number) => number): DayOfUse[] =>
  Array.from({ length: 160 }, (_, index) => ({ meanC: -5 + index / 4, kwh: kwhAt(-5 + index / 4) }));
const below = (meanC: number, point: number) => Math.max(0, point - meanC);

describe('fitChangePoint', () => {
  it('finds 18 °C, 5 kWh/K and 100 kWh of a cooled building', () => {
    const model = fitChangePoint(days((meanC) => 100 + 5 * below(-meanC, -18)))!;
    expect(model).toMatchObject({ kind: 'cooling', coolingC: 18, heatingKwhPerK: 0, heatingC: Number.NaN, days: 160 });
    expect(model.baseKwh).toBeCloseTo(100, 6);
    expect(model.coolingKwhPerK).toBeCloseTo(5, 6);
    expect(model.r2).toBeCloseTo(1, 9);
    expect(model.cvRmse).toBeCloseTo(0, 6);
    expect(expectedKwh(model, 30)).toBeCloseTo(160, 5);
    expect(expectedKwh(model, 0)).toBeCloseTo(100, 5);
  });

  it('finds 12 °C and 8 kWh/K of an electrically heated one', () => {
    const model = fitChangePoint(days((meanC) => 60 + 8 * below(meanC, 12)))!;
    expect(model).toMatchObject({ kind: 'heating', heatingC: 12, coolingKwhPerK: 0 });
    expect(model.heatingKwhPerK).toBeCloseTo(8, 6);
    expect(expectedKwh(model, 2)).toBeCloseTo(140, 5);
  });

  it('finds all five parameters of a building that is heated and cooled', () => {
    const model = fitChangePoint(days((meanC) => 200 + 6 * below(meanC, 10) + 9 * below(-meanC, -25.5)))!;
    expect(model).toMatchObject({ kind: 'both', heatingC: 10, coolingC: 25.5 });
    expect(model.baseKwh).toBeCloseTo(200, 6);
    expect(model.heatingKwhPerK).toBeCloseTo(6, 6);
    expect(model.coolingKwhPerK).toBeCloseTo(9, 6);
    expect(expectedKwh(model, -2)).toBeCloseTo(272, 5);
    expect(expectedKwh(model, 30.5)).toBeCloseTo(245, 5);
  });

  it('says CV(RMSE) and R² as by hand: ±10 kWh about 100 kWh is 10 %', () => {
    let sign = 1;
    const model = fitChangePoint(days(() => 100 + 10 * (sign = -sign)))!;
    expect(model).toMatchObject({ kind: 'flat', baseKwh: 100, r2: 0 });
    // √(160 × 10² / (160 − 1)) / 100
    expect(model.cvRmse).toBeCloseTo(0.100314, 6);
    sign = 1;
    const sloped = fitChangePoint(days((meanC) => 100 + 5 * below(-meanC, -18) + 10 * (sign = -sign)))!;
    expect(sloped.kind).toBe('cooling');
    expect(sloped.coolingC).toBeCloseTo(18, 0);
    const mean = 100 + (5 * (68 * 67)) / 8 / 160;
    expect(sloped.cvRmse).toBeCloseTo(Math.sqrt(16_000 / 157) / mean, 3);
  });

  it('takes no slope that points the wrong way, and nothing from too few days or a dead meter', () => {
    expect(fitChangePoint(days((meanC) => 100 - 2 * below(-meanC, -20)))!.coolingKwhPerK).toBe(0);
    expect(fitChangePoint(days((meanC) => 100 + below(meanC, 10)).slice(0, 9))).toBeUndefined();
    expect(fitChangePoint(days(() => 0))).toBeUndefined();
  });
});
