/** What the program asks of the records about messages on their way to people. */
import type { Address, Delivery, Message, NewDelivery, NewMessage } from '../domain/message.ts';
import type { Sentence } from '../domain/words.ts';

export interface Addresses {
  /** With their sealed settings. Of a site, the oldest first. */
  list(site: string): Promise<(Address & { sealed: string })[]>;
  get(site: string, id: string): Promise<(Address & { sealed: string }) | undefined>;
  /** Inserted or replaced by id. */
  save(address: Address & { sealed: string }): Promise<void>;
  /** What is on its way to it is dropped. False: it is not there. */
  remove(site: string, id: string): Promise<boolean>;
}

export interface Outbox {
  /** Messages that come with no alert: digests, reminders. A `key` that is there already: nothing happens. @returns how many are new */
  put(messages: readonly NewMessage[]): Promise<number>;
  message(id: number): Promise<Message | undefined>;
  /** Messages after `afterId`, oldest first. */
  messages(afterId: number, limit: number): Promise<Message[]>;
  /** Of an alert, oldest first. */
  messagesOf(site: string, alert: string): Promise<Message[]>;
  /** Nobody has decided yet who gets them; oldest first. */
  unplanned(limit: number): Promise<Message[]>;
  /** One transaction: its deliveries, and that it is planned. Again with further deliveries: of a later rung of the ladder. */
  plan(message: number, deliveries: readonly NewDelivery[], at: number): Promise<void>;
  /** Not yet given to the terminal and to `<root>/<site>/alerts`. Oldest first. */
  unfed(limit: number): Promise<Message[]>;
  fed(message: number, at: number): Promise<void>;
  /** Queued ones whose time has come, with those that a killed process left `sending`; by `dueAt`. */
  due(now: number, limit: number): Promise<Delivery[]>;
  /** When the next queued one is due that is due after an instant; undefined: none. */
  nextDueAt(after: number): Promise<number | undefined>;
  /** All of `delivery` but its key, as they are now; one transaction. */
  save(deliveries: readonly Delivery[]): Promise<void>;
  delivery(id: number): Promise<Delivery | undefined>;
  deliveries(of: { site: string; alert?: string; address?: string; message?: number; limit: number }): Promise<Delivery[]>;
  /** The person saw, or answered, what these messages of alerts told: marks deliveries that are not marked yet. */
  mark(site: string, person: string, alerts: readonly string[], what: 'seen' | 'acted', at: number): Promise<void>;
  /** Accepted since an instant: for the cap. */
  acceptedSince(site: string, at: number): Promise<number>;
  /** Requests since an instant, whatever came of them: for the buckets of the addresses after a restart. */
  sentSince(at: number): Promise<{ site: string; address: string; sentAt: number }[]>;
}

/** Where people try an address, and where whoever put a message into the outbox says so. */
export interface MessageDesk {
  /** Sends a test now, past bucket and queue, and says what the vendor answered. Undefined: no such address. */
  test(site: string, address: string, by: string): Promise<TestResult | undefined>;
  /** Something was put: look now instead of in a while. */
  nudge(): void;
  /** By which browsers know this server when they subscribe to web push. */
  webPushKey(): string;
  /** Why nothing can be sent to a host, in English; undefined: the settings file allows it, as far as can be known before. */
  hostTrouble(host: string, port: number, isEncrypted: boolean): string | undefined;
}

export interface TestResult {
  outcome: 'accepted' | 'retry' | 'permanent';
  words: Sentence;
  answer: string;
  tookMs: number;
}
