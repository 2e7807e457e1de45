import { describe, expect, it } from 'vitest';
import type { Correction, Statement } from '../../../domain/correction.ts';
import { type IntervalDay, QUALITIES } from '../../../domain/interval.ts';
import type { DaysReplacement, Records } from '../../../store/ports.ts';
import { meterOf, planOf, touch } from '../../jobs/campus.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-03-01T12:00:00+08:00');
const outage: Statement = { kind: 'outage', fromAt: AT, toAt: AT + 1, why: 'bypassed' };

function correction(id: string, statement: Statement, changes: Partial<Correction> = {}): Correction {
  return { id, site: 'school', meter: 'm', statement, by: '王师傅', reason: '看过现场', recordedAt: AT, undone: null, ...changes };
}

function replacementOf(value: number): DaysReplacement {
  const day: IntervalDay = {
    day: '2026-03-01',
    startAt: Date.parse('2026-03-01T00:00:00+08:00'),
    values: new Float64Array(96).fill(value),
    qualities: new Uint8Array(96).fill(QUALITIES.indexOf('measured')),
  };
  const step = {
    fromAt: AT - 1,
    toAt: AT,
    from: 5,
    to: 1,
    kind: 'suspicious',
    amount: null,
    consumption: null,
    booking: 'none',
    size: 4,
  } as const;
  return { site: 'school', meter: 'm', days: [day], steps: [step], fromAt: AT, toAt: AT + 1, seq: 0 };
}

async function school(connections = 1): Promise<[Records, ...Records[]]> {
  const all = await openTemporary(connections);
  await all[0].catalog.declare(planOf([meterOf({ id: 'm' }), meterOf({ id: 'n' })]));
  return all;
}

describe('corrections', () => {
  it('stand newest first with who, when and why, and stay when they are undone', async () => {
    const [{ corrections }] = await school();
    await corrections.commit('school', { correction: correction('one', outage) }, undefined);
    // Said at the same millisecond: the order of saying counts.
    await corrections.commit('school', { correction: correction('two', { kind: 'spread', toAt: AT }, { meter: 'n' }) }, undefined);
    await corrections.commit('school', { undo: { id: 'one', at: AT + 5, by: '李老师', reason: '记错了' } }, undefined);
    const undone = correction('one', outage, { undone: { at: AT + 5, by: '李老师', reason: '记错了' } });
    expect(await corrections.list('school', { limit: 10 })).toEqual([
      correction('two', { kind: 'spread', toAt: AT }, { meter: 'n' }),
      undone,
    ]);
    expect(await corrections.list('school', { meter: 'm', limit: 10 })).toEqual([undone]);
    expect(await corrections.list('school', { limit: 1 })).toHaveLength(1);
    expect(await corrections.get('school', 'one')).toEqual(undone);
    expect(await corrections.get('elsewhere', 'one')).toBeUndefined();
  });

  it('are part of the meter while they hold, in the order in which they were said', async () => {
    const [{ corrections, catalog }, other] = await school(2);
    const meterNow = async () => (await other!.catalog.sites())[0]!.meters.find(({ id }) => id === 'm')!;
    const before = await meterNow();
    const version = await other!.catalog.version();
    await corrections.commit('school', { correction: correction('one', { kind: 'ratio', fromAt: AT, ratio: 40 }) }, undefined);
    await corrections.commit('school', { correction: correction('two', { kind: 'ratio', fromAt: AT, ratio: 60 }) }, undefined);
    expect(await other!.catalog.version()).toBeGreaterThan(version);
    expect((await meterNow()).ratios).toEqual([
      { fromAt: 0, ratio: 1 },
      { fromAt: AT, ratio: 60 },
    ]);
    expect(await catalog.declared('school', 'm')).toEqual(before);
    expect(await catalog.declared('school', 'nobody')).toBeUndefined();
    await corrections.commit('school', { undo: { id: 'two', at: AT, by: 'a', reason: 'b' } }, undefined);
    expect((await meterNow()).ratios.at(-1)).toEqual({ fromAt: AT, ratio: 40 });
    await corrections.commit('school', { undo: { id: 'one', at: AT, by: 'a', reason: 'b' } }, undefined);
    expect(await meterNow()).toEqual(before);
  });

  it('survive a new declaration of the campus, which is compared with what was declared', async () => {
    const [records] = await school();
    const { corrections, catalog, intervals } = records;
    await intervals.replaceDays(replacementOf(1));
    await corrections.commit('school', { correction: correction('one', { kind: 'ratio', fromAt: AT, ratio: 40 }) }, undefined);
    await catalog.declare(planOf([meterOf({ id: 'm' }), meterOf({ id: 'n' })]));
    expect(await intervals.touchedCount()).toBe(0);
    expect((await catalog.sites())[0]!.meters[0]!.ratios.at(-1)).toEqual({ fromAt: AT, ratio: 40 });
  });

  it('are committed with the days and steps that they change, and the nights to be judged again', async () => {
    const [{ corrections, intervals }] = await school();
    await corrections.commit('school', { correction: correction('one', outage) }, replacementOf(2));
    expect((await intervals.totals('school', ['m'], '2026-03-01', '2026-03-02')).map(({ total }) => total)).toEqual([192]);
    expect(await intervals.steps('school', { limit: 10 })).toMatchObject([{ meter: 'm', toAt: AT, size: 4 }]);
    expect((await intervals.changedDays('school')).map(({ day }) => day)).toEqual(['2026-03-01']);
  });

  it('leave nothing behind when a part of their commit fails', async () => {
    const [{ corrections, intervals, catalog }, other] = await school(2);
    await intervals.replaceDays(replacementOf(1));
    await intervals.clearChangedDays('school', await intervals.changedDays('school'));
    const version = await catalog.version();
    const [step] = replacementOf(2).steps;
    // The last thing that is written.
    const broken = { ...replacementOf(2), steps: [{ ...step!, kind: null as unknown as 'normal' }] };
    await expect(corrections.commit('school', { correction: correction('one', outage) }, broken)).rejects.toThrow(/NOT NULL/);
    expect(await other!.corrections.list('school', { limit: 10 })).toEqual([]);
    expect((await other!.intervals.totals('school', ['m'], '2026-03-01', '2026-03-02'))[0]!.total).toBe(96);
    expect(await other!.intervals.steps('school', { limit: 10 })).toHaveLength(1);
    expect(await other!.intervals.changedDays('school')).toEqual([]);
    expect(await other!.catalog.version()).toBe(version);
  });

  it('cannot be undone twice, nor when they are not there, and then change nothing', async () => {
    const [{ corrections, intervals }] = await school();
    await corrections.commit('school', { correction: correction('one', outage) }, undefined);
    const undo = (id: string) => corrections.commit('school', { undo: { id, at: AT, by: 'a', reason: 'b' } }, replacementOf(3));
    await undo('one');
    await intervals.replaceDays(replacementOf(1));
    await expect(undo('one')).rejects.toThrow("'one'");
    await expect(undo('nothing')).rejects.toThrow("'nothing'");
    expect((await intervals.totals('school', ['m'], '2026-03-01', '2026-03-02'))[0]!.total).toBe(96);
  });

  it('do not clear the marks of readings that came in the meantime', async () => {
    const [{ corrections, intervals, intake }] = await school();
    await intake.commit(touch([{ site: 'school', meter: 'm', fromAt: AT, toAt: AT }]));
    await corrections.commit('school', { correction: correction('one', outage) }, replacementOf(2));
    expect(await intervals.touchedCount()).toBe(1);
  });
});
