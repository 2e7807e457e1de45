import { describe, expect, it } from 'vitest';
import { isZero, runsOf, usualLengthMs } from '../../analysis/runs.ts';
import { type Quality, QUALITIES } from '../../domain/interval.ts';

const HOUR = 3_600_000;
const series = (cells: readonly [number, Quality][]) => ({
  startAt: 0,
  values: Float64Array.from(cells, ([value]) => value),
  qualities: Uint8Array.from(cells, ([, quality]) => QUALITIES.indexOf(quality)),
});
const measured = (...values: number[]) => series(values.map((value) => [value, 'measured']));
const brief = (given: Parameters<typeof runsOf>[0], count = 99) =>
  runsOf(given, count).map(({ from, to, known, amount, isOpen }) => [from, to, known, amount, isOpen]);

describe('runsOf', () => {
  it('cuts a series into runs of equal amounts; the last one goes on', () => {
    expect(brief(measured(1, 1, 0, 0, 0, 2))).toEqual([
      [0, 2, 2, 1, false],
      [2, 5, 3, 0, false],
      [5, 6, 1, 2, true],
    ]);
    expect(brief(measured(1, 1, 0, 0, 0, 2), 4).at(-1)).toEqual([2, 4, 2, 0, true]);
  });

  it('goes on over what is not known, without counting it', () => {
    const gap: [number, Quality] = [Number.NaN, 'absent'];
    expect(brief(series([[0, 'measured'], gap, gap, [0, 'measured'], gap]))).toEqual([[0, 4, 2, 0, true]]);
    expect(
      brief(
        series([
          [0, 'measured'],
          [0, 'estimated'],
          [0, 'measured'],
        ]),
      ),
    ).toEqual([[0, 3, 2, 0, true]]);
  });

  it('ends where something was counted, even when its spread is not known', () => {
    expect(
      brief(
        series([
          [0, 'measured'],
          [3, 'estimated'],
          [0, 'measured'],
        ]),
      ),
    ).toEqual([
      [0, 1, 1, 0, false],
      [2, 3, 1, 0, true],
    ]);
  });

  it('does not take energy that flows back for nothing', () => {
    expect(runsOf(measured(-2, -2, 0), 3).map(isZero)).toEqual([false, true]);
  });
});

describe('usualLengthMs', () => {
  it('is the third longest', () => {
    const zeros = runsOf(measured(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 4), 99).filter(isZero);
    expect(usualLengthMs(zeros)).toBe(HOUR / 2);
    expect(usualLengthMs(zeros.slice(0, 2))).toBe(0);
  });
});
