import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { weaknessOf } from '../../../api/access/known-passwords.ts';
import { createPasswords } from '../../../api/access/passwords.ts';
import { TryLater } from '../../../api/problems.ts';

describe('password hashes', () => {
  it('are scrypt with N = 2^17, r = 8, p = 1, and a salt of their own', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('correct horse battery');
    const [method, log2, salt, hash] = stored.split('$');
    expect([method, log2]).toEqual(['scrypt', '17']);
    const options = { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 };
    expect(scryptSync('correct horse battery', Buffer.from(salt!, 'base64url'), 32, options).toString('base64url')).toBe(hash);
    expect(await passwords.matches('correct horse battery', stored)).toBe(true);
    expect(await passwords.matches('correct horse batterz', stored)).toBe(false);
  });

  it('keep the cost that they were made with', async () => {
    const stored = await createPasswords({ costLog2: 4 }).hash('correct horse battery');
    expect(await createPasswords({ costLog2: 5 }).matches('correct horse battery', stored)).toBe(true);
  });

  it('match whichever way the same letters were typed', async () => {
    const passwords = createPasswords({ costLog2: 4 });
    expect(await passwords.matches('caf\u00e9 on the hill', await passwords.hash('cafe\u0301 on the hill'))).toBe(true);
  });

  it('that are none, or broken, match nothing', async () => {
    const passwords = createPasswords({ costLog2: 4 });
    for (const stored of [null, '', 'scrypt$4$$', 'plain', 'scrypt$4$AAAA$AA']) expect(await passwords.matches('', stored)).toBe(false);
  });

  it('take as long for an account that is not there as for one that is', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('correct horse battery');
    const timed = async (against: string | null) => {
      const startedMs = performance.now();
      await passwords.matches('wrong', against);
      return performance.now() - startedMs;
    };
    const [there, missing] = [await timed(stored), await timed(null)];
    expect(missing).toBeGreaterThan(there / 3);
    expect(missing).toBeLessThan(there * 3);
  });

  it('are refused when 20 wait for their turn, and taken again later', async () => {
    const passwords = createPasswords({ costLog2: 10 });
    const all = await Promise.allSettled(Array.from({ length: 25 }, () => passwords.matches('x', null)));
    const refused = all.filter((each) => each.status === 'rejected');
    expect(refused.map(({ reason }) => reason instanceof TryLater)).toEqual([true, true, true, true, true]);
    expect(await passwords.matches('x', null)).toBe(false);
  });
});

describe('a new password', () => {
  it.each([
    ['elevenchars', /has 11 characters; allowed: 12 or more/],
    ['123456789012', /many people use/],
    ['Unbelievable', /many people use/],
    ['qwertyuiop[]', /^is taken$/],
    ['abcabcabcabc', /many people use/],
    ['aaaaaaaaaaaaaaaa', /many people use/],
    ['zhangzhangzhang', /only your name/],
    ['zhang zhang at home', /^is taken$/],
    ['十二个汉字的口令其实很长', /^is taken$/],
    ['一二三四五六七八九十一', /has 11 characters/],
  ])('%s: %s', async (password, why) => {
    expect((await weaknessOf(password, ['Zhang'])) ?? 'is taken').toMatch(why);
  });
});
