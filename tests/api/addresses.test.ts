import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditList } from '../../api/schemas/access.ts';
import type { Problem } from '../../api/schemas/common.ts';
import type { AddressRequest, AddressView, ChannelView, TestAnswer } from '../../api/schemas/messages.ts';
import type { MessageDesk } from '../../store/outbox-ports.ts';
import { createHostTrouble } from '../../outgoing/host-trouble.ts';
import { createAllowedHosts } from '../../outgoing/allowed-hosts.ts';
import { VENDOR_HOSTS } from '../../alerts/channels/registry.ts';
import { type Asker, openSchool, type School } from './school.ts';

const NOW = Date.UTC(2026, 4, 20, 11);
const KEY = '0f5c8a3e-1111-2222-3333-444455556666';
const WECOM: AddressRequest = { channel: 'wecom', name: '后勤群', audiences: ['logistics'], settings: { key: KEY } };
const NTFY = { server: 'https://ntfy.sh', topic: 'hill-9f2c7', token: 'tk_secret' };

let school: School;
let tested: string[];
beforeEach(async () => {
  tested = [];
  const kindOf = createAllowedHosts({ vendors: VENDOR_HOSTS, hosts: ['push.hill.example'], privateHosts: ['10.0.0.9'] });
  const messages: MessageDesk = {
    test(site, id, by) {
      tested.push(`${site} ${id} ${by}`);
      const words = { zh: 'key 不对', en: 'the key is wrong' };
      return Promise.resolve({ outcome: 'permanent', words, answer: 'HTTP 200 {"errcode":93000}', tookMs: 41 });
    },
    nudge() {},
    webPushKey: () => 'public-key',
    hostTrouble: createHostTrouble(kindOf),
  };
  school = await openSchool(NOW, { messages });
});
afterEach(() => school.close());

const add = (request: AddressRequest, by: Asker = school) => by.post<{ address: AddressView } & Problem>('/addresses', request);
const listOf = async (by: Asker = school) => (await by.get<{ addresses: AddressView[] }>('/addresses')).addresses;
const settingsIn = async (id: string) => (await school.records.addresses.get('hill', id))!.sealed;
const own = (who: Asker, changes: Partial<AddressRequest> = {}): AddressRequest => ({
  channel: 'ntfy',
  name: '我的手机',
  person: who.who.id,
  settings: NTFY,
  ...changes,
});

describe('the channels', () => {
  it('11 of them, each with the fields of its form; keys are secrets', async () => {
    const { channels } = (await school.inject('/api/channels')).json<{ channels: ChannelView[] }>();
    expect(channels).toHaveLength(11);
    expect(channels.find(({ channel }) => channel === 'wecom')!.fields[0]).toMatchObject({ name: 'key', kind: 'secret', isRequired: true });
  });
});

