import { describe, expect, it } from 'vitest';
import type { RegisterFacts } from '../../../domain/register.ts';
import { registerAtEdge } from '../../../reports/bills/edge-register.ts';

const HOUR = 3_600_000;
const NEAR = 2 * HOUR;
const facts = (changes: Partial<RegisterFacts> = {}): RegisterFacts => ({
  specs: [{ fromAt: Number.NEGATIVE_INFINITY, digits: 6, resolution: 0.01, maxPerHour: 500 }],
  falls: 'judge',
  gapMs: NEAR,
  decisions: new Map(),
  exchanges: [],
  outages: [],
  serials: [],
  ...changes,
});
const start = (at: number) => ({ at, side: 'start' as const });
const end = (at: number) => ({ at, side: 'end' as const });

describe('the register at the edge of a span', () => {
  it('is that of a reading at the very instant', () => {
    const readings = [
      { at: 0, value: 10 },
      { at: HOUR, value: 12.34 },
    ];
    expect(registerAtEdge(readings, facts(), start(HOUR), NEAR)).toEqual({ value: 12.34, isInterpolated: false });
  });

  it('lies between two readings by time', () => {
    const readings = [
      { at: 0, value: 10 },
      { at: HOUR, value: 13 },
    ];
    expect(registerAtEdge(readings, facts(), end(HOUR / 3), NEAR)).toEqual({ value: 11, isInterpolated: true });
  });

  it('is not known where the readings beside it are far apart, or there is one only', () => {
    const readings = [
      { at: 0, value: 10 },
      { at: 3 * HOUR, value: 13 },
    ];
    expect(registerAtEdge(readings, facts(), end(HOUR), NEAR)).toBeUndefined();
    expect(registerAtEdge(readings.slice(0, 1), facts(), end(HOUR), NEAR)).toBeUndefined();
    expect(registerAtEdge([], facts(), end(HOUR), NEAR)).toBeUndefined();
  });

  it('goes past the last digit: 999,900 to 100 is 0 half way', () => {
    const readings = [
      { at: 0, value: 999_900 },
      { at: HOUR, value: 100 },
    ];
    expect(registerAtEdge(readings, facts(), start(HOUR / 4), NEAR)).toEqual({ value: 999_950, isInterpolated: true });
    expect(registerAtEdge(readings, facts(), start(HOUR / 2), NEAR)).toEqual({ value: 0, isInterpolated: true });
  });

  it('is not guessed over a step that is not explained', () => {
    const readings = [
      { at: 0, value: 5000 },
      { at: HOUR, value: 3000 },
    ];
    expect(registerAtEdge(readings, facts(), start(HOUR / 2), NEAR)).toBeUndefined();
  });

  it('at an exchange is that of the old meter for a span that ends, and of the new one for a span that begins', () => {
    const exchanged = facts({ exchanges: [{ at: HOUR, closing: 5120.4, opening: 0 }] });
    const readings = [
      { at: 0, value: 5120 },
      { at: 2 * HOUR, value: 1 },
    ];
    expect(registerAtEdge(readings, exchanged, end(HOUR), NEAR)).toEqual({ value: 5120.4, isInterpolated: false });
    expect(registerAtEdge(readings, exchanged, start(HOUR), NEAR)).toEqual({ value: 0, isInterpolated: false });
    expect(registerAtEdge(readings, exchanged, end(HOUR / 2), NEAR)).toEqual({ value: 5120.2, isInterpolated: true });
    expect(registerAtEdge(readings, exchanged, start(HOUR * 1.5), NEAR)).toEqual({ value: 0.5, isInterpolated: true });
  });
});
