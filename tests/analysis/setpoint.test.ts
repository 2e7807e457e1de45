import { describe, expect, it } from 'vitest';
import { setpoint } from '../../analysis/setpoint.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { Meter } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { at, breaker, building, metered, room, shanghai, spoiled } from './series-of.ts';
import { asking, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = setpoint.create(setpoint.options.parse({}));
const DAY = '2026-07-08';
const thermometer: Meter = { ...breaker, id: 't-301', medium: 'weather', role: 'room_thermometer' };
const meters = [breaker, thermometer];
const days = { from: '2026-07-04', to: '2026-07-10' };
const hot = weatherOf(() => 32);

/** The unit runs from 09:00 to 12:00. */
const unit = metered(days.from, days.to, (instant) => (hourOf(instant) >= 9 && hourOf(instant) < 12 ? 1.5 : 0));
/** Means of the quarter hours, not amounts. */
const celsius = (at_: (hour: number) => number) => metered(days.from, days.to, (instant) => 4 * at_(hourOf(instant)));
const cold = celsius((hour) => (hour >= 9.5 && hour < 12 ? 23.5 : 29));

function judge(roomC = cold, more: Partial<SeriesQuestion> = {}, now = at(DAY, '23:00')) {
  const asked = { meter: breaker, space: room, weather: hot, ...family(meters, new Map([['t-301', roomC]]), now), ...more };
  return detector.judge(asking(unit, { fromNight: DAY, now }, asked));
}

describe('setpoint', () => {
  it('finds a room that is cooled to 23.5 °C for an hour, when the day is over', () => {
    expect(judge(cold, {}, at(DAY, '22:00')).findings).toEqual([]);
    const [finding] = judge().findings;
    expect(finding).toMatchObject({ night: DAY, startAt: at(DAY, '09:30'), endAt: at(DAY, '12:00'), rate: null, wasted: null });
    expect(finding!.evidence).toContainEqual({ name: 'room_temperature', value: expect.closeTo(23.5, 1), unit: '°C' });
    expect(finding!.evidence).toContainEqual({ name: 'threshold', value: 25, unit: '°C' });
    expect(finding!.proof).toMatchObject({ startAt: at(DAY, '08:30'), unit: '°C', threshold: 25 });
    expect(finding!.proof!.values).toHaveLength(14);
    expectWords(setpoint, finding!);
    expect(setpoint.sentence(finding!, { meter: breaker, building, space: room }, shanghai, false).zh).toContain('26 °C 以上');
  });

  it('finds a room that is heated to 23 °C in winter', () => {
    const warm = celsius((hour) => (hour >= 10 && hour < 12 ? 23 : 18));
    const [finding] = judge(warm, { weather: weatherOf(() => 3) }).findings;
    expect(finding!.evidence).toContainEqual({ name: 'threshold', value: 21, unit: '°C' });
    expect(setpoint.sentence(finding!, { meter: breaker, building, space: room }, shanghai, false).en).toContain('20 °C or less');
  });

  it('allows 25 °C, three quarters of an hour, a cool room without a running unit, and mild weather', () => {
    expect(judge(celsius(() => 25.1)).findings).toEqual([]);
    expect(judge(celsius((hour) => (hour >= 9.5 && hour < 10.25 ? 23 : 28))).findings).toEqual([]);
    expect(judge(celsius((hour) => (hour >= 14 && hour < 18 ? 22 : 28))).findings).toEqual([]);
    expect(judge(cold, { weather: weatherOf(() => 18) })).toMatchObject({ findings: [], blind: [] });
  });

  it('says what is missing: the thermometer, the weather', () => {
    const gap = spoiled(cold, at(DAY, '06:00'), at(DAY, '23:00'), 'absent');
    expect(judge(gap)).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
    expect(judge(cold, { weather: NO_WEATHER })).toMatchObject({ findings: [], blind: [{ why: 'no_weather' }] });
  });

  it('watches one unit in a room with a thermometer', () => {
    const watches = (meter: Partial<Meter>, others = meters) =>
      detector.watches({ meter: { ...breaker, ...meter }, building, space: room }, others);
    expect(watches({})).toBe(true);
    expect(watches({}, [breaker])).toBe(false);
    expect(watches({ role: 'ac_circuit', acUnits: 6 })).toBe(false);
    expect(watches({ role: 'lighting' })).toBe(false);
  });

  it('says over a span what it said day by day', () => {
    const whole = expectCausal(detector, { fromNight: '2026-07-05', toNight: DAY }, (span) =>
      asking(unit, span, { meter: breaker, space: room, weather: hot, ...family(meters, new Map([['t-301', cold]]), span.now) }),
    );
    expect(whole.findings).toHaveLength(4);
  });
});
