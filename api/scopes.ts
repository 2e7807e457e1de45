import { MEDIA, MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { countingMeters, type Meter, metersAboutBuilding } from '../domain/site.ts';
import { BadQuery } from './problems.ts';
import { type SiteView, toNames } from './site-views.ts';

/** Something whose consumption is one series: a meter, a building, or all that was asked for. */
export interface Scope {
  key: string;
  name: string;
  nameEn: string;
  medium: Medium;
  /** The meters whose sum it is; none of them counts what another counts. */
  meters: Meter[];
}

export interface ScopeQuery {
  by: 'meter' | 'building' | 'medium';
  medium?: Medium | undefined;
  building?: string | undefined;
  meter?: string | undefined;
}

const MEDIUM_NAMES: Record<Medium, { name: string; nameEn: string }> = {
  electricity: { name: '电', nameEn: 'Electricity' },
  water: { name: '水', nameEn: 'Water' },
  gas: { name: '燃气', nameEn: 'Gas' },
  heat: { name: '热', nameEn: 'Heat' },
  weather: { name: '天气', nameEn: 'Weather' },
};

export const CONSUMED: readonly Medium[] = MEDIA.filter((medium) => MEDIUM_FACTS[medium].register !== undefined);

/** @throws BadQuery for a medium that is observed and not consumed */
export function checkConsumed(medium: Medium | undefined): void {
  if (medium !== undefined && !CONSUMED.includes(medium)) {
    throw new BadQuery('query.medium', `'${medium}' has no consumption; allowed: ${CONSUMED.join(', ')}`);
  }
}

/**
 * The series of a question, in walking order, one medium after the other.
 *
 * @throws NotFound for a building or meter that the site does not have; BadQuery for a medium without consumption
 */
export function scopesOf(view: SiteView, query: ScopeQuery): Scope[] {
  checkConsumed(query.medium);
  const meters = metersOf(view, query);
  return CONSUMED.flatMap((medium) => {
    const mine = meters.filter((meter) => meter.medium === medium);
    if (query.by === 'meter') return mine.map((meter) => ({ key: meter.id, ...toNames(meter), medium, meters: [meter] }));
    if (query.by === 'building') return byBuilding(view, mine, medium);
    if (query.building !== undefined)
      return byBuilding(view, mine, medium).map((scope) => ({ ...scope, key: medium, ...MEDIUM_NAMES[medium] }));
    return mine.length > 0 ? [{ key: medium, ...MEDIUM_NAMES[medium], medium, meters: countingMeters(mine, medium) }] : [];
  });
}

/** Meters of the site that a filter leaves, in walking order. */
export function metersOf(view: SiteView, filter: Omit<ScopeQuery, 'by'>): Meter[] {
  if (filter.building !== undefined) view.building(filter.building);
  if (filter.meter !== undefined) checkConsumed(view.meter(filter.meter).medium);
  return view.plan.meters.filter(
    ({ id, building, medium }) =>
      (filter.meter ?? id) === id && (filter.building ?? building) === building && (filter.medium ?? medium) === medium,
  );
}

function byBuilding(view: SiteView, meters: Meter[], medium: Medium): Scope[] {
  const asked = new Set(meters);
  return view.plan.buildings.flatMap((building) => {
    const inside = metersAboutBuilding(view.plan.meters, building.id).filter((meter) => asked.has(meter));
    return inside.length > 0 ? [{ key: building.id, ...toNames(building), medium, meters: countingMeters(inside, medium) }] : [];
  });
}
