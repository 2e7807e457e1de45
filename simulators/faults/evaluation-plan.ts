import type { Meter } from '../../domain/site.ts';
import type { CampusModel } from '../campus/model.ts';
import type { AcUnit } from '../physics/air-conditioner.ts';
import { DAY_MINUTES, DAY_MS, minuteAt, MINUTE_MS } from '../physics/china-day.ts';
import { keyOf, mix, uniform } from '../physics/random.ts';
import type { SchoolDays } from '../physics/school-day.ts';
import type { Fault } from './fault.ts';
import { daysOf } from './fault-plan.ts';
import { forgottenAc, meterFault } from './make-fault.ts';

/** Nights of a plan: local day indices, the last one without. */
export interface PlanSpan {
  from: number;
  until: number;
}

/** Where nobody should be at night. */
const EMPTY = ['t1', 't2', 't3', 'lab', 'lib', 'off', 'gym'];
const DORMITORIES = ['d1', 'd2', 'd3'];
/** Units a night that somebody forgot, on evenings with school. */
const UNITS_A_NIGHT = 3;
/** The same room, night after night: a habit. */
const HABIT_NIGHTS = 21;
/** Clean nights between two leaks of one building, so that the second is judged by its own. */
const CLEAN_DAYS = 28;

/**
 * Everything that is wasted, at random times over all seasons: air-conditioners and lamps, leaks of every kind, a base load
 * that rises. What happens to meters themselves stands in `planMeterTrouble`.
 */
export function planWaste(model: CampusModel, span: PlanSpan): Fault[] {
  const days = daysOf(model);
  const key = keyOf(model.seed, 'evaluation');
  const faults = [
    ...forgottenUnits(model, span, key, days),
    ...habit(model, span, key, days),
    ...lamps(model, span, key, days),
    ...EMPTY.flatMap((building) => leaksOf(model, `${building}-main-w`, span, keyOf(key, building))),
    ...bursts(model, span, key),
    ...frozenMornings(model, span, days),
    ...risingBaseLoads(model, span, key),
  ];
  return inOrder(faults);
}

/** For a school without circuits of its own: one, two, three or four units of one building on a night, and leaks in dormitories. */
export function planMainsOnly(model: CampusModel, span: PlanSpan): Fault[] {
  const days = daysOf(model);
  const key = keyOf(model.seed, 'evaluation:mains');
  const faults: Fault[] = [];
  for (const building of EMPTY) {
    const units = model.units.filter((unit) => unit.building === building);
    const own = keyOf(key, building);
    for (let night = span.from; night < span.until; night++) {
      if (days(night).attendance === 'away' || uniform(own, night) > 0.07) continue;
      const count = 1 + Math.floor(4 * uniform(own, night, 1));
      const start = Math.floor(units.length * uniform(own, night, 2));
      for (let index = 0; index < Math.min(count, units.length); index++) {
        faults.push(forgottenAc(model, units[(start + index) % units.length]!, night, morningMinute(own, night), days));
      }
    }
  }
  for (const building of DORMITORIES) faults.push(...leaksOf(model, `${building}-main-w`, span, keyOf(key, building)));
  return inOrder(faults);
}

function forgottenUnits(model: CampusModel, span: PlanSpan, key: number, days: SchoolDays): Fault[] {
  const units = checkedUnits(model);
  const faults: Fault[] = [];
  for (let night = span.from; night < span.until; night++) {
    const nightKey = mix(key, night);
    const wanted = days(night).attendance === 'away' ? Number(uniform(nightKey, 9) < 0.15) : UNITS_A_NIGHT;
    const taken = new Set<string>();
    for (let index = 0; index < wanted; index++) {
      const unit = units[Math.floor(units.length * uniform(nightKey, index))]!;
      if (taken.has(unit.id)) continue;
      taken.add(unit.id);
      // One in eight is noticed within the hour.
      const toMinute = uniform(nightKey, index, 1) < 0.12 ? DAY_MINUTES + 20 : morningMinute(mix(nightKey, index), night);
      faults.push(forgottenAc(model, unit, night, toMinute, days));
    }
  }
  return faults;
}

