import { describe, expect, it } from 'vitest';
import { EVERYWHERE } from '../../../domain/access.ts';
import { admit } from '../../support/visitors.ts';
import { AT, DAY_MS, openDoor } from './door.ts';
import type { School } from '../school.ts';

interface Made {
  token: { id: string; hint: string };
  secret: string;
}

async function make(school: School, more: object = {}): Promise<Made> {
  const payload = { name: 'MES', only: ['see'], reach: EVERYWHERE, ...more };
  const response = await school.inject({ method: 'POST', url: '/api/tokens', payload });
  if (response.statusCode !== 200) throw new Error(response.body);
  return response.json<Made>();
}

const asProgram = (school: School, secret: string, url: string, method: 'GET' | 'POST' = 'GET') =>
  school.app.inject({ method, url, headers: { authorization: `Bearer ${secret}` } });

describe('a token', () => {
  it('lets a program do what it is for, and nothing else; its secret is shown once and stored nowhere', async () => {
    const school = await openDoor();
    const { token, secret } = await make(school);
    expect(secret).toMatch(/^gl_[\w-]{43}$/);
    expect(token.hint).toBe(secret.slice(0, 8));
    expect((await asProgram(school, secret, '/api/sites')).statusCode).toBe(200);
    expect((await asProgram(school, secret, '/api/people')).statusCode).toBe(403);
    const list = (await school.inject('/api/tokens')).body;
    expect(list).toContain(token.hint);
    expect(list + JSON.stringify(await school.records.tokens.list())).not.toContain(secret.slice(8));
  });

  it('reaches what it was given', async () => {
    const school = await openDoor();
    const { secret } = await make(school, { reach: { sites: ['hill'], buildings: ['a'], spaces: null } });
    const { buildings } = (await asProgram(school, secret, '/api/sites/hill/buildings')).json<{ buildings: { id: string }[] }>();
    expect(buildings.map(({ id }) => id)).toEqual(['a']);
  });

  it('is over at its time, when it is ended, and when whoever made it is out', async () => {
    const school = await openDoor();
    const status = async (secret: string) => (await asProgram(school, secret, '/api/sites')).statusCode;
    const day = await make(school, { expiresAt: AT + DAY_MS });
    const long = await make(school);
    const other = await make(school);
    school.setNow(AT + DAY_MS);
    expect([await status(day.secret), await status(long.secret)]).toEqual([401, 200]);
    const end = () => school.inject({ method: 'DELETE', url: `/api/tokens/${long.token.id}` });
    expect([(await end()).statusCode, (await end()).statusCode, await status(long.secret)]).toEqual([200, 409, 401]);
    const maker = (await school.records.people.get('administrator'))!;
    await school.records.people.save({ ...maker, disabledAt: AT });
    expect(await status(other.secret)).toBe(401);
  });

  it('is never more than whoever makes it, and no program makes one', async () => {
    const school = await openDoor();
    const refused = async (asker: School | Awaited<ReturnType<School['as']>>, more: object) => {
      const payload = { name: 'x', only: ['see'], reach: EVERYWHERE, ...more };
      return (await asker.inject({ method: 'POST', url: '/api/tokens', payload })).statusCode;
    };
    expect(await refused(school, { expiresAt: AT })).toBe(422);
    expect(await refused(school, { only: [] })).toBe(400);
    expect(await refused(await school.as('administrator', { sites: ['hill'] }), {})).toBe(403);
    expect(await refused(await school.as('logistics_head'), {})).toBe(403);
    const { secret } = await make(school, { only: ['manage_people'] });
    expect((await asProgram(school, secret, '/api/tokens')).statusCode).toBe(200);
    const made = await school.app.inject({
      method: 'POST',
      url: '/api/tokens',
      headers: { authorization: `Bearer ${secret}` },
      payload: { name: 'x', only: ['manage_people'], reach: EVERYWHERE },
    });
    expect(made.statusCode).toBe(403);
  });

  it('that can only manage people adds nobody who may do more than it', async () => {
    const school = await openDoor();
    const { secret } = await make(school, { only: ['manage_people', 'see_tonight', 'answer_night'] });
    const add = async (role: string) => {
      const request = { headers: { authorization: `Bearer ${secret}` }, payload: { name: 'x', role, reach: EVERYWHERE } };
      return (await school.app.inject({ method: 'POST', url: '/api/people', ...request })).statusCode;
    };
    expect([await add('guard'), await add('administrator')]).toEqual([200, 403]);
  });
});

describe('the log of who did what', () => {
  it('is read by the administrator, newest first; of a school by whoever reaches it', async () => {
    const school = await openDoor();
    await make(school);
    for (const site of ['hill', 'valley']) {
      await school.records.audit.add({ at: AT, by: 'a', byName: '王', site, action: 'rule.set', target: 'burst', detail: '' });
    }
    const targets = async (asker: { inject: School['inject'] }, query = '') =>
      (await asker.inject(`/api/audit${query}`)).json<{ entries?: { site: string | null }[] }>().entries?.map(({ site }) => site);
    expect(await targets(school)).toEqual(['valley', 'hill', null]);
    expect(await targets(school, '?limit=1')).toEqual(['valley']);
    const local = await school.as('administrator', { sites: ['hill'] });
    expect(await targets(local)).toEqual(['hill']);
    expect(await targets(local, '?site=valley')).toBeUndefined();
    const two = await school.as('administrator', { sites: ['hill', 'x'] });
    expect((await two.inject('/api/audit')).statusCode).toBe(400);
    expect((await (await school.as('logistics_head')).inject('/api/audit')).statusCode).toBe(403);
  });

  it('names the phone that a thing was done with', async () => {
    const school = await openDoor();
    const guard = await admit(school.records, { role: 'guard', kind: 'device', name: '李师傅' });
    await school.app.inject({ method: 'DELETE', url: '/api/session', headers: guard.headers });
    expect((await school.records.audit.list({ limit: 1 }))[0]).toMatchObject({
      action: 'session.ended',
      by: `device:${guard.session.slice(0, 16)}`,
      byName: '李师傅',
    });
  });
});
