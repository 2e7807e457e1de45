import { describe, expect, it } from 'vitest';
import type { ClassListRow } from '../../../api/schemas/tonight.ts';
import type { WorkItem } from '../../../api/schemas/work.ts';
import { sumByRoom } from '../../../dashboard/night/class-sums.ts';
import { stageNow } from '../../../dashboard/night/handling.ts';
import { LEAST_CHECKED, outOfTen, recallSentence } from '../../../dashboard/night/recall-words.ts';
import { byStep } from '../../../dashboard/night/repair-steps.ts';
import { recallOf } from '../../../alerts/night/recall.ts';
import type { SpotCheck } from '../../../domain/round.ts';

const row = (space: string, night: string, more: Partial<ClassListRow> = {}): ClassListRow => ({
  night,
  space,
  place: { zh: space, en: space },
  what: { zh: '空调未关', en: 'AC left on' },
  sinceAt: 0,
  kwh: 2,
  yuan: 1,
  end: 'guard',
  ...more,
});

describe('the sum of each room', () => {
  it('counts nights, not rows, the most first', () => {
    const rows = [row('301', 'n1'), row('303', 'n1'), row('303', 'n2'), row('303', 'n2', { what: { zh: '灯未关', en: 'lights' } })];
    expect(sumByRoom(rows).map(({ space, nights, kwh, yuan }) => [space, nights, kwh, yuan])).toEqual([
      ['303', 2, 6, 3],
      ['301', 1, 2, 1],
    ]);
  });

  it('leaves out what was permitted, and says nothing of amounts that nobody knows', () => {
    expect(sumByRoom([row('301', 'n1', { end: 'permitted' })])).toEqual([]);
    expect(sumByRoom([row('301', 'n1', { kwh: null, yuan: null })])).toMatchObject([{ nights: 1, kwh: null, yuan: null }]);
    expect(sumByRoom([row('301', 'n1', { kwh: null }), row('301', 'n2')])).toMatchObject([{ nights: 2, kwh: 2 }]);
  });
});

describe('repairs by how far they are', () => {
  const item = (stage: WorkItem['stage'], id: string) => ({ stage, alert: { id } }) as WorkItem;

  it('stand in the order of the work, leaks first, empty steps left out', () => {
    const groups = byStep({
      leaks: [item('handling', 'leak'), item('unanswered', 'leak 2')],
      meters: [item('unanswered', 'meter'), item('repaired', 'meter 2')],
      other: [item('off' as never, 'other')],
      done: [item('accepted', 'done')],
    });
    expect(groups.map(({ step, items }) => [step, items.map(({ alert }) => alert.id)])).toEqual([
      ['found', ['leak 2', 'meter', 'other']],
      ['handling', ['leak']],
      ['repaired', ['meter 2']],
      ['accepted', ['done']],
    ]);
    expect(byStep({ leaks: [], meters: [], other: [], done: [] })).toEqual([]);
  });
});

describe('what the lists miss, in a sentence', () => {
  const looked = (count: number, on: number): SpotCheck[] =>
    Array.from({ length: count }, (_, index) => ({
      space: `r${index}`,
      result: index < on ? 'ac_on' : 'all_off',
      at: 0,
      by: '',
      byName: '',
    }));
  const sentence = (count: number, on: number, listed = 60) => recallSentence(recallOf(looked(count, on), listed, 900));

  it('is told from the rooms on that the server counts as enough', () => {
    expect(sentence(LEAST_CHECKED - 1, 0)).toEqual({ key: 'tooFew', checked: 9, foundOn: 0, missing: 1 });
    expect(sentence(LEAST_CHECKED, 0)).toMatchObject({ key: 'allFound', missing: 0 });
    expect(sentence(20, 1)).toMatchObject({ key: 'known', checked: 20, foundOn: 1 });
    expect(sentence(20, 0, 0).key).not.toBe('tooFew');
  });

  it('never rounds up what is known', () => {
    expect([0.79, 0.7, 0.05, 1].map(outOfTen)).toEqual([7, 7, 0, 10]);
  });
});

describe('how far an alert is handled', () => {
  it('is what was said last', () => {
    expect(stageNow([])).toBe('unanswered');
    expect(stageNow([{ word: 'off' }, { word: 'still_on' }])).toBe('still_on');
  });
});
