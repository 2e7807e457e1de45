import { describe, expect, it } from 'vitest';
import { powerQuality } from '../../analysis/power-quality.ts';
import type { Fields } from '../../domain/reading.ts';
import type { Meter, MeterRole } from '../../domain/site.ts';
import { at, breaker, building, shanghai, waterMain } from './series-of.ts';

const detector = powerQuality.create(powerQuality.options.parse({}));
const main: Meter = { ...breaker, id: 'e-b1', name: '电总表', nameEn: 'Main', role: 'building_main', space: undefined, ratingPerHour: 100 };
const campus: Meter = { ...main, id: 'e-campus', role: 'campus_main' };
const NOW = at('2026-07-08', '14:00');
const MINUTE = 60_000;

/** The last reading is now. */
const judge = (fields: readonly Fields[], meter: Meter = main, stepMs = MINUTE) =>
  detector.judge({
    meter,
    readings: fields.map((values, index) => ({ at: NOW - (fields.length - 1 - index) * stepMs, fields: values, clock: 'device' })),
    local: shanghai,
  });
const times = (count: number, value: Fields): Fields[] => Array.from({ length: count }, () => value);
const volts = (l1: number, l2: number, l3: number): Fields => ({ voltage_l1_v: l1, voltage_l2_v: l2, voltage_l3_v: l3 });
const amperes = (l1: number, l2: number, l3: number, kw: number): Fields => ({
  current_l1_a: l1,
  current_l2_a: l2,
  current_l3_a: l3,
  power_kw: kw,
});
const place = { meter: main, building, space: undefined };

