import { problem } from './common.ts';

const as = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

/** How a question may fail; every route says so. */
export const PROBLEMS = {
  400: as('a parameter is not what it may be'),
  401: as('nobody is signed in'),
  403: as('this visitor may not, or the request comes from a page of another site'),
  404: as('something named in the address is not there, or the visitor does not reach it'),
  503: as('the store of readings does not answer'),
};

/** How a change may fail besides. */
export const WRITE_PROBLEMS = {
  ...PROBLEMS,
  409: as('it was done already, or it contradicts what is stored'),
  413: as('the body is too large'),
  415: as('the body is of a type that is not taken here'),
  422: as('well formed, and it cannot hold: `errors` names the property'),
};

/** How coming in may fail besides. */
export const SIGN_IN_PROBLEMS = { ...WRITE_PROBLEMS, 429: as('too many attempts failed: `Retry-After` says when to come again') };
