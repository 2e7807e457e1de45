import { describe, expect, it } from 'vitest';
import { acLeftOnOptions, createAcLeftOnDetector } from '../../analysis/ac-left-on.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { settingsSchema } from '../../config/schema.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, building, knownAt, metered, room, shanghai, spoiled } from './series-of.ts';

const NIGHT = '2026-07-01';
const MORNING = '2026-07-02';
const MINUTE = 60_000;
const detector = createAcLeftOnDetector();

function judge(series: IntervalSeries, now: number, meter: Meter = breaker, night = NIGHT) {
  const question = { meter, building, space: room, local: shanghai, fromNight: night, toNight: night };
  return detector.judge({ ...question, series: knownAt(series, now), now });
}

/** Fourteen nights and the one that is judged; `off` is what the room takes while its unit is off. */
function room301(running: (instant: number) => number, off = 0) {
  return metered('2026-06-16', '2026-07-03', (instant) => off + running(instant));
}
const between = (from: number, to: number, kw: number) => (instant: number) => (from <= instant && instant < to ? kw : 0);
const whole = between(at(NIGHT, '19:00'), at(MORNING, '06:00'), 1);
/** 6 minutes of full power in 40, as a satisfied fixed-speed unit. */
const burst =
  (kw: number, shift = 0) =>
  (instant: number) =>
    whole(instant) && Math.floor(instant / MINUTE + shift) % 40 < 6 ? kw : 0;

