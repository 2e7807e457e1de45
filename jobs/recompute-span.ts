import { interpret, type MeterStep } from '../domain/consumption.ts';
import { INTERVAL_MS, type Segment } from '../domain/interval.ts';
import { type Field, MEDIUM_FACTS } from '../domain/medium.ts';
import type { StoredReading } from '../domain/reading.ts';
import { baseAfter, LOOK_AHEAD, type RegisterReading, type Step } from '../domain/register.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';

export interface Span {
  fromAt: number;
  toAt: number;
}

/** Readings around a touched span. */
export interface Surroundings {
  /** Ascending. */
  readings: readonly StoredReading[];
  /** No reading of the meter lies before the first, or after the last, of these. */
  reachesStart: boolean;
  reachesEnd: boolean;
  /** There were readings before the first of these; they are not kept any more. */
  isCutOff: boolean;
}

/** What a touched span changes. */
export interface Recomputation {
  kind: 'ready';
  /** All segments that overlap `grid`. */
  segments: Segment[];
  /** On the interval grid: the intervals to write. Empty when its ends are equal. */
  grid: Span;
  /** Steps in order; those that end in `stepSpan` replace what was stored there. */
  steps: MeterStep[];
  stepSpan: Span;
}

/** The readings at hand do not decide it: more are needed before, or after. */
export type Wider = { kind: 'wider'; side: 'before' | 'after' };

export const floorToGrid = (at: number) => Math.floor(at / INTERVAL_MS) * INTERVAL_MS;
export const ceilToGrid = (at: number) => Math.ceil(at / INTERVAL_MS) * INTERVAL_MS;

export const NO_SPAN: Span = { fromAt: 0, toAt: 0 };

/**
 * Work out what new or changed readings in a span do to the intervals of a register meter, so that the result is the same
 * as a computation of the whole series from scratch.
 *
 * How a step is explained depends on the base that the series had before it and on the LOOK_AHEAD readings after it. So:
 * the computation starts at a reading whose base is known from the steps that are stored, more than LOOK_AHEAD readings before
 * the span (those next to the span may be explained anew); and it goes on after the span until the base is again
 * what the stored steps say. From there on nothing can differ.
 *
 * @param touched half open; every reading outside it was computed before, or is touched by a mark of its own
 * @param stored  remarkable steps as they are stored, by the instant at which they end
 */
export function recomputeRegister(
  meter: Meter,
  local: Pick<LocalTime, 'dayOf'>,
  touched: Span,
  { readings, reachesStart, reachesEnd, isCutOff }: Surroundings,
  stored: ReadonlyMap<number, Step>,
): Recomputation | Wider {
  const field = consumptionField(meter)!;
  const registers = readings.filter(({ fields }) => fields[field] !== undefined);
  if (registers.length === 0) return reachesStart && reachesEnd ? NOTHING : { kind: 'wider', side: reachesStart ? 'after' : 'before' };
  const shown = (index: number): RegisterReading => ({ at: registers[index]!.at, value: registers[index]!.fields[field]! });
  const storedBase = (index: number): RegisterReading => {
    const step = stored.get(registers[index]!.at);
    return step ? baseAfter(step) : shown(index);
  };

  const start = startOf(registers, touched.fromAt, storedBase);
  if (!start && !reachesStart) return { kind: 'wider', side: 'before' };
  const first = start?.index ?? 0;
  // The first reading of all has no step before it; the first that is still kept may have one.
  const base = start?.base ?? (isCutOff ? storedBase(0) : shown(0));
  const series = [{ ...registers[first]!, at: base.at, fields: { [field]: base.value } }, ...registers.slice(first + 1)];
  const { segments, steps } = interpret(meter, series, local.dayOf);

  // What is explained without all of the readings after it may still change.
  const sure = steps.length - LOOK_AHEAD;
  const settled = settledAt(steps, first, touched.toAt, storedBase);
  const lastStep = settled ?? steps.length - 1;
  const endAt = steps[lastStep]?.toAt ?? base.at;
  const gridEnd = ceilToGrid(endAt);
  if (!reachesEnd && (settled === undefined || !isCovered(steps, lastStep, sure, gridEnd))) return { kind: 'wider', side: 'after' };
  const gridStart = start || !isCutOff ? floorToGrid(start?.affectedFromAt ?? base.at) : ceilToGrid(base.at);
  return {
    kind: 'ready',
    segments,
    grid: { fromAt: gridStart, toAt: gridEnd },
    steps,
    stepSpan: { fromAt: registers[first]!.at + 1, toAt: endAt + 1 },
  };
}

