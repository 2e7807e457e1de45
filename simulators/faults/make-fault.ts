import type { Meter } from '../../domain/site.ts';
import type { CampusModel } from '../campus/model.ts';
import { type AcUnit, meanPowerKw } from '../physics/air-conditioner.ts';
import { dayIndexAt, dayText, DAY_MINUTES, MINUTE_MS, minuteAt, startOfDay } from '../physics/china-day.ts';
import type { SchoolDays } from '../physics/school-day.ts';
import { type Fault, FAULT_FACTS, type FaultKind } from './fault.ts';

/** Lights-out of the school, 22:30: from here on a running air-conditioner is forgotten. */
export const LIGHTS_OUT_MINUTE = 1350;

/**
 * A unit that nobody switched off. It was on before; the truth counts from lights-out.
 *
 * @param night    local day index of the evening
 * @param toMinute end, minutes of that day; past 1440 = next morning
 */
export function forgottenAc(model: CampusModel, unit: AcUnit, night: number, toMinute: number, days: SchoolDays): Fault {
  const kw = meanPowerKw(unit, night, { dayIndex: night, toMinute }, LIGHTS_OUT_MINUTE, days);
  const circuits = chain(model, unit.meter).flatMap(({ id, role }) => (role === 'ac_circuit' || role === 'room_breaker' ? [id] : []));
  const until = `${String(Math.floor(toMinute / 60) % 24).padStart(2, '0')}:${String(toMinute % 60).padStart(2, '0')}`;
  return {
    fault: 'forgotten_ac',
    id: `${model.plan.site.id}:forgotten_ac:${unit.id}:${dayText(night)}`,
    site: model.plan.site.id,
    // Where no circuit is metered it shows in the main of the building.
    meters: circuits.length > 0 ? circuits : [unit.meter],
    building: unit.building,
    space: unit.space,
    unit: unit.id,
    startAt: minuteAt(night, LIGHTS_OUT_MINUTE),
    endAt: minuteAt(night, toMinute),
    magnitude: { value: Math.round(kw * 1000) / 1000, unit: 'kW' },
    note: `${unit.kind} unit still running after lights-out, until ${until}`,
  };
}

/**
 * Any other fault on a meter.
 *
 * @throws RangeError when the meter is not there or the kind does not fit it
 */
export function meterFault(
  model: CampusModel,
  kind: Exclude<FaultKind, 'forgotten_ac'>,
  meterId: string,
  span: { startAt: number; endAt: number | null },
  value: number = FAULT_FACTS[kind].value,
): Fault {
  const meter = model.plan.meters.find(({ id }) => id === meterId);
  if (!meter) throw new RangeError(`no meter '${meterId}'; --list shows the meters`);
  const { medium, unit, what } = FAULT_FACTS[kind];
  if (medium !== 'any' && medium !== meter.medium)
    throw new RangeError(`${kind} needs a meter of ${medium}; ${meterId} measures ${meter.medium}`);
  return {
    fault: kind,
    id: `${model.plan.site.id}:${kind}:${meterId}:${dayText(dayIndexAt(span.startAt))}`,
    site: model.plan.site.id,
    meters: metersThatSee(model, kind, meterId, value),
    building: meter.building,
    space: meter.space,
    ...span,
    magnitude: { value, unit },
    note: what,
  };
}

/** A single fault as the command line asks for it; for a forgotten unit the first one behind the meter. */
export function singleFault(
  model: CampusModel,
  kind: FaultKind,
  meterId: string,
  span: { startAt: number; endAt: number | null },
  value: number | undefined,
  days: SchoolDays,
): Fault {
  if (kind !== 'forgotten_ac') return meterFault(model, kind, meterId, span, value);
  const unit = model.units.find((candidate) => chain(model, candidate.meter).some(({ id }) => id === meterId));
  if (!unit) throw new RangeError(`no air-conditioner behind meter '${meterId}'`);
  const night = dayIndexAt(span.startAt);
  const toMinute = span.endAt === null ? DAY_MINUTES + 350 : Math.round((span.endAt - startOfDay(night)) / MINUTE_MS);
  if (toMinute <= LIGHTS_OUT_MINUTE || toMinute > DAY_MINUTES + 380) {
    throw new RangeError('forgotten_ac: the end must lie between 22:30 of the evening and 06:20 of the next morning');
  }
  return forgottenAc(model, unit, night, toMinute, days);
}

/** A meter and those above it, innermost first. */
export function chain(model: CampusModel, meterId: string): Meter[] {
  const found: Meter[] = [];
  for (let id: string | undefined = meterId; id !== undefined; ) {
    const meter: Meter | undefined = model.plan.meters.find((candidate) => candidate.id === id);
    if (!meter) break;
    found.push(meter);
    id = meter.parent;
  }
  return found;
}

/** A leak shows upstream as far as meters can see it: their start flow Q1 and one pulse an hour are the limits. */
function metersThatSee(model: CampusModel, kind: FaultKind, meterId: string, value: number): string[] {
  if (kind === 'frozen_main') return [meterId];
  if (FAULT_FACTS[kind].unit !== 'L/h') return [meterId];
  const [own, ...above] = chain(model, meterId);
  const seeing = above.filter(({ role, q1Lph = 0, resolution }) => role !== 'campus_main' && value >= Math.max(q1Lph, resolution * 1000));
  return [own!.id, ...seeing.map(({ id }) => id)];
}
