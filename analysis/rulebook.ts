import type { Declaration } from '../domain/declaration.ts';
import type { Rule } from '../domain/finding.ts';
import { addDays, type LocalTime, weekdayOf, windowOn } from '../domain/local-time.ts';
import { covers, type PlacedMeter } from '../domain/placed-meter.ts';
import type { RuleSetting } from '../domain/rule-setting.ts';
import { type Scope, SCOPE_KINDS } from '../domain/scope.ts';
import type { Meter, SitePlan, Space } from '../domain/site.ts';
import { ruleOf } from './registry.ts';
import type { AnyRule, RuleDefaults, SeriesRule } from './rule.ts';
import type { SeriesDetector } from './series-detector.ts';

export type { RuleDefaults } from './rule.ts';
export { tryOptions } from './try-options.ts';

/** A meter that a series rule looks at, with all that is declared about its place. */
export interface Watched extends PlacedMeter {
  rule: SeriesRule;
  /** Bound to the options in force at this meter. */
  detector: SeriesDetector;
  /** Whether an exclusion of this rule holds here at an instant. */
  excluded(at: number): boolean;
  /** Whether people were allowed to use the place in the interval that begins at an instant. */
  permitted(at: number): boolean;
  /** Instants from which on the place uses another amount, or its meter counts otherwise. Ascending. */
  changedAt: readonly number[];
  /** How another rule looks at this meter at an instant. Undefined where it is off or excluded, or does not look here. */
  beside?: ((rule: Rule, at: number) => SeriesDetector | undefined) | undefined;
}

/** Which rules look where, and with which options. */
export interface Rulebook {
  /** All meters of the school with their places, by id, in walking order. */
  placed: ReadonlyMap<string, PlacedMeter>;
  /** Meters that a series rule looks at, in walking order. */
  watched(rule: Rule, scope?: Scope): readonly Watched[];
  /** Options in force at a meter; without one those for the whole site. Empty for a rule that is not there. */
  optionsOf(rule: Rule, placed?: PlacedMeter): Record<string, unknown>;
  isOn(rule: Rule, placed?: PlacedMeter): boolean;
  /** Whether an exclusion of a rule holds at a meter. */
  isExcluded(rule: Rule, meter: string, at: number): boolean;
}

type Options = Record<string, unknown>;
const never = () => false;

/**
 * In force are the rule's own defaults, then `defaults` (the settings file), then what is set for site, building, floor, room
 * and meter, in this order. A setting of an earlier version that the rule does not understand any more is passed over: the
 * wider options hold.
 */
export function createRulebook(plan: SitePlan, local: LocalTime, defaults: RuleDefaults): Rulebook {
  const spaces = new Map(plan.spaces.map((space) => [space.id, space]));
  const placedMeters = new Map(placeMeters(plan, spaces).map((placed) => [placed.meter.id, placed]));
  const settings = new Map<Rule, RuleSetting[]>();
  for (const setting of (plan.ruleSettings ?? []).toSorted((a, b) => widthOf(a.scope, spaces) - widthOf(b.scope, spaces))) {
    const ofRule = settings.get(setting.rule) ?? [];
    settings.set(setting.rule, ofRule);
    ofRule.push(setting);
  }
  const declarations = plan.declarations ?? [];
  const bases = new Map<Rule, Options>();
  const detectors = new Map<string, SeriesDetector>();
  const uses = new Map<PlacedMeter, Pick<Watched, 'permitted' | 'changedAt'>>();
  const lists = new Map<Rule, readonly Watched[]>();
  const weekly = createWeeks(local);

  const settingsAt = (rule: Rule, placed: PlacedMeter | undefined) =>
    (settings.get(rule) ?? []).filter(({ scope }) => scope.kind === 'site' || (placed && covers(scope, placed, spaces)));

  function baseOf(rule: AnyRule): Options {
    const known = bases.get(rule.rule) ?? layOver(rule, rule.options.parse({}), defaults[rule.rule] ?? {});
    bases.set(rule.rule, known);
    return known;
  }

  function optionsAt(rule: AnyRule, at: readonly RuleSetting[]): Options {
    return at.reduce((options, setting) => layOver(rule, options, setting.options), baseOf(rule));
  }

  function detectorOf(rule: SeriesRule, options: Options): SeriesDetector {
    const key = `${rule.rule} ${JSON.stringify(options)}`;
    const known = detectors.get(key) ?? rule.create(options);
    detectors.set(key, known);
    return known;
  }

  /** What is declared about the use of a place is the same for all rules. */
  function useOf(placed: PlacedMeter): Pick<Watched, 'permitted' | 'changedAt'> {
    const known = uses.get(placed);
    if (known) return known;
    const here = declarations.filter(({ scope }) => covers(scope, placed, spaces));
    const use = { permitted: anyOf(here.filter(({ kind }) => kind === 'permit').map(weekly)), changedAt: changesOf(placed.meter, here) };
    uses.set(placed, use);
    return use;
  }

  function excludedFrom(rule: Rule, placed: PlacedMeter): Holds {
    const exclusions = declarations.filter(
      ({ kind, scope, rules }) => kind === 'exclusion' && (rules?.includes(rule) ?? true) && covers(scope, placed, spaces),
    );
    return anyOf(exclusions.map(holdsOnce));
  }

  /** Undefined where the rule is switched off or does not look. */
  function detectorAt(rule: SeriesRule, placed: PlacedMeter): SeriesDetector | undefined {
    const at = settingsAt(rule.rule, placed);
    if (!isOnBy(at)) return undefined;
    const detector = detectorOf(rule, optionsAt(rule, at));
    return detector.watches(placed, plan.meters) ? detector : undefined;
  }

  function besideAt(placed: PlacedMeter, name: Rule, at: number): SeriesDetector | undefined {
    const rule = ruleOf(name);
    return rule?.kind === 'series' && !excludedFrom(name, placed)(at) ? detectorAt(rule, placed) : undefined;
  }

  function listOf(rule: SeriesRule): readonly Watched[] {
    return [...placedMeters.values()].flatMap((placed): Watched[] => {
      const detector = detectorAt(rule, placed);
      if (!detector) return [];
      const beside: Watched['beside'] = (name, at) => besideAt(placed, name, at);
      return [{ ...placed, rule, detector, excluded: excludedFrom(rule.rule, placed), ...useOf(placed), beside }];
    });
  }

  return {
    placed: placedMeters,
    watched(name, scope) {
      const rule = ruleOf(name);
      if (rule?.kind !== 'series') return [];
      const list = lists.get(name) ?? listOf(rule);
      lists.set(name, list);
      return scope ? list.filter((watched) => covers(scope, watched, spaces)) : list;
    },
    optionsOf(name, placed) {
      const rule = ruleOf(name);
      return rule ? optionsAt(rule, settingsAt(name, placed)) : {};
    },
    isOn: (rule, placed) => isOnBy(settingsAt(rule, placed)),
    isExcluded(rule, meter, at) {
      const placed = placedMeters.get(meter);
      return placed !== undefined && excludedFrom(rule, placed)(at);
    },
  };
}

