import type { Alert } from './alert.ts';
import type { Audience } from './finding.ts';
import type { Urgency } from './urgency.ts';
import type { Sentence } from './words.ts';

/**
 * What people are told. Of an alert: `opened`, `reopened`, `recovered`, and `still_on` after somebody said that it was off.
 * Of the night: the `list`, what was `added` to it, a `reminder`, a `missed` round. Of the office: a `permit_request`, a rule
 * that `demoted` itself, the digests, the `work` list, `missed_slots` of holidays and calendars (`calendar`), a month's `report`.
 * `test` is a person's own.
 */
export const MESSAGE_KINDS = [
  'opened',
  'reopened',
  'recovered',
  'still_on',
  'list',
  'added',
  'reminder',
  'missed',
  'permit_request',
  'demoted',
  'morning',
  'work',
  'friday',
  'calendar',
  'report',
  'test',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export interface Message {
  id: number;
  site: string;
  kind: MessageKind;
  createdAt: number;
  urgency: Urgency;
  audience: Audience;
  /** As it was when the message was made; words are made from how it is when it is sent. Null: not about one alert. */
  alert: Alert | null;
  /** Null: made from the alert. */
  text: MessageText | null;
  /** Page of the dashboard, such as `/tonight`. */
  link: string;
}

export interface MessageText {
  title: Sentence;
  lines: readonly Sentence[];
}

/** A message before it has a number. `key`: told once, however often the job runs; alerts have none, their change is the event. */
export type NewMessage = Omit<Message, 'id'> & { key?: string | undefined };

/**
 * Life of one message to one address. `queued` → `sending` (written before the request) → `accepted` by the vendor's own word;
 * or `failed` for good, `dropped` because it was not needed any more (`why`), `merged` into another delivery.
 */
export const DELIVERY_STATES = ['queued', 'sending', 'accepted', 'failed', 'dropped', 'merged'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  id: number;
  message: number;
  site: string;
  /** Who it is for; null: a group. */
  person: string | null;
  /** Id of an address; of a message that nobody could be told, in state `failed`: `nobody:<rung>`. */
  address: string;
  /** Rung of the ladder: 0 for those who are told first. */
  rung: number;
  state: DeliveryState;
  attempts: number;
  createdAt: number;
  /** Not before. */
  dueAt: number;
  /** Last request. */
  sentAt: number | null;
  acceptedAt: number | null;
  /** The page showed it to the person. */
  seenAt: number | null;
  /** The person answered. */
  actedAt: number | null;
  /** Why it failed, waits or was dropped; null while well. */
  why: Sentence | null;
  /** The vendor's last words, at most 500 characters, without secrets. */
  answer: string;
  /** Delivery that carried this one. */
  carrier: number | null;
}

/** `failed` from the beginning, with why: nobody could be told. Absent: queued. */
export type NewDelivery = Pick<Delivery, 'message' | 'site' | 'person' | 'address' | 'rung' | 'dueAt' | 'createdAt'> &
  Partial<Pick<Delivery, 'state' | 'why'>>;

/** Where messages can go. `settings` hold secrets: they are kept sealed and never leave the server. */
export interface Address {
  id: string;
  site: string;
  /** Name of a channel: alerts/channels/registry.ts. */
  channel: string;
  /** For people: 后勤群, 张师傅的手机. */
  name: string;
  /** Whose it is; null: a group, a lamp, a program. */
  person: string | null;
  /** Of a group: what it is told. Empty for a person's own. */
  audiences: readonly Audience[];
  isOn: boolean;
  createdAt: number;
}