/** A class that forgets every night for three weeks: what is usual must not learn it. */
function habit(model: CampusModel, span: PlanSpan, key: number, days: SchoolDays): Fault[] {
  const units = checkedUnits(model);
  return [0.35, 0.8].flatMap((share, index) => {
    const unit = units[Math.floor(units.length * uniform(key, 31, index))]!;
    const first = span.from + Math.round((span.until - span.from) * share);
    const nights = Array.from({ length: Math.min(HABIT_NIGHTS, span.until - first) }, (_, night) => first + night);
    return nights
      .filter((night) => days(night).attendance !== 'away')
      .map((night) => ({ ...forgottenAc(model, unit, night, morningMinute(key, night), days), note: 'forgotten night after night' }));
  });
}

/** Units behind a circuit or breaker of their own, in rooms that should be empty. */
function checkedUnits(model: CampusModel): AcUnit[] {
  const meters = new Map(model.plan.meters.map((meter) => [meter.id, meter]));
  return model.units.filter(({ meter, building }) => {
    const role = meters.get(meter)?.role;
    return EMPTY.includes(building) && (role === 'ac_circuit' || role === 'room_breaker');
  });
}

/** Between 04:00 and 06:08. */
const morningMinute = (key: number, night: number) => DAY_MINUTES + 240 + Math.round(128 * uniform(key, night, 5));

function lamps(model: CampusModel, span: PlanSpan, key: number, days: SchoolDays): Fault[] {
  const circuits = model.plan.meters.filter(({ role, building }) => role === 'lighting' && EMPTY.includes(building));
  const faults: Fault[] = [];
  for (const { id } of circuits) {
    const own = keyOf(key, id);
    for (let night = span.from; night < span.until; night++) {
      if (days(night).attendance === 'away' || uniform(own, night, 6) > 0.03) continue;
      const kw = 0.42 * (5 + Math.floor(25 * uniform(own, night, 7)));
      faults.push(meterFault(model, 'lights_left_on', id, nightSpan(night, 1330, DAY_MINUTES + 345), Math.round(kw * 100) / 100));
    }
  }
  return faults;
}

/** One leak after another on one main: cisterns, drips and a joint that gives way slowly, with clean weeks between them. */
function leaksOf(model: CampusModel, main: string, span: PlanSpan, key: number): Fault[] {
  if (!model.plan.meters.some(({ id }) => id === main)) return [];
  const faults: Fault[] = [];
  let day = span.from + 5 + Math.floor(25 * uniform(key, 40));
  for (let count = 0; day < span.until - 14; count++) {
    const share = uniform(key, count, 41);
    const minute = Math.floor(DAY_MINUTES * uniform(key, count, 42));
    const long = 4 + Math.floor(6 * uniform(key, count, 43));
    const of = (kind: 'tap_drip' | 'running_toilet' | 'slow_leak', lengthDays: number, lph: number): number => {
      const startAt = minuteAt(day, minute);
      const fault = meterFault(model, kind, main, { startAt, endAt: startAt + lengthDays * DAY_MS }, lph);
      faults.push(kind === 'slow_leak' ? { ...fault, rampDays: lengthDays - 7 } : fault);
      return lengthDays;
    };
    const length =
      share < 0.4
        ? of('running_toilet', long, 31.5)
        : share < 0.65
          ? of('running_toilet', long, Math.round(60 + 80 * uniform(key, count, 44)))
          : share < 0.8
            ? of('tap_drip', 12, 1.3)
            : of('slow_leak', 14 + Math.floor(14 * uniform(key, count, 45)), Math.round(50 + 100 * uniform(key, count, 46)));
    day += length + CLEAN_DAYS + Math.floor(10 * uniform(key, count, 47));
  }
  return faults;
}

/** A burst under a school office, 20 L/min, and a broken main of DN 100 (domain note 4.3), L/h. */
const BURST_LPH = { least: 1200, most: 60_000 };

/**
 * A pipe bursts now and then, at any hour; somebody closes it some hours later. Small ones are as likely as large ones, up to
 * what the meter lets through (its Q4).
 */
