import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { openSecrets } from '../../../store/secrets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { AT, type Browser, openBrowser, openDoor, PASSWORD, setUp } from './door.ts';

const STEP_MS = 30_000;
const SIGN_IN = { login: 'zhang', password: PASSWORD };

const codeAt = (secret: string, timestamp: number) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });

/** The second factor in force, set with the code of `AT`. */
async function withTotp(browser: Browser): Promise<string> {
  const { body } = await browser.ask<{ secret: string }>('POST', '/session/totp');
  const { status } = await browser.ask('PUT', '/session/totp', { totp: codeAt(body.secret, AT) });
  if (status !== 200) throw new Error(`${status}`);
  return body.secret;
}

describe('the second factor', () => {
  it('is scanned, is in force once a code of it was shown, and lies sealed', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    const { body } = await browser.ask<{ secret: string; uri: string; svg: string }>('POST', '/session/totp');
    expect(body.uri).toContain(`otpauth://totp/Greenleaf:zhang?issuer=Greenleaf&secret=${body.secret}`);
    expect(body.svg).toMatch(/^<svg /);
    expect((await browser.ask('PUT', '/session/totp', { totp: codeAt(body.secret, AT + 10 * STEP_MS) })).status).toBe(422);
    expect((await browser.who()).visitor!.hasTotp).toBe(false);
    expect((await browser.ask('PUT', '/session/totp', { totp: codeAt(body.secret, AT) })).status).toBe(200);
    expect((await browser.who()).visitor!.hasTotp).toBe(true);
    const stored = await school.records.people.byLogin('zhang');
    expect(stored!.credentials.totp).toMatch(/^g1\./);
    expect(stored!.credentials.totp).not.toContain(body.secret);
    expect((await browser.ask('POST', '/session/totp')).status).toBe(409);
  });

  it('gives the codes of RFC 6238, appendix B', () => {
    const secret = Secret.fromLatin1('12345678901234567890').base32;
    expect([59, 1111111109, 20000000000].map((seconds) => codeAt(secret, seconds * 1000))).toEqual(['287082', '081804', '353130']);
  });

  it('is asked for when the password is right, and lets in with its code only', async () => {
    const school = await openDoor();
    const secret = await withTotp(await setUp(school));
    const browser = openBrowser(school.app);
    const asked = await browser.ask<{ needsTotp?: boolean }>('POST', '/session', SIGN_IN);
    expect([asked.status, asked.body.needsTotp]).toEqual([401, true]);
    const noHint = await browser.ask<{ needsTotp?: boolean }>('POST', '/session', { ...SIGN_IN, password: 'x' });
    expect([noHint.status, noHint.body.needsTotp]).toEqual([401, undefined]);
    school.setNow(AT + 2 * STEP_MS);
    const code = codeAt(secret, AT + 2 * STEP_MS);
    const wrong = await browser.ask('POST', '/session', { ...SIGN_IN, totp: code === '000000' ? '000001' : '000000' });
    expect(wrong.status).toBe(401);
    expect((await browser.ask('POST', '/session', { ...SIGN_IN, totp: code })).status).toBe(200);
  });

  it('takes each code once: neither the one that put it in force nor one that was used is good again', async () => {
    const school = await openDoor();
    const secret = await withTotp(await setUp(school));
    const browser = openBrowser(school.app);
    expect((await browser.ask('POST', '/session', { ...SIGN_IN, totp: codeAt(secret, AT) })).status).toBe(401);
    school.setNow(AT + 3 * STEP_MS);
    const code = codeAt(secret, AT + 3 * STEP_MS);
    const both = await Promise.all([1, 2].map(() => openBrowser(school.app).ask('POST', '/session', { ...SIGN_IN, totp: code })));
    expect(both.map(({ status }) => status)).toSatisfy((all: number[]) => all.includes(200) && all.includes(401));
    const earlier = codeAt(secret, AT + 2 * STEP_MS);
    expect((await browser.ask('POST', '/session', { ...SIGN_IN, totp: earlier })).status).toBe(401);
  });

  it.each([
    [-2, 401],
    [-1, 200],
    [1, 200],
    [2, 401],
  ])("a phone's clock that is %i half minutes off: %i", async (steps, status) => {
    const school = await openDoor();
    const secret = await withTotp(await setUp(school));
    const at = AT + 10 * STEP_MS;
    school.setNow(at);
    const answer = await openBrowser(school.app).ask('POST', '/session', { ...SIGN_IN, totp: codeAt(secret, at + steps * STEP_MS) });
    expect(answer.status).toBe(status);
  });

  it('guessed by somebody who has the password is slowed down too', async () => {
    const school = await openDoor();
    await withTotp(await setUp(school));
    const browser = openBrowser(school.app);
    const answers = [];
    for (let index = 0; index < 8; index++) answers.push(await browser.ask('POST', '/session', { ...SIGN_IN, totp: `00000${index}` }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });

  it('ends with the password only, and is never told', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    await withTotp(browser);
    expect((await browser.ask('DELETE', '/session/totp', { password: 'x' })).status).toBe(422);
    expect((await browser.ask('DELETE', '/session/totp', { password: PASSWORD })).status).toBe(200);
    expect((await openBrowser(school.app).ask('POST', '/session', SIGN_IN)).status).toBe(200);
  });

  it('begun more than 10 minutes ago has to be begun anew', async () => {
    const school = await openDoor();
    const browser = await setUp(school);
    const { body } = await browser.ask<{ secret: string }>('POST', '/session/totp');
    const later = AT + 11 * 60_000;
    school.setNow(later);
    expect((await browser.ask('PUT', '/session/totp', { totp: codeAt(body.secret, later) })).status).toBe(409);
  });

  it('sealed with a key that is gone lets nobody in and says what to do', async () => {
    const school = await openDoor();
    const secret = await withTotp(await setUp(school));
    const other = openSecrets(temporaryFolder());
    const person = (await school.records.people.byLogin('zhang'))!;
    await school.records.people.setCredentials(person.id, { ...person.credentials, totp: other.seal(secret) });
    school.setNow(AT + 5 * STEP_MS);
    const { status, body } = await openBrowser(school.app).ask('POST', '/session', { ...SIGN_IN, totp: codeAt(secret, AT + 5 * STEP_MS) });
    expect([status, body.detail]).toEqual([401, expect.stringContaining('secret.key')]);
  });
});
