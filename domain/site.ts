import type { Declaration } from './declaration.ts';
import { groupBy } from './group-by.ts';
import type { Medium } from './medium.ts';
import type { StepDecision } from './register.ts';
import type { RuleSetting } from './rule-setting.ts';

/** A name in the languages of the interface. `name` is Chinese and always there; `nameEn` falls back to it. */
export interface Named {
  name: string;
  nameEn?: string | undefined;
}

/** One school: the outermost key of everything that is stored. */
export interface Site extends Named {
  id: string;
  /** IANA zone; local days and months follow it. */
  timeZone: string;
}

export interface Campus extends Named {
  id: string;
}

export const BUILDING_FUNCTIONS = [
  'teaching',
  'laboratory',
  'library',
  'office',
  'canteen',
  'dormitory',
  'staff_apartment',
  'gymnasium',
  'plant_room',
  'outdoor',
  'other',
] as const;
export type BuildingFunction = (typeof BUILDING_FUNCTIONS)[number];

export interface Building extends Named {
  id: string;
  campus: string;
  function: BuildingFunction;
  floors?: number | undefined;
  areaM2?: number | undefined;
  /** Place on the guard's way: smaller is earlier. */
  walkOrder: number;
}

export const SPACE_FUNCTIONS = [
  'floor',
  'classroom',
  'office',
  'laboratory',
  'computer_room',
  'dormitory',
  'staff_apartment',
  'canteen',
  'kitchen',
  'server_room',
  'corridor',
  'toilet',
  'hall',
  'plant_room',
  'outdoor',
  'other',
] as const;
export type SpaceFunction = (typeof SPACE_FUNCTIONS)[number];

/** A floor or a room. A room on floor 3 names its floor by number; a whole floor is a space with function `floor`. */
export interface Space extends Named {
  id: string;
  building: string;
  floor: number;
  function: SpaceFunction;
  /** Place on the guard's way inside the building: smaller is earlier. */
  walkOrder: number;
}

export const METER_ROLES = [
  'campus_main',
  'building_main',
  'branch',
  'ac_circuit',
  'lighting',
  'room_breaker',
  'special',
  'hot_water',
  'outdoor_thermometer',
  'room_thermometer',
] as const;
export type MeterRole = (typeof METER_ROLES)[number];

/** Sub-item code of the national guideline family, with the edition that numbers it (domain note: letters differ between platforms). */
export interface ItemCode {
  scheme: string;
  /** Five characters: class (2 digits), sub-item letter, two levels, such as 01B00 for air conditioning. */
  code: string;
}

/** A current-transformer (or pulse) ratio that holds from an instant on. Consumption = register difference × ratio. */
export interface RatioSpan {
  /** Epoch ms; the first span reaches back without limit. */
  fromAt: number;
  ratio: number;
}

/** How a falling register is understood before anybody says something about it. */
export const FALL_RULES = ['judge', 'restart', 'net'] as const;
/**
 * `judge`: by the evidence (domain/register.ts). `restart`: the counter begins again at zero whenever its device restarts, as
 * many plugs do: after a fall all that it shows was used. `net`: a register that runs backwards when energy flows back.
 */
export type FallRule = (typeof FALL_RULES)[number];

export const OUTAGE_KINDS = ['bypassed', 'out_of_service'] as const;
export type OutageKind = (typeof OUTAGE_KINDS)[number];

/** What people said about a meter (domain/correction.ts), as the computations want it. Spans ascend and are half open. */
export interface MeterHistory {
  decisions: readonly { toAt: number; as: StepDecision }[];
  exchanges: readonly {
    at: number;
    closing: number;
    opening: number;
    serial?: string | undefined;
    digits?: number | undefined;
    resolution?: number | undefined;
  }[];
  /** What the display showed when the ratio changed. */
  ratioRegisters: readonly { at: number; register: number }[];
  /** Both begin with what is declared, from −∞ on. */
  places: readonly { fromAt: number; building: string; space: string | undefined }[];
  parents: readonly { fromAt: number; parent: string | undefined }[];
  outages: readonly { fromAt: number; toAt: number; why: OutageKind }[];
  /** Ends of the long gaps whose total is spread over their days. */
  spreads: readonly number[];
}

/** A serial number that a meter's messages carried, with the first and last instant of a reading that did. */
export interface SerialSpan {
  serial: string;
  firstAt: number;
  lastAt: number;
}

