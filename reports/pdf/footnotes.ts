import type { Content } from 'pdfmake/interfaces.js';
import type { ReportLocale } from '../words/locale.ts';
import { noteSign } from '../words/note-sign.ts';

/** Reasons that stand once below a table, however many cells share them. */
export interface Footnotes {
  /** The sign to set beside a number. */
  mark(reason: string): string;
  /** What was marked since the last call, for below the table; the next one begins at ① again. */
  take(): Content[];
}

export function createFootnotes(locale: ReportLocale): Footnotes {
  const reasons = new Map<string, number>();
  return {
    mark(reason) {
      const number = reasons.get(reason) ?? reasons.size + 1;
      reasons.set(reason, number);
      return noteSign(number);
    },
    take() {
      const text = [...reasons].map(([reason, number]) => `${noteSign(number)}${reason}`).join(locale === 'en' ? '; ' : '；');
      reasons.clear();
      return text === '' ? [] : [{ text, style: 'small', margin: [0, 2, 0, 0] }];
    },
  };
}
