import type { Alert } from '../../domain/alert.ts';
import type { Clock } from '../../domain/clock.ts';
import type { AlertEvent } from '../../domain/handling.ts';
import type { Log } from '../../domain/log.ts';
import type { Address, Delivery, Message, NewDelivery } from '../../domain/message.ts';
import type { Floor, Person } from '../../domain/person.ts';
import type { Roster } from '../../domain/roster.ts';
import type { Roads } from '../channels/roads.ts';
import type { SchoolWords } from './message-words.ts';

export type SealedAddress = Address & { sealed: string };

/** The part of the records that delivery uses; store/ keeps it. */
export interface DeliveryRecords {
  outbox: {
    message(id: number): Promise<Message | undefined>;
    messagesOf(site: string, alert: string): Promise<Message[]>;
    unplanned(limit: number): Promise<Message[]>;
    plan(message: number, deliveries: readonly NewDelivery[], at: number): Promise<void>;
    due(now: number, limit: number): Promise<Delivery[]>;
    nextDueAt(after: number): Promise<number | undefined>;
    save(deliveries: readonly Delivery[]): Promise<void>;
    deliveries(of: { site: string; alert?: string; message?: number; limit: number }): Promise<Delivery[]>;
    acceptedSince(site: string, at: number): Promise<number>;
    sentSince(at: number): Promise<{ site: string; address: string; sentAt: number }[]>;
  };
  alerts: {
    get(site: string, id: string): Promise<Alert | undefined>;
    list(site: string, filter: { state: 'open' }): Promise<Alert[]>;
  };
  alertEvents: { list(site: string, of: { alert: string }): Promise<AlertEvent[]> };
  people: { list(): Promise<Person[]> };
  addresses: {
    list(site: string): Promise<SealedAddress[]>;
    get(site: string, id: string): Promise<SealedAddress | undefined>;
  };
  rosters: { get(site: string): Promise<Roster>; floor(site: string): Promise<Floor> };
}

export interface DeliveryDeps {
  records: DeliveryRecords;
  roads: Roads;
  /** @throws Error when it was sealed with another key */
  open: (sealed: string) => string;
  /** Plans and clocks, by site. */
  schools: () => Promise<ReadonlyMap<string, SchoolWords>>;
  /** Settings `messages`. */
  perHour: number;
  escalateMinutes: readonly number[];
  /** At which phones reach the pages; null: they cannot. */
  publicUrl: string | null;
  now: Clock;
  /** A clock that is never set; only differences count. */
  monotonic: Clock;
  /** From 0 up to 1. */
  random: () => number;
  log: Log;
}
