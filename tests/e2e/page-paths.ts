import { type SiteView, toSiteView } from '../../consumption/site-view.ts';
import type { Clock } from '../../domain/clock.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { SitePlan } from '../../domain/site.ts';
import { prepareBatch } from '../../reports/bills/batch.ts';
import { issueMonth } from '../../reports/month/issue-month.ts';
import { closeLedger } from '../../reports/statistics/close-ledger.ts';
import type zhCN from '../../dashboard/i18n/zh-CN.ts';
import { fillBooks } from '../../roles/demo-books.ts';
import type { MadeUpSchool } from '../support/made-up-school.ts';

/** The last whole one before the school's now. */
const MONTH = '2026-04';

/** What the parameters of a page's path stand for, in the school that is walked through. */
export type Known = Readonly<Record<string, string>>;

/** Everything that pages show is there: a leak, books, bills, a report. @returns what the parameters may be */
export async function fillForPages({ records, readings }: MadeUpSchool, plan: SitePlan, now: number): Promise<Known> {
  await fillBooks(records, now);
  const deps = { records, readings, now: () => now };
  const known = (await records.catalog.sites()).find(({ site }) => site.id === plan.site.id)!;
  const view = toSiteView(known, createLocalTime(plan.site.timeZone), {});
  const statement = await issueOne(deps, view);
  await closeLedger(deps, view, MONTH, '演示');
  await issueMonth(deps, view, MONTH, '演示');
  const [alert] = await records.alerts.list(plan.site.id, { limit: 1 });
  return {
    building: 't1',
    meter: 't1-main-e',
    alert: encodeURIComponent(alert!.id),
    night: alert!.night,
    rule: 'ac_left_on',
    kind: 'exchange',
    month: MONTH,
    site: plan.site.id,
    tariff: 'school-water',
    statement,
    person: 'administrator',
  };
}

/** Of the first party of the demo that has a bill for April. @returns its number */
async function issueOne(deps: Pick<MadeUpSchool, 'records' | 'readings'> & { now: Clock }, view: SiteView): Promise<string> {
  const asked = { from: `${MONTH}-01`, to: '2026-05-01', building: null, party: null, by: '演示', at: deps.now() };
  const { drafts } = await prepareBatch(deps, view, asked);
  const [first] = await deps.records.resale.add(view.id, '2026', drafts);
  return first!.id;
}

/** Pages without a school behind them are walked by tests/e2e/access.test.ts; a step needs one that is open. */
const ELSEWHERE = ['/sign-in', '/setup', '/invite', '/:rest', '/steps/:meter/:toAt'];

/** A path for every route of the dashboard. @throws when a parameter has no value: a new page has to be walked too */
export function pathsOf(router: string, known: Known): string[] {
  const routes = [...router.matchAll(/^\s+path: '([^']+)'/gm)].map(([, path]) => path!.replace(/\([^)]*\)\*?/g, ''));
  if (routes.length < 20) throw new Error(`only ${routes.length} pages were found in the router`);
  return routes
    .filter((path) => !ELSEWHERE.includes(path))
    .map((path) =>
      path.replace(/:(\w+)/g, (_, name: string) => {
        if (known[name] === undefined) throw new Error(`${path}: say in tests/e2e/page-paths.ts what :${name} may be`);
        return known[name];
      }),
    );
}

type Words = typeof zhCN;

/** Forms that open by a button of a page. */
export const FORMS: readonly { path: string; press(words: Words): string }[] = [
  { path: '/tariffs', press: ({ tariff }) => tariff.add },
  { path: '/tariffs/school-water', press: ({ tariff }) => tariff.change },
  { path: '/bills', press: ({ purchase }) => purchase.add },
  { path: `/bills?open=${MONTH}`, press: ({ invoice }) => invoice.add },
  { path: '/statements', press: ({ resale }) => resale.batch },
  { path: '/statements?view=parties', press: ({ resale }) => resale.partyForm.add },
  { path: '/quotas', press: ({ quota }) => quota.add },
  { path: '/facts', press: ({ fact }) => fact.add.area },
  { path: '/statistics', press: ({ statistics }) => statistics.enter },
  { path: '/measures', press: ({ savings }) => savings.add },
  { path: `/month-reports/${MONTH}`, press: ({ monthReport }) => monthReport.edit },
];
