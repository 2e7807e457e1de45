import { describe, expect, it } from 'vitest';
import { lightsLeftOn } from '../../analysis/lights-left-on.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Building, Meter, Space } from '../../domain/site.ts';
import { at, breaker, building, metered, room, shanghai, spoiled } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, hourOf } from './water-question.ts';

const detector = lightsLeftOn.create(lightsLeftOn.options.parse({}));
const NIGHT = '2026-11-11';
const MORNING = '2026-11-12';
const lamps: Meter = { ...breaker, id: 'b1-light', role: 'lighting', space: undefined, ratedKw: 10 };
const learned: Meter = { ...lamps, ratedKw: undefined };

const between = (from: number, to: number, kw: number) => (instant: number) => (from <= instant && instant < to ? kw : 0);
/** 10 kW in the evening until 22:12, then 0.8 kW in corridors and at exits, with something more. */
const circuit = (more: (instant: number) => number, from = '2026-10-10') =>
  metered(from, '2026-11-14', (instant) => 0.8 + (hourOf(instant) >= 17 && hourOf(instant) < 22.2 ? 9.2 : 0) + more(instant));
const allNight = circuit(between(at(NIGHT, '22:00'), at(MORNING, '06:00'), 5));

function judge(series: IntervalSeries, now: number, meter = lamps, more: Partial<SeriesQuestion> = {}) {
  return detector.judge(asking(series, { fromNight: NIGHT, now }, { meter, meters: [meter], ...more }));
}

