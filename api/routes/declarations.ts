import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import { checkDeclaration, checkEnd, stateOf, toDeclarationView } from '../declarations.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { checkWholeScope, reachesScope } from '../reached.ts';
import { siteParams } from '../schemas/common.ts';
import {
  declarationAnswer,
  declarationEnd,
  declarationList,
  declarationParams,
  declarationQuery,
  declarationRequest,
} from '../schemas/declarations.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** Decades of declarations. */
const MOST_LOOKED_AT = 10_000;

/** What people declare about places and times; domain/declaration.ts. */
export const declarationRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['declarations'];

  const list = {
    summary: 'Exclusions, permits and changes, newest first',
    tags,
    params: siteParams,
    querystring: declarationQuery,
    response: { 200: declarationList, ...PROBLEMS },
  };
  app.get('/sites/:site/declarations', { schema: list, config: { needs: 'see' } }, async ({ params, query: { state, limit }, visitor }) => {
    const view = await views.one(params.site, visitor);
    const at = now();
    // A state is no column: it follows from the clock.
    const isAll = state === undefined && view.isWhole;
    const all = await records.declarations.list(view.id, { limit: isAll ? limit : MOST_LOOKED_AT });
    const inside = all.filter(({ scope }) => reachesScope(view, scope));
    const asked = state === undefined ? inside : inside.filter((declaration) => stateOf(declaration, at) === state);
    return { declarations: asked.slice(0, limit).map((declaration) => toDeclarationView(view, declaration, at)) };
  });

  const declare = {
    summary: 'Declare an exclusion, a permit or a change',
    description: `It holds at once, for nights to come and for those that are judged again.`,
    tags,
    params: siteParams,
    body: declarationRequest,
    response: { 200: declarationAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/declarations', { schema: declare, config: { needs: 'declare' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const { kind, scope, fromAt, reason } = body;
    const checked = checkDeclaration(view, body);
    checkWholeScope(view, scope);
    const at = now();
    const declaration = { id: randomUUID(), site: view.id, kind, scope, fromAt, ...checked, by, reason, recordedAt: at, ended: null };
    await records.declarations.save(declaration);
    const detail = JSON.stringify({ kind, scope, fromAt, ...checked, reason });
    await audit(request, { site: view.id, action: 'declaration.made', target: declaration.id, detail });
    return { declaration: toDeclarationView(view, declaration, at) };
  });

  const end = {
    summary: 'End a declaration before its time, or take a change back',
    description: `It stays in the list, as ended.`,
    tags,
    params: declarationParams,
    body: declarationEnd,
    response: { 200: declarationAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/declarations/:id/end', { schema: end, config: { needs: 'declare' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const known = await records.declarations.get(view.id, params.id);
    if (!known || !reachesScope(view, known.scope)) throw new NotFound('declaration', params.id);
    checkWholeScope(view, known.scope);
    const at = now();
    checkEnd(known, at);
    const ended = { at, by, reason: body.reason };
    if (!(await records.declarations.end(view.id, params.id, ended))) {
      throw new Refused(409, `declaration '${params.id}' was ended by somebody else at the same time`);
    }
    await audit(request, { site: view.id, action: 'declaration.ended', target: params.id, detail: body.reason });
    return { declaration: toDeclarationView(view, { ...known, ended }, at) };
  });
  done();
};
