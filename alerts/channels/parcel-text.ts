import type { Parcel } from './channel.ts';
import { cut, type SizeOf, utf8Bytes } from './cut.ts';

/** Title as it is sent: one that may have arrived already says so. */
export function titleOf({ title, isRepeat }: Pick<Parcel, 'title' | 'isRepeat'>): string {
  const words = oneLine(title);
  if (!isRepeat) return words;
  return /\p{Script=Han}/u.test(words) ? `（可能重复）${words}` : `(may be a repeat) ${words}`;
}

interface TextRules {
  /** Most, as the vendor counts it. */
  max: number;
  sizeOf?: SizeOf | undefined;
  /** Between lines. */
  newline?: string | undefined;
  /** What must not be lost when it is cut: mentions, a keyword, the link. Empty ones are left out. */
  tail?: readonly (string | null)[] | undefined;
  /** Absent: with the title. */
  withTitle?: boolean | undefined;
}

/** All of a parcel as one text within a size. What is too long gives way from the end, the tail never. */
export function textOf(parcel: Parcel, { max, sizeOf = utf8Bytes, newline = '\n', tail = [], withTitle = true }: TextRules): string {
  const head = [...(withTitle ? [titleOf(parcel)] : []), ...parcel.lines].join(newline);
  const end = tail.filter((part) => part !== null && part !== '').map((part) => newline + part).join(''); // prettier-ignore
  const text = cut(head, max - sizeOf(end), sizeOf) + end;
  return head === '' ? text.slice(newline.length) : text;
}

/** A word that a robot insists on, if the text does not have it already. */
export const missingKeyword = (parcel: Parcel, keyword: string) =>
  [parcel.title, ...parcel.lines].some((line) => line.includes(keyword)) ? '' : keyword;

export const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();
