import { describe, expect, it } from 'vitest';
import type { DeclarationView } from '../../api/schemas/declarations.ts';
import { type DeclarationDraft, groupDeclarations, sortedWeek, toRequest, troublesOf } from '../../dashboard/rules/declarations.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-20T20:00:00+08:00');
const signature = { reason: '活动' };
const draft = (more: Partial<DeclarationDraft>): DeclarationDraft => ({
  kind: 'exclusion',
  scope: { kind: 'building', id: 'gym' },
  rules: null,
  fromAt: NOW,
  untilAt: NOW + HOUR,
  weekly: null,
  ...more,
});

describe('a declaration as it is filled in', () => {
  it('sends only the fields of its kind: a change has no end, an exclusion no week', () => {
    const weekly = { weekdays: [0, 3, 1], start: '18:00', end: '23:00' };
    expect(toRequest(draft({ kind: 'change', weekly }), signature, NOW)).toEqual({
      kind: 'change',
      scope: { kind: 'building', id: 'gym' },
      rules: null,
      fromAt: NOW,
      ...signature,
    });
    expect(toRequest(draft({ rules: ['burst'], weekly }), signature, NOW)).toMatchObject({ rules: ['burst'], untilAt: NOW + HOUR });
    expect(toRequest(draft({ rules: ['burst'], weekly }), signature, NOW)).not.toHaveProperty('weekly');
    expect(toRequest(draft({ kind: 'permit', weekly }), signature, NOW)?.weekly?.weekdays).toEqual([1, 3, 0]);
  });
  it('is nothing to send without a place or a reason', () => {
    expect(toRequest(draft({ scope: undefined }), signature, NOW)).toBeUndefined();
    expect(toRequest(draft({}), undefined, NOW)).toBeUndefined();
  });
  it('is told what is wrong', () => {
    expect(troublesOf(draft({ untilAt: NOW }), NOW)).toEqual({ untilAt: 'wrongOrder' });
    expect(troublesOf(draft({ fromAt: NOW - 9 * HOUR, untilAt: NOW - HOUR }), NOW)).toEqual({ untilAt: 'notPast' });
    expect(troublesOf(draft({ rules: [] }), NOW)).toEqual({ rules: 'noRule' });
    expect(troublesOf(draft({ kind: 'permit', weekly: { weekdays: [], start: '18:00', end: '23:00' } }), NOW)).toEqual({
      weekly: 'noWeekday',
    });
    expect(troublesOf(draft({ kind: 'change', untilAt: 0 }), NOW)).toEqual({});
  });
});

describe('declarations side by side', () => {
  const view = (id: string, state: DeclarationView['state'], more: Partial<DeclarationView> = {}): DeclarationView => ({
    id,
    kind: 'exclusion',
    state,
    scope: { kind: 'site', id: 's', name: '校', nameEn: 's' },
    rules: null,
    fromAt: NOW,
    untilAt: NOW + HOUR,
    weekly: null,
    reason: 'r',
    by: 'b',
    recordedAt: NOW,
    ended: null,
    ...more,
  });
  const idsOf = (list: DeclarationView[]) => groupDeclarations(list).map(({ name, list: some }) => [name, some.map(({ id }) => id)]);

  it('in force: what expires first, and changes behind; ahead: what begins first; past: what ended last', () => {
    expect(
      idsOf([
        view('change', 'in_force', { kind: 'change', untilAt: NOW - HOUR }),
        view('late', 'in_force', { untilAt: NOW + 9 * HOUR }),
        view('soon', 'in_force'),
        view('second', 'ahead', { fromAt: NOW + 9 * HOUR }),
        view('first', 'ahead', { fromAt: NOW + HOUR }),
        view('old', 'over', { untilAt: NOW - 90 * HOUR }),
        view('ended', 'ended', { untilAt: NOW + 90 * HOUR, ended: { at: NOW - 50 * HOUR, by: 'b', reason: 'r' } }),
      ]),
    ).toEqual([
      ['in_force', ['soon', 'late', 'change']],
      ['ahead', ['first', 'second']],
      ['past', ['ended', 'old']],
    ]);
  });
  it('a week begins on Monday', () => {
    expect(sortedWeek([0, 6, 1, 3])).toEqual([1, 3, 6, 0]);
  });
});
