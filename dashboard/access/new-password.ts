import type { ApiProblem } from '../api.ts';
import { fieldErrors } from '../tell.ts';

/** What the server holds against a new password; the words stand in the catalogs under `password`. */
export type PasswordTrouble = 'tooShort' | 'tooLong' | 'known' | 'likeName' | 'other';

/** Undefined: nothing is wrong with it. The server says it in English; it is told apart by what it speaks of. */
export function passwordTrouble(problem: ApiProblem | null): PasswordTrouble | undefined {
  const said = fieldErrors(problem).password;
  if (said === undefined) return undefined;
  if (/\bor more\b|too small/i.test(said)) return 'tooShort';
  if (/too big|too long/i.test(said)) return 'tooLong';
  if (/\bname\b/i.test(said)) return 'likeName';
  return /many people/i.test(said) ? 'known' : 'other';
}
