import type { RuleDefaults } from '../analysis/rulebook.ts';
import { toSiteView } from '../consumption/site-view.ts';
import type { Clock } from '../domain/clock.ts';
import type { NewMessage } from '../domain/message.ts';
import { issueMonth, MadeMeanwhile, toIssued } from '../reports/month/issue-month.ts';
import type { MonthReport } from '../reports/month/schema.ts';
import { lastWholeMonth } from '../reports/month/spans.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';
import type { Job } from './table.ts';

/** 06:30 on the first of the month: the last night is over, and the digest of 07:30 is not out yet. */
const CRON = '30 6 1 * *';
/** Who makes it, for people. */
const BY = 'Greenleaf';

export interface MonthReportDeps {
  records: Records;
  readings: Pick<ReadingStore, 'range'>;
  /** Options of the settings file, by rule. */
  detectors: RuleDefaults;
  now: Clock;
}

/** The line of the cron table that makes the report of the month that is over; after a pause that of the latest, once. */
export function monthReportJob(deps: MonthReportDeps, school: School, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Job {
  const { id, timeZone } = school.plan.site;
  return { name: `month-report@${id}`, crons: [CRON], timeZone, run: () => inTurn(() => makeReport(deps, school)) };
}

/** Made once: what arrives later makes no version by itself. @returns one line for the ledger */
export async function makeReport({ records, readings, detectors, now }: MonthReportDeps, school: School): Promise<string> {
  const { plan, local } = school;
  const site = plan.site.id;
  const month = lastWholeMonth(local.dayOf(now()));
  const span = await records.intervals.span(site);
  // A month of which only the end is known is no month: whoever wants it makes it by hand.
  if (span === null || span.firstDay > `${month}-01` || span.lastDay < `${month}-01`) return 'made=0';
  const known = await records.monthReports.get(site, month);
  if (known) {
    // Killed between the report and its message: people are told once, by the key.
    if (known.madeBy === BY) await records.outbox.put([messageOf(toIssued(known).report)]);
    return 'made=0';
  }
  const view = toSiteView(plan, local, detectors);
  try {
    const { report } = await issueMonth({ records, readings, now }, view, month, BY);
    await records.outbox.put([messageOf(report)]);
    return 'made=1';
  } catch (error) {
    if (error instanceof MadeMeanwhile) return 'made=0';
    throw error;
  }
}

/** The five sentences, for the logistics head. */
export function messageOf({ site, month, madeAt, summary }: MonthReport): NewMessage {
  const [year, number] = month.split('-').map(Number);
  return {
    site: site.id,
    kind: 'report',
    key: `report:${month}`,
    createdAt: madeAt,
    urgency: 'digest',
    audience: 'logistics',
    alert: null,
    text: {
      title: {
        zh: `${site.name} ${year}年${number}月水电用能月报（草稿，待审核）`,
        en: `${site.nameEn}: report of ${month}, a draft to be approved`,
      },
      lines: summary,
    },
    link: `/month-reports/${month}`,
  };
}
