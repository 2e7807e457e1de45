import { z } from 'zod';
import { AUDIENCES } from '../../domain/finding.ts';
import { DELIVERY_STATES, MESSAGE_KINDS } from '../../domain/message.ts';
import { DUTIES } from '../../domain/roster.ts';
import { URGENCIES } from '../../domain/urgency.ts';
import { words } from './alerts.ts';
import { instant, localDay, siteParams } from './common.ts';

/** GET /api/channels: the roads that there are, and what each has to know. */
export const channelField = z.object({
  name: z.string(),
  label: words,
  hint: words.nullable(),
  kind: z.enum(['text', 'secret', 'url', 'number', 'boolean', 'list']),
  isRequired: z.boolean(),
  initial: z.union([z.string(), z.number(), z.boolean()]).nullable(),
});
export const channelView = z.object({
  channel: z.string(),
  name: words,
  what: words,
  /** Belongs to one person rather than to a group. */
  isPersonal: z.boolean(),
  fields: z.array(channelField),
});
export const channelList = z.object({ channels: z.array(channelView) });

/** GET /api/sites/:site/addresses. Secrets are not in it: `settings` has them as `***`. Permission `manage_channels`. */
export const addressView = z.object({
  id: z.string(),
  channel: z.string(),
  name: z.string(),
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  audiences: z.array(z.enum(AUDIENCES)),
  isOn: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  /** Of the last message: how it went. */
  last: z.object({ state: z.enum(DELIVERY_STATES), at: instant, why: words.nullable() }).nullable(),
});
export const addressList = z.object({ addresses: z.array(addressView) });
/** POST /api/sites/:site/addresses, PUT …/:id (a secret left as `***` stays as it was), DELETE …/:id */
export const addressRequest = z.strictObject({
  channel: z.string(),
  name: z.string().trim().min(1).max(60),
  person: z.string().nullable().default(null),
  audiences: z.array(z.enum(AUDIENCES)).default([]),
  isOn: z.boolean().default(true),
  settings: z.record(z.string(), z.unknown()),
});
export const addressAnswer = z.object({ address: addressView });
export const addressParams = siteParams.extend({ id: z.string() });
/** POST /api/sites/:site/addresses/:id/test: sends now and gives the vendor's own answer. */
export const testAnswer = z.object({
  outcome: z.enum(['accepted', 'retry', 'permanent']),
  /** In our words, what it means and what to do. */
  words,
  /** The vendor's own, without secrets. */
  answer: z.string(),
  tookMs: z.number(),
});
/** GET /api/web-push: the public key; POST /api/sites/:site/web-push: the subscription of this browser becomes an own address. */
export const webPushKey = z.object({ publicKey: z.string() });
export const webPushSubscription = z.strictObject({
  endpoint: z.url().max(1000),
  keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
  isEnglish: z.boolean().default(false),
  /** What people call the browser; absent: what it says of itself. */
  name: z.string().trim().min(1).max(60).optional(),
});

const line = { duty: z.enum(DUTIES), person: z.string() };
/** GET and PUT /api/sites/:site/roster. Permission `set_roster` (guards read who is on duty in the night's list). */
export const roster = z.strictObject({
  weekly: z.array(z.strictObject({ ...line, weekdays: z.array(z.number().int().min(0).max(6)).min(1) })).max(200),
  days: z.array(z.strictObject({ ...line, firstDay: localDay, lastDay: localDay, note: z.string().trim().max(100) })).max(1000),
});
export const rosterAnswer = z.object({
  roster,
  people: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), canBeTold: z.boolean() })),
  /** Nobody is on duty, or nobody of them can be told, in the coming 14 days: in words, by day. */
  gaps: z.array(z.object({ day: localDay, duty: z.enum(DUTIES), why: words })),
  /** What nobody can mute here. */
  floor: z.object({ urgency: z.enum(URGENCIES), rules: z.array(z.string()) }),
});
/** PUT /api/sites/:site/floor: what nobody can mute. Permission `manage_people`. */
export const floor = z.strictObject({ urgency: z.enum(URGENCIES), rules: z.array(z.string()).max(100) });
export const floorAnswer = z.object({ floor });

/** GET /api/sites/:site/deliveries?alert&address&limit, newest first: proof of delivery. Permission `see`. */
export const deliveryQuery = z.strictObject({
  alert: z.string().optional(),
  address: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const deliveryView = z.object({
  id: z.number().int(),
  message: z.number().int(),
  kind: z.enum(MESSAGE_KINDS),
  title: words,
  alert: z.string().nullable(),
  /** Name of the person, or null for a group. */
  person: z.string().nullable(),
  channel: z.string(),
  address: z.string(),
  rung: z.number().int(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number().int(),
  createdAt: instant,
  dueAt: instant,
  sentAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  seenAt: instant.nullable(),
  actedAt: instant.nullable(),
  /** Why it failed, waits or was dropped; null while well. */
  why: words.nullable(),
  answer: z.string(),
});
export const deliveryList = z.object({ deliveries: z.array(deliveryView) });

export type ChannelView = z.infer<typeof channelView>;
export type AddressView = z.infer<typeof addressView>;
export type AddressRequest = z.input<typeof addressRequest>;
export type TestAnswer = z.infer<typeof testAnswer>;
export type RosterAnswer = z.infer<typeof rosterAnswer>;
export type DeliveryView = z.infer<typeof deliveryView>;
