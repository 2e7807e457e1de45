import { describe, expect, it } from 'vitest';
import { continuousFlow } from '../../analysis/continuous-flow.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, building, metered, spoiled, waterMain } from './series-of.ts';
import { asking, expectCausal, expectWords, hourOf, weatherOf } from './water-question.ts';

const detector = continuousFlow.create(continuousFlow.options.parse({}));
const FROM = '2026-05-01';
const TO = '2026-06-20';
const DAY = '2026-06-01';
const home: Meter = { ...waterMain, role: 'branch', resolution: 0.001, q1Lph: 15.6 };
const flats = { ...building, function: 'staff_apartment' as const };
const dormitory = { ...building, function: 'dormitory' as const };

function judge(series: IntervalSeries, now: number, more: Partial<SeriesQuestion> = {}) {
  const night = new Date(now - 4 * 3_600_000).toISOString().slice(0, 10);
  return detector.judge(asking(series, { fromNight: night, now }, { meter: home, building: flats, meters: [home], ...more }));
}

/** Water of one home, L/h: mornings, noons and evenings; and a leak. */
function water(leakLph: (instant: number) => number, pulseM3 = 0.001): IntervalSeries {
  const use = (instant: number) => ([7, 12, 13, 19, 20, 21].includes(Math.floor(hourOf(instant))) ? 25 : 0);
  return metered(FROM, TO, (instant) => (use(instant) + leakLph(instant)) / 1000, pulseM3);
}
const from =
  (fromAt: number, lph: number, untilAt = Number.POSITIVE_INFINITY) =>
  (instant: number) =>
    instant >= fromAt && instant < untilAt ? lph : 0;

