import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Intake } from '../store/ports.ts';
import type { Admission } from './admission.ts';
import { type Batch, createBatch } from './batch.ts';
import type { Channels } from './channels.ts';
import type { Message } from './decoders/decoder.ts';
import type { Log } from '../domain/log.ts';
import { Stopped, type StoreRoad } from './store-road.ts';

export interface Pipeline {
  /** Take a message over. What can be used joins the batch that is being filled. */
  take(message: Message, ticket: number): void;
  hasRoom(): boolean;
  /** Write what is there now instead of waiting for more. */
  flush(): void;
  /** Flush, and wait until everything is durable; false when the deadline came first. */
  finish(deadlineMs: number): Promise<boolean>;
  counters(): { messages: number; inFlight: number; writeLagMs: number | null; trouble: string | null };
}

interface Waiting {
  batch: Batch;
  /** As it was when it was closed; resolving changes what is in it. */
  weight: number;
  durable: boolean;
}

const WRITES_IN_FLIGHT = 2;
/** In batches. Beyond it no message is taken: back-pressure, not growth. */
const MAX_WAITING = 8;
const RETRY_MS = 1_000;

/**
 * A batch is filled, then stored (or spooled), then committed; then its messages may be acknowledged.
 *
 * @param options.onDurable gets the ticket up to which, in order of arrival, everything is safe
 */
export function createPipeline(options: {
  admission: Admission;
  channels: Pick<Channels, 'refresh'>;
  road: Pick<StoreRoad, 'save'>;
  intake: Pick<Intake, 'commit'>;
  rules: { flushReadings: number; flushMs: number };
  onDurable: (ticket: number) => void;
  now: Clock;
  log: Log;
}): Pipeline {
  const { admission, channels, road, intake, rules, now, log } = options;
  const stopping = new AbortController();
  /** Closed batches that are not acknowledged yet, oldest first. */
  const waiting: Waiting[] = [];
  const queue: Waiting[] = [];
  let filling: Batch | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing = 0;
  let waitingWeight = 0;
  let messages = 0;
  let writeLagMs: number | null = null;
  let trouble: string | null = null;
  let onEmpty: (() => void) | undefined;

  function openBatch(at: number): Batch {
    timer = setTimeout(flush, rules.flushMs);
    return createBatch(at);
  }

  function flush(): void {
    clearTimeout(timer);
    if (!filling) return;
    const entry = { batch: filling, weight: filling.weight(), durable: false };
    filling = undefined;
    waitingWeight += entry.weight;
    waiting.push(entry);
    queue.push(entry);
    pump();
  }

  function pump(): void {
    for (; writing < WRITES_IN_FLIGHT && queue.length > 0; writing++) void settleAndRelease(queue.shift()!);
  }

  async function settleAndRelease(entry: Waiting): Promise<void> {
    try {
      await settle(entry.batch);
      entry.durable = true;
    } catch (error) {
      if (!(error instanceof Stopped)) log.error({ err: error }, 'a batch failed; its messages stay with the broker');
      return;
    } finally {
      writing--;
    }
    release();
    pump();
  }

  async function settle(batch: Batch): Promise<void> {
    if (batch.unresolved.size > 0) {
      await persist('the catalog cannot be read', () => channels.refresh());
      await admission.resolve(batch);
    }
    const commit = batch.toCommit(await road.save(batch.readings));
    await persist('the records database takes nothing', () => intake.commit(commit));
    writeLagMs = now() - batch.openedAt;
  }

  /** Without the step nothing may be acknowledged, so it is tried until it is done. */
  async function persist(failure: string, step: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await step();
        trouble = null;
        return;
      } catch (error) {
        if (trouble === null) log.error({ err: error }, `${failure}; messages stay with the broker`);
        trouble = `${failure}: ${error instanceof Error ? error.message : String(error)}`;
      }
      await pause(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) throw new Stopped();
    }
  }

  /** Acknowledgements go out in the order of arrival, whichever write was done first. */
  function release(): void {
    let ticket: number | undefined;
    for (let oldest = waiting[0]; oldest?.durable; oldest = waiting[0]) {
      waiting.shift();
      waitingWeight -= oldest.weight;
      ticket = oldest.batch.lastTicket();
    }
    if (ticket !== undefined) options.onDurable(ticket);
    if (waiting.length === 0) onEmpty?.();
  }

  return {
    take(message, ticket) {
      const at = now();
      messages++;
      const batch = (filling ??= openBatch(at));
      batch.takeMessage(ticket, at);
      admission.sort(batch, message, at);
      if (batch.weight() >= rules.flushReadings) flush();
    },
    hasRoom: () => waitingWeight < MAX_WAITING * rules.flushReadings,
    flush,
    async finish(deadlineMs) {
      flush();
      if (waiting.length > 0) {
        const empty = new Promise<void>((resolve) => (onEmpty = resolve));
        await Promise.race([empty, pause(deadlineMs, undefined, { ref: false })]);
      }
      stopping.abort();
      return waiting.length === 0;
    },
    counters: () => ({ messages, inFlight: waitingWeight + (filling?.weight() ?? 0), writeLagMs, trouble }),
  };
}
