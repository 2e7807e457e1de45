import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { factsOf, heldIn } from '../../domain/facts-of-month.ts';
import type { SchoolFact } from '../../domain/school-facts.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkFact, toFactView } from '../facts.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { factAnswer, factList, factParams, factQuery, factRequest, type FactRequest } from '../schemas/books.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const WHAT = 'what is known of the school';

/** Areas, heads, region and institution, dated; domain/school-facts.ts. */
export const factRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['facts'];
  const { facts } = records;

  const list = {
    summary: 'Every fact, newest first, and what held in a month',
    tags,
    params: siteParams,
    querystring: factQuery,
    response: { 200: factList, ...PROBLEMS },
  };
  app.get('/sites/:site/facts', { schema: list, config: { needs: 'see_books' } }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const month = query.month ?? view.local.dayOf(now()).slice(0, 7);
    const all = await facts.list(view.id);
    const held = new Set(heldIn(all, month).map(({ id }) => id));
    const newestFirst = all.toSorted((a, b) => b.fromMonth.localeCompare(a.fromMonth) || b.savedAt - a.savedAt);
    return { month, facts: newestFirst.map((fact) => toFactView(fact, held)), held: factsOf(all, month) };
  });

  const add = {
    summary: 'Say something of the school from a month on',
    description: 'It holds until another of the same kind follows. Reports that were made keep what they used.',
    tags,
    params: siteParams,
    body: factRequest,
    response: { 200: factAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/facts', { schema: add, config: { needs: 'keep_books' } }, async (request) => {
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, WHAT);
    checkFact(view, request.body);
    const fact = toFact(view.id, randomUUID(), request.body, visitorOf(request).name);
    await facts.save(fact);
    await audit(request, { site: view.id, action: 'fact.saved', target: fact.id, detail: JSON.stringify(request.body) });
    return { fact: toFactView(fact, new Set()) };
  });

  const change = {
    summary: 'Put a fact right that was entered wrong',
    description: 'What changed in the world is a new fact from its month on.',
    tags,
    params: factParams,
    body: factRequest,
    response: { 200: factAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/facts/:fact', { schema: change, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body } = request;
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, WHAT);
    const before = await known(view.id, params.fact);
    checkFact(view, body);
    const fact = toFact(view.id, params.fact, body, visitorOf(request).name);
    await facts.save(fact);
    const detail = JSON.stringify({ before: toFactView(before, new Set()), after: body });
    await audit(request, { site: view.id, action: 'fact.changed', target: fact.id, detail });
    return { fact: toFactView(fact, new Set()) };
  });

  const remove = {
    summary: 'Take a fact back that was entered wrong',
    tags,
    params: factParams,
    response: { 200: factAnswer, ...WRITE_PROBLEMS },
  };
  app.delete('/sites/:site/facts/:fact', { schema: remove, config: { needs: 'keep_books' } }, async (request) => {
    const { params } = request;
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, WHAT);
    const fact = await known(view.id, params.fact);
    await facts.remove(view.id, fact.id);
    const was = toFactView(fact, new Set());
    await audit(request, { site: view.id, action: 'fact.removed', target: fact.id, detail: JSON.stringify(was) });
    return { fact: was };
  });
  done();

  async function known(site: string, id: string): Promise<SchoolFact> {
    const fact = (await facts.list(site)).find((one) => one.id === id);
    if (!fact) throw new NotFound('fact', id);
    return fact;
  }

  function toFact(site: string, id: string, said: FactRequest, savedBy: string): SchoolFact {
    return { ...said, id, site, savedBy, savedAt: now() };
  }
};
