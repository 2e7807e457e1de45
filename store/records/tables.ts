import type { Statement } from '../../domain/bill.ts';
import type { LedgerEntry, LedgerRow } from '../../domain/energy-ledger.ts';
import type { SchoolFactKind } from '../../domain/school-facts.ts';
import type { ReportRow } from '../report-ports.ts';
import type { Generated, Kysely, Transaction } from 'kysely';
import type { Role } from '../../domain/access.ts';
import type { AlertState } from '../../domain/alert.ts';
import type { Booking } from '../../domain/consumption.ts';
import type { StatementKind } from '../../domain/correction.ts';
import type { DeclarationKind } from '../../domain/declaration.ts';
import type { Audience, Rule } from '../../domain/finding.ts';
import type { AlertWord, UseReason } from '../../domain/handling.ts';
import type { Medium } from '../../domain/medium.ts';
import type { DeliveryState, MessageKind } from '../../domain/message.ts';
import type { ClockSource } from '../../domain/reading.ts';
import type { StepKind } from '../../domain/register.ts';
import type { ScopeKind } from '../../domain/scope.ts';
import type { Urgency } from '../../domain/urgency.ts';
import type { WeatherSource } from '../../domain/weather.ts';
import type { BuildingFunction, Channel, FallRule, Meter, MeterRole, SpaceFunction } from '../../domain/site.ts';
import type { CodeKind, SessionKind } from '../access-ports.ts';
import type { SeenThing } from '../../domain/seen-thing.ts';
import type { DigestKind } from '../night-ports.ts';
import type { ManualConcern, ManualState, PhotoType } from '../people-ports.ts';
import type { CollectorEventKind, JobRun, Refusal } from '../ports.ts';

/**
 * Rows as they lie in the database. Instants are epoch ms, days are local `YYYY-MM-DD` unless said otherwise, truth
 * values are 0 or 1, objects that nobody searches are JSON text. `position` keeps the order of declaration.
 */
export interface Tables {
  /** `raw_since` is there once readings were forgotten. */
  counters: { name: 'catalog' | 'touch' | 'raw_since'; value: number };
  /** `facts`: prices and quotas, JSON. */
  sites: Named & { id: string; time_zone: string; calendar: string; facts: string | null; position: number };
  campuses: Named & { site: string; id: string; position: number };
  buildings: Named & {
    site: string;
    id: string;
    campus: string;
    function: BuildingFunction;
    floors: number | null;
    area_m2: number | null;
    walk_order: number;
    position: number;
  };
  spaces: Named & {
    site: string;
    id: string;
    building: string;
    floor: number;
    function: SpaceFunction;
    walk_order: number;
    position: number;
  };
  meters: Named & {
    site: string;
    id: string;
    building: string;
    space: string | null;
    medium: Medium;
    role: MeterRole;
    item_scheme: string | null;
    item_code: string | null;
    kind: Meter['kind'];
    digits: number;
    resolution: number;
    rating_per_hour: number | null;
    parent: string | null;
    serial: string | null;
    reading_interval_s: number;
    ac_units: number | null;
    q1_lph: number | null;
    continuous_flow_expected: number | null;
    battery: number | null;
    falls: FallRule | null;
    spread_gaps: number | null;
    rated_kw: number | null;
    always_on: number | null;
    frost_taps: number | null;
    walk_order: number;
    position: number;
  };
  meter_ratios: { site: string; meter: string; from_at: number; ratio: number };
  channels: {
    site: string;
    source: string;
    address: string;
    meter: string;
    stamp: NonNullable<Channel['stamp']> | null;
    position: number;
  };
  virtual_meters: Named & { site: string; id: string; medium: Medium; terms: string; position: number };
  meter_serials: { site: string; meter: string; serial: string; first_at: number; last_at: number };

  rule_settings: {
    site: string;
    rule: string;
    scope_kind: ScopeKind;
    scope_id: string;
    is_on: number | null;
    options: string;
    set_by: string;
    reason: string;
    set_at: number;
  };
  /** `rules` and `weekly` are JSON. */
  declarations: {
    id: string;
    site: string;
    kind: DeclarationKind;
    scope_kind: ScopeKind;
    scope_id: string;
    rules: string | null;
    from_at: number;
    until_at: number;
    weekly: string | null;
    reason: string;
    said_by: string;
    recorded_at: number;
    ended_at: number | null;
    ended_by: string | null;
    ended_reason: string | null;
  };
  /** The newest is in force; one without a plan gives the declared calendar back. */
  calendar_edits: { id: Generated<number>; site: string; plan: string | null; edited_by: string; edited_at: number };
  weather_hours: { site: string; source: WeatherSource; at: number; temperature_c: number };
  weather_forecasts: { site: string; at: number; issued_at: number; temperature_c: number };

