import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { checkDeclaration, checkEnd, stateOf, toDeclarationView } from '../declarations.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import {
  declarationAnswer,
  declarationEnd,
  declarationList,
  declarationParams,
  declarationQuery,
  declarationRequest,
} from '../schemas/declarations.ts';
import { ANYBODY, PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** Decades of declarations. */
const MOST_LOOKED_AT = 10_000;

/** What people declare about places and times; domain/declaration.ts. */
export const declarationRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['declarations'];

  const list = {
    summary: 'Exclusions, permits and changes, newest first',
    tags,
    params: siteParams,
    querystring: declarationQuery,
    response: { 200: declarationList, ...PROBLEMS },
  };
  app.get('/sites/:site/declarations', { schema: list }, async ({ params, query: { state, limit } }) => {
    const view = await views.one(params.site);
    const at = now();
    // A state is no column: it follows from the clock.
    const all = await records.declarations.list(view.id, { limit: state === undefined ? limit : MOST_LOOKED_AT });
    const asked = state === undefined ? all : all.filter((declaration) => stateOf(declaration, at) === state);
    return { declarations: asked.slice(0, limit).map((declaration) => toDeclarationView(view, declaration, at)) };
  });

  const declare = {
    summary: 'Declare an exclusion, a permit or a change',
    description: `It holds at once, for nights to come and for those that are judged again. ${ANYBODY}`,
    tags,
    params: siteParams,
    body: declarationRequest,
    response: { 200: declarationAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/declarations', { schema: declare }, async ({ params, body }) => {
    const view = await views.one(params.site);
    const { kind, scope, fromAt, by, reason } = body;
    const checked = checkDeclaration(view, body);
    const at = now();
    const declaration = { id: randomUUID(), site: view.id, kind, scope, fromAt, ...checked, by, reason, recordedAt: at, ended: null };
    await records.declarations.save(declaration);
    return { declaration: toDeclarationView(view, declaration, at) };
  });

  const end = {
    summary: 'End a declaration before its time, or take a change back',
    description: `It stays in the list, as ended. ${ANYBODY}`,
    tags,
    params: declarationParams,
    body: declarationEnd,
    response: { 200: declarationAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/declarations/:id/end', { schema: end }, async ({ params, body }) => {
    const view = await views.one(params.site);
    const known = await records.declarations.get(view.id, params.id);
    if (!known) throw new NotFound('declaration', params.id);
    const at = now();
    checkEnd(known, at);
    const ended = { at, ...body };
    if (!(await records.declarations.end(view.id, params.id, ended))) {
      throw new Refused(409, `declaration '${params.id}' was ended by somebody else at the same time`);
    }
    return { declaration: toDeclarationView(view, { ...known, ended }, at) };
  });
  done();
};
