import { describe, expect, it } from 'vitest';
import type { Records } from '../../../store/ports.ts';
import { openTemporary } from './open.ts';

const put = ({ intervals }: Records, meter: string, day: string) => {
  const startAt = Date.parse(`${day}T00:00:00Z`);
  const days = [{ day, startAt, values: new Float64Array(96), qualities: new Uint8Array(96).fill(1) }];
  return intervals.replaceDays({ site: 'school', meter, days, steps: [], fromAt: startAt, toAt: startAt + 24 * 3_600_000, seq: 0 });
};

describe('revision of a span of days', () => {
  it('grows when one of its days changes, and stays when others do or the nights were judged', async () => {
    const [records] = await openTemporary();
    const { intervals } = records;
    const may = () => intervals.revision('school', '2026-05-01', '2026-06-01');
    expect(await may()).toBe(0);
    await put(records, 'a', '2026-05-31');
    const first = await may();
    expect(first).toBeGreaterThan(0);
    await put(records, 'a', '2026-06-01');
    await put(records, 'a', '2026-04-30');
    await intervals.clearChangedDays('school', await intervals.changedDays('school'));
    expect(await may()).toBe(first);
    expect(await intervals.revision('other', '2026-05-01', '2026-06-01')).toBe(0);
    await put(records, 'b', '2026-05-31');
    expect(await may()).toBeGreaterThan(first);
  });
});
