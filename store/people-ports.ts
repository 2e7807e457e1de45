/** What the program asks of the records about the things that people say: corrections, manual readings, photos. */
import type { Correction } from '../domain/correction.ts';
import type { DaysReplacement, TouchedSpan } from './interval-ports.ts';

/** A correction, or the end of one. */
export type CorrectionChange = { correction: Correction } | { undo: { id: string; at: number; by: string; reason: string } };

export interface Corrections {
  /** Newest first. */
  list(site: string, options: { meter?: string; limit: number }): Promise<Correction[]>;
  get(site: string, id: string): Promise<Correction | undefined>;
  /**
   * One transaction: the correction recorded (or undone), the catalog's version grown, the meter's days and steps replaced as
   * by IntervalStore.replaceDays, the days that changed noted for the detectors. Either all of it holds or none.
   *
   * @param replacement undefined: no interval depends on it
   */
  commit(site: string, change: CorrectionChange, replacement: DaysReplacement | undefined): Promise<void>;
}

/**
 * Life of a reading that a person took. `pending`: it looks wrong and waits for a second person; it counts for nothing yet.
 * `stored`: it is among the readings. `checked`: a second person saw the same. `refused`: a second person did not; it was
 * not stored, or is a declared glitch.
 */
export const MANUAL_STATES = ['pending', 'stored', 'checked', 'refused'] as const;
export type ManualState = (typeof MANUAL_STATES)[number];

/** Why a manual reading looks wrong. */
export const MANUAL_CONCERNS = ['below_previous', 'above_next', 'too_much', 'too_many_digits'] as const;
export type ManualConcern = (typeof MANUAL_CONCERNS)[number];

export interface ManualReading {
  id: string;
  site: string;
  meter: string;
  /** When the display was read, and what it showed. */
  at: number;
  value: number;
  by: string;
  note: string;
  /** Id of a photo. */
  photo: string | null;
  concern: ManualConcern | null;
  state: ManualState;
  /** The second person. */
  check: { by: string; at: number; note: string } | null;
  recordedAt: number;
}

export interface ManualReadings {
  /** Newest first. */
  list(site: string, options: { meter?: string; state?: ManualState; limit: number }): Promise<ManualReading[]>;
  get(site: string, id: string): Promise<ManualReading | undefined>;
  /**
   * Inserted, or replaced by id. Grows the catalog's version: the instants of those stored are part of a meter (`manualAt`).
   *
   * @param touched to be computed again, marked in the same transaction
   */
  save(reading: ManualReading, touched?: readonly TouchedSpan[]): Promise<void>;
}

/** What a value is held against. Registers as the display shows them. */
export interface ManualCheck {
  concern: ManualConcern | null;
  /** Readings around it, or the registers of an exchange that is nearer. */
  previous: { at: number; value: number } | null;
  next: { at: number; value: number } | null;
  /** The most that the display can show by the meter's rating; null: unknown. */
  highest: number | null;
}

/** Where people hand in what they read from a display. */
export interface ManualDesk {
  /** Nothing is kept. @throws StatementRefused (domain/correction.ts), StoreUnavailable of the readings */
  check(site: string, meter: string, at: number, value: number): Promise<ManualCheck>;
  /**
   * A reading without a concern is among the readings at once (`stored`). One that looks wrong is kept only when its giver is
   * `sure`, and then waits for a second person (`pending`); else `reading` is null. Given twice it is one.
   *
   * @throws StatementRefused, StoreUnavailable of the readings
   */
  take(
    site: string,
    meter: string,
    given: { at: number; value: number; by: string; note: string; photo: string | null; sure: boolean },
  ): Promise<{ reading: ManualReading | null; check: ManualCheck }>;
  /**
   * The word of a second person about a reading that is `pending` or `stored`.
   *
   * @throws StatementRefused when there is no such reading, it was checked already, or by the one who took it; StoreUnavailable
   */
  review(site: string, id: string, word: { by: string; agrees: boolean; note: string }): Promise<ManualReading>;
}

export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];

export interface PhotoUses {
  /** Meters of readings and corrections. */
  meters: readonly string[];
  /** Ids of alerts that somebody answered with it. */
  alerts: readonly string[];
  /** Findings of people. */
  seen: readonly { building: string; space: string | null; by: string }[];
}

export interface Photos {
  /** @returns its id: the same picture twice is one */
  save(site: string, photo: { type: PhotoType; bytes: Uint8Array; at: number }): Promise<string>;
  get(site: string, id: string): Promise<{ type: PhotoType; bytes: Uint8Array } | undefined>;
  /** What a picture proves. All lists empty: it was handed in, and nobody said yet what for. */
  uses(site: string, id: string): Promise<PhotoUses>;
}
