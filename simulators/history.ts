import { setImmediate as breathe } from 'node:timers/promises';
import { type Batch, batchPayloads } from './payload.ts';
import type { MeterReader } from './meter-reader.ts';
import { dayIndexAt, DAY_MINUTES, DAY_MS, MINUTE_MS, startOfDay } from './physics/china-day.ts';
import type { World } from './world.ts';

/** The grid of history: a register every quarter of an hour. */
export const HISTORY_STEP_MS = 15 * MINUTE_MS;
const SLOTS_A_DAY = DAY_MINUTES / 15;
/** Messages of history carry about this much of one meter. */
const BATCH_DAYS = 7;

/** What had flowed through every meter at each instant at which it was read; temperature for the thermometer. */
export interface Tape {
  fromDay: number;
  /** Now, when it was recorded: what is read later is not on it. */
  toAt: number;
  /** By meter, one value a slot. */
  totals: Float64Array[];
}

/**
 * Run the world once, from its first day to now, and note down what the meters will have read.
 *
 * @param fromAt where the notes begin; days before it are computed all the same, their sums carry the registers
 * @throws the signal's reason when stopped
 */
export async function recordTape(world: World, reader: MeterReader, fromAt: number, toAt: number, signal: AbortSignal): Promise<Tape> {
  const fromDay = Math.max(world.firstDay, dayIndexAt(fromAt));
  const lastDay = dayIndexAt(toAt);
  const totals = world.meters.map(() => new Float64Array(Math.max(0, lastDay - fromDay + 1) * SLOTS_A_DAY));
  for (let index = world.firstDay; index <= lastDay; index++) {
    world.totalAt(0, startOfDay(index));
    if (index >= fromDay) recordDay(world, reader, index, totals, (index - fromDay) * SLOTS_A_DAY);
    if (index % 4 === 0) await breathe();
    signal.throwIfAborted();
  }
  return { fromDay, toAt, totals };
}

function recordDay(world: World, reader: MeterReader, index: number, totals: Float64Array[], offset: number): void {
  const midnight = startOfDay(index);
  world.meters.forEach((meter, number) => {
    const tape = totals[number]!;
    for (let slot = 0; slot < SLOTS_A_DAY; slot++) {
      const at = reader.instantOf(number, midnight + slot * HISTORY_STEP_MS, HISTORY_STEP_MS);
      tape[offset + slot] = meter.medium === 'weather' ? world.rateAt(number, at) : world.totalAt(number, at);
    }
  });
}

/** A message of history. */
export interface HistoryMessage extends Batch {
  meter: string;
}

/** One week (or less) of one school. */
export interface HistoryWeek {
  fromAt: number;
  toAt: number;
  messages: HistoryMessage[];
}

/**
 * History week by week, the newest first: what is needed for last night and this month is there first. In each week,
 * readings that were held back follow after all others.
 *
 * @param span instants of the slots; half open
 */
export function* historyWeeks(
  world: World,
  reader: MeterReader,
  tape: Tape,
  span: { fromAt: number; toAt: number },
): Generator<HistoryWeek> {
  for (let toAt = Math.min(span.toAt, tape.toAt); toAt > span.fromAt; ) {
    const fromAt = Math.max(span.fromAt, startOfDay(dayIndexAt(toAt - 1) - BATCH_DAYS + 1));
    yield { fromAt, toAt, messages: weekMessages(world, reader, tape, fromAt, toAt) };
    toAt = fromAt;
  }
}

/** How many messages a span will make, about: held-back readings add a few. */
export function countMessages(world: World, span: { fromAt: number; toAt: number }): number {
  return Math.max(0, Math.ceil((span.toAt - span.fromAt) / (BATCH_DAYS * DAY_MS))) * world.meters.length;
}

function weekMessages(world: World, reader: MeterReader, tape: Tape, fromAt: number, toAt: number): HistoryMessage[] {
  const messages: HistoryMessage[] = [];
  const held: HistoryMessage[] = [];
  const firstSlot = Math.ceil(fromAt / HISTORY_STEP_MS) * HISTORY_STEP_MS;
  world.meters.forEach((meter, number) => {
    const rows: number[][] = [];
    const late: number[][] = [];
    for (let slotAt = firstSlot; slotAt < toAt; slotAt += HISTORY_STEP_MS) {
      const total = tape.totals[number]![(slotAt - startOfDay(tape.fromDay)) / HISTORY_STEP_MS];
      if (total === undefined) continue;
      const reading = reader.read(number, slotAt, HISTORY_STEP_MS, total, false);
      if (!reading || reader.instantOf(number, slotAt, HISTORY_STEP_MS) >= tape.toAt) continue;
      const list = reading.heldUntil === undefined ? rows : late;
      for (let copy = 0; copy < reading.copies; copy++) list.push(reading.row);
    }
    const toMessages = (list: number[][]) => batchPayloads(reader.columns(number), list).map((batch) => ({ meter: meter.id, ...batch }));
    messages.push(...toMessages(rows));
    held.push(...toMessages(late));
  });
  return [...messages, ...held];
}
