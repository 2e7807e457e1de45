import { describe, expect, it } from 'vitest';
import { type ClockLag, clockDriftOptions, createClockDriftDetector } from '../../analysis/clock-drift.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, shanghai } from './series-of.ts';

const detector = createClockDriftDetector();
const NOW = at('2026-07-08', '14:10');
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The last hours, newest first: smallest lag of each in minutes. */
const lags = (minutes: readonly number[], readings = 4): ClockLag[] =>
  minutes.map((lag, back) => ({ meter: breaker.id, hourAt: at('2026-07-08', '14:00') - back * HOUR, minLagMs: lag * MINUTE, readings }));
const judge = (list: readonly ClockLag[], meter: Meter = breaker) =>
  detector.judge({ meters: [meter], lags: list, local: shanghai, now: NOW });

describe('clock_drift', () => {
  it('has the defaults of the domain note', () => {
    expect(clockDriftOptions.parse({})).toEqual({ minutes: 2 });
  });

  it('finds a clock that is 5 minutes slow in every hour of the last six', () => {
    const { findings } = judge(lags([5, 5.1, 4.9, 5, 5, 5.2, 5]));
    expect(findings).toMatchObject([{ rule: 'clock_drift', meter: 'ac-301', night: '2026-07-08', startAt: at('2026-07-08', '08:00') }]);
    expect(findings[0]!.evidence).toEqual([
      { name: 'behind', value: 5, unit: 'min' },
      { name: 'threshold', value: 2, unit: 'min' },
    ]);
  });

  it('finds a clock that is 3 minutes fast', () => {
    expect(judge(lags([-3, -3, -3.1])).findings[0]!.evidence[0]).toEqual({ name: 'behind', value: -3, unit: 'min' });
  });

  it('takes two minutes, and one fresh reading in any hour, for a good clock', () => {
    expect(judge(lags([2, 2, 2])).findings).toEqual([]);
    expect(judge(lags([5, 5, 0.2, 5])).findings).toEqual([]);
    expect(judge(lags([-3, -3, -1])).findings).toEqual([]);
  });

  it('takes a backlog that is worked off for lateness: its lag shrinks', () => {
    expect(judge(lags([20, 60, 100, 140, 180])).findings).toEqual([]);
  });

  it('needs two hours with three readings each; what is older than six hours is over', () => {
    expect(judge(lags([5]))).toMatchObject({ findings: [], judged: new Set() });
    expect(judge(lags([5, 5, 5], 2)).judged.size).toBe(0);
    expect(judge(lags([0, 0, 0, 0, 0, 0, 0, 9, 9, 9])).findings).toEqual([]);
    expect(judge(lags([5, 5, 5], 1), { ...breaker, readingIntervalS: 3600 }).findings).toHaveLength(1);
  });

  it('says nothing about the meters when most of them are wrong by the same: then our own clock is', () => {
    const four = ['a', 'b', 'c', 'd'].map((id): Meter => ({ ...breaker, id }));
    const lagging = (minutes: readonly number[]) =>
      four.flatMap(({ id }, index) => lags([minutes[index]!, minutes[index]!, minutes[index]!]).map((lag) => ({ ...lag, meter: id })));
    const found = (minutes: readonly number[]) =>
      detector.judge({ meters: four, lags: lagging(minutes), local: shanghai, now: NOW }).findings.map(({ meter }) => meter);
    expect(found([180, 180.5, 181, 0])).toEqual([]);
    expect(found([180, 180.5, 0, 0])).toEqual(['a', 'b']);
    expect(found([180, 30, 5, 0])).toEqual(['a', 'b', 'c']);
  });

  it('exempts battery meters and those that send once a day', () => {
    expect(judge(lags([500, 500, 500]), { ...breaker, battery: true }).judged.size).toBe(0);
    expect(judge(lags([500, 500, 500]), { ...breaker, readingIntervalS: 86_400 }).judged.size).toBe(0);
  });
});
