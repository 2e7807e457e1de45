import type { DeclarationRequest, DeclarationView } from '../../api/schemas/declarations.ts';
import { DECLARATION_KINDS, type DeclarationKind } from '../../domain/declaration.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Signature } from '../tell.ts';

/** Days of the week in the order in which a week is spoken of here: Monday first. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const byWeek = (one: number, other: number) => ((one + 6) % 7) - ((other + 6) % 7);
export const sortedWeek = (days: readonly number[]): number[] => days.toSorted(byWeek);

export const isDeclarationKind = (text: unknown): text is DeclarationKind => DECLARATION_KINDS.some((kind) => kind === text);

/** What a person fills in. */
export interface DeclarationDraft {
  kind: DeclarationKind;
  scope: Scope | undefined;
  /** Of an exclusion; null: all. */
  rules: readonly string[] | null;
  fromAt: number;
  untilAt: number;
  /** Of a permit; null: one stretch. */
  weekly: { weekdays: readonly number[]; start: string; end: string } | null;
}

export type DeclarationTrouble = 'wrongOrder' | 'notPast' | 'noRule' | 'noWeekday';

/** What is wrong with a draft, by field; the place is asked for by its own field. */
export function troublesOf({ kind, rules, fromAt, untilAt, weekly }: DeclarationDraft, now: number): Record<string, DeclarationTrouble> {
  const troubles: Record<string, DeclarationTrouble> = {};
  if (kind !== 'change' && untilAt <= fromAt) troubles.untilAt = 'wrongOrder';
  else if (kind !== 'change' && untilAt <= now) troubles.untilAt = 'notPast';
  if (kind === 'exclusion' && rules?.length === 0) troubles.rules = 'noRule';
  if (kind === 'permit' && weekly?.weekdays.length === 0) troubles.weekly = 'noWeekday';
  return troubles;
}

/** The request of a draft: only the fields of its kind. Undefined while something is missing or wrong. */
export function toRequest(draft: DeclarationDraft, signature: Signature | undefined, now: number): DeclarationRequest | undefined {
  const { kind, scope, rules, fromAt, untilAt, weekly } = draft;
  if (!scope || !signature || Object.keys(troublesOf(draft, now)).length > 0) return undefined;
  return {
    kind,
    scope,
    rules: kind === 'exclusion' && rules ? [...rules] : null,
    fromAt,
    ...(kind === 'change' ? {} : { untilAt }),
    ...(kind === 'permit' && weekly ? { weekly: { ...weekly, weekdays: sortedWeek(weekly.weekdays) } } : {}),
    ...signature,
  };
}

/** What is in force, then what is ahead, then what is over: what ends first comes first, of the past what ended last. */
export function groupDeclarations(
  declarations: readonly DeclarationView[],
): { name: 'in_force' | 'ahead' | 'past'; list: DeclarationView[] }[] {
  const of = (...states: DeclarationView['state'][]) => declarations.filter(({ state }) => states.includes(state));
  const endOf = ({ ended, untilAt }: DeclarationView) => ended?.at ?? untilAt;
  return [
    // A change has no end: it stands behind what expires.
    { name: 'in_force', list: of('in_force').toSorted((one, other) => weight(one) - weight(other) || one.untilAt - other.untilAt) },
    { name: 'ahead', list: of('ahead').toSorted((one, other) => one.fromAt - other.fromAt) },
    { name: 'past', list: of('over', 'ended').toSorted((one, other) => endOf(other) - endOf(one)) },
  ];
}

const weight = ({ kind }: DeclarationView) => Number(kind === 'change');