function bursts(model: CampusModel, span: PlanSpan, key: number): Fault[] {
  const mains = model.plan.meters.filter(
    ({ medium, role, building }) => medium === 'water' && role === 'building_main' && building !== 'plant',
  );
  const faults: Fault[] = [];
  for (let day = span.from + 12, count = 0; day < span.until - 2; day += 16, count++) {
    const { id, ratingPerHour } = mains[Math.floor(mains.length * uniform(key, count, 50))]!;
    const startAt = minuteAt(day, Math.floor(DAY_MINUTES * uniform(key, count, 51)));
    const endAt = startAt + (2 + 4 * uniform(key, count, 52)) * 60 * MINUTE_MS;
    const mostLph = Math.min(BURST_LPH.most, (ratingPerHour ?? Number.POSITIVE_INFINITY) * 1000);
    const lph = BURST_LPH.least * (mostLph / BURST_LPH.least) ** uniform(key, count, 53);
    faults.push(meterFault(model, 'burst', id, { startAt, endAt }, Math.round(lph)));
  }
  return faults;
}

/** The canteen's main freezes on the coldest mornings with school. */
function frozenMornings(model: CampusModel, span: PlanSpan, days: SchoolDays): Fault[] {
  const cold: { index: number; minC: number }[] = [];
  for (let index = span.from + 1; index < span.until; index++) {
    const { attendance, minC } = days(index);
    if (attendance === 'full' && minC < -3) cold.push({ index, minC });
  }
  return cold
    .toSorted((a, b) => a.minC - b.minC)
    .slice(0, 3)
    .map(({ index }) => meterFault(model, 'frozen_main', 'can-main-w', { startAt: minuteAt(index, 195), endAt: minuteAt(index, 572) }));
}

/** Something new that runs day and night, for six weeks. */
function risingBaseLoads(model: CampusModel, span: PlanSpan, key: number): Fault[] {
  return ['t2', 'lib', 'off', 'gym'].flatMap((building, index) => {
    const day = span.from + 70 + Math.floor((span.until - span.from - 120) * uniform(key, index, 60));
    if (day + 42 > span.until) return [];
    const kw = Math.round((1.5 + 3 * uniform(key, index, 61)) * 10) / 10;
    return [meterFault(model, 'base_load_rise', `${building}-main-e`, { startAt: minuteAt(day, 600), endAt: minuteAt(day + 42, 600) }, kw)];
  });
}

/** Meters that are stuck, silent, exchanged, wrong or late: one trouble a week, on any meter. */
export function planMeterTrouble(model: CampusModel, span: PlanSpan): Fault[] {
  const key = keyOf(model.seed, 'evaluation:meters');
  const kinds = [
    'stuck_register',
    'silent_meter',
    'reset',
    'exchange',
    'rollover',
    'glitch',
    'clock_drift',
    'late_backfill',
    'duplicates',
    'wrong_ct_ratio',
  ] as const;
  const meters = model.plan.meters.filter(({ medium, role }) => medium !== 'weather' && role !== 'campus_main');
  const faults: Fault[] = [];
  for (let day = span.from + 10, count = 0; day < span.until - 15; day += 6, count++) {
    const kind = kinds[count % kinds.length]!;
    const there = kind === 'wrong_ct_ratio' ? meters.filter(({ ratios }) => ratios.length > 0) : meters;
    const meter: Meter = there[Math.floor(there.length * uniform(key, count))]!;
    const startAt = minuteAt(day, 480 + Math.floor(600 * uniform(key, count, 1)));
    faults.push(meterFault(model, kind, meter.id, { startAt, endAt: startAt + LENGTHS_MS[kind] }));
  }
  return inOrder(faults);
}

const HOUR_MS = 60 * MINUTE_MS;
const LENGTHS_MS = {
  stuck_register: 4.3 * DAY_MS,
  silent_meter: 20 * HOUR_MS,
  reset: 0,
  exchange: 0.7 * HOUR_MS,
  rollover: 0,
  glitch: 0.25 * HOUR_MS,
  clock_drift: 9 * DAY_MS,
  late_backfill: 6 * HOUR_MS,
  duplicates: 3 * DAY_MS,
  wrong_ct_ratio: 9 * DAY_MS,
} as const;

const nightSpan = (night: number, fromMinute: number, toMinute: number) => ({
  startAt: minuteAt(night, fromMinute),
  endAt: minuteAt(night, toMinute),
});

/** One fault a unit and night, or a meter, kind and day: the id names it. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const byId = new Map(faults.map((fault) => [fault.id, fault]));
  return [...byId.values()].toSorted((a, b) => a.startAt - b.startAt);
}
