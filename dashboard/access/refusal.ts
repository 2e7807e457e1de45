import type { ApiProblem } from '../api.ts';

type Answer = Pick<ApiProblem, 'status' | 'problem'>;
/** Why somebody was not let in, as far as he should know. */
export type SignInRefusal = 'wrong' | 'needsTotp' | 'wrongTotp' | 'tooOften' | 'closed' | 'other';

const says = ({ problem }: Answer, member: string) => problem !== undefined && member in problem;

/** @param sentTotp whether a code of the authenticator was sent along */
export function signInRefusal(answer: Answer, sentTotp: boolean): SignInRefusal {
  if (answer.status === 429) return 'tooOften';
  if (answer.status === 403) return says(answer, 'closed') ? 'closed' : 'other';
  if (answer.status !== 401) return 'other';
  if (says(answer, 'needsTotp')) return sentTotp ? 'wrongTotp' : 'needsTotp';
  return 'wrong';
}

/** A link that works once did not work: used, too old, or copied in part. */
export const isBadCode = (answer: Answer): boolean => answer.status === 403 && !says(answer, 'closed');