describe('power_quality', () => {
  it('has the defaults of the domain note', () => {
    expect(powerQuality.options.parse({})).toEqual({
      lowVoltageV: 187,
      highVoltageV: 242,
      voltageMinutes: 10,
      unbalancePercent: 50,
      unbalanceLoadPercent: 20,
      unbalanceMinutes: 30,
      powerFactor: 0.85,
    });
  });

  it('finds a phase below 187 V after 10 minutes, and names it', () => {
    expect(judge(times(10, volts(221, 185.6, 219)))).toBeUndefined();
    const finding = judge(times(11, volts(221, 185.6, 219)))!;
    expect(finding).toMatchObject({ rule: 'power_quality', meter: 'e-b1', night: '2026-07-08', startAt: NOW - 10 * MINUTE, isFirm: true });
    expect(finding.evidence).toEqual([
      { name: 'voltage', value: 186, unit: 'V' },
      { name: 'phase', value: 2, unit: '' },
      { name: 'threshold', value: 187, unit: 'V' },
    ]);
    expect(powerQuality.sentence(finding, place, shanghai, false)).toEqual({
      zh: '电总表（教学楼B）L2 相电压自 7月8日 13:50 起偏低，约 186 V（限值 187 V），请检查变压器档位和接线，必要时联系供电所。',
      en: "Main (Teaching B) has a voltage that is too low on L2 since 13:50 on 8 Jul, about 186 V (limit 187 V). Please check the transformer's tap and the wiring, and call the power company if it stays.",
    });
  });

  it('finds a single-phase supply above 242 V', () => {
    const finding = judge(times(3, { voltage_v: 245 }), main, 10 * MINUTE)!;
    expect(finding.evidence).toEqual([
      { name: 'voltage', value: 245, unit: 'V' },
      { name: 'phase', value: 0, unit: '' },
      { name: 'threshold', value: 242, unit: 'V' },
    ]);
    expect(powerQuality.sentence(finding, place, shanghai, false).zh).toContain('）电压自 7月8日 13:40 起偏高，约 245 V（限值 242 V）');
  });

  it('begins anew after a reading within the bounds, and keeps silent on 187 and 242 V themselves', () => {
    expect(judge([...times(30, volts(180, 221, 220)), volts(190, 221, 220), ...times(10, volts(180, 221, 220))])).toBeUndefined();
    expect(judge(times(60, volts(187, 242, 220)))).toBeUndefined();
  });

  it('leaves a lost phase to phase_fault, and passes over line voltages and secondary sides of transformers', () => {
    expect(judge(times(60, volts(231, 8, 229)))).toBeUndefined();
    expect(judge(times(60, volts(0, 0, 0)))).toBeUndefined();
    expect(judge(times(60, volts(401, 399, 400)))).toBeUndefined();
    expect(judge(times(60, volts(57.7, 57.7, 57.7)))).toBeUndefined();
  });

  it('tells of unbalanced phases after half an hour at more than 20 % load, for information', () => {
    expect(judge(times(30, amperes(90, 40, 60, 42)))).toBeUndefined();
    const finding = judge(times(31, amperes(90, 40, 60, 42)))!;
    expect(finding).toMatchObject({ isFirm: false, startAt: NOW - 30 * MINUTE });
    expect(finding.evidence).toEqual([
      { name: 'unbalance', value: 56, unit: '%' },
      { name: 'phase', value: 1, unit: '' },
      { name: 'largest_current', value: 90, unit: 'A' },
      { name: 'smallest_current', value: 40, unit: 'A' },
      { name: 'load', value: 42, unit: '%' },
      { name: 'threshold', value: 50, unit: '%' },
    ]);
    expect(powerQuality.sentence(finding, place, shanghai, false).zh).toContain('约 56 %：L1 相最大，90 A，最小相 40 A');
  });

  it('says nothing about phases at little load, of half the largest, or without a rating', () => {
    expect(judge(times(60, amperes(30, 2, 3, 19)))).toBeUndefined();
    expect(judge(times(60, amperes(90, 45, 60, 42)))).toBeUndefined();
    expect(judge(times(60, amperes(90, 40, 60, 42)), { ...main, ratingPerHour: undefined })).toBeUndefined();
  });

  it('weighs the power factor of the last 24 hours by power, at the campus main only', () => {
    // By night 0.6 at 10 kW; by day 0.9 at 200 kW: (12 × 10 + 12 × 200) ÷ (12 × 16.7 + 12 × 222) = 0.879.
    const fine = [...times(12, { power_kw: 10, power_factor: 0.6 }), ...times(12, { power_kw: 200, power_factor: 0.9 })];
    const poor = [...times(12, { power_kw: 10, power_factor: 0.98 }), ...times(12, { power_kw: 200, power_factor: 0.8 })];
    expect(judge(fine, campus, 60 * MINUTE)).toBeUndefined();
    expect(judge(poor, main, 60 * MINUTE)).toBeUndefined();
    const finding = judge(poor, campus, 60 * MINUTE)!;
    expect(finding).toMatchObject({ isFirm: false, startAt: NOW - 23 * 60 * MINUTE });
    expect(finding.evidence).toEqual([
      { name: 'power_factor', value: 0.81, unit: '' },
      { name: 'threshold', value: 0.85, unit: '' },
    ]);
    expect(powerQuality.sentence(finding, { ...place, building: undefined }, shanghai, false).zh).toBe(
      '电总表自 7月7日 起一昼夜平均功率因数约 0.81，低于 0.85，可能多交力调电费，请检查无功补偿柜。',
    );
  });

  it('does not judge a power factor of less than 20 known hours', () => {
    expect(judge(times(19, { power_kw: 200, power_factor: 0.7 }), campus, 60 * MINUTE)).toBeUndefined();
    expect(judge(times(20, { power_kw: 200, power_factor: 0.7 }), campus, 60 * MINUTE)).toBeDefined();
  });

  it('looks at mains and branches, not at each room behind them', () => {
    const watches = (role: MeterRole) => detector.watches!({ meter: { ...breaker, role }, building, space: undefined });
    expect((['campus_main', 'building_main', 'branch'] as const).map(watches)).toEqual([true, true, true]);
    expect((['room_breaker', 'ac_circuit', 'lighting'] as const).map(watches)).toEqual([false, false, false]);
    expect(detector.watches!({ meter: waterMain, building, space: undefined })).toBe(false);
  });

  it('tells from one reading whether a closer look is worth it', () => {
    expect(detector.isSuspicious(main, volts(221, 185, 219))).toBe(true);
    expect(detector.isSuspicious(main, amperes(90, 40, 60, 42))).toBe(true);
    expect(detector.isSuspicious(main, { ...volts(221, 219, 220), ...amperes(60, 60, 60, 40), power_factor: 0.7 })).toBe(false);
    expect(detector.isSuspicious(campus, { power_kw: 40, power_factor: 0.98 })).toBe(true);
    expect(detector.isSuspicious(main, { energy_kwh: 5 })).toBe(false);
  });
});
