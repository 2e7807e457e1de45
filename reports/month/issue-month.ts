import type { SiteView } from '../../consumption/site-view.ts';
import { toNames } from '../../consumption/site-view.ts';
import type { Correction } from '../../domain/correction.ts';
import type { ReportRow } from '../../store/report-ports.ts';
import { computeMonth } from './compute-month.ts';
import type { MonthDeps } from './deps.ts';
import { type ChangeSources, changesBetween, differs, reasonsOf } from './diff.ts';
import { loadMonth } from './load-month.ts';
import { isPrivateMeter } from './meter-totals.ts';
import { type MonthReport, NO_REMARKS, type Remarks } from './schema.ts';

const MOST_CORRECTIONS = 10_000;

/** A report as it lies in the records. */
export interface IssuedMonth {
  row: Omit<ReportRow, 'data' | 'remarks'>;
  report: MonthReport;
  remarks: Remarks;
}

/** @param row as it was stored: by this program, so its shape is known */
export function toIssued({ data, remarks, ...row }: ReportRow): IssuedMonth {
  return { row, report: JSON.parse(data) as MonthReport, remarks: JSON.parse(remarks) as Remarks };
}

/** Thrown when somebody else made the same version at the same time. */
export class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile';
}

/**
 * Computes the month and stores it as the next version, a draft. Earlier versions stay as they are; what people wrote beside the
 * newest is copied, for them to change.
 *
 * @param view of the whole school
 * @throws MadeMeanwhile
 */
export async function issueMonth(deps: MonthDeps, view: SiteView, month: string, by: string): Promise<IssuedMonth> {
  const { records } = deps;
  const stored = await records.monthReports.get(view.id, month);
  const before = stored && toIssued(stored);
  const version = (before?.row.version ?? 0) + 1;
  const computed = computeMonth(await loadMonth(deps, view, month), version);
  const changes = before ? changesBetween(before.report, computed, await changeSources(deps, view, before.report)) : null;
  const report: MonthReport = { ...computed, changes };
  const remarks = before?.remarks ?? NO_REMARKS;
  const row = { site: view.id, month, version, madeBy: by, madeAt: report.madeAt };
  try {
    await records.monthReports.add({ ...row, data: JSON.stringify(report), remarks: JSON.stringify(remarks) });
  } catch (cause) {
    const newest = await records.monthReports.get(view.id, month);
    if ((newest?.version ?? 0) < version) throw cause;
    throw new MadeMeanwhile(`version ${version} of '${month}' was made by ${newest!.madeBy} at the same time`, { cause });
  }
  return { row: { ...row, state: 'draft', approvedBy: null, approvedAt: null }, report, remarks };
}

/** What the data of today says otherwise than a version does. */
export interface Since {
  differs: boolean;
  reasons: MonthReport['summary'];
}

export async function compareWithToday(deps: MonthDeps, view: SiteView, issued: MonthReport): Promise<Since> {
  const today = computeMonth(await loadMonth(deps, view, issued.month), issued.version);
  if (!differs(issued, today)) return { differs: false, reasons: [] };
  return { differs: true, reasons: reasonsOf(issued, today, await changeSources(deps, view, issued)) };
}

async function changeSources({ records }: MonthDeps, view: SiteView, { madeAt }: MonthReport): Promise<ChangeSources> {
  const all = await records.corrections.list(view.id, { limit: MOST_CORRECTIONS });
  const isNew = ({ recordedAt, undone }: Correction) => recordedAt > madeAt || (undone !== null && undone.at > madeAt);
  const corrections = all.filter(isNew).map((correction) => {
    const meter = view.meters.get(correction.meter);
    const named = meter ? toNames(meter) : { name: correction.meter, nameEn: correction.meter };
    return { correction, meter: isPrivateMeter(view, correction.meter) ? null : named };
  });
  return { local: view.local, corrections };
}
