import { describe, expect, it } from 'vitest';
import { detectionLimitOf, minDetectableLph, pulseLitres } from '../../domain/detection-limit.ts';

const AT = Date.UTC(2026, 5, 1);
const water = (pulseL: number, q1Lph?: number) => ({ medium: 'water' as const, resolution: pulseL / 1000, ratios: [], q1Lph });
const electricity = (ratio: number) => ({ medium: 'electricity' as const, resolution: 0.01, ratios: [{ fromAt: 0, ratio }] });

describe('detection limit', () => {
  it('is 1,000 L/h for a mechanical DN100 campus main: neither a running toilet nor a faulty cistern shows', () => {
    const limit = detectionLimitOf(water(100, 1000), AT);
    expect(limit).toMatchObject({ minDetectableLph: 1000, minDetectableKw: null });
    expect(limit.sentence.zh).toBe(
      '夜间低于 1,000 L/h 的水流看不出来：滴水龙头（1.3 L/h）、马桶常流水（31.5 L/h）、冲水箱故障（115 L/h）。',
    );
    expect(limit.sentence.en).toContain('a faulty cistern (115 L/h)');
    expect(limit.sentence.en).not.toContain('burst');
  });

  it('is two pulses in the three hours from 02:00 to 05:00 where Q1 is smaller or unknown: 6.7, 67 and 667 L/h', () => {
    expect([10, 100, 1000].map((pulse) => minDetectableLph(water(pulse), AT))).toEqual([20 / 3, 200 / 3, 2000 / 3]);
    expect(detectionLimitOf(water(10), AT).sentence.zh).toBe('夜间低于 6.67 L/h 的水流看不出来：滴水龙头（1.3 L/h）。');
    expect(detectionLimitOf(water(1), AT).sentence.en).toContain('all common leaks show');
  });

  it('counts litres of a pulse with its ratio', () => {
    expect(pulseLitres({ resolution: 0.01, ratios: [{ fromAt: 0, ratio: 10 }] }, AT)).toBe(100);
  });

  it('is 0.01, 0.4 and 1.6 kW for registers behind CT 1, 40 and 160 over an hour', () => {
    expect([1, 40, 160].map((ratio) => detectionLimitOf(electricity(ratio), AT).minDetectableKw)).toEqual([0.01, 0.4, 1.6]);
    expect(detectionLimitOf(electricity(40), AT).sentence.zh).toContain('看得出来');
    expect(detectionLimitOf(electricity(160), AT).sentence.zh).toContain('不一定看得出来');
    expect(detectionLimitOf(electricity(2000), AT).sentence.en).toContain('one air-conditioner (1–2.2 kW) cannot be seen');
  });

  it('says nothing of a thermometer', () => {
    expect(detectionLimitOf({ medium: 'weather', resolution: 0.1, ratios: [] }, AT)).toMatchObject({
      minDetectableLph: null,
      minDetectableKw: null,
    });
  });
});
