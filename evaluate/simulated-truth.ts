import type { IntervalSeries } from '../analysis/series.ts';
import { minDetectableLph } from '../domain/detection-limit.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import type { Weather } from '../domain/weather.ts';
import type { Fault } from '../simulators/faults/fault.ts';
import { burstLineLph } from './burst-line.ts';
import type { Truth } from './truth.ts';

const DAY_MS = 86_400_000;
/** Frost that is warned of, °C (domain note 4.6). */
const FROST_C = -3;
/** A night that comes within the error of its forecast. */
const COOL_C = 1;
/** Lamps of less than this share of their circuit are not looked for (domain note 5.3, D3). */
const LAMP_SHARE = 0.4;

export interface SchoolFacts {
  plan: SitePlan;
  local: LocalTime;
  series: ReadonlyMap<string, IntervalSeries>;
  weather: Weather;
}

/**
 * The simulator's own list of faults as causes to be found. Units that were forgotten on one meter in one night are one cause.
 *
 * @param span nights that are judged, both included; causes that cannot be told within it are not counted
 */
export function truthOf(faults: readonly Fault[], facts: SchoolFacts, span: { fromNight: string; toNight: string; now: number }): Truth[] {
  const { local } = facts;
  const [fromAt, toAt] = [local.at(span.fromNight, '12:00'), local.at(addDays(span.toNight, 1), '07:00')];
  const inSpan = faults.filter(({ startAt, endAt }) => (endAt ?? toAt) > fromAt && startAt < toAt);
  const meters = new Map(facts.plan.meters.map((meter) => [meter.id, meter]));
  const units = new Map<string, Fault[]>();
  for (const fault of inSpan.filter((one) => one.fault === 'forgotten_ac')) {
    const circuitNight = `${fault.meters[0]} ${local.dayOf(fault.startAt)}`;
    units.set(circuitNight, [...(units.get(circuitNight) ?? []), fault]);
  }
  const others = inSpan.filter(({ fault }) => fault !== 'forgotten_ac');
  return [
    ...[...units.values()].map((group) => forgottenTruth(group, meters, local)),
    ...others.flatMap((fault) => {
      const meter = meters.get(fault.meters[0]!);
      return meter ? [faultTruth(fault, meter, facts, toAt)] : [];
    }),
    ...frostNights(facts.weather, local, span),
  ];
}

function forgottenTruth(group: readonly Fault[], meters: ReadonlyMap<string, Meter>, local: LocalTime): Truth {
  const { meters: seenBy, startAt } = group[0]!;
  const meter = seenBy[0]!;
  const endAt = Math.max(...group.map((fault) => fault.endAt!));
  const night = local.dayOf(startAt);
  return {
    id: `forgotten_ac ${meter} ${night}`,
    cause: 'forgotten_ac',
    sizeClass: circuitClass(meters.get(meter)!, group.length),
    meter,
    startAt,
    endAt,
    // Off before a quarter to midnight it has not been left on.
    isFindable: endAt > local.at(night, '23:45'),
  };
}

function circuitClass({ role }: Meter, units: number): string {
  if (role === 'room_breaker') return 'room breaker';
  if (role === 'ac_circuit') return 'circuit of a floor';
  return `building meter, ${units < 3 ? units : '3 or 4'} unit${units === 1 ? '' : 's'}`;
}

