import type { Alert } from '../domain/alert.ts';
import { type Meter, placeAt } from '../domain/site.ts';
import type { Scope } from '../domain/scope.ts';
import { Refused } from './problems.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** Of a narrowed view so many rows are looked through for those inside. */
const MOST_LOOKED_AT = 10_000;

export const reachesMeter = ({ meters }: SiteView, { meter }: { meter: string }) => meters.has(meter);

/** A building that is inside, and the room in it that is, where one is named. */
export function reachesPlaceOf(view: SiteView, { building, space }: Pick<Meter, 'building' | 'space'>): boolean {
  return view.buildings.has(building) && (space === undefined || view.spaces.has(space));
}

/** An alert is about its meter where that stood then: one that was brought here later brings no alerts with it. */
export function reachesAlert(view: SiteView, { meter, finding }: Pick<Alert, 'meter' | 'finding'>): boolean {
  if (view.isWhole) return true;
  const known = view.meters.get(meter);
  return known !== undefined && reachesPlaceOf(view, placeAt(known, finding.startAt));
}

/** What is said for the whole school is said for every part of it. */
export function reachesScope(view: SiteView, { kind, id }: Scope): boolean {
  const inside = { building: view.buildings, space: view.spaces, meter: view.meters };
  return kind === 'site' || inside[kind].has(id);
}

/**
 * A list of which the records know no reach: of a narrowed view more is read, and what is outside is left out.
 *
 * @param read the first so many rows
 */
export async function readReached<T>(
  { isWhole }: SiteView,
  limit: number,
  read: (limit: number) => Promise<T[]>,
  isInside: (row: T) => boolean,
): Promise<T[]> {
  if (isWhole) return read(limit);
  return (await read(MOST_LOOKED_AT)).filter(isInside).slice(0, limit);
}

/**
 * What is set or declared for a place holds for all of it: whoever says so has to reach all of it.
 *
 * @throws Refused with 403
 */
export function checkWholeScope(view: SiteView, { kind, id }: Scope): void {
  if (kind === 'site') checkWhole(view, 'what holds for the school');
  const isWide = kind === 'building' || (kind === 'space' && view.spaces.get(id)?.function === 'floor');
  if (isWide && !view.hasWholeBuildings) throw new Refused(403, `${kind} '${id}' holds rooms that you do not reach`);
}

/** @throws Refused with 403 for somebody who reaches a part of the school only. @param what such as `the calendar` */
export function checkWhole({ id, isWhole }: SiteView, what: string): void {
  if (isWhole) return;
  throw new Refused(403, `${what} is for the whole of '${id}', and you reach a part of it only`);
}
