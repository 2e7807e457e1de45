import type { ReportLocale } from './locale.ts';
import en from './month.en.ts';
import zhCN, { type MonthWords } from './month.zh-CN.ts';

export type { MonthWords };

/** The report's words in a language: on paper, in sheets, on the page. */
export const monthWords = (locale: ReportLocale): MonthWords => (locale === 'en' ? en : zhCN);

/** `kgce/head` as it is written in a language. */
export function unitName(unit: string, locale: ReportLocale): string {
  const { yuan, head, people } = monthWords(locale).units;
  return unit.replace('yuan', yuan).replace('head', head).replace('people', people);
}
