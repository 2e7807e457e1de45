import { describe, expect, it } from 'vitest';
import { EVERYWHERE } from '../../../domain/access.ts';
import { DEFAULT_WISHES, type Person } from '../../../domain/person.ts';
import { type ApiToken, LoginTaken, type OneTimeCode, type SessionRow } from '../../../store/access-ports.ts';
import { openTemporary } from './open.ts';

const AT = 1_790_000_000_000;

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: `王${id}`,
  role: 'guard',
  reach: { sites: ['hill'], buildings: null, spaces: ['a-301'] },
  login: null,
  phone: '13800001234',
  wishes: { ...DEFAULT_WISHES, mutedRules: ['burst'] },
  createdAt: AT,
  disabledAt: null,
  ...more,
});

const session = (id: string, more: Partial<SessionRow> = {}): SessionRow => ({
  id,
  person: 'a',
  kind: 'browser',
  isDemo: false,
  label: 'Firefox',
  createdAt: AT,
  lastSeenAt: AT,
  expiresAt: AT + 1000,
  endedAt: null,
  ...more,
});

describe('people', () => {
  it('come back as they were saved, by name', async () => {
    const [{ people }, other] = await openTemporary(2);
    const [wang, li] = [person('b', { name: 'wang' }), person('a', { name: 'li', reach: EVERYWHERE, disabledAt: AT + 1 })];
    await people.save(wang);
    await people.save(li);
    expect(await other!.people.list()).toEqual([li, wang]);
    expect(await people.get('nobody')).toBeUndefined();
  });

  it('are found by login whatever the letters; a login is of one person', async () => {
    const [{ people }] = await openTemporary();
    await people.save(person('a', { login: 'Wang.Wei' }));
    expect(await people.byLogin(' WANG.wei ')).toMatchObject({ id: 'a', login: 'wang.wei', credentials: { password: null, totp: null } });
    await expect(people.save(person('b', { login: 'wang.WEI' }))).rejects.toThrow(LoginTaken);
    expect(await people.get('b')).toBeUndefined();
    await people.save(person('a', { login: 'wang.wei', name: 'new' }));
    expect((await people.byLogin('wang.wei'))!.name).toBe('new');
  });

  it('without a login may be many', async () => {
    const [{ people }] = await openTemporary();
    await people.save(person('a'));
    await people.save(person('b'));
    expect(await people.list()).toHaveLength(2);
  });

  it('keep their credentials when they are saved again', async () => {
    const [{ people }] = await openTemporary();
    await people.save(person('a', { login: 'a1' }));
    await people.setCredentials('a', { password: 'hash', totp: 'sealed', totpStep: 7 });
    await people.save(person('a', { login: 'a1', name: 'new' }));
    expect(await people.credentials('a')).toEqual({ password: 'hash', totp: 'sealed', totpStep: 7 });
    expect(await people.credentials('b')).toBeUndefined();
  });

  it('use each TOTP step once, and no earlier one after it', async () => {
    const [{ people }, other] = await openTemporary(2);
    await people.save(person('a'));
    const both = await Promise.all([people.useTotpStep('a', 100), other!.people.useTotpStep('a', 100)]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await people.useTotpStep('a', 99)).toBe(false);
    expect(await people.useTotpStep('a', 101)).toBe(true);
    expect(await people.useTotpStep('b', 101)).toBe(false);
  });
});

describe('sessions', () => {
  it('come back, by kind and person, the last seen first', async () => {
    const [{ sessions }] = await openTemporary();
    const [one, two, three] = [
      session('1'),
      session('2', { kind: 'device', isDemo: true }),
      session('3', { person: 'b', lastSeenAt: AT + 9 }),
    ];
    for (const each of [one, two, three]) await sessions.save(each);
    expect(await sessions.list({})).toEqual([three, one, two]);
    expect(await sessions.list({ kind: 'device' })).toEqual([two]);
    expect(await sessions.list({ person: 'b', kind: 'browser' })).toEqual([three]);
    expect(await sessions.get('2')).toEqual(two);
    expect(await sessions.get('4')).toBeUndefined();
  });

  it('end once, and are not touched any more', async () => {
    const [{ sessions }] = await openTemporary();
    await sessions.save(session('1'));
    await sessions.touch('1', AT + 5);
    expect(await sessions.end('1', AT + 6)).toBe(true);
    expect(await sessions.end('1', AT + 7)).toBe(false);
    await sessions.touch('1', AT + 8);
    expect(await sessions.get('1')).toMatchObject({ lastSeenAt: AT + 5, endedAt: AT + 6 });
    expect(await sessions.end('none', AT)).toBe(false);
  });

  it('of a person end all but one', async () => {
    const [{ sessions }] = await openTemporary();
    for (const id of ['1', '2', '3']) await sessions.save(session(id));
    await sessions.save(session('4', { person: 'b' }));
    await sessions.endAll('a', AT + 1, '2');
    const ended = (await sessions.list({})).filter(({ endedAt }) => endedAt !== null).map(({ id }) => id);
    expect(ended).toEqual(['1', '3']);
    await sessions.endAll('a', AT + 2);
    expect(await sessions.get('1')).toMatchObject({ endedAt: AT + 1 });
    expect(await sessions.get('2')).toMatchObject({ endedAt: AT + 2 });
  });
});