const isOnBy = (settings: readonly RuleSetting[]) => settings.findLast(({ isOn }) => isOn !== undefined)?.isOn ?? true;

function layOver(rule: AnyRule, wider: Options, narrower: Readonly<Options>): Options {
  if (Object.keys(narrower).length === 0) return wider;
  const parsed = rule.options.safeParse({ ...wider, ...narrower });
  return parsed.success ? parsed.data : wider;
}

/** The widest scope is the smallest number; a floor is wider than a room on it. */
function widthOf({ kind, id }: Scope, spaces: ReadonlyMap<string, Space>): number {
  const isRoom = kind === 'space' && spaces.get(id)?.function !== 'floor';
  return SCOPE_KINDS.indexOf(kind) + (isRoom ? 0.5 : 0);
}

/** Building, floor, room, as the guard goes; a meter of the whole building comes before its rooms. */
function placeMeters({ meters, buildings }: SitePlan, spaces: ReadonlyMap<string, Space>): PlacedMeter[] {
  const byId = new Map(buildings.map((building) => [building.id, building]));
  const placed = meters.flatMap((meter) => {
    const building = byId.get(meter.building);
    return building ? [{ meter, building, space: meter.space === undefined ? undefined : spaces.get(meter.space) }] : [];
  });
  const floorOf = ({ space }: PlacedMeter) => space?.floor ?? Number.NEGATIVE_INFINITY;
  return placed.toSorted(
    (a, b) =>
      a.building.walkOrder - b.building.walkOrder ||
      compare(a.building.id, b.building.id) ||
      compare(floorOf(a), floorOf(b)) ||
      (a.space?.walkOrder ?? 0) - (b.space?.walkOrder ?? 0) ||
      a.meter.walkOrder - b.meter.walkOrder,
  );
}

const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

type Holds = (at: number) => boolean;

function anyOf(tests: readonly Holds[]): Holds {
  if (tests.length === 0) return never;
  return tests.length === 1 ? tests[0]! : (at) => tests.some((holds) => holds(at));
}

function holdsOnce({ fromAt, untilAt, ended }: Declaration): Holds {
  const endAt = Math.min(untilAt, ended?.at ?? Number.POSITIVE_INFINITY);
  return (at) => fromAt <= at && at < endAt;
}

const DAY_MS = 86_400_000;

/** Permits that come back every week: the window of a local day is worked out once. */
function createWeeks(local: LocalTime): (permit: Declaration) => Holds {
  return (permit) => {
    const once = holdsOnce(permit);
    const { weekly } = permit;
    if (!weekly) return once;
    const windows = new Map<number, { fromAt: number; toAt: number } | null>();
    const holdsFrom = (at: number, dayIndex: number) => {
      const known = windows.get(dayIndex);
      const day = known === undefined ? addDays('1970-01-01', dayIndex) : '';
      const window = known !== undefined ? known : weekly.weekdays.includes(weekdayOf(day)) ? windowOn(local, day, weekly) : null;
      windows.set(dayIndex, window);
      return window !== null && window.fromAt <= at && at < window.toAt;
    };
    return (at) => {
      if (!once(at)) return false;
      const today = Math.floor((at + local.offsetMs(at)) / DAY_MS);
      // The window of the evening before may reach into this morning.
      return holdsFrom(at, today) || holdsFrom(at, today - 1);
    };
  };
}

/** Declared changes that nobody took back; exchanges, other ratios and other places of the meter. */
function changesOf({ history, ratios }: Meter, declarations: readonly Declaration[]): number[] {
  const declared = declarations.filter(({ kind, ended }) => kind === 'change' && ended === null);
  const instants = [
    ...declared.map(({ fromAt }) => fromAt),
    ...(history?.exchanges ?? []).map(({ at }) => at),
    ...ratios.slice(1).map(({ fromAt }) => fromAt),
    ...(history?.places ?? []).slice(1).map(({ fromAt }) => fromAt),
  ];
  return [...new Set(instants)].toSorted((a, b) => a - b);
}
