import { z } from 'zod';
import type { Blind, EvidenceNumber, Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { BuildingFunction, Meter, SpaceFunction } from '../domain/site.ts';
import { type NightDetector, nightWindow, type WatchedMeter } from './night-detector.ts';
import { type IntervalSeries, knownAmount, knownSum } from './series.ts';
import { median, standbyOfNight } from './standby.ts';

const CLOCK_TIME = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const acLeftOnOptions = z.strictObject({
  /** The school's rule: an air-conditioner that runs at this time is left on. */
  from: CLOCK_TIME.default('23:30'),
  to: CLOCK_TIME.default('06:00'),
  /** Rolling 60-min energy of one unit that runs, kWh; per hour also the step above standby that keeps it "on". */
  minEnergyKwh: z.number().positive().default(0.15),
  standbyFactor: z.number().min(1).default(1.5),
  /** Longer than the off phase of a satisfied fixed-speed unit, which stands still for up to 40 minutes. */
  clearMinutes: z.number().int().min(15).multipleOf(15).default(45),
});
export type AcLeftOnOptions = z.infer<typeof acLeftOnOptions>;

const HOUR_MS = 3_600_000;
const BASELINE_NIGHTS = 14;
const MIN_BASELINE_NIGHTS = 5;
/** A unit that is off takes up to 90 W with its crankcase heater; the allowance for it while the standby is not learned. */
const COLD_START_KWH_PER_UNIT = 0.1;
/** More than this a declared unit does not take while off: a class that forgets every night must not become its own standby. */
const MAX_STANDBY_KWH_PER_UNIT = 0.15;
/** Sums of cut decimals carry binary dust. */
const DUST = 1e-9;

/** Night use is legitimate there, and partly private. */
const BUILDINGS_IN_USE: readonly BuildingFunction[] = ['dormitory', 'staff_apartment', 'plant_room'];
const SPACES_IN_USE: readonly SpaceFunction[] = ['dormitory', 'staff_apartment', 'server_room', 'plant_room'];

/** What separates "on" from "off" tonight. Energies in kWh per hour, so also mean kW. */
interface Levels {
  standby: number;
  /** Nights that the standby was learned from; too few and it counts as 0. */
  nights: number;
  threshold: number;
  /** 15-min mean above which a unit runs. */
  on: number;
}

/**
 * An air-conditioner that still runs when the school's day is over.
 *
 * It is raised at the first quarter hour from `from` on at which the energy of the past 60 minutes reaches
 * max(`minEnergyKwh`, `standbyFactor` × standby) and the last quarter hour shows it running. The rolling hour finds a
 * throttled inverter (0.25 kW) and the 6-min bursts of a satisfied fixed-speed unit, and passes over a 90 W crankcase heater;
 * the last quarter hour keeps apart who went home at 22:45. It clears after `clearMinutes` without a running quarter hour.
 */
export function createAcLeftOnDetector(given: z.input<typeof acLeftOnOptions> = {}): NightDetector {
  const options = acLeftOnOptions.parse(given);
  const window: NightDetector['window'] = (local, night) => nightWindow(local, night, { start: options.from, end: options.to });
  return {
    rule: 'ac_left_on',
    scope: 'night',
    lookBackNights: BASELINE_NIGHTS,
    window,
    watches,
    judge({ meter, series, local, fromNight, toNight, now }) {
      const standbys = new Map<string, number | undefined>();
      for (const night of daysBetween(addDays(fromNight, -BASELINE_NIGHTS), toNight)) {
        standbys.set(night, standbyOfNight(series, local, night));
      }
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt, toAt } = window(local, night);
        if (fromAt > now) break;
        const levels = levelsOf(meter, standbys, night, options);
        const lastCheckAt = onGrid(Math.min(now, toAt));
        const run = watchNight(series, ceilOnGrid(fromAt), lastCheckAt, levels, options);
        if (run) findings.push(toFinding(meter.id, night, run, series, lastCheckAt, levels));
        if (!knowsAnything(series, lastCheckAt)) blind.push({ rule: 'ac_left_on', meter: meter.id, night, why: 'no_data' });
      }
      return { findings, blind, cutOff: false };
    },
  };
}

function watches({ meter, building, space }: WatchedMeter): boolean {
  const meters = meter.medium === 'electricity' && (meter.role === 'ac_circuit' || meter.role === 'room_breaker');
  return meters && !BUILDINGS_IN_USE.includes(building.function) && !(space && SPACES_IN_USE.includes(space.function));
}

