import { describe, expect, it } from 'vitest';
import type { AlertDetail, ProofView } from '../../api/schemas/alerts.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import { toCsv, toRows } from '../../dashboard/charts/csv.ts';
import { levelAt } from '../../dashboard/charts/model.ts';
import { mediumOfUnit, saysMore, toAroundAlertChart, toProofChart } from '../../dashboard/charts/proof.ts';

const HOUR = 3_600_000;
const QUARTER = HOUR / 4;
const shanghai = createLocalTime('Asia/Shanghai');
const startAt = shanghai.at('2026-11-20', '22:00');
const proof = (values: (number | null)[], more: Partial<ProofView> = {}): ProofView => ({
  startAt,
  stepMs: QUARTER,
  unit: 'L/h',
  values,
  threshold: 12,
  baseline: null,
  ...more,
});
const cause = { startAt: startAt + HOUR, endAt: null };
const draw = (of: ProofView) => toProofChart(of, cause, 'water', shanghai);

describe('proof', () => {
  it('is a line at its own step, with gaps where nothing is known', () => {
    const chart = draw(proof([30, null, 32]));
    expect([chart.shape, chart.grain, chart.unit]).toEqual(['line', 'instant', 'L/h']);
    expect(chart.points.map(({ at, value }) => [at - startAt, value])).toEqual([
      [0, 30],
      [QUARTER, null],
      [2 * QUARTER, 32],
    ]);
    expect(chart.points.map(({ coverage }) => coverage)).toEqual([1, 0, 1]);
  });
  it('is bars where its step is a day, each on its own date although one day has 25 hours', () => {
    const berlin = createLocalTime('Europe/Berlin');
    const days = proof([1, 2, 3], { startAt: berlin.startOfDay('2026-10-24'), stepMs: 24 * HOUR });
    const chart = toProofChart(days, cause, 'water', berlin);
    expect([chart.shape, chart.grain]).toEqual(['bars', 'day']);
    expect(chart.points.map(({ at }) => berlin.dayOf(at))).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  });
  it('shades the cause, to the end of what is shown while it goes on', () => {
    expect(draw(proof([1, 2])).shades).toEqual([{ fromAt: cause.startAt, toAt: startAt + 2 * QUARTER, kind: 'alert' }]);
    const over = toProofChart(proof([1, 2]), { ...cause, endAt: startAt + 5 * HOUR }, 'water', shanghai);
    expect(over.shades[0]?.toAt).toBe(startAt + 5 * HOUR);
  });
  it('holds its values against one line for all, or one a value', () => {
    const { against } = draw(proof([1, 2], { threshold: [10, null], baseline: 4 }));
    expect([0, 1].map((index) => levelAt(against!.threshold, index))).toEqual([10, null]);
    expect([0, 1].map((index) => levelAt(against!.baseline, index))).toEqual([4, 4]);
    expect(levelAt(null, 0)).toBeNull();
  });
  it('cuts the axis at 50 L/h when taps of 6,000 L/h would hide a line of 12, and not otherwise', () => {
    expect(draw(proof([30, 6000, 30])).clipAt).toBe(50);
    expect(draw(proof([30, 40, 30])).clipAt).toBeUndefined();
    expect(draw(proof([30, 6000, 30], { threshold: [1000, 900, null] })).clipAt).toBeUndefined();
  });
  it('never cuts off what the cause itself shows: 3 kW above a line of 0.15', () => {
    expect(draw(proof([0.1, 0.1, 0.1, 0.1, 3, 3, 3], { threshold: 0.15, unit: 'kW' })).clipAt).toBeUndefined();
  });

  it('has a table with both lines, and no column about coverage', () => {
    const words = Object.fromEntries(
      ['time', 'value', 'compared', 'usualLow', 'usualHigh', 'coverage', 'estimated', 'quality', 'threshold', 'baseline'].map((name) => [
        name,
        name,
      ]),
    ) as unknown as Parameters<typeof toRows>[1];
    const { header, rows } = toRows(draw(proof([30, null], { baseline: [4, 5] })), words, () => 't');
    expect(toCsv(header, rows)).toBe('\ufefftime,value (L/h),threshold,baseline\r\nt,30,12,4\r\nt,,12,5\r\n');
  });
  it('is amber for kW, blue for L/h, grey for what is none of both', () => {
    expect(['kW', 'kWh', 'L/h', 'm³', '°C', '%'].map(mediumOfUnit)).toEqual([
      'electricity',
      'electricity',
      'water',
      'water',
      'weather',
      'weather',
    ]);
  });
});

describe('what the meter shows now', () => {
  const series = (count: number, from = startAt): AlertDetail['series'] =>
    Array.from({ length: count }, (_, index) => ({ at: from + index * QUARTER, value: 30, quality: 'measured' as const }));
  const detail = (of: ProofView | null, shown: AlertDetail['series'], unit = 'L/h') => ({ proof: of, series: shown, unit });

  it('says more where the proof is missing, shorter, or in other steps', () => {
    expect(saysMore(detail(null, series(4)))).toBe(true);
    expect(saysMore(detail(proof([1, 2]), series(4)))).toBe(true);
    expect(saysMore(detail(proof([1, 2, 3, 4]), series(2, startAt - HOUR)))).toBe(true);
    expect(saysMore(detail(proof([1, 2, 3, 4], { stepMs: HOUR }), series(4)))).toBe(true);
    expect(saysMore(detail(proof([1, 2, 3, 4], { unit: 'm³' }), series(4)))).toBe(true);
  });
  it('says nothing more where the proof holds all of it, or where nothing is known', () => {
    expect(saysMore(detail(proof([1, 2, 3, 4]), series(4)))).toBe(false);
    expect(saysMore(detail(null, []))).toBe(false);
    expect(saysMore(detail(proof([1]), [{ at: startAt + 9 * HOUR, value: null, quality: 'absent' }]))).toBe(false);
  });
  it('keeps the quality of every value and shades the cause', () => {
    const alert = { meter: { medium: 'water' }, startAt: startAt + QUARTER, endAt: null, rate: { value: 30, unit: 'L/h' } };
    const chart = toAroundAlertChart({ alert, series: series(2), unit: 'L/h', proof: null } as AlertDetail);
    expect(chart.points.map(({ quality }) => quality)).toEqual(['measured', 'measured']);
    expect(chart.shades).toEqual([{ fromAt: startAt + QUARTER, toAt: startAt + 2 * QUARTER, kind: 'alert' }]);
  });
});