export interface Meter extends Named {
  site: string;
  /** Unique in the site; the last level of the native topic. Letters, digits, `_ . : -`. */
  id: string;
  building: string;
  space?: string | undefined;
  medium: Medium;
  role: MeterRole;
  item?: ItemCode | undefined;
  /** `register`: a running total. `interval`: the feed sends amounts per reading interval. */
  kind: 'register' | 'interval';
  /** Digits before the decimal point: the register rolls over at 10^digits. */
  digits: number;
  /** Smallest step of the register, in its unit before the ratio (0.01 kWh; 0.01 m³ = a 10 L pulse). */
  resolution: number;
  /** Largest plausible consumption per hour, kWh/h or m³/h after the ratio. Absent: unknown. */
  ratingPerHour?: number | undefined;
  /** Ascending by `fromAt`; empty means ratio 1 for ever. */
  ratios: readonly RatioSpan[];
  /** Id of the meter that also counts what this one counts. */
  parent?: string | undefined;
  serial?: string | undefined;
  /** Usual time between two readings, seconds. */
  readingIntervalS: number;
  /** Units behind an AC circuit; 1 when not said. */
  acUnits?: number | undefined;
  /** Smallest flow that the meter sees (Q1), L/h. */
  q1Lph?: number | undefined;
  /** Power of everything on this circuit that is on, kW: lamps of a lighting circuit. Absent: learned. */
  ratedKw?: number | undefined;
  /** Runs day and night on purpose (servers, cold stores): rules about use stay silent. */
  alwaysOn?: boolean | undefined;
  /** Taps that are left to trickle behind this meter in frost nights. */
  frostTaps?: number | undefined;
  /** Flow round the clock is normal here (pure-water plant, cooling): leak rules stay silent. */
  continuousFlowExpected?: boolean | undefined;
  /** Battery meters report once a day; their silence is judged by 26 h instead of 2 h. */
  battery?: boolean | undefined;
  /** Absent: `judge`. */
  falls?: FallRule | undefined;
  /** Long gaps are spread over their days as an estimate, instead of being held out of them. */
  spreadGaps?: boolean | undefined;
  walkOrder: number;
  /** Absent: nobody said anything. Place and parent above are then the newest. */
  history?: MeterHistory | undefined;
  /** By `firstAt`; absent: no message ever carried one. */
  serials?: readonly SerialSpan[] | undefined;
  /** Instants of readings that a person took, ascending. */
  manualAt?: readonly number[] | undefined;
}

/** A meter that is only computed: the sum of shares of others. A difference has a share of −1, a half one of 0.5. */
export interface VirtualMeter extends Named {
  id: string;
  medium: Medium;
  terms: readonly { meter: string; share: number }[];
}

/** Where a meter's data comes from: an address in the language of one source format. */
export interface Channel {
  site: string;
  meter: string;
  /** Name of the decoder: `native`, later others. */
  source: string;
  /** For `native` the meter's id in the topic or payload. */
  address: string;
  /** Of a feed of amounts: whether its stamp is the end (the default) or the start of the time in which they were used. */
  stamp?: 'end' | 'start' | undefined;
}

/** A stretch of local days, both included. */
export interface DaySpan {
  firstDay: string;
  lastDay: string;
}

export interface Term extends DaySpan {
  name: string;
}

/** Classes whose days differ from those of the school: a grade that comes back earlier, a boarding department. */
export interface GradeGroup extends Named {
  id: string;
  /** Ids of the buildings where they are. */
  buildings: readonly string[];
  /** Absent: the terms of the school. */
  terms?: readonly Term[] | undefined;
}

/** Statutory holidays of one year, from a notice of the State Council. */
export interface HolidayYear {
  year: number;
  /** The notice: number or address. Only lists that name it are taken. */
  source: string;
  off: readonly (DaySpan & { name: string })[];
  makeupWorkdays: readonly string[];
  /** By law and the moon only: the notice is not out yet, make-up workdays are not known. */
  isProvisional?: boolean | undefined;
}

/** The school's week. */
export interface SchoolWeek {
  /** Days of the week (0 = Sunday) with evening self-study; on Sunday boarders come back for it. */
  eveningStudy: readonly number[];
  /** Days of the week without lessons on which children are looked after at school. */
  custody: readonly number[];
  /** Local clock time. */
  lightsOut: string;
}

/** Days on which the school teaches; the statutory holidays stand in domain/holidays.ts. */
export interface CalendarPlan {
  /** Terms of the school. Empty: every weekday teaches. */
  terms: readonly Term[];
  /** Which table of statutory holidays and make-up workdays applies. */
  holidays: 'china' | 'none';
  /** Local days that differ from the rule; of two for the same day the later in the list wins. */
  exceptions: readonly (DaySpan & {
    type: DayType;
    note?: string | undefined;
    /** Grade groups that it is for; absent: all. */
    groups?: readonly string[] | undefined;
  })[];
  /** Absent: none. */
  groups?: readonly GradeGroup[] | undefined;
  /** Years that were imported; they win over those of the program. */
  holidayYears?: readonly HolidayYear[] | undefined;
  /** Absent: DEFAULT_WEEK of domain/calendar.ts. */
  week?: SchoolWeek | undefined;
}

