import { problem } from './common.ts';

const as = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

/** How a question may fail; every route says so. */
export const PROBLEMS = {
  400: as('a parameter is not what it may be'),
  404: as('something named in the address is not there'),
  503: as('the store of readings does not answer'),
};

/** How a change may fail besides. */
export const WRITE_PROBLEMS = {
  ...PROBLEMS,
  403: as('the request comes from a page of another site'),
  409: as('it was done already, or it contradicts what is stored'),
  413: as('the body is too large'),
  415: as('the body is of a type that is not taken here'),
  422: as('well formed, and it cannot hold: `errors` names the property'),
};

/** Stands in the description of every route that changes something. */
export const ANYBODY = 'There are no accounts yet: whoever reaches this server may do it, under the name that they give.';