describe('lights_left_on', () => {
  it('finds 5 of 10 kW half an hour after lights-out, once they burnt for half an hour', () => {
    expect(judge(allNight, at(NIGHT, '23:29')).findings).toEqual([]);
    const [finding] = judge(allNight, at(NIGHT, '23:30')).findings;
    expect(finding).toMatchObject({ night: NIGHT, startAt: at(NIGHT, '23:00'), endAt: undefined, certainty: 'measured' });
    expect(finding!.rate!.value).toBeCloseTo(5, 1);
    expect(finding!.evidence).toContainEqual({ name: 'rated', value: 10, unit: 'kW' });
    expect(finding!.evidence).toContainEqual({ name: 'threshold', value: expect.closeTo(0.8 + 0.4 * 9.2, 1), unit: 'kW' });
    expect(finding!.proof).toMatchObject({ startAt: at(NIGHT, '21:00'), unit: 'kW' });
    expectWords(lightsLeftOn, finding!);
  });

  it('leaves the canteen to its early shift: lamps that go on at 04:20 are no matter there, and are one in a teaching building', () => {
    const early = circuit(between(at(MORNING, '04:20'), at(MORNING, '08:00'), 6));
    const canteen = { ...building, function: 'canteen' as const };
    expect(judge(early, at(MORNING, '05:30'), lamps, { building: canteen }).findings).toEqual([]);
    expect(judge(early, at(MORNING, '05:30')).findings).toHaveLength(1);
  });

  it('counts the waste without what always burns, and names the end', () => {
    const [whole] = judge(allNight, at(MORNING, '06:00')).findings;
    expect(whole!.wasted!.value).toBeCloseTo(6.5 * 5, 0);
    const [ended] = judge(circuit(between(at(NIGHT, '22:00'), at(MORNING, '00:30'), 5)), at(MORNING, '01:00')).findings;
    expect(ended!.endAt).toBe(at(MORNING, '00:30'));
  });

  it('passes over corridors, a cleaner of twenty minutes, and less than 40 % of the lamps', () => {
    expect(
      judge(
        circuit(() => 0),
        at(MORNING, '05:30'),
      ).findings,
    ).toEqual([]);
    expect(judge(circuit(between(at(NIGHT, '23:10'), at(NIGHT, '23:30'), 9)), at(MORNING, '05:30')).findings).toEqual([]);
    expect(judge(circuit(between(at(NIGHT, '22:00'), at(MORNING, '06:00'), 3.5)), at(MORNING, '05:30')).findings).toEqual([]);
  });

  it('learns the rated power from the evenings, and is blind until five are known', () => {
    const [finding] = judge(allNight, at(NIGHT, '23:30'), learned).findings;
    expect(finding!.evidence).toContainEqual({ name: 'rated_learned', value: expect.closeTo(10, 1), unit: 'kW' });
    const young = circuit(between(at(NIGHT, '22:00'), at(MORNING, '06:00'), 5), '2026-11-09');
    expect(judge(young, at(MORNING, '01:00'), learned)).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
    expect(judge(young, at(MORNING, '01:00')).findings).toHaveLength(1);
    expect(judge(allNight, at(MORNING, '01:00'), learned, { changedAt: [at('2026-11-09', '12:00')] }).blind).toHaveLength(1);
  });

  it('does not take lamps that burn every night for corridors', () => {
    const nightly = circuit((instant) => (hourOf(instant) < 6 || hourOf(instant) >= 22.2 ? 9 : 0));
    const [finding] = judge(nightly, at(MORNING, '01:00'), learned).findings;
    expect(finding!.evidence.find(({ name }) => name === 'light_base')!.value).toBeLessThan(3.4);
  });

  it('says nothing while the place may be used, and raises it when the permit ends', () => {
    const permitted = (instant: number) => instant < at(MORNING, '00:00');
    expect(judge(allNight, at(MORNING, '00:00'), lamps, { permitted: (instant) => instant < at(MORNING, '00:15') }).findings).toEqual([]);
    expect(judge(allNight, at(MORNING, '00:00'), lamps, { permitted }).findings).toMatchObject([{ startAt: at(MORNING, '00:00') }]);
    const calendar = calendarOf({ exceptions: [{ firstDay: NIGHT, lastDay: NIGHT, type: 'event' }] });
    expect(judge(allNight, at(MORNING, '01:00'), lamps, { calendar }).findings).toMatchObject([{ isFirm: false }]);
  });

  it('says "no data" for a gap, and is not moved by 90 s of the evening', () => {
    const gap = spoiled(allNight, at(NIGHT, '23:00'), at(NIGHT, '23:30'), 'absent');
    expect(judge(gap, at(NIGHT, '23:30'))).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
    const late = circuit(between(at(NIGHT, '22:00'), at(NIGHT, '23:00') + 90_000, 9));
    expect(judge(late, at(MORNING, '05:30')).findings).toEqual([]);
  });

  it('does not watch streets, corridors, dormitories, nor what always burns', () => {
    const watches = (meter: Partial<Meter> = {}, place: Partial<Building> = {}, space?: Partial<Space>) =>
      detector.watches({ meter: { ...lamps, ...meter }, building: { ...building, ...place }, space: space && { ...room, ...space } }, []);
    expect(watches()).toBe(true);
    expect(watches({ role: 'ac_circuit' })).toBe(false);
    expect(watches({ alwaysOn: true })).toBe(false);
    expect(watches({}, { function: 'outdoor' })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, {}, { function: 'corridor' })).toBe(false);
    expect(watches({}, {}, { function: 'hall' })).toBe(true);
  });

  it('says over a span what it said night by night', () => {
    const bad = ['2026-11-03', '2026-11-06', '2026-11-09'];
    const series = circuit((instant) => {
      const night = shanghai.dayOf(instant - 12 * 3_600_000);
      return bad.includes(night)
        ? between(at(night, '22:00'), at(addDays(night, 1), night === '2026-11-06' ? '01:00' : '06:00'), 6)(instant)
        : 0;
    });
    const whole = expectCausal(detector, { fromNight: '2026-11-01', toNight: '2026-11-11' }, (span) =>
      asking(series, span, { meter: learned, meters: [learned] }),
    );
    expect(whole.findings.map(({ night }) => night)).toEqual(bad);
  });
});
