import { describe, expect, it } from 'vitest';
import { classRows } from '../../../alerts/digest/class-rows.ts';
import { roomIn } from '../../../alerts/digest/friday-facts.ts';
import { eventsByAlert } from '../../../alerts/digest/round-tally.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { AlertEvent } from '../../../domain/handling.ts';
import { leak, leftOn, NIGHT, PLAN, SHANGHAI, word } from './school.ts';

const PRICES = { yuanPerKwh: 0.5, yuanPerM3: 3 };
const rows = (alerts: readonly Alert[], events: readonly AlertEvent[] = []) =>
  classRows(alerts, eventsByAlert(events), roomIn(PLAN), PRICES);
const off = { state: 'recovered', endAt: SHANGHAI.at(NIGHT, '23:50') } as const;

describe('rows of the class list', () => {
  it('say what the room used too much, from the finding alone', () => {
    expect(rows([leftOn('ac-301', { wasted: 13 })])).toEqual([
      { night: NIGHT, space: '301', rule: 'ac_left_on', sinceAt: SHANGHAI.at(NIGHT, '23:30'), kwh: 13, fen: 650, end: 'all_night' },
    ]);
  });

  it.each([
    ['guard', 'off', off],
    ['itself', undefined, off],
    ['itself', 'claimed', off],
    ['all_night', 'off', {}],
    ['permitted', 'permit_approved', {}],
    ['itself', 'permit_refused', off],
    ['unknown', 'off', { state: 'open' }],
    ['unknown', undefined, { state: 'no_data' }],
  ] as const)('end by %s after %s', (end, what, found) => {
    const alert = leftOn('ac-301', found);
    expect(rows([alert], what ? [word(alert, what, '23:50')] : []).map((row) => row.end)).toEqual([end]);
  });

  it('put two units of one room together: the sum, the earlier beginning, the worse end', () => {
    const earlier = SHANGHAI.at(NIGHT, '23:00');
    expect(rows([leftOn('ac-303', { ...off, wasted: 1 }), leftOn('ac-303b', { wasted: 5, startAt: earlier })])).toMatchObject([
      { space: '303', sinceAt: earlier, kwh: 6, fen: 300, end: 'all_night' },
    ]);
  });

  it('do not call unknown what is zero: of one unit without a number the sum is not known', () => {
    const unknown = leftOn('ac-303b');
    const without = { ...unknown, finding: { ...unknown.finding, wasted: null } };
    expect(rows([leftOn('ac-303'), without])).toMatchObject([{ kwh: null, fen: null }]);
  });

  it('come newest night first', () => {
    expect(rows([leftOn('ac-301', { night: '2026-11-18' }), leftOn('ac-303')]).map(({ night }) => night)).toEqual([NIGHT, '2026-11-18']);
  });

  it('leave out homes, whole buildings, feeders, leaks, guesses, exams, false alarms and what was withdrawn', () => {
    const falseAlarm = leftOn('ac-401');
    const alerts = [
      leftOn('dorm-ac'),
      leftOn('office-main', {}, 'night_excess_building'),
      leftOn('b-feeder', {}, 'breaker_not_opened'),
      leak('wc-water'),
      leftOn('ac-301', { isFirm: false }),
      leftOn('ac-303', { state: 'withdrawn' }),
      falseAlarm,
    ];
    expect(rows(alerts, [word(falseAlarm, 'false_alarm', '23:50')])).toEqual([]);
  });
});
