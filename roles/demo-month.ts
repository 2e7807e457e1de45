import { toSiteView } from '../consumption/site-view.ts';
import type { Clock } from '../domain/clock.ts';
import { createLocalTime } from '../domain/local-time.ts';
import type { Job } from '../jobs/table.ts';
import { issueMonth } from '../reports/month/issue-month.ts';
import { lastWholeMonth, moveMonth } from '../reports/month/spans.ts';
import { closeLedger } from '../reports/statistics/close-ledger.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import type { ReadingStore, Records } from '../store/ports.ts';

const BY = '演示';
const MONTHS = 12;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const KNOWN_SHARE = 0.95;

/**
 * The office of the demo campus was there on the first of each month: the ledger of a year is closed and last month's report made
 * once the simulated history has come in. The real jobs of the 1st never see that day in a demo that was started today.
 */
export function demoMonthJob({ records, readings, now }: { records: Records; readings: Pick<ReadingStore, 'range'>; now: Clock }): Job {
  return { name: 'demo-month', crons: ['*/2 * * * *'], timeZone: 'UTC', run: () => catchUp({ records, readings, now }) };
}

/** Whether history, its weather or its nights are still on their way: the report would have to be made again at once. */
async function isComing({ intervals, weather }: Records, at: number, meters: number): Promise<boolean> {
  if ((await intervals.touchedCount()) > 2 * meters || (await intervals.changedDays(DEMO_SITE)).length > 2) return true;
  const hours = await weather.hours(DEMO_SITE, at - YEAR_MS, at);
  return hours.length < KNOWN_SHARE * (YEAR_MS / HOUR_MS);
}

/** @returns one line for the ledger of jobs */
async function catchUp(deps: { records: Records; readings: Pick<ReadingStore, 'range'>; now: Clock }): Promise<string> {
  const { records, now } = deps;
  const plan = (await records.catalog.sites()).find(({ site }) => site.id === DEMO_SITE);
  if (!plan) return 'made=0';
  const local = createLocalTime(plan.site.timeZone);
  const month = lastWholeMonth(local.dayOf(now()));
  if (await records.monthReports.get(DEMO_SITE, month)) return 'made=0';
  const span = await records.intervals.span(DEMO_SITE);
  if (span === null || span.firstDay > `${month}-01` || (await isComing(records, now(), plan.meters.length))) return 'made=0';
  const view = toSiteView(plan, local, {});
  for (let one = month, count = 0; count < MONTHS && `${one}-01` >= span.firstDay; one = moveMonth(one, -1), count++) {
    await closeLedger(deps, view, one, BY);
  }
  await issueMonth(deps, view, month, BY);
  return 'made=1';
}
