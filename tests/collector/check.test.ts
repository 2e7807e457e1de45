import { describe, expect, it } from 'vitest';
import { checkSample } from '../../collector/check.ts';
import type { Fields } from '../../domain/reading.ts';

const NOW = Date.parse('2026-03-01T08:00:00Z');
const LIMITS = { maxFutureMs: 10 * 60_000, maxPastMs: 1500 * 86_400_000 };
const electricity = { medium: 'electricity', digits: 6 } as const;
const check = (fields: Fields, at = NOW, meter: Parameters<typeof checkSample>[1] = electricity) =>
  checkSample({ site: 'east', address: 'a1', at, fields, clock: 'device' }, meter, NOW, LIMITS);

describe('check', () => {
  it('takes a reading that its meter can show, as it is', () => {
    const fields = { energy_kwh: 999_999.99, power_kw: -3 };
    expect(check(fields)).toBeUndefined();
  });

  it('takes 10 min ahead and 1,500 days back, and not a second more', () => {
    expect(check({ energy_kwh: 1 }, NOW + 600_000)).toBeUndefined();
    expect(check({ energy_kwh: 1 }, NOW + 601_000)).toMatchObject({ fields: undefined, rejection: { reason: 'future_time' } });
    expect(check({ energy_kwh: 1 }, NOW - LIMITS.maxPastMs)).toBeUndefined();
    expect(check({ energy_kwh: 1 }, NOW - LIMITS.maxPastMs - 1000)).toMatchObject({
      fields: undefined,
      rejection: { reason: 'past_time' },
    });
    expect(check({ energy_kwh: 1 }, Number.NaN)).toMatchObject({ fields: undefined });
  });

  it('refuses the year 2100, and names seconds that were meant as milliseconds', () => {
    expect(check({ energy_kwh: 1 }, Date.parse('2100-01-01T00:00:00Z'))?.rejection?.detail).toContain('2100-01-01');
    expect(check({ energy_kwh: 1 }, NOW / 1000)?.rejection?.detail).toContain('looks like seconds');
    expect(check({ energy_kwh: 1 }, 1e300)?.rejection?.reason).toBe('future_time');
  });

  it.each<[string, Fields]>([
    ['a negative register', { energy_kwh: -0.01 }],
    ['a register beyond its digits', { energy_kwh: 1_000_000 }],
    ['an infinite value', { energy_kwh: Number.POSITIVE_INFINITY }],
    ['a value that is no number', { power_kw: Number.NaN }],
    ['a power factor in percent', { power_factor: 95 }],
    ['655.35 °C', { temperature_c: 655.35 }],
  ])('refuses %s', (_, fields) => {
    expect(check(fields)).toMatchObject({ fields: undefined, rejection: { reason: 'out_of_range' } });
  });

  it('leaves out the impossible value, names it, and uses the rest', () => {
    expect(check({ energy_kwh: 12, voltage_v: -5 })).toEqual({
      fields: { energy_kwh: 12 },
      rejection: { reason: 'out_of_range', detail: 'voltage_v -5: allowed 0 to 150000' },
    });
  });

  it('leaves out what a meter of the medium does not have', () => {
    const water = { medium: 'water', digits: 5 } as const;
    expect(check({ volume_m3: 3, energy_kwh: 1 }, NOW, water)).toEqual({ fields: { volume_m3: 3 }, rejection: undefined });
    expect(check({ energy_kwh: 1 }, NOW, water)).toMatchObject({ fields: undefined, rejection: { reason: 'no_values' } });
    expect(check({ volume_m3: 100_000 }, NOW, water)).toMatchObject({ fields: undefined, rejection: { reason: 'out_of_range' } });
  });

  it('takes late readings of a wider display that was exchanged since', () => {
    const history = { decisions: [], exchanges: [{ at: 5, closing: 1, opening: 0, digits: 8 }], ratioRegisters: [], places: [], parents: [], outages: [], spreads: [] }; // prettier-ignore
    expect(check({ energy_kwh: 12_345_678 }, NOW, { ...electricity, history })).toBeUndefined();
    expect(check({ energy_kwh: 123_456_789 }, NOW, { ...electricity, history })?.rejection?.reason).toBe('out_of_range');
  });

  it('knows each phase: signed power, no negative voltage', () => {
    expect(check({ power_l1_kw: -2, voltage_l3_v: 231 })).toBeUndefined();
    expect(check({ power_l1_kw: 2, voltage_l2_v: -1 })).toMatchObject({
      fields: { power_l1_kw: 2 },
      rejection: { reason: 'out_of_range' },
    });
  });

  it('does not believe 75 °C of outdoor air', () => {
    expect(check({ temperature_c: 75 }, NOW, { medium: 'weather', digits: 6 })?.rejection?.reason).toBe('out_of_range');
    expect(check({ temperature_c: 75 }, NOW, { medium: 'heat', digits: 6 })).toBeUndefined();
  });
});
