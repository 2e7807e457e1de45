import { z } from 'zod';
import { billView, decimal, sentence, soldMedium } from './bills.ts';
import { instant, localDay, named, reason, share, siteParams } from './common.ts';
import { manualReadingView } from './manual-readings.ts';

export const PARTY_KINDS = ['staff', 'tenant', 'contractor'] as const;
const partyKind = z.enum(PARTY_KINDS);
const building = z.object({ id: z.string(), ...named }).nullable();

const priceDates = { medium: soldMedium, from: localDay.describe('from this day on') };
const price = z.union(
  [
    z.strictObject({ ...priceDates, tariff: z.string().describe('id of a tariff') }),
    z.strictObject({
      ...priceDates,
      price: decimal.refine((text) => !text.startsWith('-'), 'a price is not below 0').describe('yuan per kWh or m³'),
      sourceDoc: z.string().trim().min(1).max(200).describe('the contract or notice that says so'),
    }),
  ],
  { error: 'a price has a medium, a day and either the id of a tariff, or a price with the document that says so' },
);
const lossPercent = decimal
  .refine((text) => Number(text) >= 0 && Number(text) <= 50, 'a percentage from 0 to 50')
  .nullable()
  .describe('of the own use, for losses of the network');

/** POST /api/sites/:site/resale-parties, PUT /api/sites/:site/resale-parties/:party */
export const partyRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  kind: partyKind,
  building: z.string().nullable(),
  place: z.string().trim().max(80).describe('room, shop'),
  meters: z
    .array(
      z.strictObject({
        meter: z.string(),
        share: decimal.refine((text) => Number(text) > 0 && Number(text) <= 1, 'a share is above 0 and at most 1').default('1'),
      }),
    )
    .max(20),
  prices: z.array(price).max(100),
  lossPercent,
});
export const partyView = z.object({
  id: z.string(),
  name: z.string(),
  kind: partyKind,
  building,
  place: z.string(),
  meters: z.array(z.object({ meter: z.string(), ...named, share: decimal, medium: soldMedium })),
  prices: z.array(price),
  lossPercent,
  endedAt: instant.nullable(),
});
export const partyQuery = z.strictObject({ all: z.stringbool().default(false).describe('the ended ones too') });
export const partyList = z.object({ parties: z.array(partyView) });
export const partyAnswer = z.object({ party: partyView });
export const partyParams = siteParams.extend({ party: z.string() });

/** What of a statement a list shows. */
const summary = {
  party: z.string(),
  partyName: z.string(),
  partyKind,
  partyPlace: z.string(),
  building,
  from: localDay,
  to: localDay.describe('excluded'),
  quantities: z.array(z.object({ medium: soldMedium, unit: z.string(), quantity: decimal, coverage: share, isExample: z.boolean() })),
  total: decimal.describe('yuan'),
  isEstimated: z.boolean(),
  truesUp: z.array(z.string()).describe('numbers of the estimated statements that it mends'),
};
export const statementSummary = z.object({
  id: z.string().describe('its number'),
  ...summary,
  reverses: z.object({ id: z.string(), reason: z.string() }).nullable(),
  state: z.enum(['issued', 'cancelled']),
  madeBy: z.string(),
  madeAt: instant,
  openDisputes: z.number().int(),
});
const word = { at: instant, by: z.string(), text: z.string() };
export const statementDetail = statementSummary.extend({
  bills: z.array(billView),
  lossPercent,
  disputes: z.array(z.object({ id: z.string(), ...word, answer: z.object(word).nullable() })),
  reversedBy: z.string().nullable().describe('number of the statement that took it back'),
  truedUpBy: z.string().nullable().describe('number of the later one that mends its estimate'),
  manualReadings: z.array(manualReadingView).describe('of its meters, in its span and next to its edges; oldest first'),
});

const span = { from: localDay, to: localDay.describe('excluded') };
const whose = { building: z.string().optional(), party: z.string().optional() };
/** GET /api/sites/:site/statements: those whose span meets [from, to), newest first */
export const statementQuery = z.strictObject({
  ...z.object(span).partial().shape,
  ...whose,
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export const statementList = z.object({ statements: z.array(statementSummary), total: decimal.describe('yuan; reversals take off') });
/** GET /api/sites/:site/statements/preview */
export const batchQuery = z.strictObject({ ...span, ...whose });
const refused = z.array(
  z.object({ party: z.string(), name: z.string(), place: z.string(), troubles: z.array(z.object({ kind: z.string(), words: sentence })) }),
);
export const batchPreview = z.object({ drafts: z.array(z.object(summary)), refused, total: decimal });
/** POST /api/sites/:site/statements */
export const batchRequest = batchQuery.extend({
  total: decimal.describe('what the preview came to: nothing is issued that nobody looked at'),
});
export const batchAnswer = z.object({ statements: z.array(statementSummary), refused });
export const statementParams = siteParams.extend({ statement: z.string() });
export const statementAnswer = z.object({ statement: statementDetail });
/** POST /api/sites/:site/statements/:statement/cancel */
export const cancelRequest = z.strictObject({ reason, anew: z.boolean().describe('write it anew from what is known now') });
export const cancelAnswer = z.object({
  statements: z.array(statementSummary).describe('the reversal, and the new one where one was asked for'),
});
/** POST /api/sites/:site/statements/:statement/disputes and …/disputes/:dispute/answer */
export const disputeRequest = z.strictObject({ text: z.string().trim().min(1).max(1000) });
export const disputeParams = statementParams.extend({ dispute: z.string() });
/** GET …/statement.pdf and .xlsx, statements.pdf and .xlsx */
export const fileQuery = z.strictObject({ locale: z.enum(['zh-CN', 'en']).default('zh-CN') });
export const batchFileQuery = batchQuery.extend(fileQuery.shape);

export type PartyRequest = z.input<typeof partyRequest>;
export type ParsedParty = z.infer<typeof partyRequest>;
export type PartyView = z.infer<typeof partyView>;
export type StatementSummary = z.infer<typeof statementSummary>;
export type StatementDetail = z.infer<typeof statementDetail>;
export type BatchPreview = z.infer<typeof batchPreview>;
export type BatchAnswer = z.infer<typeof batchAnswer>;
export type StatementList = z.infer<typeof statementList>;
