import { addDays } from '../domain/local-time.ts';
import { BadQuery } from './problems.ts';

/** More is read into memory than a page shows. */
const MOST_NIGHTS = 190;

/** Nights that a page asks for, both included. @throws BadQuery naming what is wrong with them, and what is allowed */
export function checkNights<N extends { fromNight: string; toNight: string }>(nights: N): N {
  const { fromNight, toNight } = nights;
  if (toNight < fromNight)
    throw new BadQuery('query.toNight', `${toNight} is before fromNight ${fromNight}; allowed: the same night or a later one`);
  const latest = addDays(fromNight, MOST_NIGHTS - 1);
  if (toNight > latest)
    throw new BadQuery(
      'query.toNight',
      `${toNight} is more than ${MOST_NIGHTS} nights after fromNight ${fromNight}; allowed: at most ${latest}`,
    );
  return nights;
}
