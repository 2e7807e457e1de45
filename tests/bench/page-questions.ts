import { toSiteView } from '../../consumption/site-view.ts';
import type { Invoice } from '../../domain/bill.ts';
import { addDays, createLocalTime } from '../../domain/local-time.ts';
import type { Measure } from '../../domain/measure.ts';
import type { SitePlan } from '../../domain/site.ts';
import { HOUR_MS } from '../../domain/weather.ts';
import { issueMonth } from '../../reports/month/issue-month.ts';
import { closeLedger } from '../../reports/statistics/close-ledger.ts';
import { fillForPages } from '../e2e/page-paths.ts';
import { MADE_UP_DAYS as DAYS, type MadeUpSchool } from '../support/made-up-school.ts';

const REPORTED = '2026-04';
const CLOSED = ['2026-01', '2026-02', '2026-03', '2026-04'];
const BY = 'bench';

/** All that the pages about money, reports and trends show: books, invoices, weather, measures, an account of four months, a report. */
export async function fillBooksAndReports(school: MadeUpSchool, plan: SitePlan, now: number): Promise<Record<string, string>> {
  const { records, readings } = school;
  const deps = { records, readings, now: () => now };
  const local = createLocalTime(plan.site.timeZone);
  const from = addDays(local.dayOf(now), 1 - DAYS);
  const hours = Math.floor((now - local.startOfDay(from)) / HOUR_MS);
  const warmth = Array.from({ length: hours }, (_, hour) => {
    const at = local.startOfDay(from) + hour * HOUR_MS;
    return { at, temperatureC: 17 - 11 * Math.cos((hour / 24 / 365) * 2 * Math.PI) + 4 * Math.sin(hour / 4) };
  });
  await records.weather.saveHours(plan.site.id, 'file', warmth);
  const known = await fillForPages(school, plan, now);
  for (const measure of measuresOf(plan, from, now)) await records.measures.save(measure);
  for (const invoice of invoicesOf(plan, now)) await records.accounts.saveInvoice(invoice);
  const whole = (await records.catalog.sites()).find(({ site }) => site.id === plan.site.id)!;
  const view = toSiteView(whole, local, {});
  for (const month of CLOSED) await closeLedger(deps, view, month, BY);
  await issueMonth(deps, view, REPORTED, BY);
  return known;
}

/** One of each scope, with a baseline of ten months. */
function measuresOf({ site }: SitePlan, from: string, now: number): Measure[] {
  const base = {
    site: site.id,
    note: '',
    savedBy: BY,
    savedAt: now,
    endedAt: null,
    baseline: { from, to: addDays(from, 300) },
    reporting: { from: addDays(from, 310), to: null },
  };
  return [
    { ...base, id: 'school', name: 'school', kind: 'rule', medium: 'electricity', scope: { kind: 'site' } },
    { ...base, id: 'building', name: 'building', kind: 'lighting', medium: 'electricity', scope: { kind: 'building', id: 't1' } },
    { ...base, id: 'water', name: 'water', kind: 'fittings', medium: 'water', scope: { kind: 'site' } },
  ];
}

function invoicesOf({ site }: SitePlan, now: number): Invoice[] {
  const unsaid = { startRegister: null, endRegister: null, number: '', note: '' };
  return CLOSED.map((month, index) => ({
    ...unsaid,
    id: `invoice-${month}`,
    site: site.id,
    account: 'bought-electricity',
    from: `${month}-01`,
    to: `${CLOSED[index + 1] ?? '2026-05'}-01`,
    quantity: '90000',
    amount: '60000',
    enteredBy: BY,
    enteredAt: now,
  }));
}

/** What the pages about trends ask. */
export function trendQuestions(site: string, today: string): Record<string, string> {
  const from = (days: number) => `from=${addDays(today, -days)}&to=${addDays(today, 1)}`;
  const nights = (count: number) => `fromNight=${addDays(today, -count)}&toNight=${addDays(today, -1)}`;
  return {
    'comparison of 30 days': `${site}/use/comparison?medium=electricity&against=day_types&${from(30)}`,
    'comparison of 93 days': `${site}/use/comparison?medium=electricity&against=day_types&${from(93)}`,
    'comparison of 13 months': `${site}/use/comparison?medium=electricity&against=year&${from(DAYS - 1)}`,
    'comparison of 30 days of water': `${site}/use/comparison?medium=water&against=month&${from(30)}`,
    'sub-items of 13 months': `${site}/use/sub-items?${from(DAYS - 1)}`,
    'load of 31 days': `${site}/use/load?medium=electricity&${from(30)}`,
    'load of 13 months': `${site}/use/load?medium=electricity&${from(DAYS - 1)}`,
    'load of a day': `${site}/use/day-load?medium=electricity&day=${today}`,
    'night flow of 60 nights': `${site}/use/night-flow?medium=water&${from(60)}`,
    'what was done in a building': `${site}/use/done?building=t1&${nights(30)}`,
    'balance of 13 months': `${site}/balance?medium=water&${from(DAYS - 1)}`,
    'building with a day by hour': `${site}/consumption?by=meter&building=t1&medium=electricity&bucket=hour&${from(6)}`,
    'data trust of 30 days': `${site}/data-trust?from=${addDays(today, -30)}&to=${today}`,
    'data trust of 92 days': `${site}/data-trust?from=${addDays(today, -92)}&to=${today}`,
    'what alerts cost in 30 nights': `${site}/alert-cost?${nights(30)}`,
    'screen in the hall': site.replace('/sites/', '/hall/'),
  };
}

/** What the pages about money, books and reports ask. */
export function bookQuestions(site: string, { statement }: Record<string, string>): Record<string, string> {
  return {
    tariffs: `${site}/tariffs`,
    'a tariff': `${site}/tariffs/zj-school-10kv`,
    'example tariffs': `${site}/tariff-examples`,
    accounts: `${site}/accounts`,
    'a year of an account': `${site}/accounts/bought-electricity/year?year=2026`,
    'a year of water': `${site}/accounts/bought-water/year?year=2026`,
    'a bill of a month': `${site}/accounts/bought-electricity/bill?from=2026-04-01&to=2026-05-01`,
    'resale parties': `${site}/resale-parties`,
    statements: `${site}/statements`,
    'a statement': `${site}/statements/${statement}`,
    'a batch before it is issued': `${site}/statements/preview?from=2026-03-01&to=2026-04-01`,
    quotas: `${site}/quotas`,
    facts: `${site}/facts?month=${REPORTED}`,
    factors: `${site}/factors?month=${REPORTED}`,
    'statistics of a quarter': `${site}/statistics/2026-Q1`,
    'statistics of a year': `${site}/statistics/2026`,
    measures: `${site}/measures`,
    'a measure': `${site}/measures/school`,
    'month reports': `${site}/month-reports`,
    'a month report': `${site}/month-reports/${REPORTED}`,
  };
}
