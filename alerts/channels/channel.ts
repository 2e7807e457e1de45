import type { z } from 'zod';
import type { Urgency } from '../../domain/urgency.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Roads } from './roads.ts';

/** What goes out to one address: everything that the other side is told. Chinese first; English where the address asks for it. */
export interface Parcel {
  /** The same for every attempt: what the other side may know a repetition by. */
  id: string;
  title: string;
  lines: readonly string[];
  urgency: Urgency;
  /** Absolute address of a page; null where none is reachable from outside. */
  link: string | null;
  /** Phone numbers to mention in a group. */
  mentions: readonly string[];
  /** Sent once already, and nobody knows whether it arrived. */
  isRepeat: boolean;
  /** For programs: what the messages are about, as the MQTT notices have it. */
  facts: readonly object[];
}

/**
 * What came of it. `accepted`: by the vendor's own word, not by the status of HTTP. `retry`: later, perhaps not before
 * `afterMs`. `permanent`: a person has to mend something (wrong key, blocked address, text refused).
 */
export type Outcome =
  | { kind: 'accepted'; answer: string }
  | { kind: 'retry'; why: Sentence; answer: string; afterMs?: number | undefined }
  | { kind: 'permanent'; why: Sentence; answer: string };

export interface Sender {
  /**
   * Never rejects. `answer`: the vendor's own words without secrets, at most 500 characters. Empty with `retry`: nobody answered,
   * and it may have arrived all the same.
   */
  send(parcel: Parcel): Promise<Outcome>;
}

/** Everything about a road to people: one file, one line in registry.ts. */
export interface ChannelDefinition<S extends z.ZodObject = z.ZodObject> {
  channel: string;
  /** Two to six words: 企业微信群机器人. */
  name: Sentence;
  /** One sentence for the administrator: what it is, and where to get the key. */
  what: Sentence;
  isPersonal: boolean;
  /** Strict; each field with `fieldWords`. */
  settings: S;
  /** Hosts of the vendor, known beforehand: the settings file need not name them. `*.` stands for names before the dot. */
  hosts: readonly string[];
  /** Fields that are kept sealed and never shown. */
  secrets: readonly (keyof z.infer<S> & string)[];
  /** Most messages in a minute to one address; the bucket of the worker. */
  perMinute: number;
  /** The other side knows a repetition: after a crash it may be sent again without harm. */
  knowsRepeats: boolean;
  /** Overloaded at full and half hours (Feishu 11232): what is not urgent waits some seconds. */
  avoidsFullHours: boolean;
  create(settings: z.infer<S>, roads: Roads): Sender;
}

/** Checks the shape of a definition and keeps its types. */
export const channel = <S extends z.ZodObject>(definition: ChannelDefinition<S>): ChannelDefinition<S> => definition;

export interface FieldWords {
  label: Sentence;
  hint?: Sentence | undefined;
}
/** Meta data of a field. @example z.string().meta(fieldWords({ zh: '密钥', en: 'Key' })) */
export const fieldWords = (label: Sentence, hint?: Sentence): FieldWords & Record<string, unknown> => ({ label, hint });
