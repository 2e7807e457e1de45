import { describe, expect, it } from 'vitest';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { zeroFlowFail } from '../../analysis/zero-flow-fail.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, building, metered, spoiled, waterMain } from './series-of.ts';
import { asking, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = zeroFlowFail.create(zeroFlowFail.options.parse({}));
const FROM = '2026-06-01';
const TO = '2026-06-30';

function judge(series: IntervalSeries, night: string, meter: Meter = waterMain, fromNight = night, more: Partial<SeriesQuestion> = {}) {
  const now = at(addDays(night, 1), '06:15');
  return detector.judge(asking(series, { fromNight, toNight: night, now }, { meter, ...more }));
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

  it('says night by night what a look back over the month says', () => {
    const leaks = [from('2026-06-05', '15:00', 60, at('2026-06-09', '12:00')), from('2026-06-15', '20:00', 130)];
    const series = water((instant) => leaks.reduce((sum, leak) => sum + leak(instant), 0));
    const { findings } = expectCausal(detector, { fromNight: '2026-06-03', toNight: '2026-06-25' }, (span) => asking(series, span));
    expect(findings).toHaveLength(2);
    for (const finding of findings) expectWords(zeroFlowFail, finding);
  });

  it('lets taps trickle in frost nights: four of them may take 240 L/h, a leak beside them shows', () => {
    const meter = { ...waterMain, frostTaps: 4 };
    const weather = weatherOf((instant) => (instant >= at('2026-06-12', '20:00') && instant < at('2026-06-16', '09:00') ? -4 : 3));
    const dripping = (instant: number) =>
      instant >= at('2026-06-12', '21:00') && instant < at('2026-06-16', '08:00') && (hourOf(instant) >= 21 || hourOf(instant) < 8)
        ? 200
        : 0;
    expect(judge(water(dripping), '2026-06-15', meter, '2026-06-05', { weather }).findings).toEqual([]);
    // Without the weather it is a leak like any other.
    expect(judge(water(dripping), '2026-06-15', meter, '2026-06-05').findings).toHaveLength(1);
    const burst = from('2026-06-14', '20:00', 700);
    const { findings } = judge(
      water((instant) => dripping(instant) + burst(instant)),
      '2026-06-15',
      meter,
      '2026-06-05',
      { weather },
    );
    expect(findings).toMatchObject([{ night: '2026-06-14' }]);
    expectWords(zeroFlowFail, findings[0]!);
  });

  it('takes a night of −1.3 °C for a frost night: hourly means miss the lowest minute, and taps may trickle', () => {
    const weather = weatherOf((instant) => (instant >= at('2026-06-12', '20:00') && instant < at('2026-06-14', '09:00') ? -1.3 : 3));
    const trickling = (instant: number) =>
      instant >= at('2026-06-12', '21:00') && instant < at('2026-06-14', '08:00') && (hourOf(instant) >= 21 || hourOf(instant) < 8)
        ? 140
        : 0;
    const meter = { ...waterMain, frostTaps: 4 };
    expect(judge(water(trickling), '2026-06-13', meter, '2026-06-05', { weather }).findings).toEqual([]);
  });

  it('says in a frost night that it cannot see a leak where nobody counted the trickling taps', () => {
    const weather = weatherOf(() => -4);
    const judged = judge(water(from('2026-06-10', '15:00', 200)), '2026-06-15', waterMain, '2026-06-15', { weather });
    expect(judged.findings).toEqual([]);
    expect(judged.blind).toMatchObject([{ why: 'below_detection_limit' }]);
    expect(judge(water(from('2026-06-10', '15:00', 700)), '2026-06-15', waterMain, '2026-06-15', { weather }).findings).toHaveLength(1);
  });

  it('is neither raised nor cleared by hours in which people may be there', () => {
    const series = water(from('2026-06-10', '15:00', 200));
    const event = (instant: number) => instant >= at('2026-06-10', '18:00') && instant < at('2026-06-12', '12:00');
    expect(judge(series, '2026-06-11', waterMain, '2026-06-11', { permitted: event }).findings).toEqual([]);
    expect(judge(series, '2026-06-12', waterMain, '2026-06-12', { permitted: event }).findings).toMatchObject([{ night: '2026-06-12' }]);
  });

  it('leaves to the branch what flows through it, and names it where it is a part', () => {
    const branch: Meter = { ...waterMain, id: 'w-b1-f3', parent: 'w-b1', role: 'branch', name: '三楼卫生间' };
    const meters = [waterMain, branch];
    expect(detector.relatives!({ meter: waterMain, building, space: undefined }, meters)).toEqual(['w-b1-f3']);
    const inner = water(from('2026-06-10', '15:00', 60));
    const now = at('2026-06-16', '06:15');
    const kin = family(meters, new Map([['w-b1-f3', inner]]), now);
    expect(judge(inner, '2026-06-15', waterMain, '2026-06-05', kin).findings).toEqual([]);
    expect(judge(inner, '2026-06-15', branch, '2026-06-05', kin).findings).toHaveLength(1);
    const both = water(from('2026-06-10', '15:00', 160));
    expect(judge(both, '2026-06-15', waterMain, '2026-06-05', kin).findings).toMatchObject([{ others: ['w-b1-f3'] }]);
  });

  it('is blind at a DN80 main that does not see a faulty cistern (Q1 = 630 L/h)', () => {
    const coarse = { ...waterMain, q1Lph: 630 };
    expect(
      judge(
        water(() => 0),
        '2026-06-20',
        coarse,
      ).blind,
    ).toEqual([{ rule: 'zero_flow_fail', meter: 'w-b1', night: '2026-06-20', why: 'below_detection_limit' }]);
    expect(
      judge(
        water(() => 0),
        '2026-06-20',
      ).blind,
    ).toEqual([]);
  });

  it('shows the hours around the cause with the line that they crossed', () => {
    const [finding] = judge(water(from('2026-06-10', '15:00', 60)), '2026-06-11').findings;
    const { startAt, stepMs, unit, values, threshold } = finding!.proof!;
    expect([startAt, stepMs, unit, threshold]).toEqual([at('2026-06-10', '01:00'), 3_600_000, 'L/h', 7.5]);
    expect(values[0]).toBe(0);
    expect(values[26]).toBeCloseTo(60, -1);
    expect(values.length).toBe(52);
  });

  it('watches the mains and branches of buildings that are empty at night', () => {
    const watches = (meter: Partial<Meter>, place: Partial<typeof building> = {}) =>
      detector.watches({ meter: { ...waterMain, ...meter }, building: { ...building, ...place }, space: undefined }, []);
    expect(watches({})).toBe(true);
    expect(watches({ role: 'branch' }, { function: 'canteen' })).toBe(true);
    expect(watches({ role: 'campus_main' })).toBe(false);
    expect(watches({ continuousFlowExpected: true })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, { function: 'outdoor' })).toBe(false);
  });
});