describe('an address', () => {
  it('is checked by its channel, shown without its secrets, and lies sealed in the records', async () => {
    const { status, body } = await add(WECOM);
    expect(status).toBe(200);
    expect(body.address).toMatchObject({ name: '后勤群', person: null, audiences: ['logistics'], isOn: true, last: null });
    expect(body.address.settings).toEqual({ key: '***', mentionAll: true, isEnglish: false });
    expect(await listOf()).toEqual([body.address]);
    expect(await settingsIn(body.address.id)).not.toContain(KEY);
  });

  it('takes the key out of a pasted webhook address', async () => {
    const { body } = await add({ ...WECOM, settings: { key: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${KEY}` } });
    const { body: kept } = await school.send<{ address: AddressView }>('PUT', `/addresses/${body.address.id}`, {
      ...WECOM,
      settings: { key: '***', mentionAll: false },
    });
    expect(kept.address.settings).toMatchObject({ key: '***', mentionAll: false });
  });

  it.each([
    ['a channel that there is not', { channel: 'pager' }, "body.channel: there is no channel 'pager'; allowed: wecom, "],
    ['a field that is wrong', { channel: 'mqtt', settings: { topic: '#' } }, 'body.settings.topic: allowed: a topic without # + or spaces'],
    [
      'a key that is none, of which nothing is repeated',
      { settings: { key: 'short!' } },
      'body.settings.key: allowed: the part after key=',
    ],
    [
      'a kept secret where there is none',
      { settings: { key: '***' } },
      "body.settings.key: '***' stands for a secret that is kept, and there is none",
    ],
    ['nobody to tell', { audiences: [] }, 'body.audiences: nobody would be told'],
    ['somebody who is not there', { person: 'zhao', audiences: [] }, "body.person: there is no person 'zhao' at 'hill'"],
    ['a person and groups at once', { person: 'administrator' }, 'body.audiences: what a person is told follows from his duty'],
    [
      'a host that the settings do not name',
      { channel: 'webhook', settings: { url: 'https://evil.example/x', secret: '0123456789abcdef' } },
      "body.settings.url: evil.example:443 is not allowed; messages.hosts or messages.privateHosts in the settings file allow it (got 'evil.example')",
    ],
    [
      'a public host without encryption',
      { channel: 'webhook', settings: { url: 'http://push.hill.example:80/x', secret: '0123456789abcdef' } },
      'body.settings.url: push.hill.example would be asked unencrypted',
    ],
  ] satisfies [string, Partial<AddressRequest>, string][])('%s: refused with what is allowed', async (_, changes, why) => {
    const { status, body } = await add({ ...WECOM, ...changes });
    expect(status).toBe(422);
    expect(body.detail).toContain(why);
    expect(body.detail).not.toContain('short!');
    expect(await listOf()).toEqual([]);
  });

  it('a server inside the network is taken where the settings name it', async () => {
    const settings = { ...NTFY, server: 'http://10.0.0.9' };
    expect((await add({ channel: 'ntfy', name: '门卫', audiences: ['guard'], settings })).status).toBe(200);
  });

  it('keeps a secret with the server that it was entered for, and with no other', async () => {
    const { body } = await add({ channel: 'ntfy', name: '门卫', audiences: ['guard'], settings: NTFY });
    const change = (settings: object) =>
      school.send<Problem>('PUT', `/addresses/${body.address.id}`, { channel: 'ntfy', name: '门卫室', audiences: ['guard'], settings });
    expect(await change({ ...NTFY, topic: '***', token: '***' })).toMatchObject({ status: 200, body: { address: { name: '门卫室' } } });
    const moved = await change({ ...NTFY, server: 'https://push.hill.example', topic: '***', token: '***' });
    expect(moved.status).toBe(422);
    expect(moved.body.detail).toContain('the server is another one now (push.hill.example:443); enter the secret again');
    expect((await change({ ...NTFY, server: 'https://push.hill.example' })).status).toBe(200);
  });

  it('is deleted, and everything that was done is in the log, without the key', async () => {
    const { body } = await add(WECOM);
    expect(await school.send('DELETE', `/addresses/${body.address.id}`)).toEqual({ status: 200, body: { done: true } });
    expect(await listOf()).toEqual([]);
    expect((await school.send('DELETE', `/addresses/${body.address.id}`)).status).toBe(404);
    const log = (await school.inject('/api/audit')).json<AuditList>();
    expect(log.entries.map(({ action }) => action)).toEqual(['address.deleted', 'address.added']);
    expect(JSON.stringify(log)).not.toContain(KEY);
  });

  it('says how the last message went', async () => {
    const { body } = await add(WECOM);
    const { outbox } = school.records;
    const text = { title: { zh: '晨报', en: 'Morning' }, lines: [] };
    const about = { audience: 'logistics', urgency: 'today', alert: null, text, link: '/' } as const;
    await outbox.put([{ site: 'hill', kind: 'morning', createdAt: NOW, ...about }]);
    const [message] = await outbox.unplanned(1);
    const to = { message: message!.id, site: 'hill', person: null, address: body.address.id, rung: 0, createdAt: NOW, dueAt: NOW };
    await outbox.plan(message!.id, [to], NOW);
    const [delivery] = await outbox.deliveries({ site: 'hill', limit: 1 });
    await outbox.save([{ ...delivery!, state: 'accepted', sentAt: NOW + 1, acceptedAt: NOW + 2 }]);
    expect((await listOf())[0]!.last).toEqual({ state: 'accepted', at: NOW + 2, why: null });
  });
});

describe('a test message', () => {
  it("brings the other side's own answer, what it means and how long it took", async () => {
    const { body } = await add(WECOM);
    const answer = await school.post<TestAnswer>(`/addresses/${body.address.id}/test`, {});
    expect(answer).toEqual({
      status: 200,
      body: { outcome: 'permanent', words: { zh: 'key 不对', en: 'the key is wrong' }, answer: 'HTTP 200 {"errcode":93000}', tookMs: 41 },
    });
    expect(tested).toEqual([`hill ${body.address.id} 管理员`]);
  });

  it('6 in a minute, then one waits', async () => {
    const { body } = await add(WECOM);
    const statuses: number[] = [];
    for (let index = 0; index < 7; index++) statuses.push((await school.post(`/addresses/${body.address.id}/test`, {})).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(tested).toHaveLength(6);
  });
});

describe('an own address', () => {
  it('is for its person to add, see, change, try and delete', async () => {
    const guard = await school.as('guard', {}, '门卫老李');
    const { status, body } = await add(own(guard), guard);
    expect(status).toBe(200);
    expect(body.address).toMatchObject({ person: { id: guard.who.id, name: '门卫老李' }, settings: { topic: '***', token: '***' } });
    expect(await listOf(guard)).toEqual([body.address]);
    const path = `/addresses/${body.address.id}`;
    expect((await guard.send('PUT', path, own(guard, { isOn: false }))).status).toBe(200);
    expect((await guard.post(`${path}/test`, {})).status).toBe(200);
    expect((await guard.send('DELETE', path)).status).toBe(200);
  });

  it('is nothing that others see or touch, but for who manages channels', async () => {
    const guard = await school.as('guard', {}, '门卫老李');
    const { body } = await add(own(guard), guard);
    const other = await school.as('logistics_head');
    expect(await listOf(other)).toEqual([]);
    expect((await other.send('DELETE', `/addresses/${body.address.id}`)).status).toBe(403);
    expect((await other.post('/addresses', own(guard))).status).toBe(403);
    expect(await listOf()).toHaveLength(1);
  });

  it('is no group, and cannot be given to one', async () => {
    const guard = await school.as('guard');
    expect((await add({ ...WECOM, person: guard.who.id, audiences: [] }, guard)).status).toBe(403);
    const { body } = await add(own(guard), guard);
    const given = await guard.send('PUT', `/addresses/${body.address.id}`, own(guard, { person: null, audiences: ['guard'] }));
    expect(given.status).toBe(403);
  });

  it('10 of them at most', async () => {
    const guard = await school.as('guard');
    const statuses: number[] = [];
    for (let index = 0; index < 11; index++) statuses.push((await add(own(guard), guard)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 409]);
  });
});

describe('web push', () => {
  const subscription = { endpoint: 'https://fcm.googleapis.com/fcm/send/abc', keys: { p256dh: 'BPub', auth: 'Auth' } };

  it('a browser that subscribes becomes an own address, once', async () => {
    const guard = await school.as('guard');
    expect((await guard.inject('/api/web-push')).json()).toEqual({ publicKey: 'public-key' });
    await guard.post('/web-push', { ...subscription, name: '门卫手机' });
    await guard.post('/web-push', subscription);
    expect(await listOf(guard)).toMatchObject([{ channel: 'web-push', name: '门卫手机', person: { id: guard.who.id } }]);
    expect(JSON.stringify(await listOf(guard))).not.toContain('/fcm/send/');
  });

  it('belongs to who subscribed it last', async () => {
    const [first, second] = [await school.as('guard'), await school.as('electrician')];
    await first.post('/web-push', subscription);
    await second.post('/web-push', subscription);
    expect(await listOf(first)).toEqual([]);
    expect(await listOf(second)).toHaveLength(1);
  });

  it('of a service that nobody knows: refused, and its address is not repeated', async () => {
    const endpoint = 'https://internal.example/secret-path';
    const { status, body } = await school.post<Problem>('/web-push', { ...subscription, endpoint });
    expect(status).toBe(422);
    expect(body.detail).not.toContain('secret-path');
  });
});
