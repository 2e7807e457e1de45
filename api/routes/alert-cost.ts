import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readAlertCost } from '../alert-cost.ts';
import { checkNights } from '../nights-asked.ts';
import type { ApiParts } from '../parts.ts';
import { alertCostAnswer } from '../schemas/alert-cost.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { classListQuery } from '../schemas/tonight.ts';

/** What was wasted while nobody acted. */
export const alertCostRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const schema = {
    summary: 'What the alerts of some nights cost, by rule and by building; estimates',
    tags: ['alerts'],
    params: siteParams,
    querystring: classListQuery,
    response: { 200: alertCostAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/alert-cost', { schema, config: { needs: 'see' } }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readAlertCost(records, view, checkNights(query), now());
  });
  done();
};