describe('continuous_flow', () => {
  it('finds a running toilet of a home after 24 hours without a dry one', () => {
    const series = water(from(at(DAY, '10:00'), 31.5));
    expect(judge(series, at(addDays(DAY, 1), '09:45')).findings).toEqual([]);
    const { findings } = judge(series, at(addDays(DAY, 1), '10:15'));
    expect(findings).toMatchObject([{ night: DAY, startAt: at(DAY, '10:00'), endAt: undefined }]);
    expect(findings[0]!.rate!.value).toBeGreaterThan(28);
    expect(findings[0]!.rate!.value).toBeLessThan(35);
    expectWords(continuousFlow, findings[0]!);
  });

  it('finds a tap that drips once a second (1.3 L/h) behind 1 L pulses', () => {
    const { findings } = judge(water(from(at(DAY, '10:00'), 1.3)), at(addDays(DAY, 2), '13:00'));
    expect(findings).toHaveLength(1);
    expect(findings[0]!.rate!.value).toBeLessThan(3);
  });

  it('finds a drip too slow for a pulse an hour by dry spells that became short: 4 L/h behind 10 L pulses', () => {
    const meter = { ...home, resolution: 0.01 };
    const series = water(from(at(DAY, '10:00'), 4), 0.01);
    const { findings } = judge(series, at(addDays(DAY, 4), '13:00'), { meter, meters: [meter] });
    expect(findings).toMatchObject([{ certainty: 'inferred', endAt: undefined }]);
    expect(
      judge(
        water(() => 0, 0.01),
        at(addDays(DAY, 4), '13:00'),
        { meter, meters: [meter] },
      ).findings,
    ).toEqual([]);
    const still = continuousFlow.create(continuousFlow.options.parse({ shortDryShare: 0 }));
    const asked = asking(
      series,
      { fromNight: addDays(DAY, 3), now: at(addDays(DAY, 4), '13:00') },
      { meter, building: flats, meters: [meter] },
    );
    expect(still.judge(asked).findings).toEqual([]);
  });

  it('does not take the days after a journey for a leak', () => {
    const away = (instant: number) => (instant >= at('2026-05-10', '00:00') && instant < at(DAY, '00:00') ? Number.NEGATIVE_INFINITY : 0);
    const use = (instant: number) => (away(instant) < 0 || hourOf(instant) < 6 ? 0 : hourOf(instant) % 3 < 1 ? 30 : 0);
    const series = metered(FROM, TO, (instant) => use(instant) / 1000, 0.001);
    expect(judge(series, at(addDays(DAY, 6), '13:00')).findings).toEqual([]);
  });

  it('ends with the first dry hour, and says night by night what a look back says', () => {
    const leaks = [from(at('2026-05-18', '09:00'), 20, at('2026-05-20', '23:00')), from(at(DAY, '15:00'), 8)];
    const series = water((instant) => leaks.reduce((sum, leak) => sum + leak(instant), 0));
    const { findings } = expectCausal(detector, { fromNight: '2026-05-15', toNight: addDays(DAY, 10) }, (span) =>
      asking(series, span, { meter: home, building: flats, meters: [home] }),
    );
    expect(findings.map(({ startAt, endAt }) => [startAt, endAt])).toEqual([
      [at('2026-05-18', '09:00'), at('2026-05-20', '23:00')],
      [at(DAY, '15:00'), undefined],
    ]);
  });

  it('is neither raised nor cleared by estimated readings', () => {
    const series = water(from(at(DAY, '10:00'), 31.5));
    const hole = spoiled(series, at(DAY, '14:00'), at(addDays(DAY, 1), '02:00'), 'estimated');
    expect(judge(hole, at(addDays(DAY, 1), '13:00')).findings).toEqual([]);
    expect(judge(hole, at(addDays(DAY, 1), '22:15')).findings).toMatchObject([{ startAt: at(DAY, '10:00'), endAt: undefined }]);
  });

  it('learns for fourteen days whether a place rests at all: a dormitory that never does is blind', () => {
    const branch = { ...home, q1Lph: 25 };
    const more = { meter: branch, building: dormitory, meters: [branch] };
    const busy = metered(FROM, TO, () => 0.05, 0.001);
    const judged = judge(busy, at(addDays(DAY, 1), '13:00'), more);
    expect(judged.findings).toEqual([]);
    expect(judged.blind).toMatchObject([{ why: 'not_enough_history' }]);
    const resting = water(from(at(DAY, '10:00'), 31.5));
    expect(judge(resting, at(addDays(DAY, 1), '13:00'), more).findings).toHaveLength(1);
    const early = water(from(at('2026-05-05', '10:00'), 31.5));
    expect(judge(early, at('2026-05-07', '13:00'), more).blind).toMatchObject([{ why: 'not_enough_history' }]);
    expect(judge(early, at('2026-05-07', '13:00')).findings).toHaveLength(1);
  });

  it('lets outdoor taps trickle in frost nights', () => {
    const meter = { ...home, frostTaps: 2 };
    const outdoor = { ...building, function: 'outdoor' as const };
    const weather = weatherOf((instant) => (instant >= at(DAY, '12:00') ? -6 : 4));
    const series = water(from(at(DAY, '18:00'), 80));
    const now = at(addDays(DAY, 2), '08:00');
    expect(judge(series, now, { meter, building: outdoor, meters: [meter] }).findings).toHaveLength(1);
    expect(judge(series, now, { meter, building: outdoor, meters: [meter], weather }).findings).toEqual([]);
  });

  it('is blind at a main that does not see a faulty cistern', () => {
    const coarse = { ...home, q1Lph: 630, resolution: 0.1 };
    expect(
      judge(
        water(() => 0, 0.1),
        at(DAY, '13:00'),
        { meter: coarse, meters: [coarse] },
      ).blind,
    ).toMatchObject([{ why: 'below_detection_limit' }]);
  });

  it('watches homes, dormitories and outdoor taps; teaching buildings have their own rule', () => {
    const watches = (place: Partial<typeof building>, meter: Partial<Meter> = {}) =>
      detector.watches({ meter: { ...home, ...meter }, building: { ...building, ...place }, space: undefined }, []);
    expect(watches({ function: 'staff_apartment' })).toBe(true);
    expect(watches({ function: 'outdoor' })).toBe(true);
    expect(watches({ function: 'teaching' })).toBe(false);
    expect(watches({ function: 'outdoor' }, { continuousFlowExpected: true })).toBe(false);
    expect(continuousFlow.audience).not.toBe('guard');
  });
});
