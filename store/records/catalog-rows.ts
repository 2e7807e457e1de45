import type { Building, Campus, Channel, Meter, SitePlan, Space, VirtualMeter } from '../../domain/site.ts';
import type { Tables } from './tables.ts';

/** An optional property from a column that may be null: absent, not undefined, so that a plan compares equal to its declaration. */
type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };
function present<T extends Record<string, unknown>>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Present<T>;
}

type SiteFacts = Pick<SitePlan, 'prices' | 'quotas'>;

/** JSON of what a plan says about the whole school besides its places; null: nothing. */
export function toFactsText({ prices, quotas }: SiteFacts): string | null {
  const facts = present({ prices, quotas: quotas?.length === 0 ? null : quotas });
  return Object.keys(facts).length === 0 ? null : JSON.stringify(facts);
}

export function toSiteFacts(facts: string | null): SiteFacts {
  return facts === null ? {} : (JSON.parse(facts) as SiteFacts);
}

export function toCampusRow(site: string, campus: Campus, position: number): Tables['campuses'] {
  return { site, id: campus.id, name: campus.name, name_en: campus.nameEn ?? null, position };
}

export function toCampus(row: Tables['campuses']): Campus {
  return { id: row.id, name: row.name, ...present({ nameEn: row.name_en }) };
}

export function toBuildingRow(site: string, building: Building, position: number): Tables['buildings'] {
  return {
    site,
    id: building.id,
    name: building.name,
    name_en: building.nameEn ?? null,
    campus: building.campus,
    function: building.function,
    floors: building.floors ?? null,
    area_m2: building.areaM2 ?? null,
    walk_order: building.walkOrder,
    position,
  };
}

export function toBuilding(row: Tables['buildings']): Building {
  return {
    id: row.id,
    name: row.name,
    campus: row.campus,
    function: row.function,
    walkOrder: row.walk_order,
    ...present({ nameEn: row.name_en, floors: row.floors, areaM2: row.area_m2 }),
  };
}

export function toSpaceRow(site: string, space: Space, position: number): Tables['spaces'] {
  return {
    site,
    id: space.id,
    name: space.name,
    name_en: space.nameEn ?? null,
    building: space.building,
    floor: space.floor,
    function: space.function,
    walk_order: space.walkOrder,
    position,
  };
}

export function toSpace(row: Tables['spaces']): Space {
  return {
    id: row.id,
    name: row.name,
    building: row.building,
    floor: row.floor,
    function: row.function,
    walkOrder: row.walk_order,
    ...present({ nameEn: row.name_en }),
  };
}

export function toMeterRow(site: string, meter: Meter, position: number): Tables['meters'] {
  return {
    site,
    id: meter.id,
    name: meter.name,
    name_en: meter.nameEn ?? null,
    building: meter.building,
    space: meter.space ?? null,
    medium: meter.medium,
    role: meter.role,
    item_scheme: meter.item?.scheme ?? null,
    item_code: meter.item?.code ?? null,
    kind: meter.kind,
    digits: meter.digits,
    resolution: meter.resolution,
    rating_per_hour: meter.ratingPerHour ?? null,
    parent: meter.parent ?? null,
    serial: meter.serial ?? null,
    reading_interval_s: meter.readingIntervalS,
    ac_units: meter.acUnits ?? null,
    q1_lph: meter.q1Lph ?? null,
    continuous_flow_expected: toNumber(meter.continuousFlowExpected),
    battery: toNumber(meter.battery),
    falls: meter.falls ?? null,
    spread_gaps: toNumber(meter.spreadGaps),
    rated_kw: meter.ratedKw ?? null,
    always_on: toNumber(meter.alwaysOn),
    frost_taps: meter.frostTaps ?? null,
    walk_order: meter.walkOrder,
    position,
  };
}

export function toMeter(row: Tables['meters'], ratios: readonly Tables['meter_ratios'][]): Meter {
  return {
    site: row.site,
    id: row.id,
    name: row.name,
    building: row.building,
    medium: row.medium,
    role: row.role,
    kind: row.kind,
    digits: row.digits,
    resolution: row.resolution,
    ratios: ratios.map(({ from_at, ratio }) => ({ fromAt: from_at, ratio })),
    readingIntervalS: row.reading_interval_s,
    walkOrder: row.walk_order,
    ...present({
      nameEn: row.name_en,
      space: row.space,
      item: row.item_scheme === null || row.item_code === null ? null : { scheme: row.item_scheme, code: row.item_code },
      ratingPerHour: row.rating_per_hour,
      parent: row.parent,
      serial: row.serial,
      acUnits: row.ac_units,
      q1Lph: row.q1_lph,
      continuousFlowExpected: toBoolean(row.continuous_flow_expected),
      battery: toBoolean(row.battery),
      falls: row.falls,
      spreadGaps: toBoolean(row.spread_gaps),
      ratedKw: row.rated_kw,
      alwaysOn: toBoolean(row.always_on),
      frostTaps: row.frost_taps,
    }),
  };
}

export function toVirtualMeterRow(site: string, meter: VirtualMeter, position: number): Tables['virtual_meters'] {
  const { id, name, nameEn, medium, terms } = meter;
  return { site, id, name, name_en: nameEn ?? null, medium, terms: JSON.stringify(terms), position };
}

export function toVirtualMeter({ id, name, name_en, medium, terms }: Tables['virtual_meters']): VirtualMeter {
  return { id, name, medium, terms: JSON.parse(terms) as VirtualMeter['terms'], ...present({ nameEn: name_en }) };
}

export function toChannel({ site, meter, source, address, stamp }: Tables['channels']): Channel {
  return { site, meter, source, address, ...present({ stamp }) };
}

/** The driver takes no booleans, and not every database has them. */
function toNumber(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value);
}

function toBoolean(value: number | null): boolean | null {
  return value === null ? null : value !== 0;
}
