import { describe, expect, it } from 'vitest';
import { COOKIE } from '../../../api/access/cookie.ts';
import { makeSetupLink } from '../../../api/access/setup-link.ts';
import { EVERYWHERE } from '../../../domain/access.ts';
import { AT, type Browser, DAY_MS, linksOf, MINUTE_MS, openBrowser, openDoor, PASSWORD, setUp } from './door.ts';
import type { School } from '../school.ts';

interface Link {
  url: string;
  svg: string;
  expiresAt: number;
}

const GUARD = { name: '李师傅', role: 'guard', reach: EVERYWHERE };

async function add(head: Browser, person: object): Promise<string> {
  return (await head.ask<{ person: { id: string } }>('POST', '/people', person)).body.person.id;
}

const codeOf = ({ url }: Link) => url.split('#')[1]!;

async function linkFor(head: Browser, id: string, kind: 'invite' | 'pair', label = ''): Promise<Link> {
  return (await head.ask<Link>('POST', `/people/${id}/${kind}`, { label })).body;
}

describe('the first administrator', () => {
  /** The rig's own administrator has no password: he does not count. */
  const linkOf = async ({ records }: School) => makeSetupLink(records, 'http://localhost:8080', () => AT);

  it('comes in by the link of the terminal, once; no password is known beforehand', async () => {
    const school = await openDoor();
    expect((await openBrowser(school.app).who()).needsSetup).toBe(true);
    const link = (await linkOf(school))!;
    expect(link).toMatch(/^http:\/\/localhost:8080\/setup#[\w-]{43}$/);
    const body = { code: link.split('#')[1]!, name: '张主任', login: 'zhang', password: PASSWORD };
    const browser = openBrowser(school.app);
    expect(await browser.ask('POST', '/setup', body)).toMatchObject({
      status: 200,
      body: { needsSetup: false, visitor: { role: 'administrator' } },
    });
    expect(await openBrowser(school.app).ask('POST', '/setup', { ...body, login: 'other' })).toMatchObject({ status: 403 });
    expect(await linkOf(school)).toBeUndefined();
  });

  it('gets a new link with each start, and the one before is worth nothing', async () => {
    const school = await openDoor();
    const [first, second] = [(await linkOf(school))!, (await linkOf(school))!];
    const ask = (link: string) =>
      openBrowser(school.app).ask('POST', '/setup', { code: link.split('#')[1]!, name: 'z', login: 'zhang', password: PASSWORD });
    expect((await ask(first)).status).toBe(403);
    expect((await ask(second)).status).toBe(200);
  });

  it('is told of a weak password and a guessed code; the link stays good', async () => {
    const school = await openDoor();
    const code = (await linkOf(school))!.split('#')[1]!;
    const browser = openBrowser(school.app);
    const body = { code, name: '张主任', login: 'zhang', password: 'short' };
    expect(await browser.ask('POST', '/setup', body)).toMatchObject({ status: 422, body: { errors: [{ path: 'body.password' }] } });
    expect((await browser.ask('POST', '/setup', { ...body, code: 'x'.repeat(43), password: PASSWORD })).status).toBe(403);
    expect((await browser.ask('POST', '/setup', { ...body, password: PASSWORD })).status).toBe(200);
  });

  it('who lost his password takes his account back by a link made on purpose', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const link = (await makeSetupLink(school.records, 'http://localhost', () => AT, true))!;
    const again = { code: link.split('#')[1]!, name: '张主任', login: 'zhang', password: 'a password that I remember' };
    expect((await openBrowser(school.app).ask('POST', '/setup', again)).status).toBe(200);
    expect((await head.who()).visitor).toBeNull();
    const zhangs = (await school.records.people.list()).filter(({ login }) => login === 'zhang');
    expect(zhangs).toHaveLength(1);
  });
});

