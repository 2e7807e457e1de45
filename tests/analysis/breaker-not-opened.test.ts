import { describe, expect, it } from 'vitest';
import { breakerNotOpened } from '../../analysis/breaker-not-opened.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, building, metered, shanghai, spoiled } from './series-of.ts';
import { asking, expectCausal, expectWords } from './water-question.ts';

const withCutOff = (given: object) => breakerNotOpened.create(breakerNotOpened.options.parse(given));
const detector = withCutOff({ cutOff: '22:00' });
const NIGHT = '2026-07-08';
const MORNING = '2026-07-09';
const feeder: Meter = { ...breaker, id: 'b1-f3', name: '三层空调', role: 'ac_circuit', space: undefined, acUnits: 6 };

const until = (end: number, kw = 3) =>
  metered('2026-07-07', '2026-07-11', (instant) => (at(NIGHT, '18:00') <= instant && instant < end ? kw : 0));
const allNight = until(at(MORNING, '07:00'));

function judge(series: IntervalSeries, now: number, more: Partial<SeriesQuestion> = {}) {
  return detector.judge(asking(series, { fromNight: NIGHT, now }, { meter: feeder, meters: [feeder], ...more }));
}

describe('breaker_not_opened', () => {
  it('watches nothing in a school without a central cut-off', () => {
    const watched = { meter: feeder, building, space: undefined };
    expect(withCutOff({}).watches(watched, [])).toBe(false);
    expect(withCutOff({}).judge(asking(allNight, { fromNight: NIGHT, now: at(MORNING, '06:00') }, { meter: feeder })).findings).toEqual([]);
    expect(detector.watches(watched, [])).toBe(true);
    expect(detector.watches({ ...watched, meter: { ...feeder, acUnits: 1 } }, [])).toBe(false);
    expect(detector.watches({ ...watched, meter: breaker }, [])).toBe(false);
    expect(withCutOff({ cutOff: '22:00', role: 'branch' }).watches({ ...watched, meter: { ...feeder, role: 'branch' } }, [])).toBe(true);
    expect(breakerNotOpened.options.safeParse({ cutOff: '25:00' }).success).toBe(false);
  });

  it('finds a feeder that takes 3 kW a quarter of an hour after the cut-off', () => {
    expect(judge(allNight, at(NIGHT, '22:15')).findings).toEqual([]);
    const [finding] = judge(allNight, at(NIGHT, '22:30')).findings;
    expect(finding).toMatchObject({ startAt: at(NIGHT, '22:15'), endAt: undefined });
    expect(finding!.rate!.value).toBeCloseTo(3, 6);
    expect(finding!.evidence).toContainEqual({ name: 'since_cut_off', value: 15, unit: 'min' });
    expectWords(breakerNotOpened, finding!);
    expect(breakerNotOpened.sentence(finding!, { meter: feeder, building, space: undefined }, shanghai, false).zh).toContain(
      '三层空调到时未断电',
    );
  });

  it('is not moved by 90 s between two clocks, nor by what leaks through an open breaker', () => {
    expect(judge(until(at(NIGHT, '22:00') + 90_000, 20), at(MORNING, '06:00')).findings).toEqual([]);
    expect(judge(until(at(MORNING, '07:00'), 0.15), at(MORNING, '06:00')).findings).toEqual([]);
  });

  it('clears when the breaker is opened, and passes over permitted use', () => {
    const [late] = judge(until(at(NIGHT, '23:30')), at(MORNING, '06:00')).findings;
    expect(late).toMatchObject({ startAt: at(NIGHT, '22:15'), endAt: at(NIGHT, '23:30') });
    expect(late!.wasted!.value).toBeCloseTo(1.25 * 3, 6);
    const permitted = (instant: number) => instant < at(NIGHT, '23:00');
    expect(judge(allNight, at(NIGHT, '22:45'), { permitted }).findings).toEqual([]);
    expect(judge(allNight, at(NIGHT, '23:00'), { permitted }).findings).toMatchObject([{ startAt: at(NIGHT, '23:00') }]);
  });

  it('says "no data" instead of "opened"', () => {
    const gap = spoiled(allNight, at(NIGHT, '21:00'), at(MORNING, '08:00'), 'absent');
    expect(judge(gap, at(NIGHT, '23:30'))).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
  });

  it('says over a span what it said night by night', () => {
    const whole = expectCausal(detector, { fromNight: '2026-07-07', toNight: '2026-07-09' }, (span) =>
      asking(until(at(MORNING, '01:00')), span, { meter: feeder, meters: [feeder] }),
    );
    expect(whole.findings).toMatchObject([{ night: NIGHT, endAt: at(MORNING, '01:00') }]);
  });
});
