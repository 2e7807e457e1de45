import { describe, expect, it } from 'vitest';
import { roundState, waitingStops } from '../../../dashboard/night/round-state.ts';
import { signOf } from '../../../dashboard/night/stages.ts';
import type { TonightStop } from '../../../api/schemas/tonight.ts';
import { STAGES } from '../../../domain/handling.ts';

const stop = { needsSomebody: true } as TonightStop;
const round = { state: 'running', stops: [stop], freezeAt: 1, recheckAt: 2, recheckedAt: null, endsAt: 4 } as const;

describe('what is said of the running list', () => {
  it('goes with the night: to come, to be checked, checked, over', () => {
    expect(roundState({ ...round, stops: [], state: 'before' })).toEqual({ key: 'before', times: { freeze: 1, recheck: 2, end: 4 } });
    expect(roundState({ ...round, stops: [stop] }).key).toBe('toCheck');
    expect(roundState({ ...round, stops: [stop], recheckedAt: 3 })).toEqual({
      key: 'running',
      times: { freeze: 1, recheck: 3, end: 4 },
    });
    expect(roundState({ ...round, stops: [stop], state: 'ended' }).key).toBe('ended');
  });

  it('is calm only after the second look, and never says that a night with stops had none', () => {
    expect(roundState({ ...round, stops: [] }).key).toBe('toCheck');
    expect(roundState({ ...round, stops: [], recheckedAt: 3 }).key).toBe('calm');
    expect(roundState({ ...round, stops: [], state: 'ended' }).key).toBe('nothing');
  });

  it('counts the stops that need somebody', () => {
    expect(waitingStops([stop, { ...stop, needsSomebody: false }, stop])).toBe(2);
  });
});

describe('the sign of a stage', () => {
  it('is bad where somebody has to go again, good where the meter agrees, and never a colour alone', () => {
    const bad = STAGES.filter((stage) => signOf(stage, false).tone === 'bad');
    expect(bad).toEqual(['still_on', 'refused']);
    expect(STAGES.filter((stage) => signOf(stage, false).tone === 'good')).toEqual(['confirmed', 'accepted']);
    expect(STAGES.every((stage) => signOf(stage, false).mark !== '')).toBe(true);
  });

  it('of what went off by itself is calm, of what was answered stays', () => {
    expect(signOf('unanswered', true).tone).toBe('calm');
    expect(signOf('still_on', true)).toEqual(signOf('still_on', false));
  });
});
