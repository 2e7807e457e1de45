import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalSeries } from './series.ts';
import { median, standbyOfNight } from './standby.ts';

/** What separates "on" from "off" tonight. Energies are of 60 minutes, so also mean kW. */
export interface AcLevels {
  standbyKw: number;
  /** Nights that the standby was learned from; too few and it counts as 0. */
  nights: number;
  thresholdKwh: number;
  /** 15-min mean above which a unit runs. */
  onKw: number;
  /** What it took night after night, where that is too much for a standby. */
  habitKw?: number | undefined;
}

const BASELINE_NIGHTS = 14;
const MIN_BASELINE_NIGHTS = 5;
/** A unit that is off takes up to 90 W with its crankcase heater; the allowance for it while the standby is not learned. */
const COLD_START_KWH_PER_UNIT = 0.1;
/** More than this a declared unit does not take while off: a class that forgets every night must not become its own standby. */
const MAX_STANDBY_KW_PER_UNIT = 0.15;
/** Where nobody declared how many units there are, the circuits around tell: nobody's standby is three times theirs. */
const TIMES_FLEET = 3;
const FLEET = 8;
const MIN_FLEET = 3;

export interface LevelSources {
  meter: Meter;
  series: IntervalSeries;
  local: LocalTime;
  meters: readonly Meter[];
  other(meter: string): IntervalSeries | undefined;
  /** Standby by meter and night, as far as it was computed. */
  standbys: Map<string, number | undefined>;
}

/** The next circuits of the same kind in the building: they show what is usual there. */
export function siblingsOf(meter: Meter, meters: readonly Meter[]): string[] {
  const alike: { id: string; index: number }[] = [];
  let own = 0;
  meters.forEach(({ building, role, id }, index) => {
    if (id === meter.id) own = index;
    else if (building === meter.building && role === meter.role) alike.push({ id, index });
  });
  const nearest = alike.toSorted((a, b) => Math.abs(a.index - own) - Math.abs(b.index - own));
  return nearest.slice(0, FLEET).map(({ id }) => id);
}

/** @param changedAt nothing before it counts; undefined: nothing changed */
export function acLevels(
  sources: LevelSources,
  night: string,
  changedAt: number | undefined,
  options: { minEnergyKwh: number; standbyFactor: number },
): AcLevels {
  const { meter, series } = sources;
  const known = standbysOf(sources, meter.id, series, night, changedAt);
  if (known.length < MIN_BASELINE_NIGHTS) {
    const threshold = Math.max(options.minEnergyKwh, COLD_START_KWH_PER_UNIT * (meter.acUnits ?? 1));
    return { standbyKw: 0, nights: known.length, thresholdKwh: threshold, onKw: threshold };
  }
  const usual = median(known)!;
  const standbyKw = Math.min(usual, mostStandbyKw(sources, usual, night));
  const thresholdKwh = Math.max(options.minEnergyKwh, options.standbyFactor * standbyKw);
  return {
    standbyKw,
    nights: known.length,
    thresholdKwh,
    // Never above the threshold: what was raised must not count as off in the same breath.
    onKw: Math.min(thresholdKwh, standbyKw + options.minEnergyKwh),
    habitKw: usual > standbyKw ? usual : undefined,
  };
}

function standbysOf(
  { local, standbys }: LevelSources,
  meter: string,
  series: IntervalSeries,
  night: string,
  changedAt: number | undefined,
): number[] {
  return daysBetween(addDays(night, -BASELINE_NIGHTS), night).flatMap((before) => {
    if (changedAt !== undefined && local.startOfDay(addDays(before, 1)) < changedAt) return [];
    const key = `${meter} ${before}`;
    if (!standbys.has(key)) standbys.set(key, standbyOfNight(series, local, before));
    return standbys.get(key) ?? [];
  });
}

/** What the units behind a meter can take while they are off. */
function mostStandbyKw(sources: LevelSources, usual: number, night: string): number {
  const { meter, meters, other } = sources;
  if (meter.acUnits !== undefined) return MAX_STANDBY_KW_PER_UNIT * meter.acUnits;
  // Seldom: only a circuit that takes much for one unit that is off is compared with its neighbours.
  if (usual <= MAX_STANDBY_KW_PER_UNIT) return Number.POSITIVE_INFINITY;
  const fleet = siblingsOf(meter, meters).flatMap((id) => {
    const series = other(id);
    return (series && median(standbysOf(sources, id, series, night, undefined))) ?? [];
  });
  if (fleet.length < MIN_FLEET) return Number.POSITIVE_INFINITY;
  return Math.max(MAX_STANDBY_KW_PER_UNIT, TIMES_FLEET * median(fleet)!);
}