describe('an invitation', () => {
  it('lets a person choose login and password, once, within 3 days', async () => {
    const school = await openDoor({ publicUrl: 'https://greenleaf.school.example' });
    const head = await setUp(school);
    const id = await add(head, { name: '王工', role: 'electrician', reach: EVERYWHERE });
    const link = await linkFor(head, id, 'invite');
    expect(link).toMatchObject({
      url: expect.stringMatching(/^https:\/\/greenleaf\.school\.example\/invite#[\w-]{43}$/),
      expiresAt: AT + 3 * DAY_MS,
    });
    expect(link.svg).toMatch(/^<svg /);
    const body = { code: codeOf(link), login: 'wang', password: PASSWORD };
    const taken = await openBrowser(school.app).ask('POST', '/session/invite', { ...body, login: 'Zhang' });
    expect([taken.status, taken.body.detail]).toEqual([409, expect.stringContaining('Zhang')]);
    const browser = openBrowser(school.app);
    expect(await browser.ask('POST', '/session/invite', body)).toMatchObject({
      status: 200,
      body: { visitor: { id, role: 'electrician' } },
    });
    expect((await openBrowser(school.app).ask('POST', '/session/invite', body)).status).toBe(403);
    expect((await openBrowser(school.app).ask('POST', '/session', { login: 'wang', password: PASSWORD })).status).toBe(200);
  });

  it('is worth nothing after 3 days, after a newer one, or when the person is disabled', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const id = await add(head, { name: '王工', role: 'electrician', reach: EVERYWHERE });
    const ask = (link: Link) =>
      openBrowser(school.app).ask('POST', '/session/invite', { code: codeOf(link), login: 'wang', password: PASSWORD });
    const [older, newer] = [await linkFor(head, id, 'invite'), await linkFor(head, id, 'invite')];
    expect((await ask(older)).status).toBe(403);
    school.setNow(AT + 3 * DAY_MS);
    expect((await ask(newer)).status).toBe(403);
    school.setNow(AT);
    const again = await linkFor(head, id, 'invite');
    await head.ask('PUT', `/people/${id}`, { name: '王工', role: 'electrician', reach: EVERYWHERE, isDisabled: true });
    expect((await ask(again)).status).toBe(403);
    expect((await head.ask('POST', `/people/${id}/invite`, {})).status).toBe(409);
  });

  it('given again ends the old sessions and the second factor', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const id = await add(head, { name: '王工', role: 'electrician', reach: EVERYWHERE });
    const first = openBrowser(school.app);
    await first.ask('POST', '/session/invite', { code: codeOf(await linkFor(head, id, 'invite')), login: 'wang', password: PASSWORD });
    await school.records.people.setCredentials(id, { password: 'x', totp: 'sealed', totpStep: 9 });
    const code = codeOf(await linkFor(head, id, 'invite'));
    await openBrowser(school.app).ask('POST', '/session/invite', { code, login: 'wang', password: 'another sentence here' });
    expect((await first.who()).visitor).toBeNull();
    expect((await school.records.people.credentials(id))!.totp).toBeNull();
  });

  it('is no code for anything else', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const code = codeOf(await linkFor(head, await add(head, GUARD), 'invite'));
    const stranger = openBrowser(school.app);
    expect((await stranger.ask('POST', '/session/pair', { code })).status).toBe(403);
    expect((await stranger.ask('POST', '/setup', { code, name: 'x', login: 'xx', password: PASSWORD })).status).toBe(403);
  });
});

