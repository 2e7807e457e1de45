import type { ClockSource, Fields } from '../../domain/reading.ts';
import type { Refusal } from '../../store/ports.ts';

/** A message as the broker handed it over. */
export interface Message {
  topic: string;
  payload: Buffer;
  /** The broker's copy of an old message, not a new measurement. */
  retained: boolean;
}

/** What a source says it measured; which meter that is, the decoder does not know. */
export interface Sample {
  site: string;
  /** The meter in the words of the source. */
  address: string;
  /** Epoch ms. */
  at: number;
  fields: Fields;
  clock: ClockSource;
  /** Of the device that measured, where the source says it: a change of it is an exchange. */
  serial?: string | undefined;
}

export interface Rejection {
  reason: Refusal;
  /** Names the thing, its value and what is allowed. */
  detail: string;
}

/** `samples` may be fewer than the message held: the bad ones stand in `rejected`. */
export type Decoded =
  | { kind: 'samples'; samples: readonly Sample[]; rejected: readonly Rejection[] }
  | { kind: 'ignored' }
  | ({ kind: 'rejected' } & Rejection);

export interface Decoder {
  /** Never throws, keeps nothing of the message, reads no clock. */
  decode(message: Message): Decoded;
}