  /** `seq` is the version of the catalog that it made: the order in which things were said. */
  corrections: {
    id: string;
    site: string;
    meter: string;
    kind: StatementKind;
    statement: string;
    said_by: string;
    reason: string;
    recorded_at: number;
    undone_at: number | null;
    undone_by: string | null;
    undone_reason: string | null;
    seq: number;
  };
  manual_readings: {
    id: string;
    site: string;
    meter: string;
    at: number;
    value: number;
    taken_by: string;
    note: string;
    photo: string | null;
    concern: ManualConcern | null;
    state: ManualState;
    checked_by: string | null;
    checked_at: number | null;
    check_note: string | null;
    recorded_at: number;
  };
  photos: { site: string; id: string; type: PhotoType; at: number; bytes: Uint8Array };

  latest_readings: { site: string; meter: string; at: number; received_at: number; clock: ClockSource; fields: string };
  refusal_counts: { reason: Refusal; count: number; last_at: number };
  refused_messages: { id: Generated<number>; at: number; reason: Refusal; topic: string; detail: string; sample: string };
  unknown_meters: {
    site: string;
    source: string;
    address: string;
    topic: string;
    sample: string;
    count: number;
    first_at: number;
    last_at: number;
  };
  collector_state: { id: number; state: string };
  collector_events: { id: Generated<number>; at: number; kind: CollectorEventKind; from_at: number | null; detail: string };
  /** Smallest lag of each hour (UTC) of arrival. */
  clock_lags: { site: string; meter: string; hour_at: number; min_lag_ms: number; readings: number };

  /** `day` counts UTC days since 1970; first and last touched instant of it. */
  touched_days: { site: string; meter: string; day: number; from_at: number; to_at: number; seq: number };
  /** `amounts` are IEEE doubles, little endian; `qualities` one byte per interval. */
  interval_days: { site: string; meter: string; day: string; start_at: number; amounts: Uint8Array; qualities: Uint8Array };
  day_totals: { site: string; meter: string; day: string; start_at: number; total: number | null } & QualityCounts;
  steps: {
    site: string;
    meter: string;
    to_at: number;
    from_at: number;
    from_value: number;
    to_value: number;
    kind: StepKind;
    amount: number | null;
    consumption: number | null;
    booking: Booking;
    size: number;
  };
  changed_days: { site: string; day: string; seq: number };
  /** When days last changed, by the counter `touch`; never cleared. */
  day_revisions: { site: string; day: string; revision: number };

  alerts: {
    id: string;
    site: string;
    rule: Rule;
    meter: string;
    night: string;
    state: AlertState;
    opened_at: number;
    updated_at: number;
    closed_at: number | null;
    finding: string;
  };
  /** `night` of its alert. `avoided` is JSON. */
  alert_events: {
    id: string;
    site: string;
    alert: string;
    night: string;
    word: AlertWord;
    at: number;
    recorded_at: number;
    said_by: string;
    by_name: string;
    reason: UseReason | null;
    note: string;
    photo: string | null;
    avoided: string | null;
    rate: number | null;
  };
  /** `state`: the whole round, JSON. */
  rounds: { site: string; night: string; number: number; frozen_at: number; state: string };
  digests: { site: string; kind: DigestKind; day: string; made_at: number; lines: string };
  seen_findings: {
    id: string;
    site: string;
    at: number;
    building: string;
    space: string | null;
    what: SeenThing;
    note: string;
    photo: string | null;
    said_by: string;
    by_name: string;
    recorded_at: number;
    review: string | null;
  };