export const DAY_TYPES = [
  'teaching',
  'makeup_teaching',
  'weekend',
  'weekend_custody',
  'statutory_holiday',
  'vacation',
  'exam',
  'event',
  'pre_term_week',
  'military_training',
  'renovation',
] as const;
export type DayType = (typeof DAY_TYPES)[number];

/** What one unit costs, for the yuan beside an alert. Bills have their own tariffs. */
export interface UnitPrices {
  yuanPerKwh: number;
  yuanPerM3: number;
}

/** What a building (or the school) may use in a calendar year. */
export interface Quota {
  medium: Medium;
  year: number;
  /** kWh or m³. */
  amount: number;
  /** Absent: the whole school. */
  building?: string | undefined;
}

/** Everything that is declared about one school. Lists are flat; ids refer within the plan. */
export interface SitePlan {
  site: Site;
  calendar: CalendarPlan;
  campuses: readonly Campus[];
  buildings: readonly Building[];
  spaces: readonly Space[];
  meters: readonly Meter[];
  channels: readonly Channel[];
  /** Absent: the defaults of domain/cost.ts. */
  prices?: UnitPrices | undefined;
  /** Absent: none. */
  quotas?: readonly Quota[] | undefined;
  /** What the school set for single rules; absent: nothing. Newest last. */
  ruleSettings?: readonly RuleSetting[] | undefined;
  /** What people declared about places and times; absent: nothing. By `recordedAt`. */
  declarations?: readonly Declaration[] | undefined;
  /** Absent: none. */
  virtualMeters?: readonly VirtualMeter[] | undefined;
}

/** The CT ratio in force at an instant; 1 where none is declared. */
export function ratioAt(meter: Pick<Meter, 'ratios'>, at: number): number {
  let ratio = meter.ratios[0]?.ratio ?? 1;
  for (const span of meter.ratios) if (span.fromAt <= at) ratio = span.ratio;
  return ratio;
}

/** Where a meter stood, and which one counted what it counts, at an instant. */
export function placeAt(
  meter: Pick<Meter, 'building' | 'space' | 'parent' | 'history'>,
  at: number,
): Pick<Meter, 'building' | 'space' | 'parent'> {
  const { building, space } = meter.history?.places.findLast(({ fromAt }) => fromAt <= at) ?? meter;
  const { parent } = meter.history?.parents.findLast(({ fromAt }) => fromAt <= at) ?? meter;
  return { building, space, parent };
}

/** The building under which the readings of a meter are stored: it stays the same when the meter is moved, or one instant would be stored twice. */
export function storedBuilding(meter: Pick<Meter, 'building' | 'history'>): string {
  return meter.history?.places[0]?.building ?? meter.building;
}

/**
 * The meters whose sum is the consumption of a scope without counting anything twice:
 * those of the medium that have no parent among the meters of the same scope.
 *
 * @param meters all meters of the scope (a building, a site)
 */
export function countingMeters<M extends Pick<Meter, 'id' | 'medium' | 'parent'>>(meters: readonly M[], medium: Medium): M[] {
  const inScope = new Set(meters.filter((meter) => meter.medium === medium).map((meter) => meter.id));
  return meters.filter((meter) => meter.medium === medium && !(meter.parent !== undefined && inScope.has(meter.parent)));
}

/**
 * The meters that say something about one building: those in it, without a gateway that stands there and counts other
 * buildings too.
 *
 * @param meters all meters of the site
 */
export function metersAboutBuilding<M extends Pick<Meter, 'id' | 'building' | 'parent'>>(meters: readonly M[], building: string): M[] {
  return metersAboutBuildings(meters).get(building) ?? [];
}

/** The same of every building that has any: a question about all of them walks through the meters once. */
export function metersAboutBuildings<M extends Pick<Meter, 'id' | 'building' | 'parent'>>(meters: readonly M[]): Map<string, M[]> {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  const countOthers = new Set<M>();
  for (const { building, parent } of meters) {
    const above = new Set<M>();
    for (let meter = byId.get(parent ?? ''); meter && !above.has(meter); meter = byId.get(meter.parent ?? '')) {
      above.add(meter);
      if (meter.building !== building) countOthers.add(meter);
    }
  }
  return groupBy(
    meters.filter((meter) => !countOthers.has(meter)),
    ({ building }) => building,
  );
}
