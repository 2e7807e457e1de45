/** What the program asks of the records about the night: what was said about alerts, rounds, digests, findings of people. */
import type { Declaration } from '../domain/declaration.ts';
import type { AlertEvent, NightWord, RepairWord, UseReason } from '../domain/handling.ts';
import type { NewMessage } from '../domain/message.ts';
import type { Round, SpotResult } from '../domain/round.ts';
import type { SeenThing } from '../domain/seen-thing.ts';
import type { Sentence } from '../domain/words.ts';

export interface AlertEvents {
  /**
   * One transaction: the event and what people are told of it. False: an event of this id is there already, nothing happened.
   * The alert's `updatedAt` becomes `recordedAt`, so that open pages see it.
   */
  add(event: AlertEvent, messages?: readonly NewMessage[]): Promise<boolean>;
  /** By time; of one alert, or of all alerts of the nights (both included). */
  list(site: string, of: { alert: string } | { fromNight: string; toNight: string }): Promise<AlertEvent[]>;
}

export interface Rounds {
  /** Newest first: nights from and to, both included. */
  list(site: string, fromNight: string, toNight: string): Promise<Round[]>;
  get(site: string, night: string, number: number): Promise<Round | undefined>;
  /** Inserted or replaced by (site, night, number), with what people are told of it, in one transaction. */
  save(round: Round, messages?: readonly NewMessage[]): Promise<void>;
  /**
   * Read, changed and written in one transaction: guard and jobs change the same round at the same time.
   *
   * @param edit undefined: nothing is to change
   * @returns the round as it is now; undefined: there is none
   */
  change(
    site: string,
    night: string,
    number: number,
    edit: (round: Round) => { round: Round; messages?: readonly NewMessage[] } | undefined,
  ): Promise<Round | undefined>;
}

export const DIGEST_KINDS = ['morning', 'friday'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/** A digest as it was sent; kept, because people ask what stood in it. */
export interface Digest {
  site: string;
  kind: DigestKind;
  /** Local day on which it was made. */
  day: string;
  madeAt: number;
  lines: readonly Sentence[];
}

export interface Digests {
  /** One per (site, kind, day): a second one takes the place of the first. */
  save(digest: Digest, messages: readonly NewMessage[]): Promise<void>;
  /** Newest first. */
  list(site: string, options: { kind?: DigestKind; limit: number }): Promise<Digest[]>;
}

/** Something that a person saw on a walk: a student inspector, a teacher. */
export interface SeenFinding {
  id: string;
  site: string;
  at: number;
  building: string;
  space: string | null;
  what: SeenThing;
  note: string;
  photo: string | null;
  by: string;
  byName: string;
  recordedAt: number;
  /** Graded by the office; null: not looked at. */
  review: { by: string; at: number; isRight: boolean; note: string } | null;
}

export interface SeenFindings {
  /** False: one of this id is there already. */
  add(finding: SeenFinding): Promise<boolean>;
  review(site: string, id: string, review: NonNullable<SeenFinding['review']>): Promise<boolean>;
  /** Newest first. */
  list(site: string, options: { fromAt?: number; limit: number }): Promise<SeenFinding[]>;
}

/** Who says something. */
export interface Speaker {
  id: string;
  name: string;
}

/** Where guards, electricians and the office answer (desk/night-desk.ts). */
export interface NightDesk {
  /**
   * The guard's answer to a stop of tonight's round, or to single rooms of it: one event per alert, `<id>:<n>`. Given twice it is one.
   *
   * @returns false when all of it was said before
   * @throws StatementRefused (domain/correction.ts) naming what is not there or not allowed
   */
  answer(
    site: string,
    given: {
      id: string;
      stop: string;
      alerts?: readonly string[] | undefined;
      word: NightWord;
      reason: UseReason | null;
      at: number;
      photo: string | null;
    },
    by: Speaker,
  ): Promise<boolean>;
  /** @throws StatementRefused */
  checkSpot(site: string, given: { space: string; result: SpotResult; at: number }, by: Speaker): Promise<void>;
  /** @returns false when it was said before. @throws StatementRefused */
  repair(
    site: string,
    given: { id: string; alert: string; word: RepairWord; at: number; note: string; photo: string | null },
    by: Speaker,
  ): Promise<boolean>;
  /** The office's word about an answer `in_use`; approval declares a permit of the room. @throws StatementRefused */
  decide(
    site: string,
    event: string,
    decision: { approve: { untilAt: number; weekly: Declaration['weekly'] | null } | null; note: string },
    by: Speaker,
  ): Promise<void>;
}
