/**
 * What the rest of the program asks of the stores, in its own words. Adapters stand in readings/ and records/.
 * Two stores, two promises: readings are raw facts that are never edited; records are everything that people and jobs
 * decide, in SQL, changed in transactions.
 */
import type { Alert, AlertChange, AlertState, NoticeKind } from '../domain/alert.ts';
import type { Rule } from '../domain/finding.ts';
import type { DayTotal, IntervalDay } from '../domain/interval.ts';
import type { Field } from '../domain/medium.ts';
import type { ClockSource, Fields, MeterRef, Reading, StoredReading } from '../domain/reading.ts';
import type { SitePlan } from '../domain/site.ts';
import type { Step } from '../domain/register.ts';

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
  /** Every site with its campuses, buildings, spaces, meters, channels; each list in walking order. */
  sites(): Promise<SitePlan[]>;
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
}

export interface TouchedSpan {
  site: string;
  meter: string;
  fromAt: number;
  toAt: number;
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
}

/**
 * A span of one meter that waits for its intervals: from the first touched instant up to and without `toAt`, over adjoining
 * UTC days. `seq` tells whether it was touched again meanwhile.
 */
export interface TouchedMeter {
  site: string;
  meter: string;
  fromAt: number;
  toAt: number;
  seq: number;
}

/** Totals of one meter and day, with the meter. */
export interface MeterDayTotal extends DayTotal {
  meter: string;
}

export interface MeterIntervalDay extends IntervalDay {
  meter: string;
}

export interface StepRecord extends Step {
  meter: string;
}

/** 15-min intervals and day rollups. */
export interface IntervalStore {
  /** Meters that wait to be recomputed: those of recent days first, whole meters at a time. */
  touched(limit: number): Promise<TouchedMeter[]>;
  /** Days of meters that wait. */
  touchedCount(): Promise<number>;
  /**
   * One transaction: the days of a meter replaced, its remarkable steps (everything but `normal`) in the span replaced,
   * its marks up to `seq` inside the span cleared, and its nights noted as changed for the detectors.
   * Give a span of `touched()` or a wider one; one that is cut has to be cut between UTC days, or the mark at the cut stays.
   *
   * @param replacement.stepSpan where the replaced steps end, when that is more than the span that was touched
   */
  replaceDays(replacement: {
    site: string;
    meter: string;
    days: readonly IntervalDay[];
    steps: readonly Step[];
    fromAt: number;
    toAt: number;
    stepSpan?: { fromAt: number; toAt: number };
    seq: number;
  }): Promise<void>;
  /** Day totals of [fromDay, toDay) for the meters asked for, by meter then day. */
  totals(site: string, meters: readonly string[], fromDay: string, toDay: string): Promise<MeterDayTotal[]>;
  /** Interval days of [fromDay, toDay) for the meters asked for, by meter then day. */
  days(site: string, meters: readonly string[], fromDay: string, toDay: string): Promise<MeterIntervalDay[]>;
  /** First and last local day with intervals; null while there is none. */
  span(site: string): Promise<{ firstDay: string; lastDay: string } | null>;
  /** First local day with intervals of each meter; a meter without any is not there. */
  firstDays(site: string): Promise<Map<string, string>>;
  /** Remarkable steps, newest first; with `fromAt` and `toAt` those that end in [fromAt, toAt). */
  steps(site: string, options: { meter?: string; fromAt?: number; toAt?: number; limit: number }): Promise<StepRecord[]>;
  /** Local days whose intervals changed since their nights were last judged, oldest first. */
  changedDays(site: string): Promise<{ day: string; seq: number }[]>;
  clearChangedDays(site: string, days: readonly { day: string; seq: number }[]): Promise<void>;
}

export interface AlertFilter {
  state?: AlertState | undefined;
  rule?: Rule | undefined;
  /** Nights from and to, both included. */
  fromNight?: string | undefined;
  toNight?: string | undefined;
  limit?: number | undefined;
}

export interface Notice {
  id: number;
  site: string;
  alertId: string;
  kind: NoticeKind;
  createdAt: number;
  alert: Alert;
}

export interface AlertStore {
  /** Newest first. */
  list(site: string, filter: AlertFilter): Promise<Alert[]>;
  get(site: string, id: string): Promise<Alert | undefined>;
  openCount(site: string): Promise<number>;
  /** One transaction: alerts inserted or updated by id, and a notice row for each change that people are told of. */
  apply(changes: readonly AlertChange[], now: number): Promise<void>;
  /** Notices that were not delivered yet, oldest first. */
  pendingNotices(limit: number): Promise<Notice[]>;
  noticeDelivered(id: number, at: number): Promise<void>;
  /** Largest `updatedAt` of a site; 0 without alerts. */
  lastChange(site: string): Promise<number>;
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
  close(): Promise<void>;
}
