import { describe, expect, it } from 'vitest';
import type { TryFinding } from '../../api/schemas/rules.ts';
import { addDays, createLocalTime } from '../../domain/local-time.ts';
import { compareTrials, toTrialSeriesChart, toWeeksChart, trialDays } from '../../dashboard/rules/trial.ts';

const HOUR = 3_600_000;
const shanghai = createLocalTime('Asia/Shanghai');
const finding = (meter: string, night: string, more: Partial<TryFinding> = {}): TryFinding => ({
  meter: { id: meter, name: meter, nameEn: meter },
  building: { id: 'b', name: '楼', nameEn: 'b' },
  space: null,
  night,
  startAt: shanghai.at(night, '23:30'),
  endAt: shanghai.at(night, '23:30') + 6 * HOUR,
  isFirm: true,
  rate: null,
  wasted: null,
  cost: null,
  sentence: { zh: '一', en: 'a' },
  proof: null,
  isExcused: false,
  ...more,
});
const idsOf = (findings: readonly TryFinding[]) => findings.map(({ meter, night }) => `${meter.id} ${night}`);

describe('two settings compared', () => {
  it('tells what only one of them flags, and what both do', () => {
    const { onlyA, onlyB, both } = compareTrials(
      [finding('ac1', '2026-11-01'), finding('ac1', '2026-11-02'), finding('ac2', '2026-11-02')],
      [finding('ac1', '2026-11-02'), finding('ac3', '2026-11-02')],
    );
    expect(idsOf(onlyA)).toEqual(['ac1 2026-11-01', 'ac2 2026-11-02']);
    expect(idsOf(onlyB)).toEqual(['ac3 2026-11-02']);
    expect(idsOf(both)).toEqual(['ac1 2026-11-02']);
  });
  it('knows one leak again that the other setting sees a night later', () => {
    const startAt = shanghai.at('2026-11-01', '02:00');
    const early = finding('w', '2026-11-02', { startAt, endAt: null });
    const late = finding('w', '2026-11-03', { startAt: startAt + 24 * HOUR, endAt: null });
    expect(compareTrials([early], [late])).toEqual({ onlyA: [], onlyB: [], both: [early] });
  });
  it('keeps two events of one meter apart that do not touch', () => {
    const { onlyA, onlyB } = compareTrials([finding('ac1', '2026-11-01')], [finding('ac1', '2026-11-09')]);
    expect([onlyA.length, onlyB.length]).toEqual([1, 1]);
  });
});

describe('weeks of a trial', () => {
  const words = { unit: '次', names: ['A', 'B'] as const };
  it('stand beside each other, a week without findings at 0', () => {
    const chart = toWeeksChart(
      [
        { monday: '2026-11-02', count: 3 },
        { monday: '2026-11-09', count: 0 },
      ],
      [
        { monday: '2026-11-09', count: 2 },
        { monday: '2026-11-16', count: 1 },
      ],
      words,
      shanghai,
    );
    expect(chart.points.map(({ at, value }) => [shanghai.dayOf(at), value])).toEqual([
      ['2026-11-02', 3],
      ['2026-11-09', 0],
      ['2026-11-16', 0],
    ]);
    expect(chart.beside?.values).toEqual([0, 2, 1]);
  });
  it('of one setting have nothing beside them', () => {
    expect(toWeeksChart([{ monday: '2026-11-02', count: 3 }], undefined, words, shanghai).beside).toBeUndefined();
  });
});

describe('the curve of a meter in a trial', () => {
  const at = shanghai.startOfDay('2026-11-01');
  const series = { meter: { id: 'ac1', name: 'ac1', nameEn: 'ac1' }, unit: 'kW', startAt: at, stepMs: HOUR, values: [1, null, 2] };
  const proof = (threshold: number, unit = 'kW') => ({ startAt: at, stepMs: HOUR, unit, values: [], threshold, baseline: null });
  const thresholdOf = (...proofs: TryFinding['proof'][]) =>
    toTrialSeriesChart(
      series,
      proofs.map((one) => finding('ac1', '2026-11-01', { proof: one })),
    ).against?.threshold;

  it('shades its own findings only, one that goes on to the end', () => {
    const chart = toTrialSeriesChart(series, [
      finding('ac1', '2026-11-01', { startAt: at + HOUR, endAt: null }),
      finding('other', '2026-11-01', { startAt: at, endAt: at + HOUR }),
    ]);
    expect(chart.shades).toEqual([{ fromAt: at + HOUR, toAt: at + 3 * HOUR, kind: 'alert' }]);
    expect(chart.points.map(({ value }) => value)).toEqual([1, null, 2]);
  });
  it('has the line that all findings crossed, and none where it moves or is in another unit', () => {
    expect(thresholdOf(proof(0.5), proof(0.5))).toBe(0.5);
    expect(thresholdOf(proof(0.5), proof(0.7))).toBeNull();
    expect(thresholdOf(proof(0.5, 'kWh'))).toBeNull();
    expect(thresholdOf(null)).toBeNull();
    expect(thresholdOf()).toBeNull();
  });
});

describe('days of a trial', () => {
  const own = { from: '2026-11-20', last: '2026-11-01' };
  it('7 are the nights that are over', () => {
    expect(trialDays('7', own, '2026-11-21')).toEqual({ fromDay: '2026-11-14', toDay: '2026-11-20' });
  });
  it('are put in order, and cut to the newest 400 where they are too many', () => {
    expect(trialDays('own', own, '2026-11-21')).toEqual({ fromDay: '2026-11-01', toDay: '2026-11-20' });
    const long = trialDays('own', { from: '2020-01-01', last: '2026-11-20' }, '2026-11-21');
    expect(long.fromDay).toBe(addDays('2026-11-20', -400));
  });
});
