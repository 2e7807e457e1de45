import { describe, expect, it } from 'vitest';
import type { Delivery, NewDelivery, NewMessage } from '../../../domain/message.ts';
import { DEFAULT_FLOOR } from '../../../domain/person.ts';
import { EMPTY_ROSTER } from '../../../domain/roster.ts';
import { address, burst, text } from '../../alerts/delivery/post-rig.ts';
import { openTemporary } from './open.ts';

const MINUTE = 60_000;
const about = (alert: ReturnType<typeof burst>): NewMessage => ({ ...text('opened'), alert, text: null, urgency: 'now' });
const line = (message: number, to: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  message,
  site: 'school',
  person: 'g1',
  address: to,
  rung: 0,
  dueAt: 1000,
  createdAt: 1000,
  ...more,
});

describe('the outbox', () => {
  it('takes a message with a key once for each site, and any number without', async () => {
    const [{ outbox }] = await openTemporary();
    const keyed = text('list', { key: 'list:2026-11-20:1' });
    expect(await outbox.put([keyed, keyed, { ...keyed, site: 'other' }])).toBe(2);
    expect(await outbox.put([keyed])).toBe(0);
    expect(await outbox.put([text('added'), text('added')])).toBe(2);
    expect((await outbox.messages(0, 10)).map(({ id, site }) => `${id} ${site}`)).toHaveLength(4);
    expect(await outbox.message(1)).toEqual({ ...text('list'), id: 1 });
  });

  it('plans a message once, and later rungs of it never to the same address again', async () => {
    const [{ outbox }] = await openTemporary();
    await outbox.put([text('list'), text('added')]);
    await outbox.plan(1, [line(1, 'a')], 1000);
    expect((await outbox.unplanned(10)).map(({ id }) => id)).toEqual([2]);
    await outbox.plan(1, [line(1, 'a', { rung: 1 }), line(1, 'b', { rung: 1 })], 2000);
    const all = await outbox.deliveries({ site: 'school', message: 1, limit: 10 });
    expect(all.map(({ address: to, rung, state }) => `${to} ${rung} ${state}`)).toEqual(['b 1 queued', 'a 0 queued']);
  });

  it('gives what is due by time, what was left on its way, and what a clock that was set back made wait', async () => {
    const [{ outbox }] = await openTemporary();
    await outbox.put([text('list')]);
    const lines = [line(1, 'later', { dueAt: 9000 }), line(1, 'now'), line(1, 'left', { dueAt: 9000 })];
    const hour = { createdAt: 60 * MINUTE, dueAt: 60 * MINUTE };
    await outbox.plan(1, [...lines, line(1, 'ahead', hour), line(1, 'quiet', { ...hour, dueAt: 600 * MINUTE })], 1000);
    const [left] = (await outbox.deliveries({ site: 'school', limit: 10 })).filter(({ address: to }) => to === 'left');
    await outbox.save([{ ...left!, state: 'sending', attempts: 1, sentAt: 900, why: { zh: '等', en: 'waits' } }]);
    const due = await outbox.due(2000, 10);
    expect(due.map(({ address: to }) => to)).toEqual(['left', 'now', 'ahead']);
    expect(due[0]!.why).toEqual({ zh: '等', en: 'waits' });
    expect(await outbox.nextDueAt(2000)).toBe(9000);
    expect(await outbox.sentSince(900)).toEqual([{ site: 'school', address: 'left', sentAt: 900 }]);
  });

  it('proves for each person what was seen and acted upon, each once', async () => {
    const [{ outbox }] = await openTemporary();
    const alert = burst('w1');
    await outbox.put([about(alert), about(burst('w2'))]);
    await outbox.plan(1, [line(1, 'a'), line(1, 'b', { person: 'g2' })], 1000);
    await outbox.plan(2, [line(2, 'a')], 1000);
    await outbox.mark('school', 'g1', [alert.id], 'seen', 5000);
    await outbox.mark('school', 'g1', [alert.id], 'acted', 6000);
    await outbox.mark('school', 'g1', [alert.id], 'acted', 7000);
    const marks = ({ message, address: to, seenAt, actedAt }: Delivery) => [message, to, seenAt, actedAt];
    expect((await outbox.deliveries({ site: 'school', limit: 9 })).toReversed().map(marks)).toEqual([
      [1, 'a', 5000, 6000],
      [1, 'b', null, null],
      [2, 'a', null, null],
    ]);
    expect(await outbox.deliveries({ site: 'school', alert: alert.id, limit: 9 })).toHaveLength(2);
  });

  it('keeps what a page said meanwhile when the worker writes what the vendor said', async () => {
    const [{ outbox }] = await openTemporary();
    const alert = burst('w1');
    await outbox.put([about(alert)]);
    await outbox.plan(1, [line(1, 'a')], 1000);
    const [before] = await outbox.deliveries({ site: 'school', limit: 1 });
    await outbox.mark('school', 'g1', [alert.id], 'seen', 5000);
    await outbox.save([{ ...before!, state: 'accepted', acceptedAt: 5500 }]);
    expect(await outbox.delivery(before!.id)).toMatchObject({ state: 'accepted', seenAt: 5000 });
    expect(await outbox.acceptedSince('school', 5500)).toBe(1);
    expect(await outbox.acceptedSince('school', 5501)).toBe(0);
  });
});

describe('addresses', () => {
  it('are kept sealed, changed by id, and take what waits for them along when they go', async () => {
    const [{ addresses, outbox }] = await openTemporary();
    const phone = { ...address('a', { person: 'g1', createdAt: 2 }), sealed: 'x' };
    await addresses.save(phone);
    await addresses.save({ ...phone, name: '新手机', isOn: false });
    await addresses.save({ ...address('b', { createdAt: 1, audiences: ['guard'] }), sealed: 'y' });
    expect((await addresses.list('school')).map(({ id, name, isOn }) => [id, name, isOn])).toEqual([
      ['b', 'b', true],
      ['a', '新手机', false],
    ]);
    await outbox.put([text('list')]);
    await outbox.plan(1, [line(1, 'a'), line(1, 'b')], 1000);
    expect([await addresses.remove('school', 'a'), await addresses.remove('school', 'a')]).toEqual([true, false]);
    expect((await outbox.due(2000, 9)).map(({ address: to }) => to)).toEqual(['b']);
    expect(await addresses.get('school', 'a')).toBeUndefined();
  });
});

describe('rosters', () => {
  it('are empty at first, with the usual floor; one is set without the other', async () => {
    const [{ rosters }] = await openTemporary();
    expect([await rosters.get('school'), await rosters.floor('school')]).toEqual([EMPTY_ROSTER, DEFAULT_FLOOR]);
    const floor = { urgency: 'tonight' as const, rules: ['burst'] };
    await rosters.saveFloor('school', floor, 'Li', 1);
    const roster = { weekly: [{ duty: 'guard' as const, person: 'g1', weekdays: [1] }], days: [] };
    await rosters.save('school', roster, 'Li', 2);
    expect([await rosters.get('school'), await rosters.floor('school')]).toEqual([roster, floor]);
  });
});
