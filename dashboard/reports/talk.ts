import type { MonthReport } from '../../api/schemas/reports.ts';
import { say } from '../../reports/words/locale.ts';
import type { MonthTalk } from '../../reports/words/month-lines.ts';
import { monthWords } from '../../reports/words/month-words.ts';
import type { Locale } from '../format.ts';

/** The report with its words: the page says what the paper says. */
export const toTalk = (report: MonthReport, locale: Locale): MonthTalk => ({
  report,
  locale,
  words: monthWords(locale),
  say: (sentence) => say(sentence, locale),
});
