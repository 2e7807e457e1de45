import { z } from 'zod';
import { instant, localDay, medium, named, share } from './common.ts';
import { TRUST } from './sites.ts';

/** GET /api/sites/:site/data-trust?from&to: local days, `to` excluded; at most 92 days */
export const dataTrustQuery = z.strictObject({ from: localDay, to: localDay });
const shares = { coverage: share, estimated: share, manual: share, suspect: share };
export const dataTrustAnswer = z.object({
  days: z.array(localDay),
  media: z.array(z.object({ medium, meters: z.number().int(), coverage: share })).describe('mean of the meters'),
  meters: z
    .array(
      z.object({
        id: z.string(),
        ...named,
        building: z.object({ id: z.string(), ...named }),
        medium,
        trust: z.enum(TRUST),
        lastAt: instant.nullable().describe('newest reading'),
        ...shares,
        days: z.array(share.nullable()).describe('coverage by day; null: the meter was not there yet'),
      }),
    )
    .describe('those known worst first'),
});
export type DataTrustAnswer = z.infer<typeof dataTrustAnswer>;
