import { describe, expect, it } from 'vitest';
import type { Cadence } from '../../analysis/rule.ts';
import type { SeriesDetector } from '../../analysis/series-detector.ts';
import { addDays } from '../../domain/local-time.ts';
import { CADENCE_CRONS, latestNight } from '../../jobs/cadence.ts';
import { at, shanghai } from '../analysis/series-of.ts';

/** A window from 01:00 to 05:00 of the morning after. */
const detector = (isLive: boolean): SeriesDetector => ({
  rule: 'ac_left_on',
  scope: 'night',
  isLive,
  lookBackNights: 0,
  window: (local, night) => ({ fromAt: local.at(addDays(night, 1), '01:00'), toAt: local.at(addDays(night, 1), '05:00') }),
  watches: () => true,
  judge: () => ({ findings: [], blind: [], cutOff: false }),
});
const latest = (cadence: Cadence, isLive: boolean, day: string, clock: string) =>
  latestNight(detector(isLive), cadence, shanghai, at(day, clock));

describe('when rules are judged', () => {
  it('live at any hour, the night round from 21:30 to 08:00, and once for morning, evening and week', () => {
    expect(CADENCE_CRONS).toEqual({
      live: ['*/5 * * * *'],
      night: ['30-59/5 21 * * *', '*/5 22,23,0,1,2,3,4,5,6,7 * * *', '0 8 * * *'],
      morning: ['15 6 * * *'],
      evening: ['0 17 * * *'],
      weekly: ['40 6 * * 1'],
    });
  });
});

describe('the latest night', () => {
  it('is one that has begun for a rule that looks while its window runs', () => {
    expect(latest('night', true, '2026-06-21', '00:55')).toBe('2026-06-19');
    expect(latest('night', true, '2026-06-21', '01:00')).toBe('2026-06-20');
  });

  it('is one that is over for a rule that looks afterwards', () => {
    expect(latest('night', false, '2026-06-21', '04:55')).toBe('2026-06-19');
    expect(latest('night', false, '2026-06-21', '05:00')).toBe('2026-06-20');
  });

  it('waits for the hour at which the rule is due', () => {
    expect(latest('morning', false, '2026-06-21', '06:10')).toBe('2026-06-19');
    expect(latest('morning', false, '2026-06-21', '06:15')).toBe('2026-06-20');
    expect(latest('evening', false, '2026-06-21', '16:59')).toBe('2026-06-19');
  });

  it('of a weekly rule is the one before Monday 06:40, all week', () => {
    // 22 June 2026 is a Monday.
    expect(latest('weekly', false, '2026-06-22', '06:35')).toBe('2026-06-14');
    expect(latest('weekly', false, '2026-06-22', '06:40')).toBe('2026-06-21');
    expect(latest('weekly', false, '2026-06-28', '23:00')).toBe('2026-06-21');
  });
});
