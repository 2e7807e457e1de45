import type { Rule } from '../domain/finding.ts';
import { causeFacts, type Said, type Truth } from './truth.ts';

/**
 * - `right`: it names a cause on the cause's own meter, as is the rule's job
 * - `repeat`: the same rule had named this cause already
 * - `consistent`: it follows from a cause: an upstream meter, or another rule that sees it too
 * - `false`: there is no cause
 */
export type Verdict = 'right' | 'repeat' | 'consistent' | 'false';

export interface JudgedSaid extends Said {
  verdict: Verdict;
  /** Causes that it names or follows from. */
  truths: string[];
}

export interface JudgedTruth extends Truth {
  /** Rules whose job it is and that look at its meter. */
  watchedBy: Rule[];
  /** When each rule that found it first told people. */
  foundAt: Record<Rule, number>;
  /** The same for rules that also found it and left it to others: when they would have told people, were they alone. */
  foundAlone: Record<Rule, number>;
}

export interface Score {
  said: JudgedSaid[];
  truths: JudgedTruth[];
}

export interface ScoreQuestion {
  truths: readonly Truth[];
  said: readonly Said[];
  /** Meters that also count what one counts. */
  ancestorsOf(meter: string): readonly string[];
  watches(rule: Rule, meter: string | null): boolean;
}

/**
 * Matches what rules said to what was wrong. A finding may name several causes (two units on one circuit), a cause may be
 * named by several rules; the first finding of a rule counts, the others are repeats.
 */
export function score({ truths, said, ancestorsOf, watches }: ScoreQuestion): Score {
  const judged = truths.map((truth): JudgedTruth => {
    const watchedBy = causeFacts(truth.cause).foundBy.filter((rule) => watches(rule, truth.meter));
    return { ...truth, watchedBy, foundAt: {}, foundAlone: {} };
  });
  const placed = judged.map((truth) => ({
    truth,
    facts: causeFacts(truth.cause),
    above: new Set(truth.meter === null ? [] : ancestorsOf(truth.meter)),
  }));
  const inOrder = said.toSorted((a, b) => a.reportedAt - b.reportedAt);
  const verdicts = inOrder.flatMap((one): JudgedSaid[] => {
    const near = placed.filter(({ truth, facts }) => apartMs(one, truth) <= facts.toleranceMs);
    const named = near.filter(({ truth, facts }) => isAt(one, truth) && facts.foundBy.includes(one.rule)).map(({ truth }) => truth);
    for (const { foundAlone } of named) foundAlone[one.rule] ??= one.reportedAt;
    if (one.isLeft) return [];
    if (named.length > 0) {
      const fresh = named.filter(({ foundAt }) => foundAt[one.rule] === undefined);
      for (const { foundAt } of fresh) foundAt[one.rule] = one.reportedAt;
      return [{ ...one, verdict: fresh.length > 0 ? 'right' : 'repeat', truths: named.map(({ id }) => id) }];
    }
    const explaining = near.filter(
      ({ truth, facts, above }) =>
        (isAt(one, truth) || above.has(one.meter)) && (facts.foundBy.includes(one.rule) || facts.alsoSeenBy.includes(one.rule)),
    );
    return [{ ...one, verdict: explaining.length > 0 ? 'consistent' : 'false', truths: explaining.map(({ truth }) => truth.id) }];
  });
  return { said: verdicts, truths: judged };
}

const isAt = (one: Said, { meter }: Truth) => meter === null || meter === one.meter;

/** 0 where they overlap or touch. */
function apartMs(a: { startAt: number; endAt: number }, b: { startAt: number; endAt: number }): number {
  return Math.max(0, a.startAt - b.endAt, b.startAt - a.endAt);
}
