import type { BlindReason, Rule } from '../domain/finding.ts';
import type { GuardLoad } from './guard-load.ts';
import type { JudgedSaid, JudgedTruth } from './score.ts';

/**
 * One thing that was judged: a simulated school under one seed, or one set of real series. Plain JSON: it may come from another
 * process.
 *
 * `truth`: what is wrong is known. `control`: nothing is wrong. `load`: an ordinary term, for what the guard gets.
 */
export interface PartResult {
  part: string;
  what: string;
  kind: 'simulated' | 'real';
  role: 'truth' | 'control' | 'load';
  /** Null for real series. */
  seed: number | null;
  fromNight: string;
  toNight: string;
  meters: number;
  said: JudgedSaid[];
  /** Findings on meters of which nobody knows whether something was wrong: neither right nor false. */
  unlabelled: Record<Rule, number>;
  truths: JudgedTruth[];
  /** Nights times meters that each rule looked at, where a false finding would be known as one. */
  meterNights: Record<Rule, number>;
  blind: Record<Rule, Partial<Record<BlindReason, number>>>;
  load: GuardLoad | null;
  seconds: number;
}
