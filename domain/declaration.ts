import type { Rule } from './finding.ts';
import type { Scope } from './scope.ts';

/**
 * What people declare about a place and a time.
 *
 * - `exclusion`: some rules do not speak of this place until the end date: a pool that fills, a building under repair.
 * - `permit`: people may use the place then: late use, an event, a duty room. Rules about use pass over it; when the span is
 *   over and the use goes on, they speak.
 * - `change`: from this instant on the place uses another amount than before (a repair, new air-conditioners): what was
 *   learned before does not count any more.
 */
export const DECLARATION_KINDS = ['exclusion', 'permit', 'change'] as const;
export type DeclarationKind = (typeof DECLARATION_KINDS)[number];

export interface Declaration {
  id: string;
  site: string;
  kind: DeclarationKind;
  scope: Scope;
  /** Rules of an exclusion; null: all. */
  rules: readonly Rule[] | null;
  fromAt: number;
  /** Exclusions and permits expire by themselves; of a change the same as `fromAt`. */
  untilAt: number;
  /** A permit that comes back: local clock times, on these days of the week (0 = Sunday), each in the night that it begins in. */
  weekly?: { weekdays: readonly number[]; start: string; end: string } | undefined;
  reason: string;
  by: string;
  recordedAt: number;
  /** Ended before its time. */
  ended: { at: number; by: string; reason: string } | null;
}
