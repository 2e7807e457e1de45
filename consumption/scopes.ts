import { MEDIA, MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { countingMeters, type Meter, metersAboutBuildings } from '../domain/site.ts';
import { BadQuery } from './problems.ts';
import { type Era, type SiteView, toNames } from './site-view.ts';

/** Something whose consumption is one series: a meter, a building, or all that was asked for. */
export interface Scope {
  key: string;
  name: string;
  nameEn: string;
  medium: Medium;
  /** Era by era; an era in which no meter says anything about it is not there. */
  parts: ScopePart[];
}

export interface ScopePart {
  era: Era;
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
export function scopesOf(view: SiteView, eras: readonly Era[], query: ScopeQuery): Scope[] {
  checkConsumed(query.medium);
  const asked = eras.map((era) => ({ era, meters: metersOf(view, query, era.meters) }));
  return CONSUMED.flatMap((medium) => {
    const parts = asked.map(({ era, meters }) => ({ era, meters: meters.filter((meter) => meter.medium === medium) }));
    if (query.by === 'meter') return byMeter(view, parts, medium);
    if (query.by === 'building') return byBuilding(view, parts, medium);
    const whole =
      query.building === undefined
        ? parts.map(({ era, meters }) => ({ era, meters: countingMeters(meters, medium) }))
        : byBuilding(view, parts, medium).flatMap((scope) => scope.parts);
    return toScope({ key: medium, ...MEDIUM_NAMES[medium] }, medium, whole);
  });
}

/** Meters that a filter leaves, in walking order; by default as they stand now. */
export function metersOf(view: SiteView, filter: Omit<ScopeQuery, 'by'>, meters: readonly Meter[] = view.plan.meters): Meter[] {
  if (filter.building !== undefined) view.building(filter.building);
  if (filter.meter !== undefined) checkConsumed(view.meter(filter.meter).medium);
  return meters.filter(
    ({ id, building, medium }) =>
      (filter.meter ?? id) === id && (filter.building ?? building) === building && (filter.medium ?? medium) === medium,
  );
}

function byMeter(view: SiteView, parts: readonly ScopePart[], medium: Medium): Scope[] {
  const byId = parts.map(({ meters }) => new Map(meters.map((meter) => [meter.id, meter])));
  return view.plan.meters.flatMap(({ id, ...named }) => {
    const own = parts.map(({ era }, index) => ({ era, meters: [byId[index]!.get(id) ?? []].flat() }));
    return toScope({ key: id, ...toNames(named) }, medium, own);
  });
}

function byBuilding(view: SiteView, parts: readonly ScopePart[], medium: Medium): Scope[] {
  const eras = parts.map(({ era, meters }) => ({ era, asked: new Set(meters), about: metersAboutBuildings(era.meters) }));
  return view.plan.buildings.flatMap((building) => {
    const own = eras.map(({ era, asked, about }) => {
      const inside = (about.get(building.id) ?? []).filter((meter) => asked.has(meter));
      return { era, meters: countingMeters(inside, medium) };
    });
    return toScope({ key: building.id, ...toNames(building) }, medium, own);
  });
}

/** One scope, or none when no meter is in it. */
function toScope(named: { key: string; name: string; nameEn: string }, medium: Medium, parts: readonly ScopePart[]): Scope[] {
  const filled = parts.filter(({ meters }) => meters.length > 0);
  return filled.length > 0 ? [{ ...named, medium, parts: filled }] : [];
}
