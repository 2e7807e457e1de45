import type { Sentence } from '../../domain/words.ts';

/** Chinese first. */
export const REPORT_LOCALES = ['zh-CN', 'en'] as const;
export type ReportLocale = (typeof REPORT_LOCALES)[number];

export const say = (sentence: Sentence, locale: ReportLocale): string => (locale === 'en' ? sentence.en : sentence.zh);

/** A name in the language of the document, as far as it has one in it. */
export const nameIn = ({ name, nameEn }: { name: string; nameEn?: string | undefined }, locale: ReportLocale): string =>
  locale === 'en' ? nameEn || name : name;

/** Of a building of a report. */
export const campusIn = ({ campus, campusEn }: { campus: string; campusEn?: string | undefined }, locale: ReportLocale): string =>
  nameIn({ name: campus, nameEn: campusEn }, locale);
