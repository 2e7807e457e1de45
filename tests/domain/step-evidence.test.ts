import { describe, expect, it } from 'vitest';
import { LOOK_AHEAD } from '../../domain/register.ts';
import { explained, factsOf, HOUR, unrated } from './steps.ts';

describe('a run of foreign readings', () => {
  it('is set aside until the series comes back, and no reset is booked, with and without a rating', () => {
    for (const facts of [factsOf(), factsOf({}, unrated)]) {
      expect(explained([100, 9000, 9001, 101], facts)).toEqual([
        ['glitch', null],
        ['glitch', null],
        ['normal', 1],
      ]);
    }
  });

  it('may be a run of zeros, or take turns with the true register as two meters on one channel do', () => {
    expect(explained([5000, 0, 0, 0, 5001, 5002], factsOf({}, unrated)).map(([kind]) => kind)).toEqual([
      'glitch',
      'glitch',
      'glitch',
      'normal',
      'normal',
    ]);
    expect(explained([100, 9000, 101, 9001, 102, 9002, 103], factsOf({}, unrated)).map(([kind]) => kind)).toEqual([
      'glitch',
      'normal',
      'glitch',
      'normal',
      'glitch',
      'normal',
    ]);
  });

  it('may be stale: values that the register had before', () => {
    expect(
      explained([307.7, 307.76, 307.75, 307.79, 295.49, 307.8, 304.71, 307.84], factsOf({}, { digits: 6, resolution: 0.001 })),
    ).toEqual([
      ['normal', 0.06],
      ['glitch', null],
      ['normal', 0.03],
      ['glitch', null],
      ['normal', 0.01],
      ['glitch', null],
      ['normal', 0.04],
    ]);
  });

  it('is not a jump that stays, even when one old value comes late', () => {
    expect(explained([100, 4000, 4001, 100.5, 4002, 4003, 4004]).map(([kind]) => kind)).not.toContain('reset');
    expect(explained([5000, 0, 1, 2, 5001, 3, 4, 5], factsOf({}, unrated))).toEqual([
      ['reset', 0],
      ['normal', 1],
      ['normal', 1],
      ['glitch', null],
      ['normal', 1],
      ['normal', 1],
      ['normal', 1],
    ]);
  });

  it('is looked for over a bounded number of readings', () => {
    const foreign = (count: number) => explained([100, ...Array.from({ length: count }, (_, index) => 9000 + index), 101, 102]);
    expect(foreign(LOOK_AHEAD).map(([kind]) => kind)).not.toContain('suspicious');
    expect(foreign(LOOK_AHEAD + 1)[0]).toEqual(['suspicious', null]);
    // What was held is not made up for by an invented reset.
    expect(foreign(LOOK_AHEAD + 1).map(([kind]) => kind)).not.toContain('reset');
  });
});

describe('a fall that later readings do not decide', () => {
  it('is held: 20 → 10 → 30 may be a counter that began again or a wrong reading', () => {
    expect(explained([10, 15, 20, 10, 30, 40], factsOf({}, { digits: 6, resolution: 1 }))[2]).toEqual(['suspicious', null]);
  });

  it('counts in full for a counter that begins again after every restart', () => {
    const restart = factsOf({ falls: 'restart' }, { digits: 6, resolution: 0.01 });
    expect(explained([512.34, 3, 4], restart)[0]).toEqual(['reset', 3]);
    expect(explained([512.34, 512.33, 512.4], restart)[0]).toEqual(['jitter', 0]);
    expect(explained([512.34, 0, 512.35, 512.36], restart)[0]).toEqual(['glitch', null]);
  });

  it('is consumption that flowed back where the register is declared to run backwards', () => {
    expect(explained([10, 15, 12, 12.5], factsOf({ falls: 'net' }))).toEqual([
      ['normal', 5],
      ['normal', -3],
      ['normal', 0.5],
    ]);
    expect(explained([10, 9000, 11], factsOf({ falls: 'net' }))[0]).toEqual(['glitch', null]);
  });
});

describe('serial numbers', () => {
  const serials = (...spans: [string, number, number][]) =>
    factsOf({ serials: spans.map(([serial, first, last]) => ({ serial, firstAt: first * HOUR, lastAt: last * HOUR })) });

  it('tell an exchange whose consumption waits for its registers, even where the values would fit', () => {
    expect(explained([100, 101, 103, 104], serials(['a', 0, 1], ['b', 2, 3]))).toEqual([
      ['normal', 1],
      ['exchange', null],
      ['normal', 1],
    ]);
  });

  it('tell a foreign reading from which the meter comes back', () => {
    expect(explained([100, 101, 102], serials(['a', 0, 2], ['b', 1, 1]))).toEqual([
      ['glitch', null],
      ['normal', 2],
    ]);
  });
});
