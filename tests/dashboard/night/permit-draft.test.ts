import { describe, expect, it } from 'vitest';
import { toApproval, troubleOf, untilMorning, usualWeekly } from '../../../dashboard/night/permit-draft.ts';
import { createLocalTime } from '../../../domain/local-time.ts';

const local = createLocalTime('Asia/Shanghai');
// A Friday.
const ASKED = local.at('2026-11-20', '23:40');
const NOW = local.at('2026-11-21', '09:00');

describe('a permit for this once', () => {
  it('ends at seven of the coming morning', () => {
    expect(untilMorning(ASKED, local)).toBe(local.at('2026-11-21', '07:00'));
    expect(untilMorning(local.at('2026-11-21', '02:00'), local)).toBe(local.at('2026-11-21', '07:00'));
    expect(untilMorning(NOW, local)).toBe(local.at('2026-11-22', '07:00'));
  });
});

describe('a permit for every week', () => {
  it('is proposed for the weekday of that evening, until the full hour after it was said', () => {
    expect(usualWeekly(ASKED, NOW, local)).toEqual({
      untilAt: local.at('2027-03-21', '07:00'),
      weekly: { weekdays: [5], start: '18:00', end: '00:00' },
    });
  });

  it('of an answer after midnight belongs to the evening before', () => {
    const asked = local.at('2026-11-21', '00:20');
    expect(usualWeekly(asked, NOW, local).weekly).toEqual({ weekdays: [5], start: '18:00', end: '01:00' });
  });
});

describe('an approval', () => {
  const weekly = { weekdays: [0, 1], start: '18:00', end: '22:00' };

  it('is told with the days in the order of a week and the note without spaces around it', () => {
    expect(toApproval({ untilAt: NOW + 1, weekly }, ' 教研组 ', NOW)).toEqual({
      decision: 'approve',
      untilAt: NOW + 1,
      weekly: { ...weekly, weekdays: [1, 0] },
      note: '教研组',
    });
    expect(toApproval({ untilAt: NOW + 1, weekly: null }, '', NOW)).toMatchObject({ weekly: null, note: '' });
  });

  it('is not told while something is wrong with it, and says what', () => {
    const wrong = [
      { untilAt: NOW, weekly: null },
      { untilAt: NOW + 1, weekly: { ...weekly, weekdays: [] } },
      { untilAt: NOW + 1, weekly: { ...weekly, end: '' } },
      { untilAt: NOW + 1, weekly: { ...weekly, end: '18:00' } },
    ];
    expect(wrong.map((draft) => troubleOf(draft, NOW))).toEqual(['notPast', 'noWeekday', 'noHours', 'noHours']);
    for (const draft of wrong) expect(toApproval(draft, '', NOW)).toBeUndefined();
  });
});