  /** `alert` and `words` are JSON. */
  messages: {
    id: Generated<number>;
    site: string;
    kind: MessageKind;
    key: string | null;
    created_at: number;
    urgency: Urgency;
    audience: Audience;
    alert_id: string | null;
    alert: string | null;
    words: string | null;
    link: string;
    planned_at: number | null;
    fed_at: number | null;
  };
  deliveries: {
    id: Generated<number>;
    message: number;
    site: string;
    person: string | null;
    address: string;
    rung: number;
    state: DeliveryState;
    attempts: number;
    created_at: number;
    due_at: number;
    sent_at: number | null;
    accepted_at: number | null;
    seen_at: number | null;
    acted_at: number | null;
    why: string;
    answer: string;
    carrier: number | null;
  };
  addresses: {
    id: string;
    site: string;
    channel: string;
    name: string;
    person: string | null;
    audiences: string;
    is_on: number;
    created_at: number;
    sealed: string;
  };

  /** `reach` and `wishes` are JSON; `login` in lower case. */
  people: {
    id: string;
    name: string;
    role: Role;
    reach: string;
    login: string | null;
    phone: string | null;
    wishes: string;
    created_at: number;
    disabled_at: number | null;
    password: string | null;
    totp: string | null;
    totp_step: number;
  };
  sessions: {
    id: string;
    person: string;
    kind: SessionKind;
    is_demo: number;
    label: string;
    created_at: number;
    last_seen_at: number;
    expires_at: number;
    ended_at: number | null;
  };
  one_time_codes: {
    id: string;
    kind: CodeKind;
    person: string | null;
    label: string;
    created_at: number;
    expires_at: number;
    used_at: number | null;
  };
  api_tokens: {
    id: string;
    hint: string;
    name: string;
    role: Role;
    only_these: string;
    reach: string;
    created_by: string;
    created_at: number;
    expires_at: number | null;
    last_used_at: number | null;
    ended_at: number | null;
  };
  audit_log: {
    id: Generated<number>;
    at: number;
    done_by: string;
    by_name: string;
    site: string | null;
    action: string;
    target: string;
    detail: string;
  };
  duty: { site: string; roster: string; floor: string | null; set_by: string; set_at: number };

  tariffs: {
    site: string;
    id: string;
    revision: number;
    valid_from: string;
    body: string;
    saved_by: string;
    saved_at: number;
    withdrawn_at: number | null;
  };
  accounts: NamedBody;
  invoices: { site: string; id: string; account: string; from_day: string; to_day: string; body: string };
  resale_parties: NamedBody;
  statements: {
    site: string;
    id: string;
    party: string;
    building: string | null;
    from_day: string;
    to_day: string;
    state: Statement['state'];
    made_at: number;
    /** Number of the statement that it takes back. */
    reverses: string | null;
    disputes: string;
    body: string;
  };
  quotas: {
    site: string;
    id: string;
    version: number;
    name: string;
    body: string;
    saved_by: string;
    saved_at: number;
    approved_by: string | null;
    approved_at: number | null;
  };
  school_facts: { site: string; id: string; kind: SchoolFactKind; from_month: string; body: string };
  factors: { site: string; id: string; body: string; saved_by: string; saved_at: number };
  energy_ledger: {
    id: Generated<number>;
    site: string;
    month: string;
    row_name: LedgerRow;
    amount: string;
    cost: string | null;
    source: LedgerEntry['source'];
    coverage: number | null;
    note: string;
    reverses: number | null;
    entered_by: string;
    entered_at: number;
  };
  month_reports: {
    site: string;
    month: string;
    version: number;
    state: ReportRow['state'];
    made_by: string;
    made_at: number;
    approved_by: string | null;
    approved_at: number | null;
    data: string;
    remarks: string;
  };
  measures: { site: string; id: string; body: string; saved_at: number };

  job_runs: { job: string; slot_at: number; started_at: number; finished_at: number | null; outcome: JobRun['outcome']; detail: string };
}

interface NamedBody {
  site: string;
  id: string;
  name: string;
  body: string;
  saved_by: string;
  saved_at: number;
  ended_at: number | null;
}

interface Named {
  name: string;
  name_en: string | null;
}

/** Intervals of a day by quality. */
interface QualityCounts {
  absent: number;
  measured: number;
  interpolated: number;
  estimated: number;
  manual: number;
  suspect: number;
  partial: number;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** Rows in portions that stay far below the number of parameters that a statement may have. */
export function* portions<Row>(rows: readonly Row[], size = 200): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** The next number of a counter, which the transaction holds until it ends. */
export async function nextOf(tx: Tx, name: Tables['counters']['name']): Promise<number> {
  const { value } = await tx
    .updateTable('counters')
    .set((row) => ({ value: row('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
