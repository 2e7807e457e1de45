import { describe, expect, it } from 'vitest';
import { EVERYWHERE } from '../../../domain/access.ts';
import { admit } from '../../support/visitors.ts';
import { COOKIE } from '../../../api/access/cookie.ts';
import { openBrowser, openDoor, setUp } from './door.ts';

const HILL_ONLY = { sites: ['hill'], buildings: null, spaces: null };

interface People {
  people: { id: string; name: string; login: string | null; phone: string | null; hasTotp: boolean | null }[];
}
const personOf = ({ body }: { body: unknown }) => (body as { person: { id: string } }).person;

describe('people', () => {
  it('are added, changed and disabled by the administrator, and it is noted without their phones', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const li = { name: '李师傅', role: 'guard', reach: HILL_ONLY, phone: '13800001234' };
    const { id } = personOf(await head.ask('POST', '/people', li));
    const changed = await head.ask('PUT', `/people/${id}`, { ...li, name: '李大爷', isDisabled: true });
    expect(changed.body).toMatchObject({
      person: { name: '李大爷', phone: '13800001234', hasPassword: false, disabledAt: expect.any(Number) },
    });
    const log = await school.records.audit.list({ limit: 2 });
    expect(log.map(({ action, target, byName }) => [action, target, byName])).toEqual([
      ['person.changed', id, '张主任'],
      ['person.added', id, '张主任'],
    ]);
    expect(JSON.stringify(log)).not.toContain('13800001234');
  });

  it('who are disabled are out at once, with every browser and phone', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const wang = await admit(school.records, { role: 'electrician', name: '王工' });
    const phone = openBrowser(school.app);
    phone.cookies.set(COOKIE, wang.headers.cookie.split('=')[1]!);
    expect((await phone.who()).visitor).not.toBeNull();
    await head.ask('PUT', `/people/${wang.id}`, { name: '王工', role: 'electrician', reach: EVERYWHERE, isDisabled: true });
    expect((await phone.who()).visitor).toBeNull();
    await head.ask('PUT', `/people/${wang.id}`, { name: '王工', role: 'electrician', reach: EVERYWHERE });
    expect((await phone.who()).visitor, 'the session stays ended').toBeNull();
  });

  it('get a narrower reach with the next request', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const wang = await admit(school.records, { role: 'electrician', name: '王工' });
    const ask = () => school.app.inject({ url: '/api/sites/hill/buildings', headers: { ...wang.headers } });
    expect((await ask()).json<{ buildings: object[] }>().buildings).toHaveLength(2);
    await head.ask('PUT', `/people/${wang.id}`, { name: '王工', role: 'electrician', reach: { ...HILL_ONLY, buildings: ['a'] } });
    expect((await ask()).json<{ buildings: object[] }>().buildings).toHaveLength(1);
  });

  it('are not given a place that is not there', async () => {
    const head = await setUp(await openDoor());
    const reach = { sites: ['hill', 'hil'], buildings: ['a', 'z'], spaces: null };
    const { status, body } = await head.ask<{ errors: object[] }>('POST', '/people', { name: 'x', role: 'guard', reach });
    expect([status, body.errors]).toEqual([
      422,
      [
        { path: 'body.reach.sites', message: "there is no 'hil'" },
        { path: 'body.reach.buildings', message: "there is no 'z'" },
      ],
    ]);
  });

  it('leave somebody who lets others in: the last administrator is neither disabled, demoted nor narrowed', async () => {
    const head = await setUp(await openDoor());
    const own = (await head.who()).visitor!;
    const self = { name: own.name, role: 'administrator', reach: EVERYWHERE };
    for (const change of [{ isDisabled: true }, { role: 'principal' }, { reach: HILL_ONLY }]) {
      const { status, body } = await head.ask('PUT', `/people/${own.id}`, { ...self, ...change });
      expect([status, body.detail]).toEqual([409, expect.stringContaining('last administrator')]);
    }
    expect((await head.ask('PUT', `/people/${own.id}`, { ...self, name: '张老师' })).status).toBe(200);
  });

  it('the last administrator may go once another one has a password', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const own = (await head.who()).visitor!;
    const second = await admit(school.records, { role: 'administrator', name: '陈' });
    const leave = () => head.ask('PUT', `/people/${own.id}`, { name: own.name, role: 'principal', reach: EVERYWHERE });
    expect((await leave()).status, 'he has none yet').toBe(409);
    await school.records.people.setCredentials(second.id, { password: 'hash', totp: null, totpStep: 0 });
    expect((await leave()).status).toBe(200);
    expect((await head.ask('GET', '/tokens')).status).toBe(403);
  });

  it('get no role and no reach beyond that of whoever gives it', async () => {
    const school = await openDoor();
    const local = await school.as('administrator', { sites: ['hill'] }, '分校管理员');
    const ask = async (body: object, id?: string) => {
      const response = await local.inject({ method: id ? 'PUT' : 'POST', url: `/api/people${id ? `/${id}` : ''}`, payload: body });
      return response.statusCode;
    };
    expect(await ask({ name: 'x', role: 'guard', reach: HILL_ONLY })).toBe(200);
    expect(await ask({ name: 'x', role: 'guard', reach: EVERYWHERE })).toBe(403);
    const wide = await admit(school.records, { role: 'guard', name: '总部' });
    expect(await ask({ name: 'x', role: 'guard', reach: HILL_ONLY }, wide.id), 'somebody of another place').toBe(404);
    const both = await admit(school.records, { role: 'guard', name: '两校', reach: { sites: ['hill', 'valley'] } });
    expect(await ask({ name: 'x', role: 'guard', reach: HILL_ONLY }, both.id), 'somebody who reaches more').toBe(403);
    const { people } = (await local.inject('/api/people')).json<People>();
    expect(people.map(({ name }) => name).toSorted()).toEqual(['x', '两校', '分校管理员']);
  });

  it('are names, roles and four digits to whoever only sets the roster', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    await head.ask('POST', '/people', { name: '李师傅', role: 'guard', reach: HILL_ONLY, phone: '13800001234' });
    const logistics = await school.as('logistics_head');
    const { people } = (await logistics.inject('/api/people')).json<People>();
    expect(people.find(({ name }) => name === '李师傅')).toMatchObject({ phone: '…1234', login: null, hasTotp: null });
    expect(people.find(({ name }) => name === '张主任')).toMatchObject({ login: null, hasTotp: null });
    expect((await logistics.inject({ method: 'POST', url: '/api/people', payload: {} })).statusCode).toBe(403);
    expect((await (await school.as('principal')).inject('/api/people')).statusCode).toBe(403);
  });

  it('end their own sessions, and nobody else does but the administrator', async () => {
    const school = await openDoor();
    const [one, two] = [await school.as('principal', {}, 'one'), await school.as('principal', {}, 'two')];
    const end = async (asker: typeof one, id: string) =>
      (await asker.inject({ method: 'DELETE', url: `/api/sessions/${id.slice(0, 16)}` })).statusCode;
    expect(await end(one, two.who.session)).toBe(404);
    expect(await end(one, one.who.session)).toBe(200);
    expect((await one.inject('/api/sites')).statusCode).toBe(401);
    expect(await end(school, two.who.session)).toBe(200);
    expect((await two.inject('/api/sites')).statusCode).toBe(401);
    expect(await end(school, '')).toBe(404);
  });
});

describe('wishes', () => {
  it('are shown with what cannot be muted, and set', async () => {
    const school = await openDoor();
    const asker = await school.as('logistics_head');
    const shown = (await asker.inject('/api/session/wishes')).json<{ wishes: object; floor: object }>();
    expect(shown).toMatchObject({
      floor: { urgency: 'now', rules: ['burst', 'frozen_no_flow'] },
      addresses: [],
      wishes: { digests: true },
    });
    const wishes = { buildings: ['a'], mutedRules: ['burst'], addresses: [], quiet: null, digests: false };
    const set = await asker.inject({ method: 'PUT', url: '/api/session/wishes', payload: wishes });
    expect(set.json()).toMatchObject({ wishes });
    expect((await school.records.people.get(asker.who.id))!.wishes).toEqual(wishes);
    const wrong = await asker.inject({ method: 'PUT', url: '/api/session/wishes', payload: { ...wishes, mutedRules: ['burts'] } });
    expect([wrong.statusCode, wrong.json<{ detail: string }>().detail]).toEqual([422, "body.mutedRules: there is no rule 'burts'"]);
  });
});
