import type { z } from 'zod';
import type { OtherRule } from '../analysis/rule.ts';
import type { School } from './catalog-cache.ts';

/** The detector of a rule with what is set for the whole school; undefined where it is switched off. */
export function createInForce<S extends z.ZodObject, D>({ rulebook }: School, rule: OtherRule<S, D>): D | undefined {
  return rulebook.isOn(rule.rule) ? rule.create(rule.options.parse(rulebook.optionsOf(rule.rule))) : undefined;
}
