import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../../domain/access.ts';
import { URGENCIES } from '../../domain/urgency.ts';
import { SESSION_KINDS } from '../../store/access-ports.ts';
import { clockTime, instant } from './common.ts';

const ids = z.array(z.string().min(1).max(64)).nullable();
export const reach = z.strictObject({ sites: ids, buildings: ids, spaces: ids });
export const role = z.enum(ROLES);
export const permission = z.enum(PERMISSIONS);
const name = z.string().trim().min(1).max(80);
const login = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._-]{2,40}$/u, '2 to 40 letters, digits and . _ -');
/** At least 12 characters, none of the known passwords; nothing else is asked of it (ASVS 6.2). */
const password = z.string().min(1).max(256);
const phone = z.string().regex(/^\+?\d{5,15}$/, 'digits, with + before a country');
const totp = z.string().regex(/^\d{6}$/, 'six digits');

export const wishes = z.strictObject({
  buildings: ids,
  mutedRules: z.array(z.string()),
  addresses: z.array(z.string()),
  quiet: z.strictObject({ start: clockTime, end: clockTime }).nullable(),
  digests: z.boolean(),
});

// ------------------------------------------------------------------------------------------------------- who is here

/** GET /api/session: open to all. */
export const sessionAnswer = z.object({
  /** Null: nobody is signed in. */
  visitor: z
    .object({
      id: z.string(),
      name: z.string(),
      role,
      by: z.enum(['password', 'demo', 'device', 'token']),
      permissions: z.array(permission),
      reach,
      hasTotp: z.boolean(),
      /** Of a device: what it is called. */
      device: z.string().nullable(),
    })
    .nullable(),
  /** No administrator yet: the set-up link of the terminal is needed. */
  needsSetup: z.boolean(),
  /** Roles that may be tried without a password: in the demo campus, from this machine only. */
  demoRoles: z.array(role),
  /** Why nobody can sign in over this connection, in words; null: one can. */
  closed: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
/** POST /api/session, answered with `sessionAnswer`, as are demo, setup, invite and pair. 401: wrong, or `totp` is needed (`needsTotp` beside the problem's members); 429 with Retry-After. */
export const signIn = z.strictObject({ login: z.string().max(80), password: z.string().max(256), totp: totp.optional() });
/** POST /api/session/demo */
export const demoSignIn = z.strictObject({ role });
/** POST /api/setup: the first administrator, with the code of the terminal's link. POST /api/session/invite: an invited person. */
export const setup = z.strictObject({ code: z.string().max(100), name, login, password });
export const invite = z.strictObject({ code: z.string().max(100), login, password });
/** POST /api/session/pair: this phone becomes a device of the person who is in the code. */
export const pair = z.strictObject({ code: z.string().max(100) });
/** PUT /api/session/password */
export const changePassword = z.strictObject({ old: z.string().max(256), password });
/** POST /api/session/totp → a secret to scan; PUT with a code of it: in force from now on; DELETE with the password: off. */
export const totpStart = z.object({ uri: z.string(), secret: z.string(), svg: z.string().describe('QR code') });
export const totpConfirm = z.strictObject({ totp });
export const totpEnd = z.strictObject({ password: z.string().max(256) });
/** GET and PUT /api/session/wishes. `floor`: what cannot be muted here. */
export const wishesAnswer = z.object({
  wishes,
  floor: z.object({ urgency: z.enum(URGENCIES), rules: z.array(z.string()) }),
  addresses: z.array(z.object({ id: z.string(), channel: z.string(), name: z.string(), isOn: z.boolean() })),
});
export const done = z.object({ done: z.literal(true) });

// ------------------------------------------------------------------------------------------------------------ people

/** GET /api/people: all with `manage_people`; names and roles with `set_roster`. */
export const personView = z.object({
  id: z.string(),
  name: z.string(),
  role,
  reach,
  login: z.string().nullable(),
  /** Last four digits only, but for who manages people. */
  phone: z.string().nullable(),
  hasPassword: z.boolean(),
  /** Null: told to those who manage people only. */
  hasTotp: z.boolean().nullable(),
  devices: z.number().int(),
  lastSeenAt: instant.nullable(),
  createdAt: instant,
  disabledAt: instant.nullable(),
  /** Belongs to the demo campus, and stays as it is. */
  isDemo: z.boolean(),
});
export const peopleList = z.object({ people: z.array(personView) });
/** POST /api/people, PUT /api/people/:id */
export const personRequest = z.strictObject({
  name,
  role,
  reach,
  phone: phone.nullable().default(null),
  isDisabled: z.boolean().default(false),
});
export const personAnswer = z.object({ person: personView });
export const personParams = z.object({ id: z.string() });
/** POST /api/people/:id/invite and /api/people/:id/pair: a link that works once, and as a QR code. */
export const linkRequest = z.strictObject({ label: z.string().trim().max(40).default('') });
export const linkAnswer = z.object({ url: z.string(), svg: z.string().describe('QR code'), expiresAt: instant });
/** GET /api/people/:id/sessions; DELETE /api/sessions/:id ends one. Own ones: GET /api/session/all. */
export const sessionView = z.object({
  /** First 16 characters: enough to name it, no use to come in. */
  id: z.string(),
  kind: z.enum(SESSION_KINDS),
  label: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
  isThis: z.boolean(),
});
export const sessionList = z.object({ sessions: z.array(sessionView) });

// ---------------------------------------------------------------------------------------------- programs, and the log

export const tokenView = z.object({
  id: z.string(),
  hint: z.string(),
  name: z.string(),
  role,
  only: z.array(permission),
  reach,
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  endedAt: instant.nullable(),
});
export const tokenList = z.object({ tokens: z.array(tokenView) });
/** POST /api/tokens. The secret is shown once. */
export const tokenRequest = z.strictObject({ name, only: z.array(permission).min(1), reach, expiresAt: instant.nullable().default(null) });
export const tokenAnswer = z.object({ token: tokenView, secret: z.string() });

/** GET /api/audit, newest first */
export const auditQuery = z.strictObject({
  site: z.string().optional(),
  beforeId: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditList = z.object({
  entries: z.array(
    z.object({
      id: z.number().int(),
      at: instant,
      byName: z.string(),
      site: z.string().nullable(),
      action: z.string(),
      target: z.string(),
      detail: z.string(),
    }),
  ),
});

export type SessionAnswer = z.infer<typeof sessionAnswer>;
export type WishesAnswer = z.infer<typeof wishesAnswer>;
export type PersonView = z.infer<typeof personView>;
export type PersonRequest = z.input<typeof personRequest>;
export type LinkAnswer = z.infer<typeof linkAnswer>;
export type SessionView = z.infer<typeof sessionView>;
export type TokenView = z.infer<typeof tokenView>;
export type TokenAnswer = z.infer<typeof tokenAnswer>;
export type AuditList = z.infer<typeof auditList>;
