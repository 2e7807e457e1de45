import { describe, expect, it } from 'vitest';
import { meanAbove, offLevelOf, offWatch, ranAgain, watchUntilAt } from '../../analysis/off-watch.ts';
import { withoutParts } from '../../analysis/without-parts.ts';
import type { Finding } from '../../domain/finding.ts';
import { at, knownAt, metered, spoiled } from './series-of.ts';

const DAY = '2026-06-20';
const clock = (time: string) => at(time < '12:00' ? '2026-06-21' : DAY, time);
const MINUTE = 60_000;
const off = { level: 0.15, baseline: 0 };
const running = (power: (instant: number) => number) => metered(DAY, '2026-06-22', power);
/** Off at 23:50. */
const switchedOff = running((instant) => (instant < clock('23:50') ? 2 : 0));
/** A satisfied fixed-speed unit: six minutes of 1.5 kW every forty, from 23:50 on the next burst at 00:20. */
const satisfied = running((instant) => {
  const phase = ((((instant - clock('00:20')) / MINUTE) % 40) + 40) % 40;
  return instant < clock('23:50') ? 2 : phase < 6 ? 1.5 : 0;
});
const watch = (series: ReturnType<typeof running>, now: string, saidAt = clock('23:52')) =>
  offWatch(knownAt(series, clock(now)), { saidAt, off }, clock(now));

describe('the watch after "off"', () => {
  it('confirms after the whole quarter hours of 45 minutes, and not before', () => {
    expect(watch(switchedOff, '00:44')).toEqual({ kind: 'watching', untilAt: clock('00:45') });
    expect(watch(switchedOff, '00:45')).toEqual({ kind: 'confirmed', at: clock('00:45'), rate: 0 });
  });

  it('believes who presses first and switches off four minutes later', () => {
    const late = running((instant) => (instant < clock('00:02') ? 2 : 0));
    expect(watch(late, '00:45', clock('23:58'))).toEqual({ kind: 'watching', untilAt: clock('01:00') });
    expect(watch(late, '01:00', clock('23:58'))).toEqual({ kind: 'confirmed', at: clock('01:00'), rate: 0 });
  });

  it('passes over the quarter hour in which it was said: it still ran in it', () => {
    expect(watch(switchedOff, '00:15').kind).toBe('watching');
  });

  it('denies at once what runs through the next whole quarter hour', () => {
    const still = running(() => 1.2);
    expect(watch(still, '00:14').kind).toBe('watching');
    const denied = watch(still, '00:15');
    expect(denied).toEqual({ kind: 'still_on', at: clock('00:15'), rate: expect.closeTo(1.2, 1) as number });
  });

  it('sees the burst of a satisfied unit that looked off for twenty minutes', () => {
    expect(watch(satisfied, '00:15').kind).toBe('watching');
    expect(watch(satisfied, '00:30')).toMatchObject({ kind: 'still_on', at: clock('00:30') });
  });

  it('waits for late readings, and says that it has none after that', () => {
    const gap = spoiled(switchedOff, clock('00:15'), clock('00:30'), 'absent');
    expect(watch(gap, '00:50').kind).toBe('watching');
    expect(watch(gap, '01:15')).toEqual({ kind: 'no_data' });
    // The readings come after all.
    expect(watch(switchedOff, '03:00').kind).toBe('confirmed');
  });

  it('holds water against litres per hour', () => {
    const level = { level: 300, baseline: 0 };
    const dripping = running((instant) => (instant < clock('23:50') ? 0.6 : 0.4));
    const denied = offWatch(dripping, { saidAt: clock('23:52'), off: level, perHourUnit: 1000 }, clock('00:15'));
    expect(denied).toEqual({ kind: 'still_on', at: clock('00:15'), rate: expect.closeTo(400, 0) as number });
  });

  it('ends on the grid', () => {
    expect([watchUntilAt(clock('23:52')), watchUntilAt(clock('23:45'))]).toEqual([clock('00:45'), clock('00:45')]);
  });
});

describe('what counts as off', () => {
  const finding = (rule: string, evidence: [string, number][], rate: Finding['rate'] = { value: 2, unit: 'kW' }): Finding => ({
    rule,
    meter: 'm',
    night: DAY,
    startAt: 0,
    certainty: 'measured',
    rate,
    wasted: null,
    evidence: evidence.map(([name, value]) => ({ name, value, unit: '' })),
  });

  it('is, for an air-conditioner, 0.15 kW above its standby, and the alert line while that is not learned', () => {
    const learned = finding('ac_left_on', [
      ['threshold', 0.3],
      ['standby', 0.09],
      ['standby_nights', 14],
    ]);
    expect(offLevelOf(learned)).toEqual({ level: 0.24, baseline: 0.09 });
    const cold = finding('ac_left_on', [
      ['threshold', 0.4],
      ['standby', 0],
      ['standby_nights', 2],
    ]);
    expect(offLevelOf(cold)).toEqual({ level: 0.4, baseline: 0 });
  });

  it('is the own line of lights, half the excess of a building, half the flow of water', () => {
    expect(
      offLevelOf(
        finding('lights_left_on', [
          ['threshold', 1.2],
          ['light_base', 0.4],
        ]),
      ),
    ).toEqual({ level: 1.2, baseline: 0.4 });
    expect(offLevelOf(finding('night_excess_building', [['usual', 6]]))).toEqual({ level: 7, baseline: 6 });
    expect(offLevelOf(finding('burst', [], { value: 3000, unit: 'L/h' }))).toEqual({ level: 1500, baseline: 0 });
  });

  it('is not known where the finding has neither line nor rate', () => {
    expect(offLevelOf(finding('dorm_high_power', [], null))).toBeUndefined();
    expect(offLevelOf(finding('ac_left_on', []))).toBeUndefined();
  });
});

describe('what ran', () => {
  it('is seen to run again after it was confirmed', () => {
    const again = running((instant) => (instant < clock('23:50') ? 2 : instant < clock('01:30') ? 0 : 1));
    expect(ranAgain(again, { fromAt: clock('00:45'), off }, clock('01:44'))).toBeUndefined();
    expect(ranAgain(again, { fromAt: clock('00:45'), off }, clock('01:45'))).toMatchObject({ at: clock('01:45') });
  });

  it('is a mean over the known quarter hours, above the baseline; nothing when none is known', () => {
    const span = { fromAt: clock('22:30'), toAt: clock('23:45'), off: { level: 1, baseline: 0.5 } };
    expect(meanAbove(switchedOff, span)).toBeCloseTo(1.5, 6);
    expect(meanAbove(spoiled(switchedOff, clock('22:45'), clock('23:30'), 'absent'), span)).toBeCloseTo(1.5, 6);
    expect(meanAbove(spoiled(switchedOff, clock('22:00'), clock('23:45'), 'absent'), span)).toBeUndefined();
  });

  it('is, of a main, what its metered parts leave, and unknown where a part is', () => {
    const [main, part] = [running(() => 5), running(() => 2)];
    const rest = withoutParts(main, [spoiled(part, clock('23:00'), clock('23:15'), 'absent')]);
    const index = (time: string) => (clock(time) - rest.startAt) / (15 * MINUTE);
    expect(rest.values[index('22:00')]).toBeCloseTo(0.75, 6);
    expect([rest.values[index('23:00')], rest.qualities[index('23:00')]]).toEqual([Number.NaN, 0]);
  });
});
