import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Factor } from '../../domain/factor.ts';
import { factsOf } from '../../domain/facts-of-month.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkFactor, toFactorView, toFactorViews } from '../facts.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { factorAnswer, factorList, factorRequest, factorParams, factQuery } from '../schemas/books.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const WHAT = 'the table of factors';

/** The dated table of factors: those that come with the program, and the school's own; domain/factor.ts. */
export const factorRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records: { facts }, views, now, audit }, done) => {
  const tags = ['factors'];

  const list = {
    summary: 'Coal-equivalent and CO₂ factors, and which of them a report of a month uses',
    tags,
    params: siteParams,
    querystring: factQuery,
    response: { 200: factorList, ...PROBLEMS },
  };
  app.get('/sites/:site/factors', { schema: list, config: { needs: 'see' } }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const month = query.month ?? view.local.dayOf(now()).slice(0, 7);
    const { region } = factsOf(await facts.list(view.id), month);
    return { month, region, factors: toFactorViews(await facts.factors(view.id), month, region) };
  });

  const add = {
    summary: 'Enter a factor of the school, with its document',
    description: 'It wins over those that come with the program. Reports that were made keep what they used.',
    tags,
    params: siteParams,
    body: factorRequest,
    response: { 200: factorAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/factors', { schema: add, config: { needs: 'keep_books' } }, async (request) => {
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, WHAT);
    checkFactor(request.body);
    const factor = toFactor(randomUUID(), request.body);
    await facts.saveFactor(view.id, factor, visitorOf(request).name, now());
    await audit(request, { site: view.id, action: 'factor.saved', target: factor.id, detail: JSON.stringify(request.body) });
    return { factor: toFactorView(factor, new Set()) };
  });

  const change = {
    summary: 'Change a factor of the school',
    tags,
    params: factorParams,
    body: factorRequest,
    response: { 200: factorAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/factors/:factor', { schema: change, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body } = request;
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, WHAT);
    const before = await own(view.id, params.factor);
    checkFactor(body);
    const factor = toFactor(params.factor, body);
    await facts.saveFactor(view.id, factor, visitorOf(request).name, now());
    await audit(request, { site: view.id, action: 'factor.changed', target: factor.id, detail: JSON.stringify({ before, after: body }) });
    return { factor: toFactorView(factor, new Set()) };
  });

  const remove = {
    summary: 'Remove a factor of the school',
    tags,
    params: factorParams,
    response: { 200: factorAnswer, ...WRITE_PROBLEMS },
  };
  app.delete('/sites/:site/factors/:factor', { schema: remove, config: { needs: 'keep_books' } }, async (request) => {
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, WHAT);
    const factor = await own(view.id, request.params.factor);
    await facts.removeFactor(view.id, factor.id);
    await audit(request, { site: view.id, action: 'factor.removed', target: factor.id, detail: JSON.stringify(factor) });
    return { factor: toFactorView(factor, new Set()) };
  });
  done();

  /** @throws NotFound, also for one that comes with the program: it is not the school's to change */
  async function own(site: string, id: string): Promise<Factor> {
    const factors = await facts.factors(site);
    const factor = factors.find((one) => one.id === id);
    if (!factor)
      throw new NotFound(
        'factor of the school',
        id,
        factors.map((one) => one.id),
      );
    return factor;
  }
};

/** A note in the words of whoever wrote it. */
function toFactor(id: string, { note, ...said }: z.infer<typeof factorRequest>): Factor {
  return { ...said, id, note: note === '' ? null : { zh: note, en: note }, isBuiltIn: false };
}
