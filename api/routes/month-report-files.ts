import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { monthPdf } from '../../reports/pdf/month-pdf.ts';
import { monthXlsx } from '../../reports/xlsx/month-xlsx.ts';
import { findReport } from '../month-reports.ts';
import type { ApiParts } from '../parts.ts';
import { checkWhole } from '../reached.ts';
import { monthVersionParams, reportFileQuery } from '../schemas/reports.ts';
import { PROBLEMS } from '../schemas/responses.ts';

const FORMATS = {
  pdf: { type: 'application/pdf', render: monthPdf },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', render: monthXlsx },
} as const;

/** A version of the month's report to print and to count on with. */
export const monthReportFileRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, audit }, done) => {
  for (const format of Object.keys(FORMATS) as (keyof typeof FORMATS)[]) {
    const { type, render } = FORMATS[format];
    const schema = {
      summary: `A version of the month's report as ${format.toUpperCase()}`,
      tags: ['reports'],
      params: monthVersionParams,
      querystring: reportFileQuery,
      response: { 200: { description: 'the file', content: { [type]: { schema: z.any() } } }, ...PROBLEMS },
    };
    const url = `/sites/:site/month-reports/:month/:version/report.${format}`;
    app.get(url, { schema, config: { needs: 'export' } }, async (request, reply) => {
      const { params, query, visitor } = request;
      const view = await views.one(params.site, visitor);
      checkWhole(view, 'the report of a month');
      const { row, report, remarks } = await findReport(records, view.id, params.month, params.version);
      const { state, approvedBy, approvedAt } = row;
      const file = await render({ report, remarks, state, approvedBy, approvedAt, locale: query.locale });
      const name = `month-report-${view.id}-${row.month}-v${row.version}`;
      await audit(request, { site: view.id, action: 'month_report.exported', target: `${row.month} v${row.version}`, detail: format });
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${format}"`)
        .header('cache-control', 'private, no-store')
        .serializer((bytes: Buffer) => bytes as unknown as string)
        .send(file);
    });
  }
  done();
};