describe('ac_left_on', () => {
  it('has the defaults of the settings', () => {
    expect(acLeftOnOptions.parse({})).toEqual(settingsSchema.parse({}).detectors.acLeftOn);
    expect(acLeftOnOptions.safeParse({ minEnergy: 1 }).success).toBe(false);
  });

  it('finds 2 kW at 23:30 and says since when and how much', () => {
    const { findings, blind } = judge(room301(between(at(NIGHT, '19:00'), at(MORNING, '06:00'), 2)), at(NIGHT, '23:30'));
    expect(blind).toEqual([]);
    expect(findings).toMatchObject([{ rule: 'ac_left_on', meter: 'ac-301', night: NIGHT, startAt: at(NIGHT, '23:30'), endAt: undefined }]);
    expect(findings[0]!.rate!.value).toBeCloseTo(2, 6);
    expect(findings[0]!.wasted).toEqual({ value: 0, unit: 'kWh' });
    expect(findings[0]!.evidence).toEqual([
      { name: 'rolling_energy', value: expect.closeTo(2, 6), unit: 'kWh' },
      { name: 'threshold', value: 0.15, unit: 'kWh' },
      { name: 'standby', value: 0, unit: 'kW' },
      { name: 'standby_nights', value: 14, unit: 'nights' },
    ]);
  });

  it('counts 13 kWh of 2 kW from 23:30 to 06:00', () => {
    const [finding] = judge(room301(between(at(NIGHT, '19:00'), at(MORNING, '08:00'), 2)), at(MORNING, '09:00')).findings;
    expect(finding!.endAt).toBeUndefined();
    expect(finding!.wasted!.value).toBeCloseTo(13, 6);
    expect(finding!.rate!.value).toBeCloseTo(2, 6);
  });

  it('finds an inverter throttled to 0.25 kW in the first hour, also beside a 90 W crankcase heater that counts as standby', () => {
    const alone = room301(between(at(NIGHT, '19:00'), at(MORNING, '06:00'), 0.25));
    expect(judge(alone, at(NIGHT, '23:30')).findings).toHaveLength(1);
    const beside = judge(room301(between(at(NIGHT, '19:00'), at(MORNING, '06:00'), 0.25), 0.09), at(NIGHT, '23:30'));
    expect(beside.findings).toHaveLength(1);
    expect(beside.findings[0]!.rate!.value).toBeCloseTo(0.25, 1);
  });

  it('finds a satisfied fixed-speed unit (6 min of 1.6 kW in 40) within the hour, whenever its bursts fall, and does not lose it', () => {
    for (let shift = 0; shift < 40; shift++) {
      const series = room301(burst(1.6, shift));
      expect(judge(series, at(MORNING, '00:30')).findings, `shift ${shift}`).toHaveLength(1);
      expect(judge(series, at(MORNING, '06:00')).findings, `shift ${shift}`).toMatchObject([{ endAt: undefined }]);
    }
  });

  it('passes over a 90 W crankcase heater, learned or not', () => {
    expect(
      judge(
        room301(() => 0, 0.09),
        at(MORNING, '06:00'),
      ).findings,
    ).toEqual([]);
    const cold = metered('2026-06-30', '2026-07-03', () => 0.09);
    expect(judge(cold, at(MORNING, '06:00')).findings).toEqual([]);
    // The first cold night: nothing learned of it yet, and the day before without it.
    const firstNight = room301(between(at(NIGHT, '17:00'), at('2026-07-03', '00:00'), 0.09));
    expect(judge(firstNight, at(MORNING, '06:00')).findings).toEqual([]);
  });

  it('passes over who goes home at 22:45', () => {
    expect(judge(room301(between(at(NIGHT, '19:00'), at(NIGHT, '22:45'), 2)), at(MORNING, '06:00')).findings).toEqual([]);
  });

  it('clears after 45 quiet minutes and names the end', () => {
    const series = room301(between(at(NIGHT, '19:00'), at(MORNING, '01:00'), 2));
    expect(judge(series, at(MORNING, '01:40')).findings).toMatchObject([{ endAt: undefined }]);
    const [finding] = judge(series, at(MORNING, '01:45')).findings;
    expect(finding).toMatchObject({ startAt: at(NIGHT, '23:30'), endAt: at(MORNING, '01:00') });
    expect(finding!.wasted!.value).toBeCloseTo(3, 6);
  });

  it('starts when it rose, and goes on as the same finding when it is switched on again', () => {
    const again = (instant: number) =>
      between(at(MORNING, '01:10'), at(MORNING, '02:00'), 2)(instant) + between(at(MORNING, '04:00'), at(MORNING, '06:00'), 2)(instant);
    expect(judge(room301(again), at(MORNING, '03:00')).findings).toMatchObject([
      { startAt: at(MORNING, '01:00'), endAt: at(MORNING, '02:00') },
    ]);
    const [finding] = judge(room301(again), at(MORNING, '06:00')).findings;
    expect(finding).toMatchObject({ startAt: at(MORNING, '01:00'), endAt: undefined });
    expect(finding!.wasted!.value).toBeCloseTo((50 / 60 + 2) * 2, 1);
  });

  it('is neither raised nor cleared by estimated, partial or absent intervals', () => {
    const on = room301(between(at(NIGHT, '19:00'), at(MORNING, '06:00'), 2));
    const off = room301(between(at(NIGHT, '19:00'), at(MORNING, '00:00'), 2));
    for (const quality of ['estimated', 'partial', 'absent'] as const) {
      expect(judge(spoiled(on, at(NIGHT, '20:00'), at(MORNING, '06:00'), quality), at(MORNING, '06:00')).findings, quality).toEqual([]);
      const hidden = judge(spoiled(off, at(MORNING, '00:00'), at(MORNING, '06:00'), quality), at(MORNING, '06:00'));
      expect(hidden.findings, quality).toMatchObject([{ endAt: undefined }]);
      expect(hidden.blind, quality).toEqual([{ rule: 'ac_left_on', meter: 'ac-301', night: NIGHT, why: 'no_data' }]);
    }
  });

  it('learns a standby of 0.2 kW as the median of fourteen nights, so that three forgotten nights do not move it', () => {
    const nights = ['2026-06-20', '2026-06-24', '2026-06-27'];
    const forgotten = (instant: number) => (nights.includes(shanghai.dayOf(instant - 12 * 3_600_000)) ? 2 : 0);
    const [finding] = judge(
      room301((instant) => forgotten(instant) + whole(instant) * 0.5, 0.2),
      at(MORNING, '06:00'),
    ).findings;
    expect(finding!.evidence).toContainEqual({ name: 'standby', value: expect.closeTo(0.2, 6), unit: 'kW' });
    expect(finding!.evidence).toContainEqual({ name: 'threshold', value: expect.closeTo(0.3, 6), unit: 'kWh' });
    expect(finding!.rate!.value).toBeCloseTo(0.5, 2);
  });

  it('does not take the habit of a class that forgets every night for standby', () => {
    const circuit: Meter = { ...breaker, role: 'ac_circuit', acUnits: 1 };
    const always = metered('2026-06-16', '2026-07-03', () => 0.4);
    expect(judge(always, at(NIGHT, '23:30'), circuit).findings).toHaveLength(1);
  });

  it('allows 0.1 kWh a unit while fewer than five nights are known', () => {
    const circuit: Meter = { ...breaker, role: 'ac_circuit', acUnits: 6 };
    const few = (kw: number) => metered('2026-06-29', '2026-07-03', () => kw);
    expect(judge(few(0.54), at(MORNING, '06:00'), circuit).findings).toEqual([]);
    expect(judge(few(0.7), at(NIGHT, '23:30'), circuit).findings).toHaveLength(1);
  });

  it('says nothing about a night that has not begun', () => {
    expect(judge(room301(whole), at(NIGHT, '23:29'))).toEqual({ findings: [], blind: [], cutOff: false });
  });

  it('watches AC circuits and room breakers, but not dormitories, flats and server rooms', () => {
    const watches = (meter: Partial<Meter>, place: Partial<typeof building> = {}, space: Partial<typeof room> = {}) =>
      detector.watches({ meter: { ...breaker, ...meter }, building: { ...building, ...place }, space: { ...room, ...space } });
    expect(watches({})).toBe(true);
    expect(watches({ role: 'ac_circuit' })).toBe(true);
    expect(watches({ role: 'lighting' })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, { function: 'staff_apartment' })).toBe(false);
    expect(watches({}, {}, { function: 'server_room' })).toBe(false);
  });
});
