import { z } from 'zod';
import { MONTH } from '../../reports/month/spans.ts';
import { monthReport, remarks } from '../../reports/month/schema.ts';
import { instant, localDay, siteParams } from './common.ts';

export type * from '../../reports/month/schema.ts';

const month = z.string().regex(MONTH, 'must be a month, YYYY-MM').describe('YYYY-MM');
const version = z.coerce.number().int().min(1);

export const REPORT_LOCALES = ['zh-CN', 'en'] as const;

const head = z.object({
  month: z.string(),
  version: z.number().int(),
  state: z.enum(['draft', 'approved']),
  madeBy: z.string(),
  madeAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
});
const sentence = z.object({ zh: z.string(), en: z.string() });

/** GET /api/sites/:site/month-reports */
export const monthReportList = z.object({
  reports: z.array(head),
  newestMonth: z.string().describe('the last whole month on the clock of the site'),
  firstDay: localDay.nullable().describe('first day with data; null: there is none'),
});
export const monthParams = siteParams.extend({ month });
/** GET /api/sites/:site/month-reports/:month?version */
export const monthReportQuery = z.strictObject({ version: version.optional().describe('absent: the newest') });
export const monthReportAnswer = z.object({
  report: monthReport,
  remarks,
  state: head.shape.state,
  madeBy: z.string(),
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  versions: z.array(head.omit({ month: true })).describe('newest first'),
  since: z
    .object({ differs: z.boolean(), reasons: z.array(sentence) })
    .nullable()
    .describe('what the data says otherwise today; null: it is not the newest version'),
});
/** POST /api/sites/:site/month-reports/:month */
export const monthReportRequest = z.strictObject({ why: z.string().trim().max(500).default('') });
export const monthVersionParams = monthParams.extend({ version });
export const remarksRequest = remarks;
export const approveRequest = z.strictObject({});
/** GET …/:version/report.pdf and report.xlsx */
export const reportFileQuery = z.strictObject({ locale: z.enum(REPORT_LOCALES).default('zh-CN') });

export type MonthReportList = z.infer<typeof monthReportList>;
export type MonthReportAnswer = z.infer<typeof monthReportAnswer>;
export type MonthReportHead = z.infer<typeof head>;
