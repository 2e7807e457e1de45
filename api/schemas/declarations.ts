import { z } from 'zod';
import { DECLARATION_KINDS } from '../../domain/declaration.ts';
import { clockTime, instant, namedInstant, reason, siteParams } from './common.ts';
import { namedScope, scope } from './rules.ts';

const weekly = z.strictObject({ weekdays: z.array(z.number().int().min(0).max(6)).min(1), start: clockTime, end: clockTime });

export const DECLARATION_STATES = ['ahead', 'in_force', 'over', 'ended'] as const;
export const declarationView = z.object({
  id: z.string(),
  kind: z.enum(DECLARATION_KINDS),
  state: z.enum(DECLARATION_STATES),
  scope: namedScope,
  rules: z.array(z.string()).nullable().describe('of an exclusion; null: all'),
  fromAt: instant,
  untilAt: instant,
  weekly: weekly.nullable(),
  reason: z.string(),
  by: z.string(),
  recordedAt: instant,
  ended: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
/** GET /api/sites/:site/declarations?state, newest first */
export const declarationQuery = z.strictObject({
  state: z.enum(DECLARATION_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const declarationList = z.object({ declarations: z.array(declarationView) });
/** POST /api/sites/:site/declarations. An exclusion or permit needs an end; a change happens at `fromAt`. */
export const declarationRequest = z.strictObject({
  kind: z.enum(DECLARATION_KINDS),
  scope,
  rules: z.array(z.string()).min(1).nullable().default(null),
  fromAt: namedInstant,
  untilAt: namedInstant.optional(),
  weekly: weekly.optional(),
  reason,
});
export const declarationAnswer = z.object({ declaration: declarationView });
export const declarationParams = siteParams.extend({ id: z.string() });
/** POST /api/sites/:site/declarations/:id/end */
export const declarationEnd = z.strictObject({ reason });

export type DeclarationView = z.infer<typeof declarationView>;
export type DeclarationRequest = z.input<typeof declarationRequest>;
export type ParsedDeclaration = z.infer<typeof declarationRequest>;
