import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { readPermitRequests } from '../permit-requests.ts';
import { NotFound } from '../problems.ts';
import { done as doneAnswer } from '../schemas/access.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { eventParams, permitDecision, permitRequests } from '../schemas/tonight.ts';

/** A guard was told that a room is in normal use: the office says whether it is. */
export const permitRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, night, now, audit }, done) => {
  const tags = ['tonight'];
  const config = { needs: 'approve' } as const;

  const list = {
    summary: 'Answers `in_use` that the office has not settled, newest first',
    tags,
    params: siteParams,
    response: { 200: permitRequests, ...PROBLEMS },
  };
  app.get('/sites/:site/permit-requests', { schema: list, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return { requests: await readPermitRequests(records, view, now()) };
  });

  const decide = {
    summary: 'Approve or refuse late use; approval makes a permit of the room',
    tags,
    params: eventParams,
    body: permitDecision,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/permit-requests/:event', { schema: decide, config }, async (request) => {
    const { params, body } = request;
    const { id, name } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const open = await readPermitRequests(records, view, now());
    const asked = open.find(({ event }) => event === params.event);
    if (!asked && !view.isWhole) throw new NotFound('permit request', params.event);
    const approve = body.decision === 'approve' ? { untilAt: body.untilAt, weekly: body.weekly } : null;
    await night.decide(view.id, params.event, { approve, note: body.note }, { id, name });
    const action = approve ? 'permit.approved' : 'permit.refused';
    const until = approve ? `until ${new Date(approve.untilAt).toISOString()}` : '';
    await audit(request, {
      action,
      target: asked?.alert ?? params.event,
      detail: [until, body.note].filter(Boolean).join('; '),
      site: view.id,
    });
    return { done: true } as const;
  });
  done();
};
