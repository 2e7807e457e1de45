import { nextTick, shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import type { CalendarPlanAnswer } from '../../api/schemas/calendar.ts';
import { useCalendarDraft } from '../../dashboard/calendar/draft.ts';

const answerOf = (at: number, note = 'first'): CalendarPlanAnswer => ({
  plan: { terms: [], holidays: 'china', exceptions: [{ firstDay: '2026-12-01', lastDay: '2026-12-01', type: 'event', note }] },
  edited: { by: '王老师', at },
  years: [],
  certainUntil: null,
  warnings: [],
});

function open() {
  const answer = shallowRef<CalendarPlanAnswer | undefined>(answerOf(1));
  const draft = useCalendarDraft(
    () => answer.value,
    () => [{ id: 'a' }],
  );
  return { answer, ...draft };
}

describe('draft on the calendar page', () => {
  it('follows the server until something is touched, and then keeps what was typed', async () => {
    const { answer, draft, isTouched, rival } = open();
    answer.value = answerOf(2, 'second');
    await nextTick();
    expect([draft.value?.exceptions[0]?.note, isTouched.value]).toEqual(['second', false]);
    draft.value!.exceptions[0]!.note = 'mine';
    answer.value = answerOf(3, 'third');
    await nextTick();
    expect([draft.value?.exceptions[0]?.note, isTouched.value]).toEqual(['mine', true]);
    expect(rival.value).toEqual({ by: '王老师', at: 3 });
  });

  it('does not write into the answer', () => {
    const { answer, draft } = open();
    draft.value!.exceptions[0]!.note = 'mine';
    expect(answer.value?.plan.exceptions[0]?.note).toBe('first');
  });

  it('takes an answer from before its own save for no rival', () => {
    const { draft, take, rival } = open();
    take(answerOf(5, 'saved'));
    draft.value!.exceptions[0]!.note = 'mine';
    expect(rival.value).toBeUndefined();
  });

  it('goes back to what it began with, or to what somebody saved meanwhile', async () => {
    const { answer, draft, discard } = open();
    draft.value!.exceptions[0]!.note = 'mine';
    discard();
    expect(draft.value?.exceptions[0]?.note).toBe('first');
    draft.value!.exceptions[0]!.note = 'mine';
    answer.value = answerOf(2, 'second');
    await nextTick();
    discard();
    expect(draft.value?.exceptions[0]?.note).toBe('second');
  });

  it('says what cannot hold while it is typed', () => {
    const { draft, mistakes } = open();
    expect(mistakes.value).toEqual([]);
    draft.value!.exceptions[0]!.lastDay = '2026-11-30';
    expect(mistakes.value).toMatchObject([{ path: 'exceptions.0.lastDay', zh: '结束日 2026-11-30 早于开始日 2026-12-01；应不早于开始日' }]);
  });
});
