/**
 * What the rest of the program asks of the stores, in its own words. Adapters stand in readings/ and records/.
 * Two stores, two promises: readings are raw facts that are never edited; records are everything that people and jobs
 * decide, in SQL, changed in transactions.
 */
import type { Alert, AlertChange, AlertState } from '../domain/alert.ts';
import type { Rule } from '../domain/finding.ts';
import type { Field } from '../domain/medium.ts';
import type { ClockSource, Fields, MeterRef, Reading, StoredReading } from '../domain/reading.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import type { ApiTokens, Audit, OneTimeCodes, People, Rosters, Sessions } from './access-ports.ts';
import type { IntervalStore, TouchedSpan } from './interval-ports.ts';
import type { Accounts, Quotas, Resale, Tariffs } from './money-ports.ts';
import type { EnergyLedger, Facts, Measures, MonthReports } from './report-ports.ts';
import type { AlertEvents, Digests, Rounds, SeenFindings } from './night-ports.ts';
import type { Addresses, Outbox } from './outbox-ports.ts';
import type { Corrections, ManualReadings, Photos } from './people-ports.ts';
import type { Calendars, Declarations, RuleSettings, WeatherStore } from './school-ports.ts';

export type * from './interval-ports.ts';

// ---------------------------------------------------------------------------------------------------------- readings

export interface RefusedReading {
  reading: Reading;
  /** The store's own words. */
  why: string;
}