describe("a guard's phone", () => {
  it('is paired by one scan, is named, and sees the night and nothing else', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const id = await add(head, GUARD);
    const link = await linkFor(head, id, 'pair', '门卫手机');
    expect(link).toMatchObject({ url: expect.stringMatching(/^http:\/\/localhost:8080\/pair#/), expiresAt: AT + 10 * MINUTE_MS });
    const phone = openBrowser(school.app);
    const { body } = await phone.ask('POST', '/session/pair', { code: codeOf(link) });
    expect(body).toMatchObject({ visitor: { id, by: 'device', device: '门卫手机', permissions: ['see_tonight', 'answer_night'] } });
    const refused = await phone.ask<{ needs: string }>('GET', '/sites/hill/meters');
    expect([refused.status, refused.body.needs]).toEqual([403, 'see']);
    expect((await openBrowser(school.app).ask('POST', '/session/pair', { code: codeOf(link) })).status).toBe(403);
  });

  it('is not paired after 10 minutes', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const link = await linkFor(head, await add(head, GUARD), 'pair');
    school.setNow(AT + 10 * MINUTE_MS);
    expect((await openBrowser(school.app).ask('POST', '/session/pair', { code: codeOf(link) })).status).toBe(403);
  });

  it('stays in over the summer, for a year at most; 60 days in a drawer are too long', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const phone = openBrowser(school.app);
    await phone.ask('POST', '/session/pair', { code: codeOf(await linkFor(head, await add(head, GUARD), 'pair')) });
    for (const days of [59, 118, 177, 236, 295, 354]) {
      school.setNow(AT + days * DAY_MS);
      expect((await phone.who()).visitor, `${days} days`).not.toBeNull();
    }
    school.setNow(AT + 365 * DAY_MS);
    expect((await phone.who()).visitor).toBeNull();
    school.setNow(AT + 354 * DAY_MS);
    expect((await phone.who()).visitor).not.toBeNull();
    school.setNow(AT + 414 * DAY_MS);
    expect((await phone.who()).visitor).toBeNull();
  });

  it('is lost: the administrator ends it, and it sees nothing from then on', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const id = await add(head, GUARD);
    const phone = openBrowser(school.app);
    await phone.ask('POST', '/session/pair', { code: codeOf(await linkFor(head, id, 'pair', '门卫手机')) });
    const { body } = await head.ask<{ sessions: { id: string; kind: string; label: string }[] }>('GET', `/people/${id}/sessions`);
    expect(body.sessions).toMatchObject([{ kind: 'device', label: '门卫手机' }]);
    expect((await head.ask('DELETE', `/sessions/${body.sessions[0]!.id}`)).status).toBe(200);
    expect((await phone.who()).visitor).toBeNull();
  });

  it('is nobody once its owner got a role that needs a password', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const id = await add(head, GUARD);
    const phone = openBrowser(school.app);
    await phone.ask('POST', '/session/pair', { code: codeOf(await linkFor(head, id, 'pair')) });
    await head.ask('PUT', `/people/${id}`, { ...GUARD, role: 'logistics_head' });
    expect((await phone.who()).visitor).toBeNull();
    expect((await head.ask('POST', `/people/${id}/pair`, {})).status).toBe(409);
  });

  it('cannot change a password or a second factor', async () => {
    const school = await openDoor();
    const head = await setUp(school);
    const phone = openBrowser(school.app);
    await phone.ask('POST', '/session/pair', { code: codeOf(await linkFor(head, await add(head, GUARD), 'pair')) });
    expect((await phone.ask('PUT', '/session/password', { old: 'x', password: PASSWORD })).status).toBe(403);
    expect((await phone.ask('POST', '/session/totp')).status).toBe(403);
  });
});

describe('guessing codes', () => {
  it('is slowed down, and says nothing of the codes that are there', async () => {
    const school = await openDoor();
    const { code } = await linksOf(school).make('setup', null);
    const browser = openBrowser(school.app);
    const guesses = [];
    for (let index = 0; index < 31; index++)
      guesses.push(await browser.ask('POST', '/session/pair', { code: `${code.slice(0, 42)}${index}` }));
    expect(guesses.map(({ status }) => status).filter((status) => status === 403)).toHaveLength(30);
    expect(guesses[30]!.status).toBe(429);
    expect(browser.cookies.has(COOKIE)).toBe(false);
  });
});
