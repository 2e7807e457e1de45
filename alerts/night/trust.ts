import { groupBy } from '../../domain/group-by.ts';
import type { Rule } from '../../domain/finding.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Label } from './labels.ts';

/** How often a rule was right, by the guard's answers. */
export interface TrustTally {
  answers: number;
  right: number;
  /** Null: fewer than MIN_ANSWERS. */
  precision: number | null;
  /** Wrong more often than right: it speaks in the digest only, until its answers are older than 30 nights. */
  isDemoted: boolean;
}

export interface Trust {
  fromNight: string;
  toNight: string;
  rules: ReadonlyMap<Rule, TrustTally>;
  rooms: readonly (TrustTally & { rule: Rule; meter: string })[];
  /** By its own answers at this meter, or those of the rule as a whole. */
  isDemoted(rule: Rule, meter: string): boolean;
}

/** Domain note 5.4: over 30 nights, from 6 answers on, below 50 %. */
export const TRUST_NIGHTS = 30;
export const MIN_ANSWERS = 6;
const LEAST_PRECISION = 0.5;

/**
 * Precision per rule, and per rule and meter, over the 30 nights before one. A rule that was demoted gets no answers, so it comes
 * back when the bad ones have aged out, and has to earn trust anew.
 *
 * @param night its own answers do not count: what is listed tonight must not depend on what is answered tonight
 */
export function trustOf(labels: readonly Label[], night: string): Trust {
  const fromNight = addDays(night, -TRUST_NIGHTS);
  const toNight = addDays(night, -1);
  const counted = labels.filter((label) => fromNight <= label.night && label.night <= toNight);
  const rules = new Map([...groupBy(counted, ({ rule }) => rule)].map(([rule, ofRule]) => [rule, tallyOf(ofRule)]));
  const rooms = [...groupBy(counted, ({ rule, meter }) => `${rule} ${meter}`).values()].map((ofRoom) => ({
    rule: ofRoom[0]!.rule,
    meter: ofRoom[0]!.meter,
    ...tallyOf(ofRoom),
  }));
  const demotedRooms = new Set(rooms.filter(({ isDemoted }) => isDemoted).map(({ rule, meter }) => `${rule} ${meter}`));
  return {
    fromNight,
    toNight,
    rules,
    rooms,
    isDemoted: (rule, meter) => rules.get(rule)?.isDemoted === true || demotedRooms.has(`${rule} ${meter}`),
  };
}

function tallyOf(labels: readonly Label[]): TrustTally {
  const answers = labels.length;
  const right = labels.filter(({ isRight }) => isRight).length;
  const precision = answers < MIN_ANSWERS ? null : right / answers;
  return { answers, right, precision, isDemoted: precision !== null && precision < LEAST_PRECISION };
}
