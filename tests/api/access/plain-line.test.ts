import { describe, expect, it } from 'vitest';
import { COOKIE, PLAIN_COOKIE } from '../../../api/access/cookie.ts';
import { openBrowser, openDoor, PASSWORD, setUp } from './door.ts';

const SIGN_IN = { login: 'zhang', password: PASSWORD };

describe('an unencrypted line from another machine', () => {
  const FAR = { from: '192.168.1.20', host: '192.168.1.5:8080' };

  it('lets nobody in, says why in both languages, and believes no session', async () => {
    const school = await openDoor();
    const near = await setUp(school);
    const far = openBrowser(school.app, FAR);
    expect((await far.who()).closed).toMatchObject({ zh: expect.stringContaining('https'), en: expect.stringContaining('https') });
    const refused = await far.ask<{ detail: string; closed: { zh: string } }>('POST', '/session', SIGN_IN);
    expect([refused.status, refused.body.closed.zh]).toEqual([403, expect.stringContaining('未加密')]);
    far.cookies.set(COOKIE, near.cookies.get(COOKIE)!);
    expect((await far.who()).visitor).toBeNull();
    expect((await far.ask('GET', '/people')).body.detail).toContain('not encrypted');
  });

  it('is taken where the settings allow it, with a cookie that such a browser keeps', async () => {
    const school = await openDoor({ plainSignIn: true });
    await setUp(school);
    const far = openBrowser(school.app, FAR);
    const { status } = await far.ask('POST', '/session', SIGN_IN);
    far.cookies.delete(COOKIE);
    expect([status, (await far.who()).visitor?.name]).toEqual([200, '张主任']);
    expect(far.cookies.has(PLAIN_COOKIE)).toBe(true);
  });

  it('counts as encrypted when the proxy that we trust says so, and only then', async () => {
    const trusting = await openDoor({ trustProxy: ['10.0.0.2'] });
    await setUp(trusting);
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.168.1.20' };
    const closedOf = async (from: string) =>
      (
        await openBrowser(trusting.app, { from, host: 'school.example' }).ask<{ closed: object | null }>(
          'GET',
          '/session',
          undefined,
          forwarded,
        )
      ).body.closed;
    expect(await closedOf('10.0.0.2')).toBeNull();
    expect(await closedOf('10.0.0.3')).not.toBeNull();
    const { cookies } = await openBrowser(trusting.app, { from: '10.0.0.2', host: 'school.example' }).ask('POST', '/session', SIGN_IN, {
      ...forwarded,
      origin: 'https://school.example',
    });
    expect(cookies.map(({ name }) => name)).toEqual([COOKIE]);
  });

  it('is not hidden behind a proxy on this machine that nobody told us of', async () => {
    const school = await openDoor();
    const browser = openBrowser(school.app, { host: 'localhost' });
    const { body } = await browser.ask<{ closed: object | null }>('GET', '/session', undefined, { 'x-forwarded-for': '1.2.3.4' });
    expect(body.closed).not.toBeNull();
  });

  it('over https an unencrypted cookie counts for nothing', async () => {
    const school = await openDoor({ trustProxy: ['10.0.0.2'] });
    const near = await setUp(school);
    const browser = openBrowser(school.app, { from: '10.0.0.2', host: 'school.example' });
    browser.cookies.set(PLAIN_COOKIE, near.cookies.get(COOKIE)!);
    const over = { 'x-forwarded-proto': 'https' };
    expect((await browser.ask<{ visitor: object | null }>('GET', '/session', undefined, over)).body.visitor).toBeNull();
    browser.cookies.set(COOKIE, near.cookies.get(COOKIE)!);
    expect((await browser.ask<{ visitor: object | null }>('GET', '/session', undefined, over)).body.visitor).not.toBeNull();
  });
});
