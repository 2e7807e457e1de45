import { describe, expect, it } from 'vitest';
import type { AlertView } from '../../api/schemas/alerts.ts';
import { byUrgency, urgencyOf } from '../../dashboard/urgency.ts';

const alert = (urgency: AlertView['urgency'], state: AlertView['state'] = 'open', isFirm = true) =>
  ({ urgency, state, isFirm }) as AlertView;

describe('urgency', () => {
  it('go: what cannot wait for the morning; today: what can; plain: what waits for the digest', () => {
    expect(urgencyOf(alert('now'))).toBe('go');
    expect(urgencyOf(alert('tonight'))).toBe('go');
    expect(urgencyOf(alert('today'))).toBe('today');
    expect(urgencyOf(alert('digest'))).toBe('plain');
  });
  it('past: nobody goes where it is over', () => {
    for (const state of ['recovered', 'expired', 'no_data'] as const) expect(urgencyOf(alert('now', state))).toBe('past');
  });
  it('plain: a finding that is not firm sends nobody tonight', () => {
    expect(urgencyOf(alert('tonight', 'open', false))).toBe('plain');
  });
  it('sorts what cannot wait to the top', () => {
    const sorted = [alert('digest'), alert('now', 'expired'), alert('today'), alert('now')].toSorted(byUrgency);
    expect(sorted.map(urgencyOf)).toEqual(['go', 'today', 'plain', 'past']);
  });
});
