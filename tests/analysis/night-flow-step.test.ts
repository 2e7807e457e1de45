import { describe, expect, it } from 'vitest';
import { nightFlowStep } from '../../analysis/night-flow-step.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { nightWater } from './night-water.ts';
import { at, building, metered, spoiled, waterMain } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = nightFlowStep.create(nightFlowStep.options.parse({}));
const FROM = '2026-03-01';
const LEAK = addDays(FROM, 28);
/** Every night is of the same kind. */
const calendar = { ...calendarOf(), nightType: () => 'teaching' as const };
const meterOf = (pulseL: number): Meter => ({ ...waterMain, resolution: pulseL / 1000 });

function judge(series: IntervalSeries, toNight: string, more: Partial<SeriesQuestion> = {}, fromNight = LEAK) {
  return detector.judge(asking(series, { fromNight, toNight, now: at(addDays(toNight, 1), '06:15') }, { calendar, ...more }));
}

/** Share of seeded buildings in which a leak that begins after 28 nights is found in 14, and the middle night. */
function foundIn(trials: number, options: { flushesPerHour: number; pulseL: number; lph: number; to?: string }) {
  const asked = nightFlowStep.create(nightFlowStep.options.parse(options.to ? { to: options.to } : {}));
  const nights: number[] = [];
  for (let seed = 1; seed <= trials; seed++) {
    const leak = options.lph > 0 ? { leak: { lph: options.lph, fromNight: LEAK } } : {};
    const series = nightWater({ from: FROM, nights: 42, flushesPerHour: options.flushesPerHour, pulseL: options.pulseL, seed, ...leak });
    const toNight = addDays(LEAK, 13);
    const question = asking(
      series,
      { fromNight: LEAK, toNight, now: at(addDays(toNight, 1), '06:15') },
      { calendar, meter: meterOf(options.pulseL) },
    );
    const first = asked.judge(question).findings.find(({ night }) => night >= LEAK);
    if (first) nights.push((Date.parse(first.night) - Date.parse(LEAK)) / 86_400_000 + 1);
  }
  return { share: nights.length / trials, middle: nights.toSorted((a, b) => a - b)[nights.length >> 1] };
}

