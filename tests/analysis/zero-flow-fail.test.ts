import { describe, expect, it } from 'vitest';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createZeroFlowFailDetector, zeroFlowFailOptions } from '../../analysis/zero-flow-fail.ts';
import { settingsSchema } from '../../config/schema.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, building, knownAt, metered, shanghai, spoiled, waterMain } from './series-of.ts';

const detector = createZeroFlowFailDetector();
const FROM = '2026-06-01';
const TO = '2026-06-30';
/** Hour of the day in Shanghai, eight hours ahead without exception. */
const hourOf = (instant: number) => (instant / 3_600_000 + 8) % 24;

function judge(series: IntervalSeries, night: string, meter: Meter = waterMain, fromNight = night) {
  const now = at(addDays(night, 1), '06:15');
  return detector.judge({
    meter,
    building,
    space: undefined,
    local: shanghai,
    series: knownAt(series, now),
    fromNight,
    toNight: night,
    now,
  });
}

/** A teaching building: busy by day, and a leak in L/h. Readings as 10 L pulses. */
function water(leakLph: (instant: number) => number, pulseM3 = 0.01): IntervalSeries {
  const byDay = (instant: number) => (hourOf(instant) >= 7 && hourOf(instant) < 22 ? 0.8 : 0);
  return metered(FROM, TO, (instant) => byDay(instant) + leakLph(instant) / 1000, pulseM3);
}
const from =
  (day: string, clock: string, lph: number, until = Number.POSITIVE_INFINITY) =>
  (instant: number) =>
    instant >= at(day, clock) && instant < until ? lph : 0;

describe('zero_flow_fail', () => {
  it('has the defaults of the settings', () => {
    expect(zeroFlowFailOptions.parse({})).toEqual(settingsSchema.parse({}).detectors.zeroFlowFail);
    expect(zeroFlowFailOptions.safeParse({ night: 1 }).success).toBe(false);
  });

  it('finds a running toilet (31.5 L/h, three pulses of 10 L an hour) on its second night', () => {
    const series = water(from('2026-06-10', '15:00', 31.5));
    expect(judge(series, '2026-06-09').findings).toEqual([]);
    expect(judge(series, '2026-06-10').findings).toEqual([]);
    const { findings } = judge(series, '2026-06-11');
    expect(findings).toMatchObject([{ night: '2026-06-11', startAt: at('2026-06-11', '01:00'), endAt: undefined, rate: { unit: 'L/h' } }]);
    expect(findings[0]!.rate!.value).toBeGreaterThan(29);
    expect(findings[0]!.rate!.value).toBeLessThan(34);
    // 28 h from 01:00 to 05:00 of the next day × 31.5 L/h = 0.88 m³.
    expect(findings[0]!.wasted!.value).toBeCloseTo(0.88, 1);
  });

  it('finds 120 L/h on its first night', () => {
    expect(judge(water(from('2026-06-10', '23:00', 125)), '2026-06-10').findings).toMatchObject([{ night: '2026-06-10' }]);
    expect(judge(water(from('2026-06-10', '23:00', 110)), '2026-06-10').findings).toEqual([]);
  });

  it('keeps a leak that goes on one finding under the night on which it was first reported', () => {
    const series = water(from('2026-06-10', '15:00', 60));
    for (const night of ['2026-06-11', '2026-06-12', '2026-06-20', '2026-06-27']) {
      expect(
        judge(series, night).findings.map((finding) => finding.night),
        night,
      ).toEqual(['2026-06-11']);
    }
  });

  it('ends with the first clear night; another leak later is another finding', () => {
    const first = from('2026-06-10', '15:00', 60, at('2026-06-14', '12:00'));
    const second = from('2026-06-20', '15:00', 200);
    const series = water((instant) => first(instant) + second(instant));
    expect(judge(series, '2026-06-13').findings).toMatchObject([{ night: '2026-06-11', endAt: undefined }]);
    expect(judge(series, '2026-06-14').findings).toMatchObject([{ night: '2026-06-11', endAt: at('2026-06-14', '05:00') }]);
    expect(judge(series, '2026-06-15').findings).toEqual([]);
    const whole = judge(series, '2026-06-25', waterMain, '2026-06-05').findings;
    expect(whole.map(({ night, endAt }) => [night, endAt])).toEqual([
      ['2026-06-11', at('2026-06-14', '05:00')],
      ['2026-06-20', undefined],
    ]);
  });

  it('needs three hours in a row: a flush here and there, an hour of cleaning is no leak', () => {
    const cleaning = (instant: number) => (hourOf(instant) >= 1 && hourOf(instant) < 2.8 ? 300 : 0);
    expect(judge(water(cleaning), '2026-06-20').findings).toEqual([]);
    const early = (instant: number) => (hourOf(instant) >= 4.5 && hourOf(instant) < 6 ? 900 : 0);
    expect(judge(water(early), '2026-06-20').findings).toEqual([]);
  });

  it('does not see 5 L/h through pulses of 10 L, nor 31.5 L/h through pulses of 100 L', () => {
    expect(
      judge(
        water(() => 5),
        '2026-06-20',
      ).findings,
    ).toEqual([]);
    expect(
      judge(
        water(() => 31.5, 0.1),
        '2026-06-20',
        { ...waterMain, resolution: 0.1 },
      ).findings,
    ).toEqual([]);
  });

  it('asks for Q1 of the meter: 31.5 L/h counts at Q1 = 31.3 L/h (DN15 R80), not at 100 L/h (DN40 R160)', () => {
    const series = water(() => 31.5);
    expect(judge(series, '2026-06-20', { ...waterMain, q1Lph: 31.3 }).findings).toHaveLength(1);
    expect(judge(series, '2026-06-20', { ...waterMain, q1Lph: 100 }).findings).toEqual([]);
  });

  it('is neither raised nor cleared by a night that is not known', () => {
    const series = water(from('2026-06-10', '15:00', 60));
    const hole = (day: string) => spoiled(series, at(day, '00:00'), at(day, '06:00'), 'estimated');
    expect(judge(hole('2026-06-12'), '2026-06-11').findings).toEqual([]);
    expect(judge(hole('2026-06-12'), '2026-06-12').findings).toMatchObject([{ night: '2026-06-12', startAt: at('2026-06-11', '01:00') }]);
    const later = judge(hole('2026-06-15'), '2026-06-14');
    expect(later.findings).toMatchObject([{ night: '2026-06-11', endAt: undefined }]);
    expect(later.blind).toEqual([{ rule: 'zero_flow_fail', meter: 'w-b1', night: '2026-06-14', why: 'no_data' }]);
  });

  it('asks for more history when the leak was there before the series begins', () => {
    expect(
      judge(
        water(() => 60),
        '2026-06-20',
      ).cutOff,
    ).toBe(true);
    expect(judge(water(from('2026-06-10', '15:00', 60)), '2026-06-20').cutOff).toBe(false);
  });

  it('watches the mains and branches of buildings that are empty at night', () => {
    const watches = (meter: Partial<Meter>, place: Partial<typeof building> = {}) =>
      detector.watches({ meter: { ...waterMain, ...meter }, building: { ...building, ...place }, space: undefined });
    expect(watches({})).toBe(true);
    expect(watches({ role: 'branch' }, { function: 'canteen' })).toBe(true);
    expect(watches({ role: 'campus_main' })).toBe(false);
    expect(watches({ continuousFlowExpected: true })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, { function: 'outdoor' })).toBe(false);
  });
});
