import { type Judged, reconcile } from '../alerts/reconcile.ts';
import { ALL_RULES, SERIES_RULES } from '../analysis/registry.ts';
import type { AnyRule, SeriesRule } from '../analysis/rule.ts';
import type { SeriesDetector } from '../analysis/series-detector.ts';
import { type Alert, alertId } from '../domain/alert.ts';
import type { Rule } from '../domain/finding.ts';
import type { Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';
import { type JudgedTask, judgeTasks, type LookDeps, type NightSpan, type Task, tasksOf } from './judge-night.ts';
import { countNotices, NOTHING, sumOf, type Tally } from './tally.ts';

export interface JudgeDeps extends LookDeps {
  records: LookDeps['records'] & Pick<Records, 'alerts'>;
}

/** Judges nights by some rules and brings their alerts in step. @param spansOf nights that have not begun are passed over by the detectors; `only`: these meters */
export async function judgeRules(
  deps: JudgeDeps,
  school: School,
  rules: readonly SeriesRule[],
  spansOf: (detector: SeriesDetector, rule: SeriesRule) => readonly NightSpan[],
  only?: ReadonlySet<string>,
): Promise<Tally> {
  const judged = await judgeTasks(deps, school, of(only, tasksOf(school, rules, spansOf)));
  const meters = new Set(judged.flatMap(({ watched }) => watched.map(({ meter }) => meter.id)));
  const tally = await sumOf(judged.map((task) => () => bringTask(deps, school, task)));
  return { ...tally, judged: meters.size };
}

function of(only: ReadonlySet<string> | undefined, tasks: readonly Task[]): readonly Task[] {
  if (!only) return tasks;
  return tasks
    .map((task) => ({ ...task, watched: task.watched.filter(({ meter }) => only.has(meter.id)) }))
    .filter(({ watched }) => watched.length > 0);
}

async function bringTask({ records, now }: JudgeDeps, { plan, local }: School, task: JudgedTask): Promise<Tally> {
  const at = now();
  const { rule, detector, toNight, findings, blind, excused } = task;
  const window = (night: string) => detector.window(local, night);
  const judged: Judged = {
    site: plan.site.id,
    rule: rule.rule,
    scope: detector.scope,
    meters: new Set(task.watched.map(({ meter }) => meter.id)),
    fromNight: task.fromNight,
    toNight,
    findings,
    blind,
    excused,
    asOf: (night) => Math.min(at, window(detector.scope === 'cause' ? toNight : night).toAt),
    isOver: (night) => window(night).toAt <= at,
  };
  const changes = reconcile(judged, await existingAlerts(records, judged), at);
  await records.alerts.apply(changes, at);
  return { ...NOTHING, findings: findings.length, blind: blind.length, ...countNotices(changes) };
}

/** Alerts of the nights, those that are not closed yet, and those that the findings belong to. */
async function existingAlerts({ alerts }: Pick<Records, 'alerts'>, judged: Judged): Promise<Alert[]> {
  const { site, rule, fromNight, toNight } = judged;
  const lists = [await alerts.list(site, { rule, fromNight, toNight })];
  if (judged.scope === 'cause') {
    lists.push(await alerts.list(site, { rule, state: 'open' }), await alerts.list(site, { rule, state: 'no_data' }));
    for (const finding of judged.findings) {
      const alert = finding.night < fromNight ? await alerts.get(site, alertId(site, finding)) : undefined;
      if (alert) lists.push([alert]);
    }
  }
  return lists.flat();
}

/**
 * Withdraws what nobody looks at any more: the rule was switched off there, or the meter is gone or is another one now.
 *
 * @returns alerts closed
 */
export async function withdrawUnwatched({ records, now }: JudgeDeps, school: School): Promise<number> {
  const at = now();
  let closed = 0;
  for (const definition of ALL_RULES) {
    const { rule } = definition;
    const isWatched = definition.kind === 'series' ? watchedBy(school, rule) : () => school.rulebook.isOn(rule);
    const alerts = await records.alerts.list(school.plan.site.id, { rule, state: 'open' });
    if (isLasting(definition)) alerts.push(...(await records.alerts.list(school.plan.site.id, { rule, state: 'no_data' })));
    const gone = alerts.filter(({ meter }) => !isWatched(meter));
    if (gone.length === 0) continue;
    const changes = gone.map((alert) => ({ alert: { ...alert, state: 'withdrawn' as const, closedAt: at, updatedAt: at } }));
    await records.alerts.apply(changes, at);
    closed += changes.length;
  }
  return closed;
}

/** Whether an alert without data may still go on; a night that is over stays as it is. */
const isLasting = (rule: AnyRule) => rule.kind === 'other' || rule.create(rule.options.parse({})).scope === 'cause';

function watchedBy({ rulebook }: School, rule: Rule): (meter: string) => boolean {
  const meters = new Set(rulebook.watched(rule).map(({ meter }) => meter.id));
  return (meter) => meters.has(meter);
}

export const rulesOf = (...cadences: readonly SeriesRule['cadence'][]) => SERIES_RULES.filter(({ cadence }) => cadences.includes(cadence));
