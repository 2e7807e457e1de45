import type { Remarks } from '../month/schema.ts';
import type { MonthTalk } from './month-lines.ts';
import { DASH, formatRange, formatShare } from './numbers.ts';

/** Causes in two lists: what the data says, and what people suppose. A list that is empty is left out. */
export function causesOf({ report, words, say }: MonthTalk, remarks: Remarks): { title: string; texts: string[] }[] {
  const all = [...report.causes.map(({ text, basis }) => ({ text: say(text), basis })), ...remarks.causes];
  return (['data', 'inference'] as const).flatMap((basis) => {
    const texts = all.filter((cause) => cause.basis === basis).map(({ text }) => text);
    return texts.length === 0 ? [] : [{ title: words.reasons[basis], texts }];
  });
}

/** A saving is named only where a method stands behind it; else why there is no conclusion. */
export function savingLines({ report, words, locale, say }: MonthTalk): string[] {
  const percent = (value: number) => formatShare(value / 100);
  return report.savings.map(({ name, method, percent: saved, interval, refused }) => {
    const range = interval === null ? DASH : formatRange(interval, percent, locale);
    const outcome =
      saved === null ? words.reasons.refused(refused === null ? DASH : say(refused)) : words.reasons.saved(percent(saved), range);
    return `${name}${words.colon}${outcome}${words.semicolon}${say(method)}`;
  });
}
