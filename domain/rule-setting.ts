import type { Rule } from './finding.ts';
import type { Scope } from './scope.ts';

/**
 * What a school sets for one rule in one scope: only what differs. In force for a meter are the rule's own defaults, then the
 * settings file, then what is set for site, building, floor, room and meter, in this order.
 */
export interface RuleSetting {
  site: string;
  rule: Rule;
  scope: Scope;
  /** False: the rule does not look there; undefined: as the wider scope says. */
  isOn?: boolean | undefined;
  /** Options by name; those not named are as in the wider scope. */
  options: Readonly<Record<string, unknown>>;
  by: string;
  reason: string;
  setAt: number;
}
