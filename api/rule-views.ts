import { ALL_RULES, ruleOf } from '../analysis/registry.ts';
import type { AnyRule, SeriesRule } from '../analysis/rule.ts';
import { tryOptions } from '../analysis/rulebook.ts';
import type { Rule } from '../domain/finding.ts';
import { SCOPE_KINDS } from '../domain/scope.ts';
import { toNamedScope } from './named-scopes.ts';
import { NotFound, Unprocessable } from './problems.ts';
import { toOptionFields } from './rule-options.ts';
import type { RuleSettingView, RuleView } from './schemas/rules.ts';
import type { SiteView } from '../consumption/site-view.ts';

type OptionValues = RuleSettingView['options'];

/** @throws NotFound with the rules that there are */
export function findRule(name: Rule): AnyRule {
  const rule = ruleOf(name);
  if (!rule) throw new NotFound('rule', name, knownRules());
  return rule;
}

export const knownRules = () => ALL_RULES.map(({ rule }) => rule);

/** A rule as it is set in a school. @param openAlerts by rule */
export function toRuleView(view: SiteView, rule: AnyRule, openAlerts: ReadonlyMap<Rule, number>): RuleView {
  const { code, name, what, audience, urgency, about } = rule;
  const { rulebook } = view;
  return {
    rule: rule.rule,
    code,
    name,
    what,
    audience,
    urgency,
    about,
    isOn: rulebook.isOn(rule.rule),
    isSeries: rule.kind === 'series',
    options: toOptionFields(rule, rulebook.optionsOf(rule.rule)),
    settings: toSettings(view, rule),
    meters: rule.kind === 'series' ? rulebook.watched(rule.rule).length : null,
    openAlerts: openAlerts.get(rule.rule) ?? 0,
  };
}

/** The widest scope first. */
function toSettings(view: SiteView, { rule: name }: AnyRule): RuleSettingView[] {
  const settings = (view.plan.ruleSettings ?? []).filter(({ rule }) => rule === name);
  const width = ({ scope }: (typeof settings)[number]) => SCOPE_KINDS.indexOf(scope.kind);
  return settings
    .toSorted((one, other) => width(one) - width(other))
    .map(({ scope, isOn, options, by, reason, setAt }) => ({
      scope: toNamedScope(view, scope),
      isOn: isOn ?? null,
      options: options as OptionValues,
      by,
      reason,
      setAt,
    }));
}

/**
 * Checks options over those that are in force for the site: two that do not go together are found too.
 *
 * @returns those given, as the rule understands them
 * @throws Unprocessable naming each wrong option, its value and what is allowed
 */
export function checkOptions(view: SiteView, rule: AnyRule, options: Readonly<Record<string, unknown>>): OptionValues {
  const checked = tryOptions(rule, { ...view.rulebook.optionsOf(rule.rule), ...options });
  if ('mistakes' in checked) throw new Unprocessable(...checked.mistakes.map(toMistake));
  return Object.fromEntries(Object.keys(options).map((name) => [name, checked.options[name] as OptionValues[string]]));
}

/** `clearMinutes: 20 is not allowed; …` says its option first. */
function toMistake(line: string): { path: string; message: string } {
  const [, name, message] = /^(\w+): (.*)$/s.exec(line) ?? [];
  return name === undefined || message === undefined ? { path: 'body.options', message: line } : { path: `body.options.${name}`, message };
}

/** @throws Unprocessable for a rule that does not go meter by meter: it can be neither tried nor set for single places */
export function checkSeries(rule: AnyRule, what: string): asserts rule is SeriesRule {
  if (rule.kind === 'series') return;
  throw new Unprocessable({ path: 'params.rule', message: `'${rule.rule}' ${what}` });
}
