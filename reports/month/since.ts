import type { SiteView } from '../../consumption/site-view.ts';
import type { MonthDeps } from './deps.ts';
import { compareWithToday, type IssuedMonth, issueMonth, type Since } from './issue-month.ts';
import type { MonthReport } from './schema.ts';
import { spansOf } from './spans.ts';

/** Versions whose answer is kept: people look at the newest months. */
const MOST_KEPT = 50;

export interface SinceCheck {
  /** Whether anything that a report is made of has changed: computed again only when one of its sources was touched. */
  since(view: SiteView, issued: MonthReport): Promise<Since>;
  /** Makes the next version, of which nothing differs until a source is touched again. @throws MadeMeanwhile */
  issue(view: SiteView, month: string, by: string): Promise<IssuedMonth>;
}

export function createSinceCheck(deps: MonthDeps): SinceCheck {
  const kept = new Map<string, { mark: string; answer: Promise<Since> }>();
  const keyOf = (view: SiteView, { month, version }: MonthReport) => `${view.id} ${month} ${version}`;
  function keep(key: string, mark: string, answer: Promise<Since>): void {
    kept.delete(key);
    kept.set(key, { mark, answer });
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  }

  async function since(view: SiteView, issued: MonthReport): Promise<Since> {
    const key = keyOf(view, issued);
    const mark = await markOf(deps, view, issued.month);
    const known = kept.get(key);
    if (known?.mark === mark) return known.answer;
    const compared = compareWithToday(deps, view, issued);
    keep(key, mark, compared);
    try {
      return await compared;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  }

  async function issue(view: SiteView, month: string, by: string): Promise<IssuedMonth> {
    // Before anything is read: what changes meanwhile makes another mark.
    const mark = await markOf(deps, view, month);
    const issued = await issueMonth(deps, view, month, by);
    keep(keyOf(view, issued.report), mark, Promise.resolve({ differs: false, reasons: [] }));
    return issued;
  }
  return { since, issue };
}

/** Differs as soon as one of the sources may say something else. */
async function markOf({ records }: MonthDeps, { id, plan }: SiteView, month: string): Promise<string> {
  const { cumulatedLastYear, month: span } = spansOf(month);
  const [days, alerts, tariffs, accounts, facts, factors, measures] = await Promise.all([
    records.intervals.revision(id, cumulatedLastYear.from, span.to),
    records.alerts.lastChange(id),
    records.tariffs.list(id),
    records.accounts.list(id, { all: true }),
    records.facts.list(id),
    records.facts.factors(id),
    records.measures.list(id),
  ]);
  return JSON.stringify([days, alerts, markOfPlan(plan), tariffs, accounts, facts, factors, measures]);
}

/** A plan is made anew whenever the catalog's version grows, and is the same object until then. */
const planMarks = new WeakMap<object, number>();
let plans = 0;
function markOfPlan(plan: object): number {
  const known = planMarks.get(plan) ?? ++plans;
  planMarks.set(plan, known);
  return known;
}
