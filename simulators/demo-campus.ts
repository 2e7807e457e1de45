import type { Meter, SitePlan } from '../domain/site.ts';
import { addCanteen } from './campus/canteen.ts';
import { addDormitory, LARGE_DORMITORY, SMALL_DORMITORY } from './campus/dormitory.ts';
import { addGrounds } from './campus/grounds.ts';
import { addNightUse, type NightUse } from './campus/night-use.ts';
import { type CampusDraft, type CampusModel, createCampusDraft } from './campus/model.ts';
import { addPlant } from './campus/plant.ts';
import { SCHOOL_CALENDAR } from './campus/school-calendar.ts';
import { addGymnasium, addLaboratory, addLibrary, addOffice } from './campus/service-buildings.ts';
import { addStaffApartments } from './campus/staff-apartments.ts';
import { addTeachingBuilding } from './campus/teaching.ts';
import { type AcUnit, standbyLoad } from './physics/air-conditioner.ts';
import { CHINA_ZONE } from './physics/china-day.ts';
import { keyOf, uniform } from './physics/random.ts';

export interface DemoCampusOptions {
  seed: number;
  /** Second level of the topics. Default `greenleaf`. */
  siteId?: string | undefined;
  /** Meters of the school; fewer leave out the finest ones, more add breakers to every room. Default: as the demo school has them. */
  meters?: number | undefined;
  /** What is used at night beside what the demo school uses. Default: nothing. */
  nightUse?: NightUse | undefined;
  /** Three dormitories of about 300 boarders with 10 L pulses, whose mains are looked at for leaks. Default: large ones, which are not. */
  smallDormitories?: boolean | undefined;
}

export const DEMO_SITE = 'greenleaf';
/** Fewer would not even be the gateways and the mains of the buildings that matter. */
export const MIN_METERS = 4;

/**
 * Greenleaf Middle School: a boarding school of 100 classrooms in 14 buildings on the lower Yangtze, with its meters.
 *
 * @throws RangeError when it cannot have so many meters
 */
export function createDemoCampus(options: DemoCampusOptions): SitePlan {
  return createCampusModel(options).plan;
}

/** The same school together with what consumes behind the meters. */
export function createCampusModel(options: DemoCampusOptions): CampusModel {
  const site = options.siteId ?? DEMO_SITE;
  const seed = keyOf(options.seed, site);
  const draft = createCampusDraft(site, seed);
  addTeachingBuilding(draft, 1, { floors: 5, perFloor: 7, breakers: false, areaM2: 7200 });
  addTeachingBuilding(draft, 2, { floors: 5, perFloor: 7, breakers: false, areaM2: 7200 });
  addTeachingBuilding(draft, 3, { floors: 5, perFloor: 6, breakers: true, areaM2: 6300 });
  addLaboratory(draft);
  addLibrary(draft);
  addOffice(draft);
  addCanteen(draft);
  for (const number of [1, 2, 3]) addDormitory(draft, number, options.smallDormitories ? SMALL_DORMITORY : LARGE_DORMITORY);
  addStaffApartments(draft);
  addGymnasium(draft);
  addPlant(draft);
  addGrounds(draft);
  if (options.nightUse) addNightUse(draft, options.nightUse);
  return assemble(draft, options.meters);
}

/** Keep the meters that are asked for; what flowed through a meter that is not built flows through its parent. */
function assemble(draft: CampusDraft, count: number | undefined): CampusModel {
  const ranked = draft.meters.toSorted((a, b) => a.rank - b.rank);
  const wanted = count ?? ranked.filter(({ rank }) => rank < 100).length;
  if (wanted < MIN_METERS || wanted > ranked.length) {
    throw new RangeError(`meters: ${wanted} is not possible; a simulated school has ${MIN_METERS} to ${ranked.length} meters`);
  }
  const kept = new Set(ranked.slice(0, wanted).map(({ meter }) => meter.id));
  const parents = new Map(draft.meters.map(({ meter }) => [meter.id, meter.parent]));
  const keptOf = (id: string | undefined): string | undefined => (id === undefined || kept.has(id) ? id : keptOf(parents.get(id)));
  const meters = draft.meters.filter(({ meter }) => kept.has(meter.id)).map(({ meter }) => withParent(meter, keptOf(meter.parent)));
  const flow = <T extends { meter: string }>(consumer: T): T[] => {
    const meter = keptOf(consumer.meter);
    return meter === undefined ? [] : [{ ...consumer, meter }];
  };
  const units = withCrankcases(draft.units.flatMap(flow));
  return {
    seed: draft.seed,
    plan: toPlan(draft, meters),
    units,
    loads: [...draft.loads.flatMap(flow), ...standbyOf(units)],
  };
}

function withParent({ parent: _parent, ...meter }: Meter, parent: string | undefined): Meter {
  return parent === undefined ? meter : { ...meter, parent };
}

function toPlan(draft: CampusDraft, meters: Meter[]): SitePlan {
  const suffix = draft.site === DEMO_SITE ? '' : ` ${draft.site}`;
  return {
    site: { id: draft.site, name: `绿叶中学${suffix}`, nameEn: `Greenleaf Middle School${suffix}`, timeZone: CHINA_ZONE },
    calendar: SCHOOL_CALENDAR,
    campuses: [{ id: 'main', name: '本部', nameEn: 'Main Campus' }],
    buildings: draft.buildings,
    spaces: draft.spaces,
    meters,
    channels: meters.map(({ site, id }) => ({ site, meter: id, source: 'native', address: id })),
  };
}

const CRANKCASE_KW = 0.09;
/** Standby of a circuit stays below this: one that drew 0.15 kW all night would look like a unit left on. */
const LARGEST_STANDBY_KW = 0.12;

/** Some fixed-speed units heat their crankcase while off; at most one on a circuit. */
function withCrankcases(units: readonly AcUnit[]): AcUnit[] {
  const standby = new Map<string, number>();
  for (const { meter, standbyKw } of units) standby.set(meter, (standby.get(meter) ?? 0) + standbyKw);
  return units.map((unit) => {
    const together = standby.get(unit.meter)! + CRANKCASE_KW;
    if (together > LARGEST_STANDBY_KW || unit.kind === 'inverter' || uniform(unit.key, 4) > 0.3) return unit;
    standby.set(unit.meter, together);
    return { ...unit, crankcaseKw: CRANKCASE_KW };
  });
}

function standbyOf(units: readonly AcUnit[]): CampusModel['loads'] {
  const byMeter = new Map<string, AcUnit[]>();
  for (const unit of units) byMeter.set(unit.meter, [...(byMeter.get(unit.meter) ?? []), unit]);
  return [...byMeter].map(([meter, behind]) => ({ meter, load: standbyLoad(behind) }));
}
