import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import { readDeliveries } from '../delivery-views.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { deliveryList, deliveryQuery } from '../schemas/messages.ts';
import { PROBLEMS } from '../schemas/responses.ts';

/** Proof of delivery. */
export const deliveryRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views }, done) => {
  const schema = {
    summary: 'Who was told what, when, and what became of it; newest first',
    tags: ['messages'],
    params: siteParams,
    querystring: deliveryQuery,
    response: { 200: deliveryList, ...PROBLEMS },
  };
  app.get('/sites/:site/deliveries', { schema, config: { needs: 'see' } }, async (request) => {
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    return { deliveries: await readDeliveries(records, view, visitor, request.query) };
  });
  done();
};
