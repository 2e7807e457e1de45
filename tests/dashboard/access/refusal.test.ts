import { describe, expect, it } from 'vitest';
import { weaknessOf } from '../../../api/access/known-passwords.ts';
import { passwordTrouble } from '../../../dashboard/access/new-password.ts';
import { isBadCode, signInRefusal } from '../../../dashboard/access/refusal.ts';
import { ApiProblem } from '../../../dashboard/api.ts';

const answer = (status: number, more: object = {}) =>
  new ApiProblem(status, { type: 'about:blank', title: '', status, detail: 'd', ...more });

describe('a sign-in that was refused', () => {
  it('tells a wrong password from a second factor that is asked for, and from one that is wrong', () => {
    expect(signInRefusal(answer(401), false)).toBe('wrong');
    expect(signInRefusal(answer(401, { needsTotp: true }), false)).toBe('needsTotp');
    expect(signInRefusal(answer(401, { needsTotp: true }), true)).toBe('wrongTotp');
  });

  it('tells a wait, a line that is not encrypted, and a server that is away', () => {
    expect(signInRefusal(answer(429), false)).toBe('tooOften');
    expect(signInRefusal(answer(403, { closed: { zh: '', en: '' } }), false)).toBe('closed');
    expect(signInRefusal(answer(403), false)).toBe('other');
    expect(signInRefusal(new ApiProblem(0), false)).toBe('other');
  });
});

describe('a link that works once', () => {
  it('was used up where the server forbids it, unless it is the line that is closed', () => {
    expect(isBadCode(answer(403))).toBe(true);
    expect(isBadCode(answer(403, { closed: { zh: '', en: '' } }))).toBe(false);
    expect(isBadCode(answer(422))).toBe(false);
    expect(isBadCode(answer(503))).toBe(false);
  });
});

describe('a password that is not taken', () => {
  const refused = (message: string | undefined) => answer(422, { errors: [{ path: 'body.password', message }] });

  it('is explained as the server meant it', async () => {
    expect(passwordTrouble(refused(await weaknessOf('short')))).toBe('tooShort');
    expect(passwordTrouble(refused(await weaknessOf('password1234')))).toBe('known');
    expect(passwordTrouble(refused(await weaknessOf('wanglaoshi20wanglaoshi20', ['wanglaoshi20'])))).toBe('likeName');
  });

  it('is refused all the same where the words are new', () => {
    expect(passwordTrouble(refused('no good'))).toBe('other');
    expect(passwordTrouble(answer(422, { errors: [{ path: 'body.login', message: 'taken' }] }))).toBeUndefined();
    expect(passwordTrouble(null)).toBeUndefined();
  });
});
