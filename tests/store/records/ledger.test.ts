import { describe, expect, it } from 'vitest';
import { openTemporary } from './open.ts';

describe('job ledger', () => {
  it('gives a slot to one of two processes that ask at once, and never again', async () => {
    const [one, other] = await openTemporary(2);
    const claims: boolean[] = [];
    for (let slot = 0; slot < 20; slot++) {
      claims.push(...(await Promise.all([one.ledger.claim('rollup', slot, 1), other!.ledger.claim('rollup', slot, 1)])));
    }
    expect(claims.filter(Boolean)).toHaveLength(20);
    await one.ledger.finish('rollup', 3, 'failed', 'why', 2);
    expect(await other!.ledger.claim('rollup', 3, 3)).toBe(false);
    expect(await other!.ledger.claim('another job', 3, 3)).toBe(true);
  });

  it('knows the last run of each job', async () => {
    const [{ ledger }] = await openTemporary();
    await ledger.claim('b', 100, 101);
    await ledger.finish('b', 100, 'done', '12 meters', 105);
    await ledger.claim('a', 300, 301);
    await ledger.claim('a', 200, 302);
    expect(await ledger.lastRuns()).toEqual([
      { job: 'a', slotAt: 300, startedAt: 301, finishedAt: null, outcome: 'running', detail: '' },
      { job: 'b', slotAt: 100, startedAt: 101, finishedAt: 105, outcome: 'done', detail: '12 meters' },
    ]);
  });

  it('calls runs that a killed process left behind failed', async () => {
    const [{ ledger }] = await openTemporary();
    await ledger.claim('a', 1, 1);
    await ledger.claim('b', 1, 1);
    await ledger.finish('b', 1, 'done', '', 2);
    expect(await ledger.abandonRunning(9)).toBe(1);
    expect((await ledger.lastRuns()).map(({ outcome, finishedAt }) => [outcome, finishedAt])).toEqual([
      ['failed', 9],
      ['done', 2],
    ]);
    expect(await ledger.abandonRunning(10)).toBe(0);
  });
});
