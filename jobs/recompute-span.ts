import { interpret } from '../domain/consumption.ts';
import { INTERVAL_MS, type Segment } from '../domain/interval.ts';
import { type Field, MEDIUM_FACTS } from '../domain/medium.ts';
import type { StoredReading } from '../domain/reading.ts';
import { baseAfter, type RegisterReading, type Step } from '../domain/register.ts';
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
}

/** What a touched span changes. */
export interface Recomputation {
  kind: 'ready';
  /** All segments that overlap `grid`. */
  segments: Segment[];
  /** On the interval grid: the intervals to write. Empty when its ends are equal. */
  grid: Span;
  /** Steps in order; those that end in `stepSpan` replace what was stored there. */
  steps: Step[];
  stepSpan: Span;
}

/** The readings at hand do not decide it: more are needed before, or after. */
export type Wider = { kind: 'wider'; side: 'before' | 'after' };

export const floorToGrid = (at: number) => Math.floor(at / INTERVAL_MS) * INTERVAL_MS;
export const ceilToGrid = (at: number) => Math.ceil(at / INTERVAL_MS) * INTERVAL_MS;

/**
 * Work out what new or changed readings in a span do to the intervals of a register meter, so that the result is the same
 * as a computation of the whole series from scratch.
 *
 * How a step is explained depends on the base that the series had before it and on the reading after it. So:
 * the computation starts at a reading whose base is known from the steps that are stored, at least two readings before
 * the span (the reading next to the span may be explained anew); and it goes on after the span until the base is again
 * what the stored steps say. From there on nothing can differ.
 *
 * @param touched half open; every reading outside it was computed before, or is touched by a mark of its own
 * @param stored  remarkable steps as they are stored, by the instant at which they end
 */
export function recomputeRegister(
  meter: Meter,
  field: Field,
  touched: Span,
  { readings, reachesStart, reachesEnd }: Surroundings,
  stored: ReadonlyMap<number, Step>,
): Recomputation | Wider {
  const registers = readings.filter(({ fields }) => fields[field] !== undefined);
  if (registers.length === 0)
    return reachesStart && reachesEnd ? nothing(touched) : { kind: 'wider', side: reachesStart ? 'after' : 'before' };
  const storedBase = (index: number): RegisterReading => {
    const { at, fields } = registers[index]!;
    const step = stored.get(at);
    return step ? baseAfter(step) : { at, value: fields[field]! };
  };

  const start = startOf(registers, touched.fromAt, storedBase);
  if (!start && !reachesStart) return { kind: 'wider', side: 'before' };
  const first = start?.index ?? 0;
  // The first reading of all has no step before it.
  const base = start?.base ?? { at: registers[0]!.at, value: registers[0]!.fields[field]! };
  const series = [{ ...registers[first]!, at: base.at, fields: { [field]: base.value } }, ...registers.slice(first + 1)];
  const { segments, steps } = interpret(meter, series);

  const settled = settledAt(steps, first, touched.toAt, storedBase);
  const lastStep = settled === undefined ? steps.length - 1 : settled;
  const endAt = steps[lastStep]?.toAt ?? base.at;
  const gridEnd = ceilToGrid(endAt);
  if (!reachesEnd && (settled === undefined || !isCovered(steps, lastStep, gridEnd))) return { kind: 'wider', side: 'after' };
  return {
    kind: 'ready',
    segments,
    grid: { fromAt: floorToGrid(start?.affectedFromAt ?? base.at), toAt: gridEnd },
    steps,
    stepSpan: { fromAt: registers[first]!.at + 1, toAt: endAt + 1 },
  };
}

/**
 * Where to start: the last reading whose base reaches back to before the first interval that can change. Undefined when
 * the readings do not reach far enough, or the series begins there.
 */
function startOf(registers: readonly StoredReading[], touchedFromAt: number, storedBase: (index: number) => RegisterReading) {
  const firstTouched = registers.findIndex(({ at }) => at >= touchedFromAt);
  // The reading before the span may be explained anew; the one before that may not.
  const lastSure = (firstTouched === -1 ? registers.length : firstTouched) - 2;
  if (lastSure < 0) return undefined;
  const affectedFromAt = storedBase(lastSure).at;
  for (let index = lastSure; index >= 0; index--) {
    const base = storedBase(index);
    if (base.at <= floorToGrid(affectedFromAt)) return { index, base, affectedFromAt };
  }
  return undefined;
}

/** The first step that ends behind the span with the base that is stored for it. */
function settledAt(
  steps: readonly Step[],
  first: number,
  touchedToAt: number,
  storedBase: (index: number) => RegisterReading,
): number | undefined {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index]!;
    if (step.toAt < touchedToAt) continue;
    const base = baseAfter(step);
    const known = storedBase(first + 1 + index);
    if (base.at === known.at && base.value === known.value) return index;
  }
  return undefined;
}

/** Whether the steps tell all about the time up to `toAt`: a base at or behind it, explained with the reading after it at hand. */
function isCovered(steps: readonly Step[], from: number, toAt: number): boolean {
  for (let index = from; index < steps.length - 1; index++) if (baseAfter(steps[index]!).at >= toAt) return true;
  return false;
}

function nothing(touched: Span): Recomputation {
  const grid = { fromAt: floorToGrid(touched.fromAt), toAt: floorToGrid(touched.fromAt) };
  return { kind: 'ready', segments: [], grid, steps: [], stepSpan: touched };
}

/** The same for a feed of amounts: an amount reaches back one reading interval at most. */
export function recomputeAmounts(meter: Meter, touched: Span, readings: readonly StoredReading[]): Recomputation {
  const reachMs = meter.readingIntervalS * 1000;
  const grid = { fromAt: floorToGrid(touched.fromAt - reachMs), toAt: ceilToGrid(touched.toAt + reachMs) };
  return { kind: 'ready', ...interpret(meter, readings), grid, stepSpan: touched };
}

/** The field whose readings prove the meter's consumption; undefined for instruments without any. */
export function consumptionField(meter: Pick<Meter, 'medium' | 'kind'>): Field | undefined {
  const facts = MEDIUM_FACTS[meter.medium];
  return meter.kind === 'interval' ? facts.interval : facts.register;
}
