import { describe, expect, it } from 'vitest';
import { countedOnce } from '../../../alerts/cost/counted-once.ts';
import type { Alert } from '../../../domain/alert.ts';

const METERS = [{ id: 'main' }, { id: 'branch', parent: 'main' }, { id: 'circuit', parent: 'branch' }, { id: 'other', parent: 'main' }];
const HOUR = 3_600_000;

function alert(meter: string, value: number | null, [fromHour, toHour]: [number, number?] = [0, 8], unit: 'kWh' | 'm³' = 'kWh'): Alert {
  const endAt = toHour === undefined ? undefined : toHour * HOUR;
  const wasted = value === null ? null : { value, unit };
  const finding = {
    rule: 'r',
    meter,
    night: '2026-05-01',
    startAt: fromHour * HOUR,
    endAt,
    certainty: 'measured',
    rate: null,
    wasted,
    evidence: [],
  } as const;
  return { id: `${meter} ${value}`, site: 's', rule: 'r', meter, night: '2026-05-01', state: 'open', openedAt: 0, updatedAt: 0, finding };
}
const ids = (...alerts: Alert[]) => countedOnce(alerts, METERS).map(({ id }) => id);

describe('what alerts cost', () => {
  it('counts what two rules saw at one meter at one time once, by the one that saw most', () => {
    expect(ids(alert('main', 3), alert('main', 5))).toEqual(['main 5']);
  });

  it('counts both when one was over before the other began', () => {
    expect(ids(alert('main', 3, [0, 4]), alert('main', 5, [4, 8]))).toEqual(['main 5', 'main 3']);
  });

  it('does not add a circuit to the building that counts it, however many meters are between', () => {
    expect(ids(alert('circuit', 3), alert('main', 5))).toEqual(['main 5']);
    expect(ids(alert('circuit', 6), alert('main', 5))).toEqual(['circuit 6']);
  });

  it('adds two branches of one main', () => {
    expect(ids(alert('branch', 3), alert('other', 5))).toEqual(['other 5', 'branch 3']);
  });

  it('takes what goes on for going on, and another medium for another matter', () => {
    expect(ids(alert('main', 3, [0]), alert('main', 5, [90, 99]))).toEqual(['main 5']);
    expect(ids(alert('main', 3), alert('main', 5, [0, 8], 'm³'))).toEqual(['main 5', 'main 3']);
  });

  it('leaves out what is not about consumption', () => {
    expect(ids(alert('main', null), alert('other', 0))).toEqual([]);
  });
});
