import { describe, expect, it } from 'vitest';
import { hotWaterOffCheck } from '../../analysis/hot-water-off-check.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, building, metered, spoiled, waterMain } from './series-of.ts';
import { asking, expectCausal, expectWords, hourOf } from './water-question.ts';

const detector = hotWaterOffCheck.create(hotWaterOffCheck.options.parse({ offFrom: '05-15', offTo: '10-07' }));
const heater: Meter = { ...breaker, role: 'hot_water' };
const hot: Meter = { ...waterMain, role: 'hot_water' };
const FROM = '2026-05-01';
const TO = '2026-06-10';

/** A heat pump of 20 kW from midnight to three, until a day; then its controller of 60 W. */
const heating = (until: string) => metered(FROM, TO, (instant) => (instant < at(until, '12:00') && hourOf(instant) < 3 ? 20 : 0.06));
const judge = (series: IntervalSeries, night: string, meter = heater) =>
  detector.judge(asking(series, { fromNight: night, now: at(addDays(night, 1), '06:15') }, { meter }));

describe('hot_water_off_check', () => {
  it('speaks of a heater that still runs on the first day on which it should be off', () => {
    const series = heating('2026-05-20');
    expect(judge(series, '2026-05-13').findings).toEqual([]);
    const { findings } = judge(series, '2026-05-16');
    expect(findings).toMatchObject([{ night: '2026-05-15', startAt: at('2026-05-15', '06:00'), endAt: undefined, rate: { unit: 'kW' } }]);
    expect(findings[0]!.wasted!.value).toBeCloseTo(2 * (60 + 21 * 0.06), 0);
    expectWords(hotWaterOffCheck, findings[0]!);
  });

  it('is over with the first calm day, and passes over the standby of a controller', () => {
    const series = heating('2026-05-20');
    const { findings } = expectCausal(detector, { fromNight: '2026-05-10', toNight: '2026-06-05' }, (span) =>
      asking(series, span, { meter: heater }),
    );
    expect(findings).toMatchObject([{ night: '2026-05-15', endAt: at('2026-05-20', '06:00') }]);
    expect(judge(heating('2026-05-10'), '2026-05-25').findings).toEqual([]);
  });

  it('counts hot water in cubic metres, from two pulses a day on', () => {
    const showers = metered(FROM, TO, (instant) => (hourOf(instant) >= 21 && hourOf(instant) < 22 ? 0.4 : 0));
    expect(judge(showers, '2026-05-16', hot).findings).toMatchObject([{ wasted: { unit: 'm³' }, rate: { unit: 'L/h' } }]);
    expect(
      judge(
        metered(FROM, TO, () => 0.0005),
        '2026-05-16',
        hot,
      ).findings,
    ).toEqual([]);
  });

  it('neither raises nor clears where too little is known', () => {
    const hole = spoiled(heating('2026-06-30'), at('2026-05-18', '00:00'), at('2026-05-19', '00:00'), 'estimated');
    const judged = judge(hole, '2026-05-18');
    expect(judged.findings).toMatchObject([{ night: '2026-05-15', endAt: undefined }]);
    expect(judged.blind).toMatchObject([{ why: 'no_data' }]);
  });

  it('is not used until the school says from when to when hot water is off', () => {
    const unused = hotWaterOffCheck.create(hotWaterOffCheck.options.parse({}));
    expect(unused.watches({ meter: hot, building, space: undefined }, [])).toBe(false);
    expect(detector.watches({ meter: hot, building, space: undefined }, [])).toBe(true);
    expect(detector.watches({ meter: waterMain, building, space: undefined }, [])).toBe(false);
    expect(hotWaterOffCheck.options.safeParse({ offFrom: '5-1' }).success).toBe(false);
  });
});