function faultTruth(fault: Fault, meter: Meter, facts: SchoolFacts, toAt: number): Truth {
  const { id, startAt, endAt } = fault;
  const until = endAt ?? toAt;
  const common = { id, cause: fault.fault, meter: meter.id, startAt, endAt: until } as const;
  switch (fault.fault) {
    case 'lights_left_on': {
      const share = fault.magnitude.value / strongestKw(facts.series.get(meter.id)!);
      const isLarge = share >= LAMP_SHARE;
      return { ...common, sizeClass: isLarge ? '40 % of the circuit or more' : 'less than 40 % of the circuit', isFindable: isLarge };
    }
    case 'tap_drip':
    case 'running_toilet':
    case 'slow_leak':
      return { ...common, sizeClass: leakClass(fault, meter, facts.plan), isFindable: isFindableLeak(fault, meter, until, toAt) };
    case 'burst':
      return { ...common, ...burstClass(fault, meter, facts) };
    case 'base_load_rise':
      return { ...common, sizeClass: fault.magnitude.value < 3 ? '1.5 to 3 kW' : '3 to 4.5 kW', isFindable: toAt - startAt > 15 * DAY_MS };
    case 'frozen_main':
    case 'hot_water_on':
      return { ...common, sizeClass: functionOf(meter, facts.plan), isFindable: true };
    default:
      // Trouble of meters is told by rules that look at readings and steps, which are not asked here.
      return { ...common, sizeClass: meter.medium, isFindable: false };
  }
}

function leakClass({ magnitude }: Fault, meter: Meter, plan: SitePlan): string {
  const pulse = `${Math.round(meter.resolution * 1000)} L pulses`;
  const size = magnitude.value <= 31.5 ? `${magnitude.value} L/h` : magnitude.value < 100 ? '50 to 100 L/h' : '100 to 150 L/h';
  return `${functionOf(meter, plan)}, ${pulse}, ${size}`;
}

function functionOf({ building }: Meter, plan: SitePlan): string {
  const use = plan.buildings.find(({ id }) => id === building)?.function;
  return use === 'dormitory' || use === 'staff_apartment' || use === 'canteen' ? use.replace('_', ' ') : 'empty building';
}

/** By the line that the domain note draws at its hour; what is smaller may be found, but is not promised. */
function burstClass({ magnitude, startAt }: Fault, meter: Meter, facts: SchoolFacts): Pick<Truth, 'sizeClass' | 'isFindable'> {
  const lineLph = burstLineLph(meter, startAt, facts);
  if (lineLph === undefined) return { sizeClass: 'before ten days of the type are known', isFindable: false };
  const times = magnitude.value / lineLph;
  const sizeClass =
    times < 0.5 ? 'below half the line' : times < 1 ? '0.5 to 1 × the line' : times < 2 ? '1 to 2 × the line' : '2 × the line or more';
  return { sizeClass, isFindable: times >= 1 };
}

/** Two nights have to be over, and the meter has to show it (domain note 4.4). */
function isFindableLeak({ magnitude, startAt }: Fault, meter: Meter, until: number, toAt: number): boolean {
  return Math.min(until, toAt) - startAt >= 2.5 * DAY_MS && magnitude.value >= minDetectableLph(meter, startAt);
}

/** Power that a circuit reaches for hours on end, kW: its 99th percentile of quarter hours. */
function strongestKw({ values }: IntervalSeries): number {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  return ((known[Math.floor(known.length * 0.99)] ?? 0) * 3_600_000) / INTERVAL_MS;
}

/** Nights in which somebody had to be warned in the evening. */
function frostNights(weather: Weather, local: LocalTime, span: { fromNight: string; toNight: string }): Truth[] {
  const truths: Truth[] = [];
  for (let night = span.fromNight; night <= span.toNight; night = addDays(night, 1)) {
    const [startAt, endAt] = [local.at(night, '17:00'), local.at(addDays(night, 1), '08:00')];
    const lowest = weather.lowest(startAt, endAt);
    if (lowest === undefined || lowest > COOL_C) continue;
    const isFrost = lowest <= FROST_C;
    const sizeClass = isFrost ? (lowest <= -5 ? '−5 °C or less' : '−5 to −3 °C') : '−3 to 1 °C';
    truths.push({
      id: `frost ${night}`,
      cause: isFrost ? 'frost_night' : 'cool_night',
      sizeClass,
      meter: null,
      startAt,
      endAt,
      isFindable: isFrost,
    });
  }
  return truths;
}
