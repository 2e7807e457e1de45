import { type IssuedMonth, toIssued } from '../reports/month/issue-month.ts';
import type { Records } from '../store/ports.ts';
import { NotFound } from './problems.ts';
import type { MonthReportHead } from './schemas/reports.ts';

/** Forty years of months with a few versions each. */
const MOST_REPORTS = 2000;

export async function headsOf({ monthReports }: Pick<Records, 'monthReports'>, site: string): Promise<MonthReportHead[]> {
  return (await monthReports.list(site, MOST_REPORTS)).map(({ site: _site, ...head }) => head);
}

/** @param version absent: the newest. @throws NotFound */
export async function findReport(
  records: Pick<Records, 'monthReports'>,
  site: string,
  month: string,
  version?: number,
): Promise<IssuedMonth> {
  const row = await records.monthReports.get(site, month, version);
  if (row) return toIssued(row);
  const known = (await headsOf(records, site)).map((head) => `${head.month} v${head.version}`);
  throw new NotFound('month report', version === undefined ? month : `${month} v${version}`, known);
}
