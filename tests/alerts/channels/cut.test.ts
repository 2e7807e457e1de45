import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characters, cut, jsonBytes, utf8Bytes } from '../../../alerts/channels/cut.ts';

describe('cut', () => {
  it('leaves 2048 bytes as they are, and makes 2048 of 2049', () => {
    const fits = '水'.repeat(682) + 'ab';
    expect([utf8Bytes(fits), cut(fits, 2048)]).toEqual([2048, fits]);
    const short = cut(`${fits}c`, 2048);
    expect(short.endsWith('水…')).toBe(true);
    expect(utf8Bytes(short)).toBeLessThanOrEqual(2048);
    expect(utf8Bytes(short)).toBeGreaterThan(2048 - 6);
  });

  it.each(['👨‍👩‍👧', '🇨🇳', '👍🏽', 'é', '☎️'])('never halves %s', (one) => {
    for (let max = 3; max < 40; max++) {
      const kept = cut(one.repeat(20), max).replace(/…$/, '');
      expect(kept).toBe(one.repeat(kept.length / one.length));
    }
  });

  it('never takes more than it may, keeps a beginning, and leaves what fits', () => {
    const sizes = fc.constantFrom(utf8Bytes, jsonBytes, characters);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(80), sizes, (text, max, sizeOf) => {
        const short = cut(text, max, sizeOf);
        expect(sizeOf(short)).toBeLessThanOrEqual(max);
        const kept = sizeOf(text) <= max ? text : short.replace(/…$/, '');
        expect([text.startsWith(kept), short.startsWith(kept)]).toEqual([true, true]);
      }),
    );
  });

  it('cuts 64 kB within a moment and some memory', () => {
    const before = process.memoryUsage().rss;
    expect(characters(cut('错误'.repeat(32_000), 500, characters))).toBe(500);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});
