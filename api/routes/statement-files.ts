import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Statement } from '../../domain/bill.ts';
import { statementPdf } from '../../reports/pdf/statement-pdf.ts';
import { statementXlsx } from '../../reports/xlsx/statement-xlsx.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { batchFileQuery, fileQuery, statementParams } from '../schemas/statements.ts';
import { checkSpan } from '../statement-asked.ts';
import { findStatement, resaleView } from '../statement-found.ts';

const FORMATS = {
  pdf: { type: 'application/pdf', render: statementPdf },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', render: statementXlsx },
} as const;
type Format = keyof typeof FORMATS;

/** Statements to print and to count on with: one, or those of a building. */
export const statementFileRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, audit }, done) => {
  const tags = ['resale'];
  const config = { needs: 'see_books' } as const;

  for (const format of Object.keys(FORMATS) as Format[]) {
    const { type, render } = FORMATS[format];
    const response = { 200: { description: 'the file', content: { [type]: { schema: z.any() } } }, ...PROBLEMS };
    const send = (reply: FastifyReply, name: string, file: Buffer) =>
      reply
        .type(type)
        .header('content-disposition', `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${format}"`)
        .header('cache-control', 'private, no-store')
        .serializer((bytes: Buffer) => bytes as unknown as string)
        .send(file);

    const one = { summary: `One statement as ${format.toUpperCase()}`, tags, params: statementParams, querystring: fileQuery, response };
    app.get(`/sites/:site/statements/:statement/statement.${format}`, { schema: one, config }, async (request, reply) => {
      const { params, query, visitor } = request;
      const view = await resaleView(views, params.site, visitor);
      const statement = await findStatement(records, view, params.statement);
      const file = await render({ statements: [statement], plan: view.plan, locale: query.locale });
      await audit(request, { site: view.id, action: 'statement.exported', target: statement.id, detail: format });
      return send(reply, `statement-${view.id}-${statement.id}`, file);
    });

    const batch = {
      summary: `The statements of a span as ${format.toUpperCase()}, by number`,
      tags,
      params: siteParams,
      querystring: batchFileQuery,
      response,
    };
    app.get(`/sites/:site/statements.${format}`, { schema: batch, config }, async (request, reply) => {
      const { query, visitor } = request;
      const view = await resaleView(views, request.params.site, visitor);
      checkSpan('query', query);
      const { locale, from, to, building, party } = query;
      const statements = await records.resale.statements(view.id, { from, to, ...(building && { building }), ...(party && { party }) });
      if (statements.length === 0) throw new NotFound('statement', `${from} to ${to}`);
      const file = await render({ statements: inOrder(statements), plan: view.plan, locale });
      await audit(request, {
        site: view.id,
        action: 'statements.exported',
        target: `${from} ${to}`,
        detail: `${format}, ${statements.length}`,
      });
      return send(reply, `statements-${view.id}-${from}-${to}`, file);
    });
  }
  done();
};

const inOrder = (statements: readonly Statement[]) => statements.toSorted((a, b) => (a.id < b.id ? -1 : 1));
