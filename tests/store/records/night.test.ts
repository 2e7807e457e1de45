import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../domain/alert.ts';
import type { AlertEvent } from '../../../domain/handling.ts';
import type { NewMessage } from '../../../domain/message.ts';
import type { Round } from '../../../domain/round.ts';
import type { SeenFinding } from '../../../store/night-ports.ts';
import { openTemporary } from './open.ts';

const alert: Alert = {
  id: 'school:ac_left_on:ac-301:2026-11-20',
  site: 'school',
  rule: 'ac_left_on',
  meter: 'ac-301',
  night: '2026-11-20',
  state: 'open',
  openedAt: 1000,
  updatedAt: 1000,
  finding: {
    rule: 'ac_left_on',
    meter: 'ac-301',
    night: '2026-11-20',
    startAt: 900,
    certainty: 'measured',
    rate: { value: 2, unit: 'kW' },
    wasted: null,
    evidence: [],
  },
};
const event = (id: string, more: Partial<AlertEvent> = {}): AlertEvent => ({
  id,
  site: 'school',
  alert: alert.id,
  word: 'off',
  at: 2000,
  recordedAt: 2500,
  by: 'zhang',
  byName: '张师傅',
  reason: null,
  note: '',
  photo: null,
  avoided: null,
  rate: null,
  ...more,
});
const message = (key: string): NewMessage => ({
  site: 'school',
  kind: 'list',
  key,
  createdAt: 1,
  urgency: 'tonight',
  audience: 'guard',
  alert: null,
  text: { title: { zh: '今晚巡查', en: 'Round' }, lines: [] },
  link: '/tonight',
});
const round: Round = {
  site: 'school',
  night: '2026-11-20',
  number: 1,
  frozenAt: 10,
  recheckedAt: null,
  endsAt: 100,
  stops: [{ id: 'b:3:ac', building: 'b', floor: 3, subject: 'ac', alerts: [alert.id], addedAt: 10 }],
  leftOut: [],
  expected: [],
  spotChecks: [{ space: 's', result: null, at: null, by: '', byName: '' }],
  blind: ['m'],
  remindedAt: null,
  reportedAt: null,
};

async function withAlert() {
  const [records, other] = await openTemporary(2);
  await records.alerts.apply([{ alert }], 1000);
  return { records, other: other! };
}
const keysOf = async (records: Awaited<ReturnType<typeof withAlert>>['records']) =>
  (await records.outbox.messages(0, 100)).map(({ kind, createdAt }) => `${kind} ${createdAt}`);

describe('words about alerts', () => {
  it('are kept once, with what is told of them, and open pages see the alert move', async () => {
    const { records } = await withAlert();
    const confirmed = event('b', { word: 'confirmed', by: 'meter', at: 3000, avoided: { kwh: 12.9, fen: 694 }, rate: 0.02 });
    expect(await records.alertEvents.add(event('a', { reason: 'event', note: '第一次', photo: 'p' }), [message('k')])).toBe(true);
    expect(await records.alertEvents.add(event('a', { word: 'false_alarm' }), [message('other')])).toBe(false);
    expect(await records.alertEvents.add(confirmed)).toBe(true);
    expect(await records.alertEvents.list('school', { alert: alert.id })).toEqual([
      event('a', { reason: 'event', note: '第一次', photo: 'p' }),
      confirmed,
    ]);
    expect(await keysOf(records)).toEqual(['list 1']);
    expect((await records.alerts.get('school', alert.id))!.updatedAt).toBe(2500);
    expect((await records.alerts.get('school', alert.id))!.state).toBe('open');
  });

  it('are found by the night of their alert', async () => {
    const { records } = await withAlert();
    await records.alertEvents.add(event('a'));
    const list = (fromNight: string, toNight: string) => records.alertEvents.list('school', { fromNight, toNight });
    expect(await list('2026-11-20', '2026-11-20')).toHaveLength(1);
    expect(await list('2026-11-21', '2026-11-30')).toEqual([]);
    expect(await records.alertEvents.list('elsewhere', { alert: alert.id })).toEqual([]);
  });

  it('are refused about an alert that is not there, with nothing told', async () => {
    const { records } = await withAlert();
    await expect(records.alertEvents.add(event('a', { alert: 'gone' }), [message('k')])).rejects.toThrow(/no alert 'gone'/);
    expect(await keysOf(records)).toEqual([]);
  });

  it('are one when two processes say them', async () => {
    const { records, other } = await withAlert();
    expect(await records.alertEvents.add(event('a'), [message('k')])).toBe(true);
    expect(await other.alertEvents.add(event('a'), [message('k')])).toBe(false);
    expect(await keysOf(records)).toEqual(['list 1']);
  });
});

describe('rounds', () => {
  it('are read as they were written, newest first, and told once', async () => {
    const { records } = await withAlert();
    const second = { ...round, number: 2, frozenAt: 50 };
    const before = { ...round, night: '2026-11-19' };
    for (const one of [round, second, before]) await records.rounds.save(one, [message(`${one.night} ${one.number}`)]);
    await records.rounds.save(round, [message('2026-11-20 1')]);
    expect(await records.rounds.list('school', '2026-11-19', '2026-11-20')).toEqual([second, round, before]);
    expect(await records.rounds.get('school', '2026-11-20', 1)).toEqual(round);
    expect(await records.rounds.get('school', '2026-11-20', 3)).toBeUndefined();
    expect(await keysOf(records)).toHaveLength(3);
  });

  it('lose nothing when guard and jobs change them at the same time', async () => {
    const { records } = await withAlert();
    await records.rounds.save({ ...round, blind: [] });
    const meters = Array.from({ length: 20 }, (_, index) => `m${index}`);
    await Promise.all(
      meters.map((meter) =>
        records.rounds.change('school', round.night, 1, (known) => ({ round: { ...known, blind: [...known.blind, meter] } })),
      ),
    );
    const { blind } = (await records.rounds.get('school', round.night, 1))!;
    expect(blind.toSorted()).toEqual(meters.toSorted());
  });

  it('stay as they are when there is nothing to change, or no such round', async () => {
    const { records } = await withAlert();
    await records.rounds.save(round);
    expect(await records.rounds.change('school', round.night, 1, () => undefined)).toEqual(round);
    expect(await records.rounds.change('school', round.night, 2, (known) => ({ round: known, messages: [message('k')] }))).toBeUndefined();
    expect(await keysOf(records)).toEqual([]);
  });
});

describe('findings of people', () => {
  const seen: SeenFinding = {
    id: 'f',
    site: 'school',
    at: 500,
    building: 'b',
    space: null,
    what: 'tap_running',
    note: '二楼',
    photo: null,
    by: 'li',
    byName: '李同学',
    recordedAt: 600,
    review: null,
  };

  it('are kept once, newest first, and graded', async () => {
    const [records] = await openTemporary();
    const later = { ...seen, id: 'g', at: 700, space: 's' };
    expect([await records.seenFindings.add(seen), await records.seenFindings.add({ ...seen, note: 'x' })]).toEqual([true, false]);
    await records.seenFindings.add(later);
    const review = { by: '王', at: 800, isRight: true, note: '' };
    expect(await records.seenFindings.review('school', 'f', review)).toBe(true);
    expect(await records.seenFindings.review('school', 'none', review)).toBe(false);
    expect(await records.seenFindings.list('school', { limit: 9 })).toEqual([later, { ...seen, review }]);
    expect(await records.seenFindings.list('school', { fromAt: 600, limit: 9 })).toEqual([later]);
  });
});
