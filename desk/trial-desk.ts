import { ruleOf } from '../analysis/registry.ts';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Finding } from '../domain/finding.ts';
import { covers } from '../domain/placed-meter.ts';
import type { RuleSetting } from '../domain/rule-setting.ts';
import type { Scope } from '../domain/scope.ts';
import type { SitePlan } from '../domain/site.ts';
import { createSchoolCache, type School, toSchool } from '../jobs/catalog-cache.ts';
import { type JudgedTask, judgeTasks, type LookDeps, tasksOf } from '../jobs/judge-night.ts';
import type { Records } from '../store/ports.ts';
import type { Trial, TrialDesk } from '../store/school-ports.ts';

export interface TrialDeskDeps extends LookDeps {
  records: LookDeps['records'] & Pick<Records, 'catalog'>;
  /** Options of the settings file, by rule. */
  defaults: RuleDefaults;
}

const NOTHING: Trial = { findings: [], blind: [], meters: [] };

/** Rules that are tried out on the past, by the engine of the jobs; nothing is kept. */
export function createTrialDesk(deps: TrialDeskDeps): TrialDesk {
  const schools = createSchoolCache(deps.records.catalog, deps.defaults);
  return {
    async tryRule(site, name, { scope, options, fromNight, toNight }) {
      const school = (await schools()).get(site);
      const rule = ruleOf(name);
      if (!school || rule?.kind !== 'series') return NOTHING;
      const today = school.local.dayOf(deps.now());
      const span = { fromNight, toNight: toNight < today ? toNight : today };
      const judge = (plan: SitePlan): Promise<JudgedTask[]> => {
        const tried = toSchool(plan, deps.defaults);
        return judgeTasks(
          deps,
          tried,
          tasksOf(tried, [rule], () => [span], scope),
        );
      };
      const plan = triedPlan(school, name, scope, options);
      const tasks = await judge(plan);
      const spoken = tasks.flatMap(({ findings }) => findings);
      const excused = tasks.flatMap((task) => task.excused);
      const known = new Set([...spoken, ...excused].map(keyOf));
      // What a permit hides is shown as well: it is what the rule says more where there are no permits.
      const strictly = hasPermits(plan) ? await judge(withoutPermits(plan)) : [];
      const hidden = strictly.flatMap(({ findings }) => findings).filter((finding) => !known.has(keyOf(finding)));
      const found = [
        ...spoken.map((finding) => ({ finding, isExcused: false })),
        ...[...excused, ...hidden].map((finding) => ({ finding, isExcused: true })),
      ];
      const fromAt = school.local.startOfDay(fromNight);
      return {
        // A cause that ended before the span is none of its findings.
        findings: found
          .filter(({ finding: { endAt } }) => endAt === undefined || endAt >= fromAt)
          .toSorted((a, b) => a.finding.startAt - b.finding.startAt),
        blind: tasks.flatMap(({ blind }) => blind),
        meters: tasks.flatMap(({ watched }) => watched.map(({ meter }) => meter.id)),
      };
    },
  };
}

/** With the narrowest settings that there are: what is tried wins at every meter, and a rule that is switched off is tried as well. */
function triedPlan({ rulebook, plan }: School, rule: string, scope: Scope, options: RuleSetting['options']): SitePlan {
  const spaces = new Map(plan.spaces.map((space) => [space.id, space]));
  const inScope = [...rulebook.placed.values()].filter((placed) => covers(scope, placed, spaces));
  const settings = inScope.map(({ meter }): RuleSetting => {
    const here: Scope = { kind: 'meter', id: meter.id };
    return { site: plan.site.id, rule, scope: here, isOn: true, options, by: '', reason: '', setAt: 0 };
  });
  return { ...plan, ruleSettings: [...(plan.ruleSettings ?? []), ...settings] };
}

const isPermit = ({ kind }: { kind: string }) => kind === 'permit';
const hasPermits = ({ declarations = [] }: SitePlan) => declarations.some(isPermit);
const withoutPermits = (plan: SitePlan): SitePlan => ({
  ...plan,
  declarations: (plan.declarations ?? []).filter((declaration) => !isPermit(declaration)),
});

const keyOf = ({ meter, night }: Finding) => `${meter} ${night}`;
