import type { RuleDefaults } from '../analysis/rulebook.ts';
import { toSiteView } from '../consumption/site-view.ts';
import type { Clock } from '../domain/clock.ts';
import { lastWholeMonth } from '../reports/month/spans.ts';
import { closeLedger } from '../reports/statistics/close-ledger.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';
import type { Job } from './table.ts';

/** 06:20 on the first of the month: before its report is made. */
const CRON = '20 6 1 * *';
const BY = 'Greenleaf';

export interface CloseLedgerDeps {
  records: Records;
  readings: Pick<ReadingStore, 'range'>;
  /** Options of the settings file, by rule. */
  detectors: RuleDefaults;
  now: Clock;
}

/** The line of the cron table that writes the month that is over into the account for the statistics. */
export function closeLedgerJob(deps: CloseLedgerDeps, school: School, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Job {
  const { id, timeZone } = school.plan.site;
  return { name: `close-ledger@${id}`, crons: [CRON], timeZone, run: () => inTurn(() => closeLastMonth(deps, school)) };
}

/** @returns one line for the ledger of jobs */
async function closeLastMonth(deps: CloseLedgerDeps, { plan, local }: School): Promise<string> {
  const month = lastWholeMonth(local.dayOf(deps.now()));
  const span = await deps.records.intervals.span(plan.site.id);
  if (span === null || span.firstDay > `${month}-01`) return 'lines=0';
  const added = await closeLedger(deps, toSiteView(plan, local, deps.detectors), month, BY);
  return `lines=${added.length}`;
}
