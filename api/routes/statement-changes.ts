import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Dispute } from '../../domain/bill.ts';
import { prepareCancel } from '../../reports/bills/cancel-statement.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused, Unprocessable } from '../problems.ts';
import { WRITE_PROBLEMS } from '../schemas/responses.ts';
import { cancelAnswer, cancelRequest, disputeParams, disputeRequest, statementAnswer, statementParams } from '../schemas/statements.ts';
import { findStatement, numberYear, resaleView } from '../statement-found.ts';
import { readDetail, toSummary } from '../statement-views.ts';

/** What may happen to a statement once it is issued: it is taken back, or somebody disputes it. Its numbers stay. */
export const statementChangeRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['resale'];
  const deps = { records, readings, now };
  const keep = { needs: 'keep_books' } as const;

  const cancel = {
    summary: 'Take a statement back',
    description: 'By another with the opposite sign; its numbers stay. With `anew` what is known now takes its place.',
    tags,
    params: statementParams,
    body: cancelRequest,
    response: { 200: cancelAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statements/:statement/cancel', { schema: cancel, config: keep }, async (request) => {
    const view = await resaleView(views, request.params.site, request.visitor);
    const statement = await findStatement(records, view, request.params.statement);
    const party = (await records.resale.parties(view.id, { all: true })).find(({ id }) => id === statement.party);
    const signed = { by: visitorOf(request).name, at: now() };
    const prepared = await prepareCancel(deps, view, { statement, party }, { ...request.body, ...signed });
    if ('troubles' in prepared) {
      throw new Unprocessable(...prepared.troubles.map(({ words }) => ({ path: 'body.anew', message: words.en })));
    }
    const added = await records.resale.cancel(view.id, numberYear(view, now()), prepared.reversal, prepared.anew);
    if (!added) {
      const why = 'it was cancelled before, takes back another, or a later statement trues it up: that one first';
      throw new Refused(409, `statement ${statement.id} cannot be taken back: ${why}`);
    }
    const detail = `by ${added.map(({ id }) => id).join(', ')}`;
    await audit(request, { site: view.id, action: 'statement.cancelled', target: statement.id, detail });
    return { statements: added.map((entry) => toSummary(view, entry)) };
  });

  const object = {
    summary: 'Note what a party has to say against a statement',
    tags,
    params: statementParams,
    body: disputeRequest,
    response: { 200: statementAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statements/:statement/disputes', { schema: object, config: keep }, async (request) => {
    const view = await resaleView(views, request.params.site, request.visitor);
    const { id } = await findStatement(records, view, request.params.statement);
    const dispute: Dispute = { id: randomUUID(), at: now(), by: visitorOf(request).name, text: request.body.text, answer: null };
    await records.resale.dispute(view.id, id, (known) => [...known, dispute]);
    await audit(request, { site: view.id, action: 'statement.disputed', target: id });
    return { statement: await readDetail(records, view, await findStatement(records, view, id)) };
  });

  const answer = {
    summary: 'Answer a dispute, once',
    tags,
    params: disputeParams,
    body: disputeRequest,
    response: { 200: statementAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statements/:statement/disputes/:dispute/answer', { schema: answer, config: keep }, async (request) => {
    const { params, body } = request;
    const view = await resaleView(views, params.site, request.visitor);
    const { id } = await findStatement(records, view, params.statement);
    const words = { at: now(), by: visitorOf(request).name, text: body.text };
    await records.resale.dispute(view.id, id, (known) => withAnswer(known, params.dispute, words));
    await audit(request, { site: view.id, action: 'statement.dispute_answered', target: id });
    return { statement: await readDetail(records, view, await findStatement(records, view, id)) };
  });
  done();
};

/** @throws NotFound; Refused for a second answer */
function withAnswer(disputes: readonly Dispute[], id: string, answer: NonNullable<Dispute['answer']>): Dispute[] {
  const known = disputes.find((dispute) => dispute.id === id);
  if (!known) throw new NotFound('dispute', id);
  if (known.answer) throw new Refused(409, `dispute '${id}' was answered already, by ${known.answer.by}`);
  return disputes.map((dispute) => (dispute === known ? { ...dispute, answer } : dispute));
}
