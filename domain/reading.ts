import type { Field, Medium } from './medium.ts';

/** What a reading is about, in the words that the stores key by. */
export interface MeterRef {
  site: string;
  building: string;
  meter: string;
  medium: Medium;
}

export type Fields = { [F in Field]?: number };

/** Whose clock stamped a reading; `person`: somebody read the display. The order is the code that is stored. */
export const CLOCKS = ['device', 'gateway', 'arrival', 'person'] as const;
export type ClockSource = (typeof CLOCKS)[number];

/**
 * A fact: what one meter showed at one instant. Never edited after it was stored; the same (meter, at) twice is one row.
 */
export interface Reading {
  ref: MeterRef;
  /** Epoch ms, the meter's own time where it has one. */
  at: number;
  /** Finite numbers only; a field that was not sent is not there. */
  fields: Fields;
  clock: ClockSource;
}

/** A reading whose meter is known from the context of a query. */
export interface StoredReading {
  at: number;
  fields: Fields;
  clock: ClockSource;
}