function levelsOf(meter: Meter, standbys: ReadonlyMap<string, number | undefined>, night: string, options: AcLeftOnOptions): Levels {
  const known = daysBetween(addDays(night, -BASELINE_NIGHTS), night).flatMap((before) => standbys.get(before) ?? []);
  if (known.length < MIN_BASELINE_NIGHTS) {
    const threshold = Math.max(options.minEnergyKwh, COLD_START_KWH_PER_UNIT * (meter.acUnits ?? 1));
    return { standby: 0, nights: known.length, threshold, on: threshold };
  }
  const most =
    meter.role === 'ac_circuit' && meter.acUnits !== undefined ? MAX_STANDBY_KWH_PER_UNIT * meter.acUnits : Number.POSITIVE_INFINITY;
  const standby = Math.min(median(known)!, most);
  const threshold = Math.max(options.minEnergyKwh, options.standbyFactor * standby);
  // Never above the threshold: what was raised must not count as off in the same breath.
  return { standby, nights: known.length, threshold, on: Math.min(threshold, standby + options.minEnergyKwh) };
}

interface Run {
  startAt: number;
  endAt?: number;
  /** kWh of the 60 minutes that raised it. */
  rollingEnergy: number;
}

function watchNight(series: IntervalSeries, firstAt: number, lastAt: number, levels: Levels, options: AcLeftOnOptions): Run | undefined {
  const clearMs = options.clearMinutes * 60_000;
  let run: Run | undefined;
  for (let at = firstAt; at <= lastAt; at += INTERVAL_MS) {
    if (run && run.endAt === undefined) {
      if (isQuiet(series, at - clearMs, at, levels)) run = { ...run, endAt: Math.max(run.startAt, at - clearMs) };
      continue;
    }
    const energy = knownSum(series, at - HOUR_MS, at);
    if (energy === undefined || energy < levels.threshold - DUST || !isOn(knownAmount(series, at - INTERVAL_MS), levels)) continue;
    const { startAt, rollingEnergy } = run ?? { startAt: Math.max(firstAt, roseAt(series, at, levels)), rollingEnergy: energy };
    run = { startAt, rollingEnergy };
  }
  return run;
}

const isOn = (amount: number | undefined, { on }: Levels) => amount !== undefined && amount / (INTERVAL_MS / HOUR_MS) > on - DUST;

/** Whether a stretch is known and nothing ran in it. */
function isQuiet(series: IntervalSeries, fromAt: number, toAt: number, levels: Levels): boolean {
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    const amount = knownAmount(series, at);
    if (amount === undefined || isOn(amount, levels)) return false;
  }
  return true;
}

/** The first running quarter hour of the 60 minutes before. */
function roseAt(series: IntervalSeries, at: number, levels: Levels): number {
  let rose = at - HOUR_MS;
  while (rose < at - INTERVAL_MS && !isOn(knownAmount(series, rose), levels)) rose += INTERVAL_MS;
  return rose;
}

function knowsAnything(series: IntervalSeries, checkAt: number): boolean {
  for (let at = checkAt - HOUR_MS; at < checkAt; at += INTERVAL_MS) if (knownAmount(series, at) !== undefined) return true;
  return false;
}

function toFinding(meter: string, night: string, run: Run, series: IntervalSeries, lastCheckAt: number, levels: Levels): Finding {
  let wasted = 0;
  let hours = 0;
  for (let at = run.startAt; at < (run.endAt ?? lastCheckAt); at += INTERVAL_MS) {
    const amount = knownAmount(series, at);
    if (amount === undefined) continue;
    hours += INTERVAL_MS / HOUR_MS;
    wasted += Math.max(0, amount - levels.standby * (INTERVAL_MS / HOUR_MS));
  }
  // In its first hour the 60 minutes that raised it say more than the few minutes since.
  const rate = hours >= 1 ? wasted / hours : run.rollingEnergy - levels.standby;
  const evidence: EvidenceNumber[] = [
    { name: 'rolling_energy', value: run.rollingEnergy, unit: 'kWh' },
    { name: 'threshold', value: levels.threshold, unit: 'kWh' },
    { name: 'standby', value: levels.standby, unit: 'kW' },
    { name: 'standby_nights', value: levels.nights, unit: 'nights' },
  ];
  return {
    rule: 'ac_left_on',
    meter,
    night,
    startAt: run.startAt,
    endAt: run.endAt,
    certainty: 'measured',
    rate: { value: rate, unit: 'kW' },
    wasted: { value: wasted, unit: 'kWh' },
    evidence,
  };
}

const onGrid = (at: number) => Math.floor(at / INTERVAL_MS) * INTERVAL_MS;
const ceilOnGrid = (at: number) => Math.ceil(at / INTERVAL_MS) * INTERVAL_MS;
