import { z } from 'zod';
import { PERIOD_STATES, RECONCILE_CAUSES } from '../../domain/bill.ts';
import { decimal, outcomeView, sentence, soldMedium } from './bills.ts';
import { instant, localDay, named, reason, share, siteParams } from './common.ts';

export const accountView = z.object({
  id: z.string(),
  name: z.string(),
  medium: soldMedium,
  utilityNo: z.string(),
  meters: z.array(z.object({ ...named, meter: z.string(), share: decimal })),
  assignments: z.array(
    z.object({ from: localDay, tariff: z.string(), called: z.object(named).nullable().describe('null: no such tariff in use') }),
  ),
  billingDay: z.number().int(),
  quota: decimal.nullable(),
  endedAt: instant.nullable(),
});

/** GET /api/sites/:site/accounts: those in use, then the ended ones */
export const accountList = z.object({
  accounts: z.array(accountView),
  tariffs: z.array(z.object({ id: z.string(), ...named, medium: soldMedium, isExample: z.boolean() })).describe('in use, to choose from'),
});
export const accountAnswer = z.object({ account: accountView });
export const accountParams = siteParams.extend({ account: z.string() });

/** POST /api/sites/:site/accounts, PUT /api/sites/:site/accounts/:account */
export const accountRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  medium: soldMedium,
  utilityNo: z.string().trim().max(60).default(''),
  meters: z
    .array(z.strictObject({ meter: z.string(), share: decimal }))
    .min(1)
    .max(100),
  assignments: z.array(z.strictObject({ from: localDay, tariff: z.string() })).max(100),
  billingDay: z.number().int().min(1).max(28),
  quota: decimal.nullable().default(null),
});
export const accountEnd = z.strictObject({ reason });

/** GET /api/sites/:site/accounts/:account/bill?from&to: at most this many days */
export const LONGEST_BILL_DAYS = 400;
export const billQuery = z.strictObject({ from: localDay, to: localDay.describe('excluded') });
export const billAnswer = z.object({ account: accountView, outcome: outcomeView });

export const invoiceView = z.object({
  id: z.string(),
  account: z.string(),
  from: localDay,
  to: localDay.describe('excluded'),
  quantity: decimal,
  amount: decimal,
  startRegister: decimal.nullable(),
  endRegister: decimal.nullable(),
  number: z.string(),
  note: z.string(),
  enteredBy: z.string(),
  enteredAt: instant,
});
/** POST /api/sites/:site/invoices, PUT /api/sites/:site/invoices/:invoice */
export const invoiceRequest = z.strictObject({
  account: z.string(),
  from: localDay,
  to: localDay.describe('excluded'),
  quantity: decimal,
  amount: decimal,
  startRegister: decimal.nullable().default(null),
  endRegister: decimal.nullable().default(null),
  number: z.string().trim().max(60).default(''),
  note: z.string().trim().max(500).default(''),
});
export const invoiceQuery = z.strictObject({ account: z.string().optional(), from: localDay.optional(), to: localDay.optional() });
export const invoiceList = z.object({ invoices: z.array(invoiceView) });
export const invoiceAnswer = z.object({ invoice: invoiceView });
export const invoiceParams = siteParams.extend({ invoice: z.string() });
export const invoiceRemoved = z.object({ removed: z.string() });

/** GET /api/sites/:site/accounts/:account/year?year=2026 */
export const yearQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2200) });
const oursView = z.object({
  quantity: decimal,
  unit: z.enum(['kWh', 'm³']),
  total: decimal,
  coverage: share,
  estimated: share,
  isExample: z.boolean().describe('priced by an example tariff'),
});
const reconciliationView = z.object({
  invoice: invoiceView,
  ours: oursView.nullable(),
  quantityDifference: decimal.nullable().describe('invoice less ours'),
  amountDifference: decimal.nullable(),
  causes: z.array(z.object({ kind: z.enum(RECONCILE_CAUSES), words: sentence })).describe('most likely first'),
});
export const periodView = z.object({
  month: z.string().describe('YYYY-MM of its last day'),
  from: localDay,
  to: localDay.describe('excluded'),
  state: z.enum(PERIOD_STATES),
  ours: oursView.nullable(),
  troubles: z.array(sentence).describe('why there is no bill of ours'),
  reconciled: z.array(reconciliationView),
});
export const yearAnswer = z.object({
  account: accountView,
  year: z.number().int(),
  periods: z.array(periodView),
  compared: z
    .object({ invoices: z.number().int(), ours: decimal, theirs: decimal, difference: decimal })
    .describe('sums over the invoices that have a bill of ours beside them'),
});

export type AccountList = z.infer<typeof accountList>;
export type AccountView = z.infer<typeof accountView>;
export type AccountRequest = z.input<typeof accountRequest>;
export type ParsedAccount = z.infer<typeof accountRequest>;
export type InvoiceView = z.infer<typeof invoiceView>;
export type InvoiceRequest = z.input<typeof invoiceRequest>;
export type ParsedInvoice = z.infer<typeof invoiceRequest>;
export type PeriodView = z.infer<typeof periodView>;
export type ReconciliationView = z.infer<typeof reconciliationView>;
export type YearAnswer = z.infer<typeof yearAnswer>;
export type BillAnswer = z.infer<typeof billAnswer>;
