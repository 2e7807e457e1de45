import { fromGrains, type Segment, toGrains } from './interval.ts';
import { MEDIUM_FACTS } from './medium.ts';
import type { StoredReading } from './reading.ts';
import { classifySteps, type RegisterFacts, type RegisterReading, type Step, type StepPiece, stepPieces } from './register.ts';
import { type Meter, ratioAt } from './site.ts';

/** A gap up to this long is interpolated; a longer one keeps its total but its spread is an estimate. */
export const SHORT_GAP_MS = 2 * 3_600_000;
/** Up to this many times the meter's own rhythm (or the grid) two readings are neighbours, not the edges of a gap. */
const RHYTHM_SLACK = 1.6;
const GRID_MS = 15 * 60_000;

/**
 * How the consumption of a step reached the intervals: `laid` into them; `held`, because it is known but belongs to no single
 * day (a long gap over midnight); `none`, because it is not known.
 */
export const BOOKINGS = ['laid', 'held', 'none'] as const;
export type Booking = (typeof BOOKINGS)[number];

/** A step with what it means in kWh or m³, after the ratio. */
export interface MeterStep extends Step {
  /** Null where it is not known. Never negative, except of a register that is declared to run backwards. */
  consumption: number | null;
  booking: Booking;
  /** What is in question: the distance between both readings, after the ratio. */
  size: number;
}

/** What the readings of one meter mean: the consumption they prove and how each step was explained. */
export interface Interpretation {
  segments: Segment[];
  steps: MeterStep[];
}

export type MeterFacts = Pick<
  Meter,
  | 'medium'
  | 'kind'
  | 'digits'
  | 'resolution'
  | 'ratingPerHour'
  | 'ratios'
  | 'readingIntervalS'
  | 'falls'
  | 'spreadGaps'
  | 'history'
  | 'serials'
  | 'manualAt'
>;

/** Local day of an instant in the zone of the meter's site. */
type DayOf = (at: number) => string;

/**
 * Interpret the readings of one meter: registers become steps and steps become segments; a feed of amounts becomes
 * segments as it is. Pure: the same readings give the same segments in whatever order they arrived. The segments and the steps
 * that are held sum to what the register moved, times the ratio, to the grain.
 *
 * @param readings ascending by `at`; readings without the meter's consumption field are passed over
 * @param dayOf    a long gap that lies inside one day is laid into it; one over midnight is held
 */
export function interpret(meter: MeterFacts, readings: readonly StoredReading[], dayOf: DayOf): Interpretation {
  return meter.kind === 'interval' ? fromAmounts(meter, readings) : fromRegister(meter, readings, dayOf);
}

function fromRegister(meter: MeterFacts, readings: readonly StoredReading[], dayOf: DayOf): Interpretation {
  const field = MEDIUM_FACTS[meter.medium].register;
  if (!field) return { segments: [], steps: [] };
  const registers: RegisterReading[] = [];
  for (const { at, fields } of readings) {
    const value = fields[field];
    if (value !== undefined) registers.push({ at, value });
  }
  const facts = registerFacts(meter);
  const days: Days = { dayOf, spreads: new Set(meter.history?.spreads), manual: new Set(meter.manualAt) };
  const segments: Segment[] = [];
  const steps = classifySteps(registers, facts).map((step) => book(meter, facts, step, days, segments));
  return { segments, steps };
}

/** What the explanation of a meter's steps rests on. */
export function registerFacts(meter: MeterFacts): RegisterFacts {
  const { history, ratios } = meter;
  const changes = new Set([Number.NEGATIVE_INFINITY, ...ratios.map(({ fromAt }) => fromAt)]);
  for (const { at } of history?.exchanges ?? []) changes.add(at);
  return {
    specs: [...changes].toSorted((a, b) => a - b).map((at) => ({ fromAt: at, ...specAt(meter, at) })),
    falls: meter.falls ?? 'judge',
    gapMs: Math.max(SHORT_GAP_MS, neighbourMs(meter)),
    decisions: new Map(history?.decisions.map(({ toAt, as }) => [toAt, as])),
    exchanges: history?.exchanges ?? [],
    outages: history?.outages ?? [],
    serials: meter.serials ?? [],
  };
}

function specAt(meter: MeterFacts, at: number) {
  const exchanges = meter.history?.exchanges.filter((exchange) => exchange.at <= at) ?? [];
  return {
    digits: exchanges.findLast(({ digits }) => digits !== undefined)?.digits ?? meter.digits,
    resolution: exchanges.findLast(({ resolution }) => resolution !== undefined)?.resolution ?? meter.resolution,
    maxPerHour: meter.ratingPerHour === undefined ? undefined : meter.ratingPerHour / ratioAt(meter, at),
  };
}

const neighbourMs = (meter: MeterFacts) => Math.max(GRID_MS, meter.readingIntervalS * 1000) * RHYTHM_SLACK;

interface Days {
  dayOf: DayOf;
  spreads: ReadonlySet<number>;
  manual: ReadonlySet<number>;
}

