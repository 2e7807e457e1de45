import type { Meter, SitePlan } from '../../domain/site.ts';

/** The demo school over and over, as one school. The first copy keeps its ids. */
export function largeSchool(demo: SitePlan, count: number, site = 'large'): SitePlan {
  const copies = Array.from(
    { length: Math.ceil(count / demo.meters.length) },
    (_, copy) => (id: string) => (copy === 0 ? id : `${copy}-${id}`),
  );
  const meters = copies.flatMap((of) => demo.meters.map((meter) => copied(meter, site, of))).slice(0, count);
  const ids = new Set(meters.map(({ id }) => id));
  return {
    ...demo,
    site: { ...demo.site, id: site },
    buildings: copies.flatMap((of) => demo.buildings.map((building) => ({ ...building, id: of(building.id) }))),
    spaces: copies.flatMap((of) => demo.spaces.map((space) => ({ ...space, id: of(space.id), building: of(space.building) }))),
    meters: meters.map(({ parent, ...meter }) => (parent !== undefined && ids.has(parent) ? { ...meter, parent } : meter)),
    channels: [],
    virtualMeters: [],
    quotas: [],
  };
}

function copied({ space, parent, ...meter }: Meter, site: string, of: (id: string) => string): Meter {
  return {
    ...meter,
    site,
    id: of(meter.id),
    building: of(meter.building),
    ...(space !== undefined && { space: of(space) }),
    ...(parent !== undefined && { parent: of(parent) }),
  };
}