/** Thrown when a store cannot take or give anything now. The same call may succeed later. */
export class StoreUnavailable extends Error {
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown when a store refuses for a reason that only a person can mend: wrong password, missing database. */
export class StoreMisconfigured extends Error {
  override readonly name = 'StoreMisconfigured';
}

export interface ReadingStore {
  readonly kind: 'influx' | 'sqlite';
  /** For people: where the readings are (`InfluxDB 1.6.7 at 127.0.0.1:8086, database greenleaf`). Never with a secret. */
  readonly place: string;
  /**
   * Store a batch; resolves when it is durable. The same (meter, at) again overwrites with the same.
   *
   * @returns readings that the store refuses for good; all others are stored
   * @throws StoreUnavailable, StoreMisconfigured
   */
  write(batch: readonly Reading[]): Promise<RefusedReading[]>;
  /**
   * Readings of one meter in [from, to), ascending.
   *
   * @param options.bracket also the last one before `from` and the first at or after `to`, however far away
   * @param options.fields  only these, and only readings that have one of them; whose clock it was is then not told
   *                        (`device`). InfluxDB answers one field twice as fast as two.
   */
  range(
    ref: Pick<MeterRef, 'site' | 'meter' | 'medium'>,
    from: number,
    to: number,
    options?: { bracket?: boolean; fields?: readonly Field[] },
  ): Promise<StoredReading[]>;
  /**
   * Readings per window of one meter in [from, to): window start → count; windows without readings are not there.
   * Windows begin at multiples of their length since 1970. Where readings carry different fields, the field that comes
   * most often in a window counts.
   */
  counts(ref: Pick<MeterRef, 'site' | 'meter' | 'medium'>, from: number, to: number, windowMs: number): Promise<Map<number, number>>;
  /**
   * Forget all readings before an instant: retention, and nothing else, deletes readings.
   *
   * @throws StoreUnavailable; StoreMisconfigured where this server cannot delete or the account may not
   */
  forgetBefore(at: number): Promise<void>;
  close(): Promise<void>;
}

// ----------------------------------------------------------------------------------------------------------- records

/** The newest reading of a meter, kept beside the readings because asking InfluxDB for it is slow. */
export interface LatestReading {
  site: string;
  meter: string;
  at: number;
  receivedAt: number;
  clock: ClockSource;
  fields: Fields;
}

/** What is declared about the schools. Read often, changed seldom. */
export interface Catalog {
  /**
   * Every site with its campuses, buildings, spaces, meters, channels; each list in walking order. Meters are as they are
   * understood with the corrections in force, the serials seen and the manual readings stored.
   */
  sites(): Promise<SitePlan[]>;
  /** A meter as it is declared, with the serials and manual readings but without anything that people said about it. */
  declared(site: string, meter: string): Promise<Meter | undefined>;
  /** Take over what a settings file (or the demo) declares: inserted or updated by id, nothing deleted. */
  declare(plan: SitePlan): Promise<void>;
  /** Grows whenever anything in the catalog changed; cheap to ask. */
  version(): Promise<number>;
}

/** Why a message or a part of it was not stored. */
export const REFUSALS = [
  'bad_topic',
  'bad_json',
  'bad_shape',
  'too_large',
  'no_time',
  'bad_time',
  'future_time',
  'past_time',
  'no_values',
  'out_of_range',
  'unknown_meter',
  'identity_mismatch',
  'retained',
  'store_refused',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface RefusedMessage {
  at: number;
  reason: Refusal;
  topic: string;
  /** What was wrong, naming the thing, the value and what is allowed. */
  detail: string;
  /** The first bytes of the payload, printable, at most 200 characters. */
  sample: string;
}

export interface UnknownMeter {
  site: string;
  source: string;
  address: string;
  topic: string;
  sample: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

/** What the collector says about itself every second or so; the status page shows it. */
export interface CollectorState {
  updatedAt: number;
  connected: boolean;
  broker: string;
  protocol: '5' | '3.1.1' | null;
  /** What is wrong now, in words: with the broker, the readings store, the spool or the records; null when nothing is. */
  trouble: string | null;
  /** Readings stored, and messages taken, since the collector was started. */
  storedReadings: number;
  messages: number;
  /** Mean over the last ten seconds. */
  readingsPerSecond: number;
  /** Received and not yet stored nor spooled. */
  inFlight: number;
  /** Milliseconds from arrival to durable of the newest batch; null before the first. */
  writeLagMs: number | null;
  /** Readings waiting in the spool, and since when. */
  spooled: number;
  spoolSince: number | null;
  startedAt: number;
  /**
   * Our session at this broker, for the next start to compare with: its name and subscription, when we were last connected,
   * and the broker's own count of dropped messages then. Absent: we never had one.
   */
  session?: { clientId: string; topics: readonly string[]; lastAt: number; dropped: number | null } | undefined;
}

/**
 * Something that may have cost data, or nearly did: kept, and shown until a person has seen it.
 *
 * `session_lost`: the broker forgot our session, messages since the last connection may be missing. `taken_over`: another
 * client is connected under our name. `broker_dropped`: the broker's own counter of dropped messages grew. `broker_limits`:
 * what the start check found that can lose messages. `spool_damaged`: the spool's file was put aside. `disk_full`: the spool
 * had no room; the reserve was used.
 */
export const COLLECTOR_EVENTS = ['session_lost', 'taken_over', 'broker_dropped', 'broker_limits', 'spool_damaged', 'disk_full'] as const;
export type CollectorEventKind = (typeof COLLECTOR_EVENTS)[number];

export interface CollectorEvent {
  at: number;
  kind: CollectorEventKind;
  /** The time in which messages may be missing, where there is one. */
  fromAt: number | null;
  /** English words with the numbers; the page says the kind in its own language. */
  detail: string;
}

/** A serial number that messages of a meter carried. */
export interface SerialSighting {
  site: string;
  meter: string;
  serial: string;
  /** First and last instant of readings that carried it. */
  firstAt: number;
  lastAt: number;
}

/** One flush of the collector, committed at once. */
export interface IntakeCommit {
  latest: readonly LatestReading[];
  /** (site, meter, instant span) whose intervals have to be computed again. */
  touched: readonly TouchedSpan[];
  refused: readonly RefusedMessage[];
  /** Counts to add per reason; `refused` carries bounded samples only. */
  refusals: ReadonlyMap<Refusal, number>;
  unknown: readonly UnknownMeter[];
  /** Absent: no message carried one. A serial not seen before at a meter marks the time around its first reading. */
  serials?: readonly SerialSighting[] | undefined;
}

export interface Intake {
  commit(commit: IntakeCommit): Promise<void>;
  saveState(state: CollectorState): Promise<void>;
  state(): Promise<CollectorState | null>;
  latest(site?: string): Promise<LatestReading[]>;
  refusalCounts(): Promise<{ reason: Refusal; count: number; lastAt: number }[]>;
  /** Newest first, at most 200 are kept per reason. */
  refusedMessages(limit: number): Promise<RefusedMessage[]>;
  unknownMeters(): Promise<UnknownMeter[]>;
  recordEvent(event: CollectorEvent): Promise<void>;
  /** Newest first; the newest 500 are kept. */
  events(limit: number): Promise<CollectorEvent[]>;
  /**
   * How far each meter's stamps lie behind our clock: the smallest (receivedAt − at) per local hour of arrival over the last
   * day, ms. Negative: its clock is ahead. Only of readings stamped by the device itself.
   */
  clockLags(site: string): Promise<{ meter: string; hourAt: number; minLagMs: number; readings: number }[]>;
}

export interface AlertFilter {
  state?: AlertState | undefined;
  rule?: Rule | undefined;
  /** Nights from and to, both included. */
  fromNight?: string | undefined;
  toNight?: string | undefined;
  limit?: number | undefined;
}

export interface AlertStore {
  /** Newest first. */
  list(site: string, filter: AlertFilter): Promise<Alert[]>;
  get(site: string, id: string): Promise<Alert | undefined>;
  openCount(site: string): Promise<number>;
  /** One transaction: alerts inserted or updated by id, and a message for each change that people are told of. */
  apply(changes: readonly AlertChange[], now: number): Promise<void>;
  /** Largest `updatedAt` of a site; 0 without alerts. */
  lastChange(site: string): Promise<number>;
  /** Those whose `updatedAt` is at least `at`, the newest change first. */
  changedSince(site: string, at: number, limit: number): Promise<Alert[]>;
}

export interface JobRun {
  job: string;
  /** The instant for which the run was due. */
  slotAt: number;
  startedAt: number;
  finishedAt: number | null;
  outcome: 'running' | 'done' | 'failed';
  /** One line: what it did as `name=count` pairs, or why it failed. */
  detail: string;
}

/** Which run of which job happened. A slot is claimed once, whoever asks. */
export interface JobLedger {
  /** True when this caller got the slot; false when it was ever claimed before. */
  claim(job: string, slotAt: number, startedAt: number): Promise<boolean>;
  finish(job: string, slotAt: number, outcome: 'done' | 'failed', detail: string, finishedAt: number): Promise<void>;
  /** Runs that a killed process left `running`: failed at start-up so that people see it. */
  abandonRunning(now: number): Promise<number>;
  lastRuns(): Promise<JobRun[]>;
}

export interface Records {
  catalog: Catalog;
  intake: Intake;
  intervals: IntervalStore;
  alerts: AlertStore;
  ledger: JobLedger;
  corrections: Corrections;
  manualReadings: ManualReadings;
  photos: Photos;
  ruleSettings: RuleSettings;
  declarations: Declarations;
  calendars: Calendars;
  weather: WeatherStore;
  alertEvents: AlertEvents;
  rounds: Rounds;
  digests: Digests;
  seenFindings: SeenFindings;
  people: People;
  sessions: Sessions;
  codes: OneTimeCodes;
  tokens: ApiTokens;
  audit: Audit;
  rosters: Rosters;
  addresses: Addresses;
  outbox: Outbox;
  tariffs: Tariffs;
  accounts: Accounts;
  resale: Resale;
  quotas: Quotas;
  facts: Facts;
  energyLedger: EnergyLedger;
  monthReports: MonthReports;
  measures: Measures;
  close(): Promise<void>;
}
