import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ManualReading } from '../../../store/people-ports.ts';
import { meterOf, planOf } from '../../jobs/campus.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-03-01T12:00:00+08:00');

const reading = (id: string, changes: Partial<ManualReading> = {}): ManualReading => ({
  id,
  site: 'school',
  meter: 'm',
  at: AT,
  value: 512.5,
  by: '王师傅',
  note: '',
  photo: null,
  concern: null,
  state: 'stored',
  check: null,
  recordedAt: AT + 10,
  ...changes,
});

async function school(connections = 1) {
  const all = await openTemporary(connections);
  await all[0].catalog.declare(planOf([meterOf({ id: 'm' }), meterOf({ id: 'n' })]));
  return all;
}

describe('manual readings', () => {
  it('are listed newest first by meter and state, and replaced by id', async () => {
    const [{ manualReadings }] = await school();
    await manualReadings.save(reading('one'));
    await manualReadings.save(reading('two', { meter: 'n', recordedAt: AT + 20, state: 'pending', concern: 'too_much', photo: 'p1' }));
    const checked = reading('one', { state: 'checked', check: { by: '李老师', at: AT + 30, note: '一致' } });
    await manualReadings.save(checked);
    expect((await manualReadings.list('school', { limit: 10 })).map(({ id }) => id)).toEqual(['two', 'one']);
    expect(await manualReadings.list('school', { state: 'checked', limit: 10 })).toEqual([checked]);
    expect(await manualReadings.list('school', { meter: 'n', limit: 10 })).toMatchObject([
      { concern: 'too_much', photo: 'p1', check: null },
    ]);
    expect(await manualReadings.get('school', 'one')).toEqual(checked);
    expect(await manualReadings.get('school', 'none')).toBeUndefined();
  });

  it('tell the meter the instants of those that count, and mark their time with the same commit', async () => {
    const [{ manualReadings, intervals }, other] = await school(2);
    const version = await other!.catalog.version();
    await manualReadings.save(reading('late', { at: AT + 5 }), [{ site: 'school', meter: 'm', fromAt: AT + 5, toAt: AT + 5 }]);
    await manualReadings.save(reading('early', { state: 'checked' }));
    for (const state of ['pending', 'refused'] as const) await manualReadings.save(reading(state, { state, at: AT + 9 }));
    const [m, n] = (await other!.catalog.sites())[0]!.meters;
    expect(m!.manualAt).toEqual([AT, AT + 5]);
    expect(n!.manualAt).toBeUndefined();
    expect(await other!.catalog.version()).toBeGreaterThan(version);
    expect(await intervals.touched(10)).toMatchObject([{ meter: 'm', fromAt: AT + 5 }]);
  });
});

describe('photos', () => {
  it('come back byte for byte; the same picture is one', async () => {
    const [{ photos }, other] = await openTemporary(2);
    // A view into a larger buffer, as an upload is.
    const bytes = new Uint8Array(Buffer.concat([Buffer.from('left'), Buffer.from([0, 255, 216, 7]), Buffer.from('right')])).subarray(4, 8);
    const id = await photos.save('school', { type: 'image/jpeg', bytes, at: AT });
    expect(id).toBe(createHash('sha256').update(bytes).digest('hex').slice(0, 32));
    expect(await photos.save('school', { type: 'image/jpeg', bytes, at: AT + 1 })).toBe(id);
    const back = await other!.photos.get('school', id);
    expect([back!.type, ...back!.bytes]).toEqual(['image/jpeg', 0, 255, 216, 7]);
    expect(await photos.get('elsewhere', id)).toBeUndefined();
  });
});