describe('night_flow_step', () => {
  it('finds a running toilet (31.5 L/h) through 10 L pulses of a teaching building in two nights, in 98 % and more', () => {
    const { share, middle } = foundIn(100, { flushesPerHour: 0, pulseL: 10, lph: 31.5 });
    expect(share).toBeGreaterThanOrEqual(0.98);
    expect(middle).toBe(2);
  });

  // Domain note 5.2, simulated there from 02:00 to 04:00 over 14 nights; a hundred trials scatter by 0.05.
  it.each([
    ['teaching building, no leak', 0, 10, 0, 0],
    ['teaching building, 10 L/h behind 1 L pulses', 0, 1, 10, 1],
    ['teaching building, 10 L/h behind 10 L pulses', 0, 10, 10, 0],
    ['teaching building, 31.5 L/h behind 100 L pulses', 0, 100, 31.5, 0],
    ['dormitory of 100, no leak', 2, 10, 0, 0],
    ['dormitory of 100, 31.5 L/h', 2, 10, 31.5, 0.96],
    ['dormitory of 300, 31.5 L/h', 18, 10, 31.5, 0.17],
    ['dormitory of 300, 115 L/h', 18, 10, 115, 1],
    ['dormitory of 1000, 115 L/h', 60, 10, 115, 0.72],
    ['dormitory of 1000, 300 L/h', 60, 10, 300, 1],
  ])('finds as often as the note says: %s', (_, flushesPerHour, pulseL, lph, expected) => {
    const { share } = foundIn(100, { flushesPerHour, pulseL, lph, to: '04:00' });
    expect(Math.abs(share - expected)).toBeLessThanOrEqual(0.12);
  });

  it.each([10, 100])('does not fall for nights that are all equal behind pulses of %d L: a flush now and then is no leak', (pulseL) => {
    expect(foundIn(100, { flushesPerHour: 0.3, pulseL, lph: 0 }).share).toBeLessThanOrEqual(0.02);
  });

  it('says nothing before ten nights of a kind are known', () => {
    const series = nightWater({
      from: FROM,
      nights: 30,
      flushesPerHour: 0,
      pulseL: 10,
      leak: { lph: 60, fromNight: addDays(FROM, 8) },
      seed: 1,
    });
    const judged = judge(series, addDays(FROM, 8), {}, FROM);
    expect(judged.findings).toEqual([]);
    expect(judged.blind).toMatchObject([{ why: 'not_enough_history' }]);
  });

  it('never takes a leak that goes on for usual, and says night by night what a look back says', () => {
    const leak = { lph: 60, fromNight: LEAK };
    const series = nightWater({ from: FROM, nights: 62, flushesPerHour: 2, pulseL: 10, leak, seed: 3 });
    const { findings } = expectCausal(detector, { fromNight: addDays(FROM, 12), toNight: addDays(FROM, 60) }, (span) =>
      asking(series, span, { calendar }),
    );
    expect(findings).toMatchObject([{ night: addDays(LEAK, 1), endAt: undefined, startAt: at(addDays(LEAK, 1), '02:00') }]);
    expect(findings[0]!.rate!.value).toBeGreaterThan(45);
    expect(findings[0]!.rate!.value).toBeLessThan(75);
    expectWords(nightFlowStep, findings[0]!);
    expect(findings[0]!.proof).toMatchObject({ stepMs: 86_400_000, unit: 'L/h' });
  });

  it('does not measure the first school nights by the vacation', () => {
    const types = { ...calendarOf(), nightType: (night: string) => (night < '2026-04-05' ? ('vacation' as const) : ('teaching' as const)) };
    const series = metered(FROM, '2026-05-01', (instant) => (instant >= at('2026-04-05', '12:00') ? 0.2 : 0));
    expect(judge(series, '2026-04-13', { calendar: types }, FROM).findings).toEqual([]);
  });

  it('begins anew after a declared change, a meter that was exchanged', () => {
    const series = nightWater({ from: FROM, nights: 50, flushesPerHour: 0, pulseL: 10, leak: { lph: 60, fromNight: LEAK }, seed: 1 });
    const toNight = addDays(LEAK, 15);
    expect(judge(series, toNight).findings).toMatchObject([{ endAt: undefined }]);
    expect(judge(series, toNight, { changedAt: [at(LEAK, '15:00')] }).findings).toEqual([]);
    expect(judge(series, toNight, { changedAt: [at(addDays(LEAK, 4), '15:00')] }).findings).toMatchObject([
      { endAt: at(addDays(LEAK, 4), '05:00') },
    ]);
  });

  it('passes over frost nights, gaps and nights in which people may be there', () => {
    const dripping = metered(FROM, '2026-04-15', (instant) => (instant >= at(LEAK, '20:00') ? 0.2 : 0));
    expect(judge(dripping, addDays(LEAK, 5)).findings).toHaveLength(1);
    const weather = weatherOf((instant) => (instant >= at(LEAK, '12:00') ? -4 : 5));
    expect(judge(dripping, addDays(LEAK, 5), { weather }).findings).toEqual([]);
    expect(judge(dripping, addDays(LEAK, 5), { permitted: () => true }).findings).toEqual([]);
    const gap = spoiled(dripping, at(LEAK, '18:00'), at(addDays(LEAK, 6), '12:00'), 'estimated');
    const judged = judge(gap, addDays(LEAK, 5));
    expect(judged.findings).toEqual([]);
    expect(judged.blind).toMatchObject([{ why: 'no_data' }]);
  });

  it('is not moved by a tank that fills at two every night, nor by irrigation at five', () => {
    const filling = (instant: number) => (hourOf(instant) >= 2 && hourOf(instant) < 3.5 ? 20 : 0);
    const irrigation = (instant: number) => (hourOf(instant) >= 5 && hourOf(instant) < 6 && instant >= at(LEAK, '12:00') ? 7 : 0);
    const series = metered(FROM, '2026-04-15', (instant) => filling(instant) + irrigation(instant));
    expect(judge(series, addDays(LEAK, 10)).findings).toEqual([]);
  });

  it('leaves to the branch what comes through it', () => {
    const branch: Meter = { ...waterMain, id: 'w-b1-f3', parent: 'w-b1', role: 'branch' };
    const leak = nightWater({ from: FROM, nights: 40, flushesPerHour: 0, pulseL: 10, leak: { lph: 60, fromNight: LEAK }, seed: 1 });
    const now = at(addDays(LEAK, 6), '06:15');
    const kin = family([waterMain, branch], new Map([['w-b1-f3', leak]]), now);
    expect(judge(leak, addDays(LEAK, 5), kin).findings).toEqual([]);
    expect(judge(leak, addDays(LEAK, 5), { ...kin, meter: branch }).findings).toHaveLength(1);
  });

  it('watches mains and branches, not single homes, nor what always flows', () => {
    const watches = (meter: Partial<Meter>, place: Partial<typeof building> = {}) =>
      detector.watches({ meter: { ...waterMain, ...meter }, building: { ...building, ...place }, space: undefined }, []);
    expect(watches({}, { function: 'dormitory' })).toBe(true);
    expect(watches({ role: 'campus_main' })).toBe(true);
    expect(watches({ role: 'branch' }, { function: 'staff_apartment' })).toBe(false);
    expect(watches({ continuousFlowExpected: true })).toBe(false);
    expect(watches({ resolution: 0.001, q1Lph: 25 }, { function: 'staff_apartment' })).toBe(false);
    expect(watches({ resolution: 0.1, q1Lph: 630 }, { function: 'staff_apartment' })).toBe(true);
    expect(watches({ medium: 'electricity' })).toBe(false);
  });
});
