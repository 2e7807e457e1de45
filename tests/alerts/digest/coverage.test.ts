import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../alerts/digest/coverage.ts';
import { type IntervalDay, QUALITIES } from '../../../domain/interval.ts';

const HOUR_MS = 3_600_000;
const day = (startAt: number, quality: (index: number) => 'measured' | 'absent'): IntervalDay => ({
  day: '2026-11-19',
  startAt,
  values: new Float64Array(96),
  qualities: Uint8Array.from({ length: 96 }, (_, index) => QUALITIES.indexOf(quality(index))),
});

describe('coverage of a night', () => {
  it('is 7 of 8 hours when two meters miss one hour each', () => {
    const evening = day(0, (index) => (index >= 92 ? 'absent' : 'measured'));
    const morning = day(24 * HOUR_MS, () => 'measured');
    expect(coverageOf([evening, morning, evening, morning], 2, 22 * HOUR_MS, 30 * HOUR_MS)).toBe(7 / 8);
  });

  it('counts a meter without any day as not known, and is unknown itself without meters', () => {
    expect(coverageOf([day(0, () => 'measured')], 2, 0, 24 * HOUR_MS)).toBe(0.5);
    expect(coverageOf([], 0, 0, HOUR_MS)).toBeNull();
  });
});
