import { describe, expect, it } from 'vitest';
import { burst } from '../../analysis/burst.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { randomOf } from './night-water.ts';
import { at, building, metered, spoiled, waterMain } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = burst.create(burst.options.parse({}));
const FROM = '2026-03-02';
/** A Wednesday, six weeks later. */
const DAY = '2026-04-15';
const TO = '2026-04-25';
const calendar = calendarOf();
const MINUTE_MS = 60_000;

function judge(series: IntervalSeries, now: number, more: Partial<SeriesQuestion> = {}) {
  const night = new Date(now + 8 * 3_600_000 - 12 * 3_600_000).toISOString().slice(0, 10);
  return detector.judge(asking(series, { fromNight: night, now }, { calendar, ...more }));
}

/** Water of a teaching building, m³/h: 1.2 by day with breaks of up to 3, nothing at night; and what is added to it, L/h. */
function school(added: (instant: number) => number = () => 0, pulseM3 = 0.01): IntervalSeries {
  const random = randomOf(5);
  const noise = Array.from({ length: 60 * 96 }, () => random());
  const weekday = (instant: number) => new Date(instant + 8 * 3_600_000).getUTCDay() % 6 !== 0;
  const use = (instant: number) => {
    if (!weekday(instant) || hourOf(instant) < 7 || hourOf(instant) >= 21) return 0;
    return 0.6 + 2.4 * noise[Math.floor((instant - at(FROM, '00:00')) / (15 * MINUTE_MS))]!;
  };
  return metered(FROM, TO, (instant) => use(instant) + added(instant) / 1000, pulseM3);
}
const between = (fromAt: number, toAt: number, lph: number) => (instant: number) => (instant >= fromAt && instant < toAt ? lph : 0);

const dormitory = { ...building, function: 'dormitory' as const };
const lawn = { ...building, function: 'outdoor' as const };

/** Water of a dormitory: 6 m³/h of showers in the evening, flushes at night; and what is added to it, L/h. */
function boarders(added: (instant: number) => number = () => 0): IntervalSeries {
  const use = (instant: number) => {
    const hour = hourOf(instant);
    return hour >= 21.5 && hour < 22.5 ? 6 : hour >= 22.5 || hour < 6 ? 0.2 : 0;
  };
  return metered(FROM, TO, (instant) => use(instant) + added(instant) / 1000);
}

