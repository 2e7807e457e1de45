import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../domain/access.ts';
import { COOKIE } from '../../../api/access/cookie.ts';
import { openBrowser, openDoor } from './door.ts';

const HEAD = { role: 'logistics_head' };

describe('the roles of the demo campus', () => {
  it('are tried without a password from this machine, clearly marked', async () => {
    const { app, records } = await openDoor({ isDemo: true });
    const browser = openBrowser(app);
    expect((await browser.who()).demoRoles).toEqual(ROLES);
    const { status, body } = await browser.ask('POST', '/session/demo', HEAD);
    expect([status, body]).toMatchObject([
      200,
      { visitor: { name: '演示·后勤主任 (Demo logistics head)', by: 'demo', role: 'logistics_head' } },
    ]);
    expect((await browser.ask('GET', '/sites')).status).toBe(200);
    await browser.ask('POST', '/session/demo', HEAD);
    expect((await records.people.list()).filter(({ role }) => role === 'logistics_head')).toHaveLength(1);
  });

  it('do not count as an administrator: the set-up link is still needed', async () => {
    const browser = openBrowser((await openDoor({ isDemo: true })).app);
    await browser.ask('POST', '/session/demo', { role: 'administrator' });
    expect(await browser.who()).toMatchObject({ needsSetup: true, visitor: { role: 'administrator' } });
    expect((await browser.ask('POST', '/session/totp')).status).toBe(403);
  });

  it.each([
    ['another machine', { from: '192.168.1.20' }, {}],
    ['another machine that says it is this one', { from: '192.168.1.20' }, { 'x-forwarded-for': '127.0.0.1' }],
    ['a proxy on this machine', {}, { 'x-forwarded-for': '192.168.1.20' }],
    ['a name of somebody else that points here', { host: 'evil.example:8080' }, {}],
    [
      'a page that came through a proxy which hides the name',
      {},
      { origin: 'https://greenleaf.school.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('are not for %s', async (_who, where, headers) => {
    const { app } = await openDoor({ isDemo: true, plainSignIn: true });
    const browser = openBrowser(app, where);
    const { status } = await browser.ask('POST', '/session/demo', HEAD, headers);
    expect([status, browser.cookies.size]).toEqual([403, 0]);
    expect((await browser.ask<{ demoRoles: string[] }>('GET', '/session', undefined, headers)).body.demoRoles).toEqual([]);
  });

  it.each(['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])('are for %s', async (from) => {
    const { app } = await openDoor({ isDemo: true });
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080']) {
      expect((await openBrowser(app, { from, host }).ask('POST', '/session/demo', HEAD)).status, host).toBe(200);
    }
  });

  it('are not carried away: the cookie counts on this machine only', async () => {
    const { app } = await openDoor({ isDemo: true, plainSignIn: true });
    const here = openBrowser(app);
    await here.ask('POST', '/session/demo', HEAD);
    const away = openBrowser(app, { from: '192.168.1.20' });
    away.cookies.set(COOKIE, here.cookies.get(COOKIE)!);
    expect((await away.who()).visitor).toBeNull();
    expect((await here.who()).visitor).not.toBeNull();
  });

  it('are nobody in a real school, not even with what they had', async () => {
    const { app, records } = await openDoor({ isDemo: true });
    const browser = openBrowser(app);
    await browser.ask('POST', '/session/demo', { role: 'administrator' });
    const { body } = await browser.ask<{ secret: string }>('POST', '/tokens', {
      name: 't',
      only: ['see'],
      reach: { sites: null, buildings: null, spaces: null },
    });
    const real = await openDoor();
    for (const person of await records.people.list()) await real.records.people.save(person);
    for (const session of await records.sessions.list({})) await real.records.sessions.save(session);
    for (const token of await records.tokens.list()) await real.records.tokens.save(token);
    const later = openBrowser(real.app);
    later.cookies.set(COOKIE, browser.cookies.get(COOKIE)!);
    expect((await later.who()).visitor).toBeNull();
    expect((await real.app.inject({ url: '/api/sites', headers: { authorization: `Bearer ${body.secret}` } })).statusCode).toBe(401);
    expect((await later.ask('POST', '/session/demo', HEAD)).status).toBe(403);
    const { people } = (await real.inject('/api/people')).json<{ people: { name: string }[] }>();
    expect(people.map(({ name }) => name)).not.toContain('演示·管理员 (Demo administrator)');
  });

  it('stay as they are: nobody invites, pairs or changes them', async () => {
    const browser = openBrowser((await openDoor({ isDemo: true })).app);
    await browser.ask('POST', '/session/demo', { role: 'guard' });
    await browser.ask('POST', '/session/demo', { role: 'administrator' });
    for (const kind of ['invite', 'pair']) expect((await browser.ask('POST', `/people/demo-guard/${kind}`, {})).status).toBe(409);
  });
});
