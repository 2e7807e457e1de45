import { describe, expect, it } from 'vitest';
import { actionWords } from '../../../dashboard/access/action-words.ts';
import { browserName } from '../../../dashboard/access/browser-name.ts';
import { countdown } from '../../../dashboard/access/countdown.ts';
import { isOnlyHere } from '../../../dashboard/access/near-address.ts';
import { phoneTrouble, toPhone } from '../../../dashboard/access/phone.ts';
import { svgImage } from '../../../dashboard/access/svg-image.ts';

describe('a phone number as it is typed', () => {
  it('loses spaces and dashes, of a Chinese keyboard too', () => {
    expect(toPhone(' 138-0000 1111 ')).toBe('13800001111');
    expect(toPhone('＋８６ １３８００００１１１１')).toBe('+8613800001111');
  });

  it('is none where nothing is typed, and no trouble', () => {
    expect(toPhone('  ')).toBeNull();
    expect(phoneTrouble('  ')).toBe(false);
  });

  it('is refused where the server would refuse it', () => {
    expect(['1234', '138x00001111', '1'.repeat(16), '13800+1111'].map(phoneTrouble)).toEqual([true, true, true, true]);
    expect(['12345', '+4479460000'].map(phoneTrouble)).toEqual([false, false]);
  });
});

describe('time that is left', () => {
  it('is a clock that ends at 0:00 and never goes below', () => {
    expect([600_000, 599_999, 61_000, 9_000, 0, -5_000].map(countdown)).toEqual(['10:00', '9:59', '1:01', '0:09', '0:00', '0:00']);
  });
});

describe('a browser', () => {
  it('is known by its own name, not by those that it claims besides', () => {
    const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0';
    const wechat =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile MicroMessenger/8.0.49';
    const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
    expect([edge, wechat, safari].map(browserName)).toEqual(['Edge · Windows', '微信 · iOS', 'Safari · macOS']);
  });

  it('that says something else is shown as it is, not too long', () => {
    expect(browserName('curl/8.0')).toBe('curl/8.0');
    expect(browserName('x'.repeat(200))).toHaveLength(60);
  });
});

describe('an address', () => {
  it('of this machine alone is told from one that a phone reaches', () => {
    expect(['http://127.0.0.1:8080/pair#x', 'http://localhost/', 'http://[::1]:8080/'].map(isOnlyHere)).toEqual([true, true, true]);
    expect(['http://192.168.1.5:8080/', 'https://energy.school.example/', 'no address'].map(isOnlyHere)).toEqual([false, false, false]);
  });
});

describe('an action of the log', () => {
  it('without words stands as it is: nothing is hidden', () => {
    const words = new Map([['audit.action.rule_set', '设置规则']]);
    const say = (action: string) =>
      actionWords(
        action,
        (key) => words.has(key),
        (key) => words.get(key)!,
      );
    expect([say('rule.set'), say('moon.landed')]).toEqual(['设置规则', 'moon.landed']);
  });
});

describe('a drawing', () => {
  it('stands in an address whole, so that nothing of it is markup of the page', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0#"/></svg>';
    const address = svgImage(svg);
    expect(address).not.toMatch(/[<>"#]/);
    expect(decodeURIComponent(address.slice(address.indexOf(',') + 1))).toBe(svg);
  });
});
