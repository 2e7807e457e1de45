import { describe, expect, it } from 'vitest';
import { COOKIE } from '../../../api/access/cookie.ts';
import { hashSecret } from '../../../api/access/secret-text.ts';
import { AT, DAY_MS, HOUR_MS, openBrowser, openDoor, PASSWORD, setUp } from './door.ts';

const SIGN_IN = { login: 'zhang', password: PASSWORD };

describe('signing in', () => {
  it('lets somebody in with a cookie that scripts, other sites and plain lines do not get', async () => {
    const school = await openDoor();
    await setUp(school);
    const browser = openBrowser(school.app);
    expect(await browser.who()).toMatchObject({ visitor: null, needsSetup: false, closed: null });
    const { status, body, cookies, headers } = await browser.ask('POST', '/session', { ...SIGN_IN, login: 'ZHANG' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ visitor: { name: '张主任', role: 'administrator', by: 'password', hasTotp: false, device: null } });
    const cookie = cookies.find(({ name }) => name === COOKIE)!;
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
    expect('domain' in cookie).toBe(false);
    expect(Buffer.from(cookie.value, 'base64url').length).toBe(32);
    expect(headers['cache-control']).toBe('no-store');
    expect((await browser.who()).visitor!.permissions).toContain('manage_people');
  });

  it('stores the hash of the secret only', async () => {
    const school = await openDoor();
    const secret = (await setUp(school)).cookies.get(COOKIE)!;
    const [session] = await school.records.sessions.list({ kind: 'browser' });
    expect((await school.records.sessions.list({})).map(({ id }) => id)).toContain(hashSecret(secret));
    expect(JSON.stringify(session)).not.toContain(secret);
  });

  it('says the same of a wrong name and a wrong password', async () => {
    const school = await openDoor();
    await setUp(school);
    const browser = openBrowser(school.app);
    const wrong = [
      await browser.ask('POST', '/session', { ...SIGN_IN, password: 'x' }),
      await browser.ask('POST', '/session', { ...SIGN_IN, login: 'li' }),
    ];
    expect(wrong.map(({ status, body }) => [status, body.detail])).toEqual([
      [401, 'the name or the password is wrong'],
      [401, 'the name or the password is wrong'],
    ]);
    expect(browser.cookies.size).toBe(0);
    expect((await school.records.audit.list({ limit: 1 }))[0]).toMatchObject({
      action: 'session.refused',
      by: 'nobody',
      detail: 'wrong name or password, from 127.0.0.1',
    });
  });

  it('keeps no name that was typed: it may be a password', async () => {
    const school = await openDoor();
    await openBrowser(school.app).ask('POST', '/session', { login: 'my secret password', password: 'zhang' });
    const log = await school.records.audit.list({ limit: 9 });
    expect(log).toMatchObject([{ action: 'session.refused', target: 'unknown' }]);
    expect(JSON.stringify(log)).not.toContain('secret');
  });

  it('slows down whoever guesses, with Retry-After, and lets the owner in afterwards', async () => {
    const school = await openDoor();
    await setUp(school);
    const browser = openBrowser(school.app);
    for (let index = 0; index < 5; index++) await browser.ask('POST', '/session', { ...SIGN_IN, password: `guess ${index}` });
    const slowed = await browser.ask('POST', '/session', SIGN_IN);
    expect([slowed.status, slowed.headers['retry-after']]).toEqual([429, '1']);
    expect(slowed.body.detail).toMatch(/too many attempts failed; try again in 1 s/);
    school.setNow(AT + 1000);
    expect((await browser.ask('POST', '/session', SIGN_IN)).status).toBe(200);
  });

  it('takes 60 attempts of an address in a minute, whatever they are', async () => {
    const school = await openDoor();
    const browser = openBrowser(school.app);
    const all = [];
    for (let index = 0; index < 61; index++) all.push(await browser.ask('POST', '/session', {}));
    expect(all.map(({ status }) => status).filter((status) => status === 400)).toHaveLength(60);
    expect([all[60]!.status, Number(all[60]!.headers['retry-after']) > 0]).toEqual([429, true]);
  });

  it('gives a new secret each time and ends the session that the browser had', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    const before = browser.cookies.get(COOKIE)!;
    await browser.ask('POST', '/session', SIGN_IN);
    expect(browser.cookies.get(COOKIE)).not.toBe(before);
    expect(await school.records.sessions.get(hashSecret(before))).toMatchObject({ endedAt: AT });
  });

  it('does not take a secret that somebody else has chosen', async () => {
    const school = await openDoor();
    await setUp(school);
    const browser = openBrowser(school.app);
    browser.cookies.set(COOKIE, 'chosen-by-a-stranger');
    await browser.ask('POST', '/session', SIGN_IN);
    expect(browser.cookies.get(COOKIE)).not.toBe('chosen-by-a-stranger');
  });

  it('is not possible from a page of another site', async () => {
    const school = await openDoor();
    await setUp(school);
    const browser = openBrowser(school.app);
    const foreign = await browser.ask('POST', '/session', SIGN_IN, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    const crossSite = await browser.ask('POST', '/session', SIGN_IN, { 'sec-fetch-site': 'cross-site' });
    expect([crossSite.status, browser.cookies.size]).toEqual([403, 0]);
  });
});