const NOTHING: Recomputation = { kind: 'ready', segments: [], grid: NO_SPAN, steps: [], stepSpan: NO_SPAN };

/**
 * Where to start: the last reading whose base reaches back to before the first interval that can change. Undefined when
 * the readings do not reach far enough, or the series begins there.
 */
function startOf(registers: readonly StoredReading[], touchedFromAt: number, storedBase: (index: number) => RegisterReading) {
  const firstTouched = registers.findIndex(({ at }) => at >= touchedFromAt);
  // Readings that looked ahead into the span may be explained anew; the one before those may not.
  const lastSure = (firstTouched === -1 ? registers.length : firstTouched) - LOOK_AHEAD - 1;
  if (lastSure < 0) return undefined;
  const affectedFromAt = storedBase(lastSure).at;
  for (let index = lastSure; index >= 0; index--) {
    const base = storedBase(index);
    if (base.at <= floorToGrid(affectedFromAt)) return { index, base, affectedFromAt };
  }
  return undefined;
}

/** The first step that leaves a base behind the span, and the one that is stored for it. */
function settledAt(
  steps: readonly Step[],
  first: number,
  touchedToAt: number,
  storedBase: (index: number) => RegisterReading,
): number | undefined {
  for (let index = 0; index < steps.length; index++) {
    const base = baseAfter(steps[index]!);
    // A base before the end of the span may still be followed by a step over something that was said about the span.
    if (base.at < touchedToAt) continue;
    const known = storedBase(first + 1 + index);
    if (base.at === known.at && base.value === known.value) return index;
  }
  return undefined;
}

/** Whether the steps before `end` tell all about the time up to `toAt`: a base at or behind it. */
function isCovered(steps: readonly Step[], from: number, end: number, toAt: number): boolean {
  for (let index = from; index < end; index++) if (baseAfter(steps[index]!).at >= toAt) return true;
  return false;
}

/**
 * The same for a feed of amounts: an amount reaches back one reading interval at most. Before its first amount and after its
 * last one nothing is changed: those days may come from the time when the meter sent a register.
 *
 * @param readings those of the touched span and of one interval around it, and the next ones on both sides
 */
export function recomputeAmounts(
  meter: Meter,
  local: Pick<LocalTime, 'dayOf'>,
  touched: Span,
  readings: readonly StoredReading[],
): Recomputation {
  const field = consumptionField(meter)!;
  const amounts = readings.filter(({ fields }) => fields[field] !== undefined);
  const [first, last] = [amounts[0], amounts.at(-1)];
  if (!first || !last) return NOTHING;
  const reachMs = meter.readingIntervalS * 1000;
  const fromAt = floorToGrid(Math.max(touched.fromAt, first.at) - reachMs);
  const toAt = ceilToGrid(Math.min(touched.toAt + reachMs, last.at));
  const grid = { fromAt, toAt: Math.max(fromAt, toAt) };
  return { kind: 'ready', ...interpret(meter, amounts, local.dayOf), grid, stepSpan: grid };
}

/** The field whose readings prove the meter's consumption; undefined for instruments without any. */
export function consumptionField(meter: Pick<Meter, 'medium' | 'kind'>): Field | undefined {
  const facts = MEDIUM_FACTS[meter.medium];
  return meter.kind === 'interval' ? facts.interval : facts.register;
}
