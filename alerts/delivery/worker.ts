import type { Delivery } from '../../domain/message.ts';
import { createBucket } from './bucket.ts';
import { type Counter, createDispatch } from './dispatch.ts';
import { createPlanner } from './planner.ts';
import type { DeliveryDeps } from './ports.ts';
import { createSenders } from './senders.ts';
import { createWakeLoop } from './wake-loop.ts';

const MINUTE_MS = 60_000;
/** Rows of one look; an address takes all of its own in one message when they are many. */
const MOST_DUE = 5000;
const ADDRESSES_AT_ONCE = 8;
/** When nothing says otherwise. */
const LONGEST_MS = 15_000;
const SHORTEST_MS = 50;
/** The ladders are looked at no more often, unless something is new. */
const LADDER_MS = 5000;

export interface DeliveryWorker {
  start(): void;
  /** Resolves when what is on its way has been answered. */
  stop(): Promise<void>;
  /** Something is new: look now. */
  nudge(): void;
  /** Everything that can be done now, with the answers. */
  runOnce(): Promise<void>;
}

const keyOf = ({ site, address }: Pick<Delivery, 'site' | 'address'>) => `${site}/${address}`;

const REMOVED = { zh: '这个接收地址已停用', en: 'this address is switched off or gone' };

/**
 * Brings messages to people: plans, climbs, sends. Several addresses at once, one message at a time to each. All that has to be
 * remembered is in the outbox; the buckets are filled again from it at the start.
 */
export function createDeliveryWorker(deps: DeliveryDeps): DeliveryWorker {
  const { records, now, monotonic, log } = deps;
  const { outbox } = records;
  /** Deliveries were added since the last look. */
  let isNew = false;
  const planner = createPlanner(deps, () => (isNew = true));
  const dispatch = createDispatch(deps, planner);
  const openAddress = createSenders(deps);
  const counters = new Map<string, Counter>();
  /** Addresses that are being written to, and when the others can take more. */
  const underWay = new Map<string, Promise<void>>();
  const freeAt = new Map<string, number>();
  let climbAt = Number.NEGATIVE_INFINITY;
  let sentBefore: { site: string; address: string; sentAt: number }[] | undefined;

  async function counterOf({ site, address: id }: Delivery): Promise<Counter | undefined> {
    const address = await records.addresses.get(site, id);
    if (!address?.isOn) return undefined;
    const key = keyOf({ site, address: id });
    const before = counters.get(key);
    const opened = openAddress(address);
    const bucket = before?.bucket ?? createBucket(opened.definition.perMinute, await sentTo(site, id));
    const counter =
      before && before.opened === opened
        ? before
        : { lastSentAt: Number.NEGATIVE_INFINITY, holdUntil: 0, ...before, address, opened, bucket };
    counters.set(key, counter);
    return counter;
  }

  /** Requests of the last minute, before this process or in it; of a clock that was set, as if they were just now. */
  async function sentTo(site: string, address: string): Promise<number[]> {
    sentBefore ??= await outbox.sentSince(now() - MINUTE_MS);
    const own = sentBefore.filter((sent) => sent.site === site && sent.address === address);
    return own.map(({ sentAt }) => monotonic() - Math.max(0, now() - sentAt));
  }

  /** All that an address can take now. @returns after how many ms it can take more */
  async function serve(first: Delivery): Promise<number> {
    const { site, address } = first;
    const ofAddress = async () =>
      (await outbox.due(now(), MOST_DUE)).filter((delivery) => delivery.site === site && delivery.address === address);
    for (let due = await ofAddress(); due.length > 0; due = await ofAddress()) {
      const counter = await counterOf(first);
      if (!counter) {
        await outbox.save(due.map((delivery) => ({ ...delivery, state: 'failed', why: REMOVED })));
        for (const delivery of due) await planner.afterFailure(delivery);
        return Number.POSITIVE_INFINITY;
      }
      const { again, waitMs } = await dispatch(counter, due);
      if (!again) return waitMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  async function serveAndFree(head: Delivery): Promise<void> {
    const key = keyOf(head);
    let waitMs = LONGEST_MS;
    try {
      waitMs = await serve(head);
    } catch (error) {
      log.error({ err: error, address: head.address }, 'messages to an address could not be delivered; trying again');
    }
    underWay.delete(key);
    if (Number.isFinite(waitMs)) freeAt.set(key, monotonic() + waitMs);
    else freeAt.delete(key);
    loop.wake();
  }

  /** Does not wait for answers: an address that is slow must not hold up the others. */
  async function round(): Promise<number> {
    const isPlanned = await planner.planNew();
    if (isPlanned || climbAt <= monotonic()) await climb();
    const hasNew = isNew;
    isNew = false;
    const due = await outbox.due(now(), MOST_DUE);
    const waits: number[] = [LONGEST_MS, climbAt - monotonic()];
    for (const [key, head] of new Map(due.toReversed().map((delivery) => [keyOf(delivery), delivery]))) {
      if (underWay.has(key)) continue;
      const waitMs = (freeAt.get(key) ?? 0) - monotonic();
      // New ones may be urgent, and urgent ones wait for less.
      if (waitMs > 0 && !hasNew) waits.push(waitMs);
      else if (underWay.size < ADDRESSES_AT_ONCE) underWay.set(key, serveAndFree(head));
    }
    const nextDueAt = await outbox.nextDueAt(now());
    if (nextDueAt !== undefined) waits.push(nextDueAt - now());
    return Math.max(SHORTEST_MS, Math.min(...waits));
  }

  async function climb(): Promise<void> {
    const waitMs = await planner.climbLadders();
    climbAt = monotonic() + Math.max(LADDER_MS, Math.min(LONGEST_MS, waitMs));
  }

  const loop = createWakeLoop(async () => {
    try {
      return await round();
    } catch (error) {
      log.error({ err: error }, 'messages could not be delivered; trying again');
      return LONGEST_MS;
    }
  });
  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await Promise.all(underWay.values());
    },
    nudge: () => loop.wake(),
    async runOnce() {
      climbAt = Number.NEGATIVE_INFINITY;
      freeAt.clear();
      await round();
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
