import { describe, expect, it } from 'vitest';
import { acLeftOn } from '../../analysis/ac-left-on.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, building, knownAt, metered, room, shanghai, spoiled } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords } from './water-question.ts';

const NIGHT = '2026-07-01';
const MORNING = '2026-07-02';
const MINUTE = 60_000;
const detector = acLeftOn.create(acLeftOn.options.parse({}));

function judge(series: IntervalSeries, now: number, meter: Meter = breaker, more: Partial<SeriesQuestion> = {}) {
  return detector.judge(asking(series, { fromNight: NIGHT, now }, { meter, space: room, meters: [meter], ...more }));
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
    const { proof } = findings[0]!;
    expect(proof).toMatchObject({ startAt: at(NIGHT, '21:30'), unit: 'kW', threshold: 0.15, baseline: 0 });
    expect(proof!.values).toEqual(Array(8).fill(expect.closeTo(2, 6)));
    expectWords(acLeftOn, findings[0]!);
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

  it('watches AC circuits and room breakers, but not dormitories, flats, server rooms and what always runs', () => {
    const watches = (meter: Partial<Meter>, place: Partial<typeof building> = {}, space: Partial<typeof room> = {}) =>
      detector.watches({ meter: { ...breaker, ...meter }, building: { ...building, ...place }, space: { ...room, ...space } }, []);
    expect(watches({})).toBe(true);
    expect(watches({ role: 'ac_circuit' })).toBe(true);
    expect(watches({ role: 'lighting' })).toBe(false);
    expect(watches({ alwaysOn: true })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, { function: 'staff_apartment' })).toBe(false);
    expect(watches({}, {}, { function: 'server_room' })).toBe(false);
  });
});

describe('ac_left_on and what a school declares', () => {
  const allNight = room301(between(at(NIGHT, '19:00'), at(MORNING, '08:00'), 2));
  const permittedUntil = (clock: string) => ({ permitted: (instant: number) => instant < at(MORNING, clock) });

  it('says nothing while use is permitted, and raises who is still on when the permit ends', () => {
    expect(judge(allNight, at(MORNING, '00:59'), breaker, permittedUntil('01:00')).findings).toEqual([]);
    const [finding] = judge(allNight, at(MORNING, '01:00'), breaker, permittedUntil('01:00')).findings;
    expect(finding).toMatchObject({ startAt: at(MORNING, '01:00'), endAt: undefined });
    const later = judge(allNight, at(MORNING, '06:00'), breaker, permittedUntil('01:00')).findings[0]!;
    expect(later.startAt).toBe(at(MORNING, '01:00'));
    expect(later.wasted!.value).toBeCloseTo(10, 6);
    expect(judge(allNight, at(MORNING, '06:00'), breaker, { permitted: () => true }).findings).toEqual([]);
  });

  it('keeps who was raised before a permit began, and does not count the permitted hours as waste', () => {
    const permitted = (instant: number) => at(MORNING, '01:00') <= instant && instant < at(MORNING, '03:00');
    const [finding] = judge(allNight, at(MORNING, '06:00'), breaker, { permitted }).findings;
    expect(finding).toMatchObject({ startAt: at(NIGHT, '23:30'), endAt: undefined });
    expect(finding!.wasted!.value).toBeCloseTo(4.5 * 2, 6);
  });

  it('sends nobody to cut off power on an exam or event night: it goes to the digest', () => {
    for (const type of ['exam', 'event'] as const) {
      const calendar = calendarOf({ exceptions: [{ firstDay: MORNING, lastDay: MORNING, type }] });
      const [finding] = judge(allNight, at(MORNING, '02:00'), breaker, { calendar }).findings;
      expect(finding, type).toMatchObject({ isFirm: false, reasons: [{ name: `${type}_day` }] });
      const { zh, en } = acLeftOn.sentence(finding!, { meter: breaker, building, space: room }, shanghai, false);
      expect(zh + en, type).not.toMatch(/关掉|switch it off/);
      expectWords(acLeftOn, finding!);
    }
    expect(judge(allNight, at(MORNING, '02:00')).findings[0]!.isFirm).toBeUndefined();
  });

  it('waits for half an hour after lights-out, however early the school looks', () => {
    const early = acLeftOn.create(acLeftOn.options.parse({ from: '22:00' }));
    const ask = (now: number) => early.judge(asking(allNight, { fromNight: NIGHT, now }, { meter: breaker, space: room }));
    expect(ask(at(NIGHT, '22:59')).findings).toEqual([]);
    expect(ask(at(NIGHT, '23:00')).findings).toHaveLength(1);
  });

  it('passes over a room that is made ready in the last half hour, and finds one that began at four', () => {
    expect(judge(room301(between(at(MORNING, '05:30'), at(MORNING, '08:00'), 2)), at(MORNING, '06:00')).findings).toEqual([]);
    const [finding] = judge(room301(between(at(MORNING, '04:00'), at(MORNING, '08:00'), 2)), at(MORNING, '06:00')).findings;
    expect(finding!.startAt).toBe(at(MORNING, '04:00'));
  });

  it('raises only what has been on for half an hour', () => {
    const late = room301(between(at(NIGHT, '23:30'), at(MORNING, '08:00'), 2));
    expect(judge(late, at(NIGHT, '23:45')).findings).toEqual([]);
    expect(judge(late, at(MORNING, '00:00')).findings).toMatchObject([{ startAt: at(NIGHT, '23:30') }]);
  });

  it('begins to learn anew after a change: the standby of the old unit does not hide the new one', () => {
    const old = metered('2026-06-16', '2026-07-03', (instant) => (instant < at('2026-06-30', '12:00') ? 0.3 : 0.25));
    expect(judge(old, at(MORNING, '02:00')).findings).toEqual([]);
    const changedAt = [at('2026-06-30', '12:00')];
    const [finding] = judge(old, at(MORNING, '02:00'), breaker, { changedAt }).findings;
    expect(finding!.evidence).toContainEqual({ name: 'standby_nights', value: 1, unit: 'nights' });
    expect(judge(old, at(MORNING, '02:00'), breaker, { changedAt: [at(MORNING, '12:00')] }).findings).toEqual([]);
  });
});