describe('burst', () => {
  it('is found within two readings at night: 1,200 L/h (20 L/min) in an empty teaching building', () => {
    const series = school(between(at(DAY, '23:30'), at(TO, '00:00'), 1200));
    expect(judge(series, at(DAY, '23:45') + MINUTE_MS).findings).toEqual([]);
    const { findings } = judge(series, at(addDays(DAY, 1), '00:00') + MINUTE_MS);
    expect(findings).toMatchObject([{ night: DAY, startAt: at(DAY, '23:30'), endAt: undefined }]);
    expect(findings[0]!.rate!.value).toBeCloseTo(1200, -2);
    expectWords(burst, findings[0]!);
    expect(findings[0]!.proof!.threshold).toBe(600);
  });

  it('is found within two readings by day: 9 m³/h where the peak was 3', () => {
    const series = school(between(at(DAY, '10:00'), at(TO, '00:00'), 9000));
    const { findings } = judge(series, at(DAY, '10:30') + MINUTE_MS);
    expect(findings).toMatchObject([{ night: addDays(DAY, -1), startAt: at(DAY, '10:00') }]);
    // A busy break is none.
    expect(judge(school(), at(DAY, '20:00')).findings).toEqual([]);
  });

  it('ends after half an hour below the line, and begins again under another night', () => {
    const series = school(
      (instant) =>
        between(at(DAY, '23:00'), at(addDays(DAY, 1), '02:00'), 1200)(instant) +
        between(at(addDays(DAY, 2), '01:00'), at(TO, '00:00'), 900)(instant),
    );
    const whole = expectCausal(detector, { fromNight: addDays(DAY, -10), toNight: addDays(DAY, 4) }, (span) =>
      asking(series, span, { calendar }),
    );
    expect(whole.findings.map(({ night, startAt, endAt }) => [night, startAt, endAt])).toEqual([
      [DAY, at(DAY, '23:00'), at(addDays(DAY, 1), '02:00')],
      [addDays(DAY, 1), at(addDays(DAY, 2), '01:00'), undefined],
    ]);
  });

  it('judges nights from the first day, days after ten of their kind', () => {
    const early = '2026-03-05';
    expect(judge(school(between(at(early, '01:00'), at(early, '04:00'), 1200)), at(early, '02:00')).findings).toHaveLength(1);
    const byDay = judge(school(between(at(early, '10:00'), at(early, '14:00'), 9000)), at(early, '12:00'));
    expect(byDay.findings).toEqual([]);
    expect(byDay.blind).toMatchObject([{ why: 'not_enough_history' }]);
  });

  it('keeps silent about a tank that fills at two and irrigation at five once they are history', () => {
    const plant = { ...building, function: 'plant_room' as const };
    const filling = (instant: number) => (hourOf(instant) >= 2 && hourOf(instant) < 3.5 ? 22_000 : 0);
    const irrigation = (instant: number) => (hourOf(instant) >= 5 && hourOf(instant) < 6.25 ? 7200 : 0);
    const series = metered(FROM, TO, (instant) => (filling(instant) + irrigation(instant)) / 1000, 0.1);
    const span = { fromNight: addDays(FROM, 1), toNight: addDays(DAY, 5), now: at(addDays(DAY, 6), '12:00') };
    expect(detector.judge(asking(series, span, { calendar, building: plant })).findings).toEqual([]);
  });

  it('does not learn from what it raised: the same burst a month later is one again', () => {
    const first = between(at('2026-03-25', '00:00'), at('2026-03-25', '05:00'), 2500);
    const second = between(at(DAY, '00:00'), at(DAY, '05:00'), 2500);
    const series = school((instant) => first(instant) + second(instant));
    expect(judge(series, at(DAY, '03:00')).findings).toHaveLength(1);
  });

  it('takes the first waterings of a season for blocks of the plant', () => {
    const watering = (instant: number) =>
      instant >= at('2026-03-25', '00:00') && hourOf(instant) >= 5 && hourOf(instant) < 6.25 ? 7.2 : 0;
    const { findings } = expectCausal(detector, { fromNight: '2026-03-20', toNight: '2026-04-02' }, (span) =>
      asking(metered(FROM, TO, watering, 0.1), span, { calendar, building: lawn }),
    );
    expect(findings).toEqual([]);
  });

  it('speaks outdoors, where no block is known, of what outlasts one, and later of twice the usual block', () => {
    const broken = metered(FROM, TO, (instant) => between(at(DAY, '10:00'), at(TO, '00:00'), 5000)(instant) / 1000, 0.1);
    expect(judge(broken, at(DAY, '12:45'), { building: lawn }).findings).toEqual([]);
    expect(judge(broken, at(DAY, '13:00'), { building: lawn }).findings).toMatchObject([{ startAt: at(DAY, '10:00') }]);
    const watering = (instant: number) => (hourOf(instant) >= 5 && hourOf(instant) < 6.25 ? 7.2 : 0);
    const larger = metered(
      FROM,
      TO,
      (instant) => watering(instant) + between(at(DAY, '10:00'), at(TO, '00:00'), 15_000)(instant) / 1000,
      0.1,
    );
    expect(judge(larger, at(DAY, '10:30'), { building: lawn }).findings).toMatchObject([{ startAt: at(DAY, '10:00') }]);
  });

  it('sees at ten in the morning what the showers of the evening would hide', () => {
    const series = boarders(between(at(DAY, '10:00'), at(TO, '00:00'), 2500));
    const { findings } = judge(series, at(DAY, '10:30'), { building: dormitory });
    expect(findings).toMatchObject([{ startAt: at(DAY, '10:00') }]);
    expect(findings[0]!.evidence).toContainEqual(expect.objectContaining({ name: 'past_peak', unit: 'L/h' }));
    expect(judge(boarders(), at(DAY, '23:00'), { building: dormitory }).findings).toEqual([]);
  });

  it('sees within two hours what is no more than a busy break but has no end', () => {
    const breaks = (instant: number) => (hourOf(instant) >= 9 && hourOf(instant) < 18 && hourOf(instant) % 1 < 0.5 ? 4 : 0.1);
    const series = metered(FROM, TO, (instant) => breaks(instant) + between(at(DAY, '13:00'), at(TO, '00:00'), 1800)(instant) / 1000);
    expect(judge(series, at(DAY, '14:45'), { building: dormitory }).findings).toEqual([]);
    expect(judge(series, at(DAY, '15:00'), { building: dormitory }).findings).toMatchObject([{ startAt: at(DAY, '13:00') }]);
  });

  it('goes on over midnight', () => {
    const series = boarders(between(at(DAY, '23:15'), at(addDays(DAY, 1), '04:00'), 2500));
    const { findings } = expectCausal(detector, { fromNight: addDays(DAY, -2), toNight: addDays(DAY, 1) }, (span) =>
      asking(series, span, { calendar, building: dormitory }),
    );
    expect(findings).toMatchObject([{ night: DAY, endAt: at(addDays(DAY, 1), '04:00') }]);
  });

  it('sees 1,000 L/h while boarders sleep', () => {
    const series = boarders(between(at(DAY, '02:00'), at(TO, '00:00'), 1000));
    expect(judge(series, at(DAY, '02:30'), { building: dormitory }).findings).toMatchObject([{ startAt: at(DAY, '02:00') }]);
  });

  it('knows the day on which pupils come back from vacation by the days before it', () => {
    const terms = [
      { name: 'first', firstDay: FROM, lastDay: '2026-03-20' },
      { name: 'second', firstDay: '2026-04-20', lastDay: '2026-07-01' },
    ];
    const vacation = (instant: number) => instant >= at('2026-03-21', '00:00') && instant < at('2026-04-19', '16:00');
    const isSaturday = (instant: number) => new Date(instant + 8 * 3_600_000).getUTCDay() === 6;
    const washing = (instant: number) => (!isSaturday(instant) && hourOf(instant) >= 16 && hourOf(instant) < 18 ? 6 : 0);
    const series = metered(FROM, TO, (instant) => (vacation(instant) ? 0 : washing(instant)));
    const back = { building: dormitory, calendar: calendarOf({ terms }) };
    expect(judge(series, at('2026-04-19', '18:30'), back).findings).toEqual([]);
    // In the middle of the vacation it would be one.
    const early = metered(FROM, TO, (instant) => (vacation(instant) && instant < at('2026-04-12', '16:00') ? 0 : washing(instant)));
    expect(judge(early, at('2026-04-12', '18:30'), back).findings).toHaveLength(1);
  });

  it('does not take a busy quarter hour for two where a reading was lost', () => {
    const busy = (instant: number) => (hourOf(instant) >= 22 && hourOf(instant) < 22.25 ? 4.4 : 0) + 0.2;
    const series = metered(FROM, TO, busy);
    const first = (at(DAY, '21:45') - series.startAt) / (15 * MINUTE_MS);
    series.values.fill((series.values[first]! + series.values[first + 1]!) / 2, first, first + 2);
    const lost = spoiled(series, at(DAY, '21:45'), at(DAY, '22:15'), 'interpolated');
    expect(judge(lost, at(DAY, '22:45'), { building: dormitory }).findings).toEqual([]);
  });

  it('does not tell the evening of a day that was told in the morning', () => {
    const series = boarders(between(at(DAY, '09:00'), at(DAY, '13:00'), 20_000));
    expect(judge(series, at(DAY, '23:30'), { building: dormitory }).findings).toMatchObject([
      { startAt: at(DAY, '09:00'), endAt: at(DAY, '13:00') },
    ]);
  });

  it('speaks of a day that took three times the largest one before it', () => {
    const peaks = (instant: number) => (hourOf(instant) >= 18 && hourOf(instant) < 18.5 ? 4 : 0);
    const series = metered(FROM, TO, (instant) => peaks(instant) + between(at(DAY, '06:00'), at(TO, '00:00'), 1400)(instant) / 1000);
    const { findings } = judge(series, at(DAY, '18:00'), { building: dormitory });
    expect(findings).toHaveLength(1);
    expect(findings[0]!.evidence).toContainEqual({ name: 'largest_day', value: 2, unit: 'm³' });
    expectWords(burst, findings[0]!);
  });

  it('speaks of what goes on after a permit, not of what people were allowed to do', () => {
    const series = school(between(at(DAY, '23:00'), at(addDays(DAY, 1), '03:00'), 1200));
    const permitted = (instant: number) => instant >= at(DAY, '22:00') && instant < at(addDays(DAY, 1), '02:00');
    expect(judge(series, at(addDays(DAY, 1), '01:30'), { permitted }).findings).toEqual([]);
    expect(judge(series, at(addDays(DAY, 1), '02:45'), { permitted }).findings).toHaveLength(1);
  });

  it('watches more closely in the two days after frost', () => {
    const series = metered(
      FROM,
      TO,
      (instant) =>
        (hourOf(instant) >= 6 && hourOf(instant) < 23 ? 0.5 : 0.1) + between(at(DAY, '14:00'), at(TO, '00:00'), 700)(instant) / 1000,
    );
    const weather = weatherOf((instant) => (instant < at(DAY, '10:00') ? -6 : 4));
    expect(judge(series, at(DAY, '15:00'), { building: dormitory }).findings).toEqual([]);
    const { findings } = judge(series, at(DAY, '15:00'), { building: dormitory, weather });
    expect(findings).toMatchObject([{ reasons: [{ name: 'thaw' }] }]);
    expectWords(burst, findings[0]!);
    const later = weatherOf((instant) => (instant < at(addDays(DAY, -4), '10:00') ? -6 : 4));
    expect(judge(series, at(DAY, '15:00'), { building: dormitory, weather: later }).findings).toEqual([]);
  });

  it('leaves it to the meter behind, which tells where the valve is', () => {
    const branch: Meter = { ...waterMain, id: 'w-b1-f3', parent: 'w-b1', role: 'branch' };
    const series = school(between(at(DAY, '23:30'), at(TO, '00:00'), 1200));
    const now = at(addDays(DAY, 1), '01:00');
    const kin = family([waterMain, branch], new Map([['w-b1-f3', series]]), now);
    expect(judge(series, now, kin).findings).toEqual([]);
    expect(judge(series, now, { ...kin, meter: branch }).findings).toHaveLength(1);
  });

  it('is blind without readings, and behind pulses of a cubic metre', () => {
    const now = at(DAY, '12:00');
    expect(judge(spoiled(school(), at(DAY, '00:00'), at(DAY, '13:00'), 'absent'), now).blind).toMatchObject([{ why: 'no_data' }]);
    expect(judge(school(), now, { meter: { ...waterMain, resolution: 1 } }).blind).toMatchObject([{ why: 'below_detection_limit' }]);
    expect(judge(school(), now).blind).toEqual([]);
  });

  it('watches every water meter of the school, also where flow round the clock is normal', () => {
    const watches = (meter: Partial<Meter>) => detector.watches({ meter: { ...waterMain, ...meter }, building, space: undefined }, []);
    expect(watches({ role: 'campus_main', continuousFlowExpected: true })).toBe(true);
    expect(watches({ medium: 'electricity' })).toBe(false);
  });
});
