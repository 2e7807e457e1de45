import type { z } from 'zod';
import { RULES } from '../analysis/registry.ts';
import type { Alert } from '../domain/alert.ts';
import type { IntervalDay } from '../domain/interval.ts';
import { addDays, windowOn } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter, Space } from '../domain/site.ts';
import type { LatestReading, Records, StepRecord } from '../store/ports.ts';
import { groupBy } from '../domain/group-by.ts';
import { reachesAlert, reachesMeter } from './reached.ts';
import type { MeterSummary } from './schemas/sites.ts';
import { owedByEach } from '../consumption/scope-tallies.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { isOpen, OPEN_KINDS } from './steps.ts';
import { addSpan, type Amount, createTally, expect, type Owed, toAmount } from '../consumption/tally.ts';

/** The hours in which a school sleeps. */
const NIGHT = { start: '22:00', end: '06:00' };
const SUSPECT_MS = 30 * 86_400_000;
/** More open steps than this in 30 days concern meters that are named already. */
const STEP_LIMIT = 2000;

/** After how long without a reading a meter counts as silent: the same hours as in the rule `meter_silent`. */
const { meter_silent: silenceRule } = RULES;
type Silence = z.infer<typeof silenceRule.options>;

interface Known {
  latest: ReadonlyMap<string, LatestReading>;
  days: ReadonlyMap<string, readonly IntervalDay[]>;
  owed: ReadonlyMap<string, Owed>;
  suspects: ReadonlySet<string>;
  openAlerts: ReadonlyMap<string, number>;
}

/** What a list says about each meter: a handful of queries, however many meters. */
export async function readMeterSummaries(
  records: Pick<Records, 'intake' | 'intervals' | 'alerts'>,
  view: SiteView,
  meters: readonly Meter[],
  now: number,
): Promise<MeterSummary[]> {
  const silence = silenceRule.options.parse(view.rulebook.optionsOf(silenceRule.rule));
  const ids = meters.map((meter) => meter.id);
  const today = view.local.dayOf(now);
  const [latest, days, firstDays, steps, alerts] = await Promise.all([
    records.intake.latest(view.id),
    records.intervals.days(view.id, ids, addDays(today, -1), addDays(today, 1)),
    records.intervals.firstDays(view.id),
    records.intervals.steps(view.id, { fromAt: now - SUSPECT_MS, kinds: OPEN_KINDS, limit: STEP_LIMIT }),
    openAlerts(records, view),
  ]);
  const known: Known = {
    latest: new Map(latest.map((reading) => [reading.meter, reading])),
    days: groupBy(days, (day) => day.meter),
    owed: owedByEach(view, firstDays, now),
    suspects: suspectsOf(view, steps),
    openAlerts: countBy(alerts, (alert) => alert.meter),
  };
  return meters.map((meter) => summarize(view, meter, known, now, silence));
}

export async function openAlerts(records: Pick<Records, 'alerts'>, view: SiteView): Promise<Alert[]> {
  return (await records.alerts.list(view.id, { state: 'open', limit: 10_000 })).filter((alert) => reachesAlert(view, alert));
}

export function countBy<K, T>(list: readonly T[], keyOf: (entry: T) => K): Map<K, number> {
  return new Map([...groupBy(list, keyOf)].map(([key, group]) => [key, group.length]));
}

function suspectsOf(view: SiteView, steps: readonly StepRecord[]): Set<string> {
  const inside = steps.filter((step) => reachesMeter(view, step));
  return new Set(inside.filter((step) => isOpen(step, view.meter(step.meter))).map((step) => step.meter));
}

function summarize(view: SiteView, meter: Meter, known: Known, now: number, silence: Silence): MeterSummary {
  const facts = MEDIUM_FACTS[meter.medium];
  const building = toNames(view.building(meter.building));
  const latest = known.latest.get(meter.id);
  return {
    id: meter.id,
    ...toNames(meter),
    building: meter.building,
    buildingName: building.name,
    buildingNameEn: building.nameEn,
    space: spaceOf(view, meter),
    medium: meter.medium,
    role: meter.role,
    item: meter.item ?? null,
    unit: facts.unit,
    rateUnit: facts.rateUnit,
    parent: meter.parent !== undefined && view.meters.has(meter.parent) ? meter.parent : null,
    serial: meter.serial ?? null,
    readingIntervalS: meter.readingIntervalS,
    latest: latest ? { at: latest.at, receivedAt: latest.receivedAt, clock: latest.clock, ...toValues(meter, latest) } : null,
    ...toAmounts(view, meter, known, now),
    trust: trustIn(meter, latest, known.suspects, now, silence),
    openAlerts: known.openAlerts.get(meter.id) ?? 0,
  };
}

/** Register and rate of a reading, under the names that answers use. */
export function toValues(
  meter: Pick<Meter, 'medium'>,
  { fields }: Pick<LatestReading, 'fields'>,
): { register: number | null; rate: number | null } {
  const { register, rate } = MEDIUM_FACTS[meter.medium];
  return { register: (register && fields[register]) ?? null, rate: fields[rate] ?? null };
}

export function toSpace(space: Space): NonNullable<MeterSummary['space']> {
  return { id: space.id, ...toNames(space), floor: space.floor, function: space.function };
}

/** Where in its building a meter is; null for one that belongs to the whole building. */
export function spaceOf(view: SiteView, meter: Pick<Meter, 'space'>): MeterSummary['space'] {
  const space = meter.space === undefined ? undefined : view.spaces.get(meter.space);
  return space ? toSpace(space) : null;
}

function toAmounts(view: SiteView, meter: Meter, known: Known, now: number): Pick<MeterSummary, 'today' | 'lastNight'> {
  if (MEDIUM_FACTS[meter.medium].register === undefined) return { today: null, lastNight: null };
  const today = view.local.dayOf(now);
  const night = windowOn(view.local, addDays(today, -1), NIGHT);
  const amountIn = (fromAt: number, toAt: number): Amount => {
    const tally = createTally();
    for (const day of known.days.get(meter.id) ?? []) addSpan(tally, day, fromAt, toAt);
    return toAmount(expect(tally, known.owed.get(meter.id)!, fromAt, toAt));
  };
  return {
    today: amountIn(view.local.startOfDay(today), view.local.startOfDay(addDays(today, 1))),
    lastNight: amountIn(night.fromAt, night.toAt),
  };
}

function trustIn(
  meter: Meter,
  latest: LatestReading | undefined,
  suspects: ReadonlySet<string>,
  now: number,
  silence: Silence,
): MeterSummary['trust'] {
  if (!latest) return 'never';
  const allowedMs = (meter.battery ? silence.batteryHours : silence.mainsHours) * 3_600_000;
  // As in the rule `meter_silent`: a meter that sends old readings is late, not silent.
  if (now - Math.max(latest.at, latest.receivedAt) > allowedMs) return 'silent';
  return suspects.has(meter.id) ? 'suspect' : 'ok';
}
