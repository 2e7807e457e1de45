/** Length of a text as somebody counts it: an amount that only grows with the text. */
export type SizeOf = (text: string) => number;

export const utf8Bytes: SizeOf = (text) => Buffer.byteLength(text);
/** Bytes within a JSON string, without its quotes: a line break takes two. */
export const jsonBytes: SizeOf = (text) => Buffer.byteLength(JSON.stringify(text)) - 2;
/** Code points: a Chinese character is one, a simple emoji too. */
export const characters: SizeOf = (text) => Array.from(text).length;

const MARK = '…';

/**
 * The text if it fits, else its beginning with 「…」: never more than `max`, never half a character.
 *
 * Not by Intl.Segmenter: in V8 each segment holds a copy of the whole text, and 64 kB of it take gigabytes.
 */
export function cut(text: string, max: number, sizeOf: SizeOf = utf8Bytes): string {
  if (sizeOf(text) <= max) return text;
  const points = Array.from(text);
  let [fits, tooMany] = [-1, points.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (sizeOf(points.slice(0, middle).join('') + MARK) <= max) fits = middle;
    else tooMany = middle;
  }
  while (fits > 0 && belongTogether(points, fits)) fits--;
  return fits < 0 ? '' : points.slice(0, fits).join('').trimEnd() + MARK;
}

const JOINER = '\u200d';
/** Accents, variation selectors, skin tones, joiners: nothing without what is before them. */
const FOLLOWS = /^[\p{M}\p{Emoji_Modifier}\u200d]/u;
const HALF_FLAG = /^\p{Regional_Indicator}$/u;

/** Whether the two code points around `index` make one character for a reader. */
function belongTogether(points: readonly string[], index: number): boolean {
  const [before, after] = [points[index - 1] ?? '', points[index] ?? ''];
  if (before === JOINER || FOLLOWS.test(after)) return true;
  if (!HALF_FLAG.test(before) || !HALF_FLAG.test(after)) return false;
  let halves = 0;
  while (HALF_FLAG.test(points[index - 1 - halves] ?? '')) halves++;
  return halves % 2 === 1;
}
