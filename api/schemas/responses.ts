import { problem } from './common.ts';

const as = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

/** How a question may fail; every route says so. */
export const PROBLEMS = {
  400: as('a parameter is not what it may be'),
  404: as('something named in the address is not there'),
  503: as('the store of readings does not answer'),
};
