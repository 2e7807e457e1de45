import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import { batchPayloads, objectPayload } from './payload.ts';
import type { MeterReader } from './meter-reader.ts';
import type { World } from './world.ts';

export interface LiveMessage {
  meter: string;
  payload: string;
}

export interface LiveOptions {
  world: World;
  reader: MeterReader;
  /** Time between two readings of a meter. */
  stepMs: number;
  now: Clock;
  signal: AbortSignal;
  /** Slots up to this one have been published. */
  afterAt: number;
  send: (message: LiveMessage) => Promise<void>;
  /** Called after a long hold-up: publish what the meters kept meanwhile. */
  catchUp: (fromAt: number, toAt: number) => Promise<void>;
  /** Every meter of a slot has been handed over. */
  onSlot: () => void;
  /** Of one look at the clock, real milliseconds: a clock that runs faster needs a shorter one. Absent: until the next slot. */
  longestWaitMs?: number | undefined;
}

/** A longer hold-up (a suspended computer) is made up from the meters' own memory. */
const LONGEST_GAP_MS = 16 * 60_000;

/** Publish every meter's reading of each slot, soon after it was taken, until stopped. Never rejects because of the stop. */
export async function runLive(options: LiveOptions): Promise<void> {
  const { stepMs, now, signal, catchUp, longestWaitMs = Number.POSITIVE_INFINITY } = options;
  const lagMs = Math.min(40_000, 0.6 * stepMs);
  const held = new Map<number, { columns: readonly string[]; rows: number[][]; until: number }>();
  let slotAt = (Math.floor(options.afterAt / stepMs) + 1) * stepMs;
  try {
    while (!signal.aborted) {
      await sleep(Math.max(20, Math.min(longestWaitMs, slotAt + lagMs - now())), undefined, { signal });
      if (now() < slotAt + lagMs) continue;
      const due = Math.floor((now() - lagMs) / stepMs) * stepMs;
      if (due - slotAt > LONGEST_GAP_MS) {
        await catchUp(slotAt, due);
        slotAt = due;
      }
      await publishSlot(options, slotAt, held);
      options.onSlot();
      slotAt += stepMs;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function publishSlot(
  { world, reader, stepMs, send }: LiveOptions,
  slotAt: number,
  held: Map<number, { columns: readonly string[]; rows: number[][]; until: number }>,
): Promise<void> {
  for (let number = 0; number < world.meters.length; number++) {
    const { id: meter, medium } = world.meters[number]!;
    const at = reader.instantOf(number, slotAt, stepMs);
    const total = medium === 'weather' ? world.rateAt(number, at) : world.totalAt(number, at);
    const reading = reader.read(number, slotAt, stepMs, total, true);
    const columns = reader.liveColumns(number);
    const kept = held.get(number);
    if (kept && at >= kept.until) {
      for (const { payload } of batchPayloads(columns, kept.rows)) await send({ meter, payload });
      held.delete(number);
    }
    if (!reading) continue;
    if (reading.heldUntil !== undefined) {
      const rows = held.get(number)?.rows ?? [];
      held.set(number, { columns, rows: [...rows, reading.row], until: reading.heldUntil });
      continue;
    }
    for (let copy = 0; copy < reading.copies; copy++) await send({ meter, payload: objectPayload(columns, reading.row) });
  }
}
