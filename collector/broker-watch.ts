import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { CollectorState } from '../store/ports.ts';
import { type BrokerAnswer, type BrokerLimit, findLimits } from './broker-limits.ts';
import type { EventBook } from './event-book.ts';
import { SESSION_EXPIRY_S } from './mqtt-attempt.ts';
import type { ConnectionWatch } from './mqtt-connection.ts';

export type KnownSession = NonNullable<CollectorState['session']>;

/** Notices when the broker may have cost us messages, or is about to, and keeps an event of it. */
export interface BrokerWatch extends ConnectionWatch {
  /** The session that an earlier process left. @returns whether it is ours, with our subscription in it */
  recall(session: KnownSession): boolean;
  /** To be kept for the next process. @param connected now */
  session(connected: boolean): KnownSession | undefined;
  /** What a person must change at the broker; null when nothing. */
  trouble(): string | null;
  /** Once a second, while connected. */
  tick(): void;
}

const DROPPED = '$SYS/broker/publish/messages/dropped';
const VERSION = '$SYS/broker/version';
/** The broker's own counters, as mosquitto publishes them: retained, and again when they change. */
export const SYSTEM_TOPICS: readonly string[] = [DROPPED, VERSION];
/** They are retained: a broker that has them sends them at once. */
const SYSTEM_WAIT_MS = 10_000;
/** mosquitto looks at its counters every 10 s. */
const SYSTEM_INTERVAL_MS = 60_000;
const TAKEN_OVER_SHOWN_MS = 10 * 60_000;

/** @param options.keepaliveS a connection may have been dead for 1.5 times as long before that was noticed */
export function createBrokerWatch(options: {
  clientId: string;
  topics: readonly string[];
  /** Those that the broker is asked for. */
  systemTopics: readonly string[];
  keepaliveS: number;
  maxPayloadBytes: number;
  book: EventBook;
  now: Clock;
  log: Log;
}): BrokerWatch {
  const { clientId, topics, book, now, log } = options;
  let known: KnownSession | undefined;
  let limits: readonly BrokerLimit[] = [];
  let saidLimits = '';
  let saidVersion = '';
  let takenOver: { at: number; words: string } | undefined;
  let silentSince: number | undefined;
  /** Until the first counter of a connection: when the last one ended. */
  let awaySince: number | undefined;

  function noteLimits(answer: BrokerAnswer): void {
    // Without a new subscription the answer of the last one holds.
    const kept = answer.granted.length === 0 ? limits.filter(({ losesAlways }) => losesAlways) : [];
    limits = [...kept, ...findLimits(answer, { sessionExpiryS: SESSION_EXPIRY_S, maxPayloadBytes: options.maxPayloadBytes })];
    const words = [...new Set(limits.map((limit) => limit.words))].join('; ');
    if (words !== '' && words !== saidLimits) book.note({ kind: 'broker_limits', words: () => words });
    saidLimits = words;
  }

  function noteDropped(count: number): void {
    const before = known?.dropped ?? null;
    // It begins at zero with each start of the broker.
    const growth = before === null ? 0 : count < before ? count : count - before;
    if (growth > 0)
      book.note({
        kind: 'broker_dropped',
        count: growth,
        words: (sum) =>
          `the broker has dropped ${sum} messages, of all its clients together: its queue is too small for what waits (max_queued_messages, max_queued_bytes)`,
        fromAt: awaySince ?? now() - SYSTEM_INTERVAL_MS,
      });
    awaySince = undefined;
    if (known) known = { ...known, dropped: count };
  }

  return {
    onConnected({ present, answer, lostAt }) {
      const lastAt = lostAt ?? known?.lastAt;
      awaySince = lastAt;
      if (!present && known && lastAt !== undefined)
        book.note({
          kind: 'session_lost',
          words: (count) =>
            `the broker has lost our session${count > 1 ? ` ${count} times` : ''}: messages since the last connection may be missing`,
          fromAt: lastAt - 1500 * options.keepaliveS,
        });
      known = { clientId, topics, lastAt: now(), dropped: known?.dropped ?? null };
      silentSince = options.systemTopics.length > 0 ? now() : undefined;
      noteLimits(answer);
    },
    onTakenOver(words) {
      takenOver = { at: now(), words };
      book.note({ kind: 'taken_over', words: (count) => (count > 1 ? `${words}; ${count} times` : words) });
    },
    onSystem(topic, text) {
      silentSince = undefined;
      if (topic === DROPPED && /^\d+$/.test(text)) noteDropped(Number(text));
      if (topic !== VERSION || text === saidVersion) return;
      saidVersion = text.slice(0, 100);
      log.info({ version: saidVersion }, 'the broker says what it is');
    },
    onSystemRefused(why) {
      silentSince = undefined;
      log.info({ why }, 'the broker does not let us read its counters: what it drops stays unseen');
    },
    recall(session) {
      const isOurs = session.clientId === clientId && session.topics.join() === topics.join();
      if (isOurs) known = session;
      return isOurs;
    },
    session: (connected) => (known && connected ? { ...known, lastAt: now() } : known),
    trouble() {
      const wrong = limits.filter(({ losesAlways }) => losesAlways).map(({ words }) => words);
      if (takenOver && now() - takenOver.at < TAKEN_OVER_SHOWN_MS) wrong.push(takenOver.words);
      return wrong.join('; ') || null;
    },
    tick() {
      if (known) known = { ...known, lastAt: now() };
      if (silentSince === undefined || now() - silentSince < SYSTEM_WAIT_MS) return;
      silentSince = undefined;
      log.info({}, 'the broker tells us nothing of its counters (it has none, or we may not read them): what it drops stays unseen');
    },
  };
}
