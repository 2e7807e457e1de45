import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { COLLECTOR_EVENTS, type CollectorEventKind, type Intake } from '../store/ports.ts';

export interface EventNote {
  kind: CollectorEventKind;
  /** English words; `count` is the sum over the notes that became one event. */
  words: (count: number) => string;
  count?: number;
  /** Since when messages may be missing. */
  fromAt?: number | undefined;
}

/** Keeps events in the records, however often they happen and whether or not the records take them now. */
export interface EventBook {
  note(event: EventNote): void;
  /** Write what is due. @param all also what would wait to be joined with more of its kind */
  flush(all?: boolean): Promise<void>;
}

interface Pending {
  at: number;
  words: EventNote['words'];
  count: number;
  fromAt: number | undefined;
}

/** Of one kind there is one event in this time: a fight for our name would fill the list in an hour. */
const GAP_MS = 10 * 60_000;

/** The first event of a kind is written at once; more of them within ten minutes become one. */
export function createEventBook({ intake, now, log }: { intake: Pick<Intake, 'recordEvent'>; now: Clock; log: Log }): EventBook {
  const pending = new Map<CollectorEventKind, Pending>();
  const writtenAt = new Map<CollectorEventKind, number>();
  let writing = Promise.resolve();
  let failing = false;

  function join(kind: CollectorEventKind, more: Pending): void {
    const before = pending.get(kind);
    const fromAt = Math.min(before?.fromAt ?? Number.POSITIVE_INFINITY, more.fromAt ?? Number.POSITIVE_INFINITY);
    pending.set(kind, { ...more, count: more.count + (before?.count ?? 0), fromAt: Number.isFinite(fromAt) ? fromAt : undefined });
  }

  /** Either way of a clock that was set. */
  const isDue = (kind: CollectorEventKind) => Math.abs(now() - (writtenAt.get(kind) ?? Number.NEGATIVE_INFINITY)) >= GAP_MS;

  async function write(kind: CollectorEventKind, event: Pending): Promise<void> {
    const detail = event.words(event.count);
    pending.delete(kind);
    try {
      await intake.recordEvent({ at: event.at, kind, fromAt: event.fromAt ?? null, detail });
      writtenAt.set(kind, now());
      failing = false;
      log.warn({ event: kind, ...(event.fromAt !== undefined && { from: new Date(event.fromAt).toISOString() }) }, detail);
    } catch (error) {
      join(kind, { ...event, ...(pending.get(kind) && { at: pending.get(kind)!.at }) });
      if (!failing) log.warn({ event: kind, err: error }, `${detail} (the records do not take this event now)`);
      failing = true;
    }
  }

  async function writeDue(all: boolean): Promise<void> {
    for (const kind of COLLECTOR_EVENTS) {
      const event = pending.get(kind);
      if (event && (all || isDue(kind))) await write(kind, event);
    }
  }

  const flush = (all = false): Promise<void> => (writing = writing.then(() => writeDue(all)));

  return {
    note({ kind, words, count = 1, fromAt }) {
      join(kind, { at: now(), words, count, fromAt });
      void flush();
    },
    flush,
  };
}
