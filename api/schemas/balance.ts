import { z } from 'zod';
import { BALANCE_VERDICTS } from '../../domain/balance.ts';
import { localDay, medium, named, share } from './common.ts';

/**
 * GET /api/sites/:site/balance?from&to&medium: every meter that has others below it, against their sum, for each local month
 * of [from, to).
 */
export const balanceQuery = z.strictObject({ medium: medium.optional(), from: localDay, to: localDay.describe('excluded') });
const known = z.object({ value: z.number().nullable(), coverage: share });
export const balanceRow = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  meter: z.object({ id: z.string(), ...named, medium, unit: z.string(), building: z.string() }),
  parent: known,
  children: z.array(z.object({ id: z.string(), ...named, ...known.shape })),
  childrenSum: known,
  /** Parent − Σ children; null where one of them is not known well enough (coverage below 95 %). */
  gap: z.number().nullable(),
  /** Gap ÷ parent. */
  gapShare: z.number().nullable(),
  /**
   * Beyond −2 % to +8 % somebody should look, unless the parent feeds circuits without a meter: a campus main does not, nor one
   * that was within the bounds in at least half of the months asked for.
   */
  verdict: z.enum(BALANCE_VERDICTS),
});
export const balanceAnswer = z.object({ rows: z.array(balanceRow), lowest: z.number(), highest: z.number() });

export type BalanceRow = z.infer<typeof balanceRow>;
export type BalanceAnswer = z.infer<typeof balanceAnswer>;