describe('ac_left_on and what goes wrong', () => {
  const allNight = room301(between(at(NIGHT, '19:00'), at(MORNING, '08:00'), 2));

  it('finds a class that forgets every night by its neighbours, where nobody declared its units', () => {
    const ids = ['ac-302', 'ac-303', 'ac-304'];
    const meters = [breaker, ...ids.map((id) => ({ ...breaker, id }))];
    const nightly = metered('2026-06-16', '2026-07-03', (instant) => (shanghai.clockOf(instant) < '06:00' ? 0.8 : 0.02));
    const others = metered('2026-06-16', '2026-07-03', () => 0.02);
    expect(detector.relatives!({ meter: breaker, building, space: room }, meters)).toEqual(ids);
    const asked = { meters, other: (id: string) => (ids.includes(id) ? knownAt(others, at(MORNING, '03:00')) : undefined) };
    const [finding] = judge(nightly, at(MORNING, '03:00'), breaker, asked).findings;
    expect(finding!.evidence).toContainEqual({ name: 'night_habit', value: expect.closeTo(0.8, 2), unit: 'kW' });
    expectWords(acLeftOn, finding!);
    // Its neighbours do the same: then it is what such rooms take.
    expect(judge(nightly, at(MORNING, '03:00'), breaker, { meters, other: () => nightly }).findings).toEqual([]);
  });

  it('says "no data" for a gap that is exactly 23:00 to 23:30, and finds the unit a quarter of an hour later', () => {
    const gap = spoiled(allNight, at(NIGHT, '23:00'), at(NIGHT, '23:30'), 'absent');
    expect(judge(gap, at(NIGHT, '23:30'))).toMatchObject({ findings: [], blind: [{ meter: 'ac-301', why: 'no_data' }] });
    expect(judge(gap, at(NIGHT, '23:45'))).toMatchObject({ findings: [{ startAt: at(NIGHT, '23:30') }], blind: [] });
  });

  it('says the same of a night whose readings came after the list', () => {
    const late = spoiled(allNight, at(NIGHT, '20:00'), at(MORNING, '08:00'), 'absent');
    expect(judge(late, at(NIGHT, '23:30'))).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
    expect(judge(allNight, at(MORNING, '09:00')).findings).toMatchObject([{ night: NIGHT, startAt: at(NIGHT, '23:30') }]);
  });

  it('does not take the last seconds of a class for the next quarter hour when the clocks differ by 90 s', () => {
    for (const end of ['22:30', '23:00', '23:15']) {
      const skewed = room301(between(at(NIGHT, '19:00'), at(NIGHT, end) + 90_000, 2));
      expect(judge(skewed, at(MORNING, '06:00')).findings, end).toEqual([]);
    }
  });

  it('takes an exchange of the meter, or a ratio that was typed ten times too large, for a new beginning', () => {
    const circuit: Meter = { ...breaker, role: 'ac_circuit', acUnits: 6 };
    const tenfold = metered('2026-06-16', '2026-07-03', (instant) => (instant < at('2026-06-30', '12:00') ? 0.05 : 0.5));
    expect(judge(tenfold, at(MORNING, '02:00'), circuit, { changedAt: [at('2026-06-30', '12:00')] }).findings).toEqual([]);
    expect(judge(tenfold, at(MORNING, '02:00'), circuit).findings).toHaveLength(1);
  });

  it('says over a span what it said night by night', () => {
    const nights = ['2026-06-24', '2026-06-27', '2026-06-29', '2026-06-30'];
    const series = metered('2026-06-05', '2026-07-03', (instant) => {
      const night = shanghai.dayOf(instant - 12 * 3_600_000);
      const until = at(addDays(night, 1), night === '2026-06-27' ? '01:10' : '06:00');
      return 0.05 + (nights.includes(night) && instant > at(night, '22:00') && instant < until ? 1.1 : 0);
    });
    const judged = expectCausal(detector, { fromNight: '2026-06-20', toNight: '2026-07-01' }, (span) =>
      asking(series, span, { meter: breaker, space: room }),
    );
    expect(judged.findings.map(({ night }) => night)).toEqual(nights);
  });
});
