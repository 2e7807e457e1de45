import { describe, expect, it } from 'vitest';
import { chooseLocale } from '../../../dashboard/tonight/words/choose.ts';
import { en } from '../../../dashboard/tonight/words/en.ts';
import { zh } from '../../../dashboard/tonight/words/zh-CN.ts';
import { STAGES, USE_REASONS } from '../../../domain/handling.ts';
import { SPOT_RESULTS } from '../../../domain/round.ts';

type Told = [key: string, text: string];
/** Every text; those with a gap filled with 7s, and the number of gaps as part of the key. */
function tell(words: object, prefix = ''): Told[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): Told[] => {
    if (typeof value === 'string') return [[prefix + key, value]];
    if (typeof value === 'function') return [[`${prefix}${key}(${value.length})`, (value as (...of: unknown[]) => string)('7', '7')]];
    return tell(value as object, `${prefix}${key}.`);
  });
}
const chinese = tell(zh);
const english = tell(en);
const keys = (told: Told[]) => told.map(([key]) => key).toSorted((one, other) => one.localeCompare(other));

describe('words of the phone pages', () => {
  it('are the same in Chinese and English, with the same gaps', () => {
    expect(chinese.length).toBeGreaterThan(100);
    expect(keys(english)).toEqual(keys(chinese));
  });

  it('are none of them empty, shouted, or left in the other language', () => {
    const both = [...chinese, ...english];
    expect(both.filter(([, text]) => text.trim() === '' || /[!！]/.test(text))).toEqual([]);
    const names = ['language', 'join', 'saidBy(2)'];
    expect(chinese.filter(([key, text]) => !names.includes(key) && !/\p{Script=Han}/u.test(text))).toEqual([]);
    expect(english.filter(([key, text]) => !names.includes(key) && /\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('name every stage, reason and result', () => {
    for (const words of [zh, en]) {
      expect(Object.keys(words.stage).toSorted()).toEqual(STAGES.toSorted());
      expect(Object.keys(words.reason)).toEqual([...USE_REASONS]);
      expect(Object.keys(words.spot)).toEqual([...SPOT_RESULTS]);
    }
  });
});

describe('the language', () => {
  it('is what the address asks for, else what was chosen, else the browser’s, else Chinese', () => {
    expect(chooseLocale('?lang=en', 'zh-CN', ['zh-CN'])).toBe('en');
    expect(chooseLocale('', 'en', ['zh-CN'])).toBe('en');
    expect(chooseLocale('', null, ['fr', 'en-GB', 'zh'])).toBe('en');
    expect(chooseLocale('', null, ['fr'])).toBe('zh-CN');
    expect(chooseLocale('?lang=xx', null, ['zh-TW'])).toBe('zh-CN');
  });
});