describe('sessions that are over', () => {
  it('are forgotten: those that ended or ran out before an instant, and no other', async () => {
    const [{ sessions }] = await openTemporary();
    await sessions.save(session('ended', { endedAt: AT - 1, expiresAt: AT + 9 }));
    await sessions.save(session('over', { expiresAt: AT - 1 }));
    await sessions.save(session('ended later', { endedAt: AT, expiresAt: AT + 9 }));
    await sessions.save(session('alive', { expiresAt: AT }));
    await sessions.forget(AT);
    expect((await sessions.list({})).map(({ id }) => id).toSorted()).toEqual(['alive', 'ended later']);
  });
});

describe('one-time codes', () => {
  const code = (id: string, more: Partial<OneTimeCode> = {}): OneTimeCode => ({
    id,
    kind: 'invite',
    person: 'a',
    label: '门卫手机',
    createdAt: AT,
    expiresAt: AT + 1000,
    usedAt: null,
    ...more,
  });

  it('are good once, even for two who come at the same time', async () => {
    const [{ codes }, other] = await openTemporary(2);
    await codes.save(code('x'));
    const both = await Promise.all([codes.use('x', 'invite', AT + 1), other!.codes.use('x', 'invite', AT + 1)]);
    expect(both.filter((used) => used !== undefined)).toEqual([code('x', { usedAt: AT + 1 })]);
    expect(await codes.use('x', 'invite', AT + 2)).toBeUndefined();
    expect(await codes.get('x')).toEqual(code('x', { usedAt: AT + 1 }));
  });

  it('are not good as another kind, nor when they are over', async () => {
    const [{ codes }] = await openTemporary();
    await codes.save(code('x'));
    expect(await codes.use('x', 'pair', AT)).toBeUndefined();
    expect(await codes.use('x', 'invite', AT + 1000)).toBeUndefined();
    expect(await codes.use('x', 'invite', AT + 999)).toBeDefined();
  });

  it('are dropped by kind and person; what was used stays', async () => {
    const [{ codes }] = await openTemporary();
    await codes.save(code('used'));
    await codes.use('used', 'invite', AT);
    for (const [id, more] of [
      ['x', {}],
      ['y', { person: 'b' }],
      ['z', { kind: 'pair' }],
    ] as const)
      await codes.save(code(id, more));
    await codes.drop('invite', 'a');
    const there = await Promise.all(['used', 'x', 'y', 'z'].map((id) => codes.get(id)));
    expect(there.map((found) => found?.id)).toEqual(['used', undefined, 'y', 'z']);
    await codes.drop('invite');
    expect(await codes.get('y')).toBeUndefined();
  });
});

describe('API tokens', () => {
  it('come back, newest first, and end once', async () => {
    const [{ tokens }] = await openTemporary();
    const token: ApiToken = {
      id: 't',
      hint: 'gl_abc',
      name: 'MES',
      role: 'administrator',
      only: ['see', 'export'],
      reach: EVERYWHERE,
      createdBy: 'a',
      createdAt: AT,
      expiresAt: AT + 1,
      lastUsedAt: null,
      endedAt: null,
    };
    const newer = { ...token, id: 'u', createdAt: AT + 1, expiresAt: null };
    await tokens.save(token);
    await tokens.save(newer);
    expect(await tokens.list()).toEqual([newer, token]);
    await tokens.touch('t', AT + 3);
    expect(await tokens.end('t', AT + 4)).toBe(true);
    expect(await tokens.end('t', AT + 5)).toBe(false);
    expect(await tokens.get('t')).toEqual({ ...token, lastUsedAt: AT + 3, endedAt: AT + 4 });
  });
});

describe('audit', () => {
  it('is read newest first, in portions, by school', async () => {
    const [{ audit }] = await openTemporary();
    const entry = { at: AT, by: 'a', byName: '王', site: 'hill', action: 'rule.set', target: 'burst', detail: 'on' };
    for (let index = 0; index < 5; index++) await audit.add({ ...entry, at: AT + index, site: index === 2 ? null : 'hill' });
    const first = await audit.list({ limit: 2 });
    expect(first.map(({ at }) => at - AT)).toEqual([4, 3]);
    expect(first[0]).toMatchObject({ ...entry, at: AT + 4 });
    const next = await audit.list({ limit: 2, beforeId: first[1]!.id });
    expect(next.map(({ at, site }) => [at - AT, site])).toEqual([
      [2, null],
      [1, 'hill'],
    ]);
    expect((await audit.list({ limit: 9, site: 'hill' })).map(({ at }) => at - AT)).toEqual([4, 3, 1, 0]);
  });
});
