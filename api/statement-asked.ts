import type { SiteView } from '../consumption/site-view.ts';
import { addDays } from '../domain/local-time.ts';
import type { BatchAsked } from '../reports/bills/batch.ts';
import { BadQuery } from './problems.ts';

/** A year with its leap day. */
const LONGEST_DAYS = 366;

/**
 * Whose statements for which span.
 *
 * @param place where the parameters stand: `query` or `body`
 * @throws BadQuery for a span that is empty, too long or not over; NotFound for a building that is not there
 */
export function toBatchAsked(
  view: SiteView,
  place: 'query' | 'body',
  asked: { from: string; to: string; building?: string | undefined; party?: string | undefined },
  signed: { by: string; at: number },
): BatchAsked {
  const { from, to, building = null, party = null } = asked;
  checkSpan(place, asked);
  const today = view.local.dayOf(signed.at);
  if (to > today) throw new BadQuery(`${place}.to`, `${to} is not over yet; allowed: up to ${today}, which is then excluded`);
  if (building !== null) view.building(building);
  return { from, to, building, party, ...signed };
}

/** @throws BadQuery */
export function checkSpan(place: 'query' | 'body', { from, to }: { from: string; to: string }): void {
  if (to <= from) throw new BadQuery(`${place}.to`, `${to} is not after ${from}`);
  if (addDays(from, LONGEST_DAYS) < to) {
    throw new BadQuery(`${place}.to`, `${from} to ${to} is more than ${LONGEST_DAYS} days, which is the most here`);
  }
}
