/** What the program asks of the records about people and who may come in. Secrets come in as hashes, or sealed; never as they are. */
import type { Permission, Reach, Role } from '../domain/access.ts';
import type { Floor, Person } from '../domain/person.ts';
import type { Roster } from '../domain/roster.ts';

/** What proves that it is this person. */
export interface Credentials {
  /** scrypt, with salt and cost; null: none was set yet. */
  password: string | null;
  /** Sealed; null: no second factor. */
  totp: string | null;
  /** Of the last TOTP step that was used: each is good once. */
  totpStep: number;
}

export interface People {
  /** By name. */
  list(): Promise<Person[]>;
  get(id: string): Promise<Person | undefined>;
  /** @param login as typed: upper and lower case do not matter */
  byLogin(login: string): Promise<(Person & { credentials: Credentials }) | undefined>;
  credentials(id: string): Promise<Credentials | undefined>;
  /** Inserted or replaced by id; credentials stay. @throws LoginTaken */
  save(person: Person): Promise<void>;
  setCredentials(id: string, credentials: Credentials): Promise<void>;
  /** A TOTP step is used up. False: this one or a later one was used already. */
  useTotpStep(id: string, step: number): Promise<boolean>;
}

export class LoginTaken extends Error {
  override readonly name = 'LoginTaken';
}

export const SESSION_KINDS = ['browser', 'device'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

export interface SessionRow {
  /** SHA-256 of the secret in the cookie, hex. */
  id: string;
  person: string;
  kind: SessionKind;
  /** Came in by the demo's sign-in. */
  isDemo: boolean;
  /** What people call the device: 门卫手机; of a browser what it says of itself. */
  label: string;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  endedAt: number | null;
}

export interface Sessions {
  save(session: SessionRow): Promise<void>;
  /** Undefined: unknown. Ended and expired ones are there. */
  get(id: string): Promise<SessionRow | undefined>;
  touch(id: string, at: number): Promise<void>;
  /** False: it was ended before, or is not there. */
  end(id: string, at: number): Promise<boolean>;
  /** All of a person but one. */
  endAll(person: string, at: number, but?: string): Promise<void>;
  list(options: { kind?: SessionKind; person?: string }): Promise<SessionRow[]>;
  /** Those that ended, or were over, before an instant are deleted. */
  forget(before: number): Promise<void>;
}

/** `setup`: the first administrator; `invite`: a person sets his password; `pair`: a phone becomes a device. */
export const CODE_KINDS = ['setup', 'invite', 'pair'] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** A link that works once. */
export interface OneTimeCode {
  /** SHA-256, hex. */
  id: string;
  kind: CodeKind;
  /** Null: of `setup`. */
  person: string | null;
  label: string;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
}

export interface OneTimeCodes {
  save(code: OneTimeCode): Promise<void>;
  get(id: string): Promise<OneTimeCode | undefined>;
  /** The code if it was good and is used up now, by this call. */
  use(id: string, kind: CodeKind, at: number): Promise<OneTimeCode | undefined>;
  /** Of a kind, and of a person where one is named: not good any more. */
  drop(kind: CodeKind, person?: string): Promise<void>;
}

export interface ApiToken {
  /** SHA-256 of the secret, hex. */
  id: string;
  /** First characters of the secret, to know it by. */
  hint: string;
  name: string;
  role: Role;
  /** No more than these. */
  only: readonly Permission[];
  reach: Reach;
  createdBy: string;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  endedAt: number | null;
}

export interface ApiTokens {
  save(token: ApiToken): Promise<void>;
  get(id: string): Promise<ApiToken | undefined>;
  touch(id: string, at: number): Promise<void>;
  end(id: string, at: number): Promise<boolean>;
  list(): Promise<ApiToken[]>;
}

/** Who did what. Appended, never changed. */
export interface AuditEntry {
  at: number;
  /** Account, token, `device:…`, or `program`. */
  by: string;
  byName: string;
  site: string | null;
  /** Such as `session.opened`, `person.changed`, `rule.set`. */
  action: string;
  /** What it was done to. */
  target: string;
  /** What was set, without secrets. */
  detail: string;
}

export interface Audit {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(options: { site?: string; beforeId?: number; limit: number }): Promise<(AuditEntry & { id: number })[]>;
}

export interface Rosters {
  /** An empty one where nothing was set. */
  get(site: string): Promise<Roster>;
  save(site: string, roster: Roster, by: string, at: number): Promise<void>;
  floor(site: string): Promise<Floor>;
  saveFloor(site: string, floor: Floor, by: string, at: number): Promise<void>;
}

/** Keeps secrets of the records unreadable to whoever has the file but not the key (store/secrets.ts). */
export interface Secrets {
  seal(text: string): string;
  /** @throws Error when it was sealed with another key, or changed */
  open(sealed: string): string;
}
