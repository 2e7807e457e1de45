import { describe, expect, it } from 'vitest';
import { createPhaseFaultDetector, phaseFaultOptions } from '../../analysis/phase-fault.ts';
import type { Fields } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, shanghai, waterMain } from './series-of.ts';

const detector = createPhaseFaultDetector();
const main: Meter = { ...breaker, id: 'e-b1', role: 'building_main' };
const NOW = at('2026-07-08', '14:00');
const MINUTE = 60_000;

/** One reading a minute, the last one now. */
const judge = (fields: readonly Fields[], meter: Meter = main, stepMs = MINUTE) =>
  detector.judge({
    meter,
    readings: fields.map((values, index) => ({ at: NOW - (fields.length - 1 - index) * stepMs, fields: values, clock: 'device' })),
    local: shanghai,
  });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const powers = (l1: number, l2: number, l3: number): Fields => ({
  power_l1_kw: l1,
  power_l2_kw: l2,
  power_l3_kw: l3,
  power_kw: l1 + l2 + l3,
});
const volts = (l1: number, l2: number, l3: number): Fields => ({ voltage_l1_v: l1, voltage_l2_v: l2, voltage_l3_v: l3 });

describe('phase_fault', () => {
  it('has the defaults of the domain note', () => {
    expect(phaseFaultOptions.parse({})).toEqual({ reversedMinutes: 15, lostMinutes: 1 });
  });

  it('finds a phase whose power is negative for 15 minutes while the others are not', () => {
    expect(judge(times(15, powers(3, -2.5, 3)))).toBeUndefined();
    const finding = judge(times(16, powers(3, -2.5, 3.2)))!;
    expect(finding).toMatchObject({
      rule: 'phase_fault',
      meter: 'e-b1',
      night: '2026-07-08',
      startAt: NOW - 15 * MINUTE,
      certainty: 'measured',
    });
    expect(finding.evidence).toEqual([
      { name: 'power', value: -2.5, unit: 'kW' },
      { name: 'others', value: 3.1, unit: 'kW' },
      { name: 'phase', value: 2, unit: '' },
      { name: 'threshold', value: 15, unit: 'min' },
    ]);
  });

  it('finds a single-phase meter, or all three phases, the wrong way round', () => {
    expect(judge(times(3, { power_kw: -4 }), main, 10 * MINUTE)?.evidence[0]).toEqual({ name: 'power', value: -4, unit: 'kW' });
    expect(judge(times(3, powers(-1, -1, -2)), main, 10 * MINUTE)?.evidence.slice(0, 3)).toEqual([
      { name: 'power', value: -4, unit: 'kW' },
      { name: 'others', value: 0, unit: 'kW' },
      { name: 'phase', value: 0, unit: '' },
    ]);
  });

  it('is over as soon as a reading is right, and begins anew after it', () => {
    expect(judge([...times(20, powers(3, -2.5, 3)), powers(3, 2.5, 3)])).toBeUndefined();
    expect(judge([...times(20, powers(3, -2.5, 3)), powers(3, 2.5, 3), ...times(16, powers(3, -2.5, 3))])?.startAt).toBe(NOW - 15 * MINUTE);
    // Readings without power between them say nothing.
    expect(judge([...times(10, powers(3, -2.5, 3)), { energy_kwh: 7 }, ...times(10, powers(3, -2.5, 3))])?.startAt).toBe(NOW - 20 * MINUTE);
  });

  it('takes a trembling around zero, and power that may flow back, for normal', () => {
    expect(judge(times(30, powers(3, -0.01, 3)))).toBeUndefined();
    expect(judge(times(30, powers(3, -2.5, 3)), { ...main, falls: 'net' })).toBeUndefined();
  });

  it('finds a lost phase after a minute and two readings', () => {
    expect(judge([volts(231, 8, 229)])).toBeUndefined();
    const finding = judge(times(2, volts(231, 8, 229)))!;
    expect(finding.startAt).toBe(NOW - MINUTE);
    expect(finding.evidence.slice(0, 3)).toEqual([
      { name: 'voltage', value: 8, unit: 'V' },
      { name: 'others', value: 230, unit: 'V' },
      { name: 'phase', value: 2, unit: '' },
    ]);
    expect(judge(times(30, volts(231, 118, 229)))).toBeUndefined();
  });

  it('does not take a dead supply, or two lost phases, for one that is lost', () => {
    expect(judge(times(30, volts(0, 0, 0)))).toBeUndefined();
    expect(judge(times(30, volts(230, 0, 0)))).toBeUndefined();
  });

  it('tells from one reading whether a closer look is worth it', () => {
    expect(detector.isSuspicious(main, powers(3, -2.5, 3))).toBe(true);
    expect(detector.isSuspicious(main, volts(231, 8, 229))).toBe(true);
    expect(detector.isSuspicious(main, { ...powers(3, 2, 3), ...volts(230, 231, 229) })).toBe(false);
    expect(detector.isSuspicious(main, { energy_kwh: 5 })).toBe(false);
    expect(detector.isSuspicious(waterMain, { power_kw: -3 })).toBe(false);
  });
});