describe('a session', () => {
  it('ends after 12 hours without use, and not before', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    for (let hours = 11; hours <= 33; hours += 11) {
      school.setNow(AT + hours * HOUR_MS);
      expect((await browser.who()).visitor).not.toBeNull();
    }
    school.setNow(AT + 45 * HOUR_MS);
    expect((await browser.who()).visitor).toBeNull();
    expect((await browser.ask('GET', '/session/all')).status).toBe(401);
  });

  it('ends after 30 days even when it is used all the time', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    for (let hours = 10; hours < 30 * 24; hours += 10) {
      school.setNow(AT + hours * HOUR_MS);
      expect((await browser.who()).visitor, `${hours} h`).not.toBeNull();
    }
    school.setNow(AT + 30 * DAY_MS);
    expect((await browser.who()).visitor).toBeNull();
  });

  it('ends on the server when somebody signs out: the old cookie is worth nothing', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    const thief = openBrowser(school.app);
    thief.cookies.set(COOKIE, browser.cookies.get(COOKIE)!);
    expect((await thief.who()).visitor).not.toBeNull();
    await browser.ask('DELETE', '/session');
    expect(browser.cookies.size).toBe(0);
    expect((await thief.who()).visitor).toBeNull();
  });

  it('is not forged: a made-up secret, its hash, and a header that is no token are nobody', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    const hash = hashSecret(browser.cookies.get(COOKIE)!);
    for (const value of ['x'.repeat(43), hash, '']) {
      const forger = openBrowser(school.app);
      forger.cookies.set(COOKIE, value);
      expect((await forger.ask('GET', '/people')).status).toBe(401);
    }
    const bearer = await openBrowser(school.app).ask('GET', '/people', undefined, {
      authorization: `Bearer ${browser.cookies.get(COOKIE)!}`,
    });
    expect(bearer.status).toBe(401);
  });

  it('is listed with its browser, and ended from another one', async () => {
    const school = await openDoor();
    const [first, second] = [await setUp(school), openBrowser(school.app)];
    await second.ask('POST', '/session', SIGN_IN, { 'user-agent': 'Firefox on the office PC' });
    const { body } = await first.ask<{ sessions: { id: string; label: string; isThis: boolean }[] }>('GET', '/session/all');
    const other = body.sessions.find(({ isThis }) => !isThis)!;
    expect([body.sessions.length, other.label]).toEqual([2, 'Firefox on the office PC']);
    expect((await first.ask('DELETE', `/sessions/${other.id}`)).status).toBe(200);
    expect((await second.who()).visitor).toBeNull();
    expect((await first.who()).visitor).not.toBeNull();
    expect((await first.ask('DELETE', `/sessions/${other.id}`)).status).toBe(404);
  });

  it('ends with a new password, everywhere but here, where it gets a new secret', async () => {
    const school = await openDoor();
    const [here, there] = [await setUp(school), openBrowser(school.app)];
    await there.ask('POST', '/session', SIGN_IN);
    const before = here.cookies.get(COOKIE);
    const next = 'another long sentence';
    const wrong = await here.ask<{ errors: { path: string }[] }>('PUT', '/session/password', { old: 'x', password: next });
    expect([wrong.status, wrong.body.errors[0]!.path]).toEqual([422, 'body.old']);
    const weak = await here.ask<{ errors: { path: string }[] }>('PUT', '/session/password', { old: PASSWORD, password: '123456789012' });
    expect([weak.status, weak.body.errors[0]!.path]).toEqual([422, 'body.password']);
    expect((await here.ask('PUT', '/session/password', { old: PASSWORD, password: next })).status).toBe(200);
    expect(here.cookies.get(COOKIE)).not.toBe(before);
    expect([(await here.who()).visitor?.name, (await there.who()).visitor]).toEqual(['张主任', null]);
    expect((await there.ask('POST', '/session', SIGN_IN)).status).toBe(401);
    expect((await there.ask('POST', '/session', { ...SIGN_IN, password: next })).status).toBe(200);
  });
});
