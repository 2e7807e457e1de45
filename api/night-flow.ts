import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { morningsOf, readNightLevels } from '../consumption/night-level.ts';
import type { IntervalReader } from '../consumption/scope-tallies.ts';
import { scopesOf } from '../consumption/scopes.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { checkSpan } from './consumption.ts';
import type { NightFlowAnswer } from './schemas/use.ts';

const MAX_NIGHTS = 124;

/**
 * What runs in the dead of each night, building by building.
 *
 * @throws BadQuery
 */
export async function readNightFlow(
  intervals: IntervalReader,
  view: SiteView,
  query: { medium: Medium; from: string; to: string },
  now: number,
): Promise<NightFlowAnswer> {
  const { medium, from, to } = query;
  checkSpan(from, to, MAX_NIGHTS);
  const mornings = morningsOf(query);
  const scopes = scopesOf(view, view.eras(mornings.from, mornings.to), { by: 'building', medium });
  const levels = await readNightLevels(intervals, view, scopes, query, now);
  return {
    unit: MEDIUM_FACTS[medium].rateUnit,
    buildings: scopes.map(({ key, name, nameEn }, index) => ({
      building: key,
      name,
      nameEn,
      function: view.building(key).function,
      nights: levels[index]!,
    })),
  };
}
