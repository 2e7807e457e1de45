import type { MonthReport, Remarks } from '../month/schema.ts';
import type { ReportLocale } from '../words/locale.ts';
import type { MonthWords } from '../words/month-words.ts';

/** What each sheet of the month's workbook needs. */
export interface MonthWorkbook {
  report: MonthReport;
  remarks: Remarks;
  state: 'draft' | 'approved';
  approvedBy: string | null;
  approvedAt: number | null;
  locale: ReportLocale;
  words: MonthWords;
}
