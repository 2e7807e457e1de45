import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { morningsOf, readNightLevels } from '../consumption/night-level.ts';
import type { IntervalReader } from '../consumption/scope-tallies.ts';
import { scopesOf } from '../consumption/scopes.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { checkSpan } from './consumption.ts';
import type { NightsAnswer } from './schemas/consumption.ts';

const MAX_NIGHTS = 800;

export interface NightsQuery {
  building?: string | undefined;
  medium: Medium;
  from: string;
  to: string;
}

/**
 * Mean rate in the dead of each night, over the building or the site.
 *
 * @throws NotFound, BadQuery
 */
export async function readNights(intervals: IntervalReader, view: SiteView, query: NightsQuery, now: number): Promise<NightsAnswer> {
  const { building, medium, from, to } = query;
  checkSpan(from, to, MAX_NIGHTS);
  const mornings = morningsOf({ from, to });
  const [scope] = scopesOf(view, view.eras(mornings.from, mornings.to), { by: 'medium', medium, building });
  // Nothing is metered: each night is a night without a value.
  const asked = scope ?? { key: medium, name: medium, nameEn: medium, medium, parts: [] };
  const [nights = []] = await readNightLevels(intervals, view, [asked], { from, to }, now);
  return { unit: MEDIUM_FACTS[medium].rateUnit, nights };
}
