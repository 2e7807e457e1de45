import type { Account, BillOutcome } from '../../domain/bill.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { holidaysOf } from '../../domain/holidays.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import type { SoldMedium, TariffRevision } from '../../domain/tariff.ts';
import { NO_WEATHER, weatherOf } from '../../domain/weather.ts';
import type { Sentence } from '../../domain/words.ts';
import type { ReadingStore, Records, StepRecord } from '../../store/ports.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { computeBill, type MeterUse, usedBeforeFrom } from '../../tariffs/compute-bill.ts';
import { Exact, exact, toDecimal } from '../../tariffs/exact.ts';
import { readMeterUses } from './meter-uses.ts';
import { estimateReactive } from './reactive.ts';
import { type MissingRule, settleMissing, tellEstimates } from './settle-missing.ts';
import { readUsedBefore } from './used-before.ts';

export interface BillDeps {
  records: Pick<Records, 'intervals' | 'tariffs' | 'weather'>;
  readings: Pick<ReadingStore, 'range'>;
  now: Clock;
}

/** What somebody is to pay for: some meters over some local days, half open. */
export interface MetersToBill {
  medium: SoldMedium;
  from: string;
  to: string;
  meters: Account['meters'];
  assignments: Account['assignments'];
  /** Absent: none. */
  quota?: Decimal | null | undefined;
  /** Absent: the tariffs of the school. A resale price that is no tariff comes as one made of it. */
  tariffs?: readonly TariffRevision[] | undefined;
  /** What becomes of time of which nobody knows anything; absent: it is left out, and the coverage says so. */
  missing?: MissingRule | undefined;
}

/** A long gap is looked for so far around the span: an empty school's water meter may be read twice a year. */
const LONGEST_GAP_DAYS = 400;
/** Heat of several days in a row opens a price period. */
const WEATHER_BEFORE_DAYS = 10;

/**
 * What some meters cost by the tariffs that hold, from the intervals as they are known now.
 *
 * @throws NotFound for a meter that the school does not have; StoreUnavailable
 */
export async function billMeters(deps: BillDeps, view: SiteView, asked: MetersToBill): Promise<BillOutcome> {
  const { from, to, missing } = asked;
  const meters = asked.meters.map(({ meter, share }) => ({ meter: view.meter(meter), share }));
  const held = await readHeld(deps, view, meters, from, to);
  const uses = await readMeterUses(deps, view, meters, { from, to }, held);
  if (missing === undefined) return billUses(deps, view, asked, { meters, uses, held });
  const firstDays = () => deps.records.intervals.firstDays(view.id);
  const settled = await settleMissing(uses, missing, { from, to, local: view.local, firstDays });
  if ('troubles' in settled) return { kind: 'refused', ...settled };
  return tellEstimates(await billUses(deps, view, asked, { meters, uses: settled.uses, held }), settled.estimates);
}

interface Used {
  meters: readonly { meter: Meter; share: Decimal }[];
  uses: readonly MeterUse[];
  /** Long gaps, also of the year before. */
  held: readonly StepRecord[];
}

/** Everything else that a bill asks for is loaded here: prices, what was used before, weather, reactive energy. */
async function billUses(deps: BillDeps, view: SiteView, asked: MetersToBill, { meters, uses, held }: Used): Promise<BillOutcome> {
  const { records, readings } = deps;
  const { medium, from, to, assignments, quota = null } = asked;
  const { local } = view;
  const tariffs = asked.tariffs ?? (await records.tariffs.list(view.id));
  const needs = needsOf(tariffs, assignments);
  const [usedBefore, weather, reactiveKvarh] = await Promise.all([
    needs.before ? readUsedBefore(records.intervals, { site: view.id, local }, asked.meters, held, from) : NOTHING_ASKED,
    needs.weather ? readWeather(deps, view, from, to) : NO_WEATHER,
    needs.reactive ? readReactive(readings, meters, uses) : null,
  ]);
  const around = { local, holidays: holidaysOf(view.plan.calendar), weather };
  const given = { meters: uses, tariffs, assignments, usedBefore, quota, reactiveKvarh, maxDemandKw: null };
  const outcome = computeBill({ medium, from, to, ...around, ...given });
  if (reactiveKvarh === null || outcome.kind === 'refused') return outcome;
  return { kind: 'billed', bill: { ...outcome.bill, notes: [...outcome.bill.notes, reactiveNote(reactiveKvarh)] } };
}

const NOTHING_ASKED = { month: null, quarter: null, year: null };

/** What the prices of an account ask for beside amounts: most ask for nothing, and a year of bills is read quickly then. */
function needsOf(tariffs: readonly TariffRevision[], assignments: Account['assignments']) {
  const used = tariffs.map(({ tariff }) => tariff).filter(({ id }) => assignments.some(({ tariff }) => tariff === id));
  return {
    before: used.some(({ tiers, quotaSurcharge }) => tiers !== undefined || quotaSurcharge !== undefined),
    weather: used.some(({ tou }) => tou?.calendars.some((calendar) => calendar.weather !== undefined)),
    reactive: used.some(({ powerFactor }) => powerFactor !== undefined),
  };
}

/** Long gaps of the meters that reach into the span, or into the year before it. */
function readHeld({ records }: BillDeps, view: SiteView, meters: readonly { meter: Meter }[], from: string, to: string) {
  if (meters.length === 0) return Promise.resolve([]);
  const fromAt = view.local.startOfDay(addDays(usedBeforeFrom(from, 'year'), -LONGEST_GAP_DAYS));
  const toAt = view.local.startOfDay(addDays(to, LONGEST_GAP_DAYS));
  return records.intervals.held(view.id, [...new Set(meters.map(({ meter }) => meter.id))], fromAt, toAt);
}

async function readWeather({ records }: BillDeps, { id, local }: SiteView, from: string, to: string) {
  const fromAt = local.startOfDay(addDays(from, -WEATHER_BEFORE_DAYS));
  return weatherOf(await records.weather.hours(id, fromAt, local.startOfDay(to)), []);
}

/** All meters with their shares; null as soon as it is not known of one. */
async function readReactive(
  readings: BillDeps['readings'],
  meters: readonly { meter: Meter; share: Decimal }[],
  uses: readonly MeterUse[],
): Promise<Decimal | null> {
  let sum = new Exact(0);
  for (const [index, { meter, share }] of meters.entries()) {
    const kvarh = await estimateReactive(readings, meter, uses[index]!.days);
    if (kvarh === undefined) return null;
    sum = sum.plus(exact(kvarh).times(exact(share)));
  }
  return toDecimal(sum.toDecimalPlaces(3));
}

const reactiveNote = (kvarh: Decimal): Sentence => ({
  zh: `无功电量 ${kvarh} kvarh 由各次读数的功率因数推算，与供电公司的无功表可能有出入。`,
  en: `reactive energy of ${kvarh} kvarh is estimated from the power factor of the readings; the utility's own register may differ.`,
});
