import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Statement, StatementDraft } from '../../domain/bill.ts';
import { type Batch, prepareBatch } from '../../reports/bills/batch.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import { AlreadyBilled } from '../../store/money-ports.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { Refused, Unprocessable } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import {
  batchAnswer,
  batchPreview,
  batchQuery,
  batchRequest,
  statementAnswer,
  statementList,
  statementParams,
  statementQuery,
} from '../schemas/statements.ts';
import { toBatchAsked } from '../statement-asked.ts';
import { findStatement, numberYear, resaleView } from '../statement-found.ts';
import { readDetail, toPreview, toRefused, toSummary } from '../statement-views.ts';

/** Bills of the resale: what a household used is personal, so that the audit has numbers of statements only. */
export const statementRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['resale'];
  const deps = { records, readings, now };
  const see = { needs: 'see_books' } as const;
  const keep = { needs: 'keep_books' } as const;

  const list = {
    summary: 'Statements whose span meets a span, newest first',
    tags,
    params: siteParams,
    querystring: statementQuery,
    response: { 200: statementList, ...PROBLEMS },
  };
  app.get('/sites/:site/statements', { schema: list, config: see }, async ({ params, query, visitor }) => {
    const view = await resaleView(views, params.site, visitor);
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const statements = await records.resale.statements(view.id, Object.fromEntries(given));
    const total = toMoney(sumOf(statements.map((statement) => statement.total)));
    return { statements: statements.map((statement) => toSummary(view, statement)), total };
  });

  const preview = {
    summary: 'What a batch would issue, and who would get nothing and why; nothing is kept',
    tags,
    params: siteParams,
    querystring: batchQuery,
    response: { 200: batchPreview, ...PROBLEMS },
  };
  app.get('/sites/:site/statements/preview', { schema: preview, config: keep }, async (request) => {
    const view = await resaleView(views, request.params.site, request.visitor);
    const asked = toBatchAsked(view, 'query', request.query, { by: visitorOf(request).name, at: now() });
    return toPreview(view, await prepareBatch(deps, view, asked));
  });

  const issue = {
    summary: 'Issue the statements of a batch',
    description: 'All that can be are numbered and frozen at once; the others are named with the reason. `total` is that of the preview.',
    tags,
    params: siteParams,
    body: batchRequest,
    response: { 200: batchAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statements', { schema: issue, config: keep }, async (request) => {
    const view = await resaleView(views, request.params.site, request.visitor);
    const { total, ...query } = request.body;
    const asked = toBatchAsked(view, 'body', query, { by: visitorOf(request).name, at: now() });
    const batch = await prepareBatch(deps, view, asked);
    checkBatch(batch, total);
    const statements = await add(view, batch.drafts);
    const detail = `${statements[0]!.id} to ${statements.at(-1)!.id}`;
    await audit(request, { site: view.id, action: 'statements.issued', target: `${asked.from} ${asked.to}`, detail });
    return { statements: statements.map((statement) => toSummary(view, statement)), refused: toRefused(batch) };
  });

  async function add(view: SiteView, drafts: readonly StatementDraft[]): Promise<Statement[]> {
    try {
      return await records.resale.add(view.id, numberYear(view, now()), drafts);
    } catch (error) {
      if (error instanceof AlreadyBilled) throw new Refused(409, error.message);
      throw error;
    }
  }

  const one = {
    summary: 'One statement: readings, lines, photos of readings by hand, disputes',
    tags,
    params: statementParams,
    response: { 200: statementAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/statements/:statement', { schema: one, config: see }, async ({ params, visitor }) => {
    const view = await resaleView(views, params.site, visitor);
    return { statement: await readDetail(records, view, await findStatement(records, view, params.statement)) };
  });

  done();
};

/** @throws Refused where the batch is another than the one that somebody looked at; Unprocessable where it is empty */
function checkBatch({ drafts, total }: Batch, seen: string): void {
  if (drafts.length === 0) throw new Unprocessable({ path: 'body', message: 'nobody has anything to be billed; the preview says why' });
  if (Number(total) === Number(seen)) return;
  throw new Refused(409, `the batch comes to ${total} yuan now, and ${seen} was looked at; look at the preview again`);
}