/** Say what a step means after the ratio, and lay it where it belongs to its days. */
function book(meter: MeterFacts, facts: RegisterFacts, step: Step, days: Days, segments: Segment[]): MeterStep {
  const { fromAt, toAt, from, to, kind, amount } = step;
  const size = fromGrains(toGrains(Math.abs(to - from) * ratioAt(meter, fromAt)));
  let booking: Booking = 'none';
  let consumption: number | null = null;
  if (amount !== null) {
    const isOverMidnight = toAt - fromAt > facts.gapMs && days.dayOf(fromAt) !== days.dayOf(toAt - 1);
    const isSpread = isOverMidnight && (meter.spreadGaps === true || days.spreads.has(toAt));
    booking = isOverMidnight && !isSpread ? 'held' : 'laid';
    const parts = partsOf(meter, facts, step, isSpread ? 'estimated' : qualityOf(meter, step, days));
    consumption = sumOf(parts);
    if (booking === 'laid') segments.push(...parts);
  }
  return { fromAt, toAt, from, to, kind, amount, consumption, booking, size };
}

/** What a step used, in kWh or m³ after the ratio; null where it is not known. */
export function consumptionOf(meter: MeterFacts, facts: RegisterFacts, step: Step): number | null {
  return step.amount === null ? null : sumOf(partsOf(meter, facts, step, 'measured'));
}

function sumOf(parts: readonly Segment[]): number {
  let grains = 0;
  for (const part of parts) grains += toGrains(part.amount);
  return fromGrains(grains);
}

function qualityOf(meter: MeterFacts, { fromAt, toAt }: Step, { manual }: Days): Segment['quality'] {
  if (manual.size > 0 && (manual.has(fromAt) || manual.has(toAt))) return 'manual';
  if (toAt - fromAt <= neighbourMs(meter)) return 'measured';
  return toAt - fromAt <= SHORT_GAP_MS ? 'interpolated' : 'estimated';
}

/**
 * What a step used, cut where the meter or its ratio changed. Each register is rounded to the grain for itself, so that the
 * steps of a ratio that the grain does not divide still sum to the difference of the registers.
 */
function partsOf(meter: MeterFacts, facts: RegisterFacts, step: Step, quality: Segment['quality']): Segment[] {
  const { fromAt, toAt, kind } = step;
  if ((kind === 'normal' || kind === 'gap') && !hasRatioChange(meter, fromAt, toAt)) {
    const ratio = ratioAt(meter, fromAt);
    return [{ fromAt, toAt, amount: fromGrains(toGrains(step.to * ratio) - toGrains(step.from * ratio)), quality }];
  }
  const parts: Segment[] = [];
  let unlaid = 0;
  for (const piece of stepPieces(facts, step)) {
    for (const { from, to } of cutAtRatios(meter, piece)) {
      const ratio = ratioAt(meter, from.at);
      unlaid += toGrains(to.value * ratio) - toGrains(from.value * ratio);
      if (to.at <= from.at) continue;
      parts.push({ fromAt: from.at, toAt: to.at, amount: fromGrains(unlaid), quality });
      unlaid = 0;
    }
  }
  // An exchange at the very instant of a reading takes no time: what was used then goes with the piece beside it.
  const last = parts.at(-1);
  if (last && unlaid !== 0) last.amount = fromGrains(toGrains(last.amount) + unlaid);
  return parts;
}

function hasRatioChange({ ratios }: MeterFacts, fromAt: number, toAt: number): boolean {
  for (let index = 1; index < ratios.length; index++) if (ratios[index]!.fromAt > fromAt && ratios[index]!.fromAt < toAt) return true;
  return false;
}

/** Where the register was not written down when the ratio changed, the step is shared by time. */
function cutAtRatios(meter: MeterFacts, { from, to }: StepPiece): StepPiece[] {
  const pieces: StepPiece[] = [];
  let last = from;
  for (const { fromAt: at } of meter.ratios.slice(1)) {
    if (at <= last.at || at >= to.at) continue;
    const share = (at - last.at) / (to.at - last.at);
    const written = meter.history?.ratioRegisters.find((change) => change.at === at)?.register;
    const isBetween = written !== undefined && written >= last.value && written <= to.value;
    const change = { at, value: isBetween ? written : last.value + (to.value - last.value) * share };
    pieces.push({ from: last, to: change });
    last = change;
  }
  return [...pieces, { from: last, to }];
}

/** An amount belongs to the reading interval that ends at its reading; it never reaches back over the reading before. */
function fromAmounts(meter: MeterFacts, readings: readonly StoredReading[]): Interpretation {
  const field = MEDIUM_FACTS[meter.medium].interval;
  if (!field) return { segments: [], steps: [] };
  const { outages } = registerFacts(meter);
  const segments: Segment[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { at, fields } of readings) {
    const amount = fields[field];
    if (amount === undefined || amount < 0) continue;
    const fromAt = Math.max(lastAt, at - meter.readingIntervalS * 1000);
    lastAt = at;
    if (outages.some((outage) => fromAt < outage.toAt && at > outage.fromAt)) continue;
    const step = { fromAt, toAt: at, amount: fromGrains(toGrains(amount * ratioAt(meter, fromAt))) };
    segments.push({
      ...step,
      quality: at - fromAt <= neighbourMs(meter) ? 'measured' : at - fromAt <= SHORT_GAP_MS ? 'interpolated' : 'estimated',
    });
  }
  return { segments, steps: [] };
}
