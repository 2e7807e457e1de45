import type { Declaration } from '../domain/declaration.ts';
import { toNamedScope } from './named-scopes.ts';
import { Refused, Unprocessable } from './problems.ts';
import { knownRules } from './rule-views.ts';
import type { DeclarationView, ParsedDeclaration } from './schemas/declarations.ts';
import type { SiteView } from '../consumption/site-view.ts';

const MAX_DAYS = 400;
const DAY_MS = 86_400_000;

export function toDeclarationView(view: SiteView, declaration: Declaration, now: number): DeclarationView {
  const { id, kind, scope, rules, fromAt, untilAt, weekly, reason, by, recordedAt, ended } = declaration;
  return {
    id,
    kind,
    state: stateOf(declaration, now),
    scope: toNamedScope(view, scope),
    rules: rules && [...rules],
    fromAt,
    untilAt,
    weekly: weekly ? { ...weekly, weekdays: [...weekly.weekdays] } : null,
    reason,
    by,
    recordedAt,
    ended,
  };
}

/** A change holds from its instant on; the others until their end. */
export function stateOf({ kind, fromAt, untilAt, ended }: Declaration, now: number): DeclarationView['state'] {
  if (ended) return 'ended';
  if (fromAt > now) return 'ahead';
  return kind === 'change' || now < untilAt ? 'in_force' : 'over';
}

/**
 * What a person declares, checked against the school.
 *
 * @throws NotFound for a scope that is not there; Unprocessable naming what cannot hold, all at once
 */
export function checkDeclaration(view: SiteView, said: ParsedDeclaration): Pick<Declaration, 'rules' | 'untilAt' | 'weekly'> {
  toNamedScope(view, said.scope);
  const mistakes = [...mistakesOfRules(said), ...mistakesOfEnd(said), ...mistakesOfWeek(said)];
  if (mistakes.length > 0) throw new Unprocessable(...mistakes);
  const { rules, fromAt, untilAt = fromAt, weekly } = said;
  return {
    rules: rules && [...new Set(rules)],
    untilAt,
    weekly: weekly && { ...weekly, weekdays: [...new Set(weekly.weekdays)].toSorted((a, b) => a - b) },
  };
}

type Mistakes = { path: string; message: string }[];

function mistakesOfRules({ kind, rules }: ParsedDeclaration): Mistakes {
  if (rules === null) return [];
  const path = 'body.rules';
  if (kind !== 'exclusion') return [{ path, message: `a ${kind} holds for all rules about use; allowed: null` }];
  const known = knownRules();
  return rules
    .filter((rule) => !known.includes(rule))
    .map((rule) => ({ path, message: `there is no rule '${rule}'; known: ${known.join(', ')}` }));
}

function mistakesOfEnd({ kind, fromAt, untilAt }: ParsedDeclaration): Mistakes {
  const path = 'body.untilAt';
  if (kind === 'change') {
    return untilAt === undefined || untilAt === fromAt ? [] : [{ path, message: 'a change happens at `fromAt`; allowed: nothing' }];
  }
  const allowed = `needed: an instant after ${fromAt}, at most ${fromAt + MAX_DAYS * DAY_MS} (${MAX_DAYS} days)`;
  if (untilAt === undefined) return [{ path, message: `is missing; ${allowed}` }];
  const fits = untilAt > fromAt && untilAt - fromAt <= MAX_DAYS * DAY_MS;
  return fits ? [] : [{ path, message: `${untilAt} is not allowed; ${allowed}` }];
}

function mistakesOfWeek({ kind, weekly }: ParsedDeclaration): Mistakes {
  if (!weekly) return [];
  if (kind !== 'permit') return [{ path: 'body.weekly', message: `only a permit comes back every week, not a ${kind}; allowed: nothing` }];
  if (weekly.start !== weekly.end) return [];
  return [{ path: 'body.weekly.end', message: `'${weekly.end}' is the start too; allowed: another clock time` }];
}

/** @throws Refused when it was ended before, or ended by itself */
export function checkEnd(declaration: Declaration, now: number): void {
  const { id, ended, untilAt } = declaration;
  if (ended) throw new Refused(409, `declaration '${id}' was ended already, by ${ended.by} at ${new Date(ended.at).toISOString()}`);
  if (stateOf(declaration, now) === 'over') {
    throw new Refused(409, `declaration '${id}' ended by itself at ${new Date(untilAt).toISOString()}`);
  }
}
