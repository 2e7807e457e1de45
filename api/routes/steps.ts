import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { stepDetail, stepList, stepParams, stepQuery } from '../schemas/corrections.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { readStepDetail } from '../step-detail.ts';
import { readSteps } from '../steps.ts';

/** Register steps that were not normal. */
export const stepRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views }, done) => {
  const tags = ['corrections'];
  const config = { needs: 'see' } as const;

  const list = {
    summary: 'Register steps that wait for a person, gaps, or all',
    description:
      '`open`: nobody can tell what was used; largest first. `gaps`: known, and held out of single days; largest first. `all`: newest first.',
    tags,
    params: siteParams,
    querystring: stepQuery,
    response: { 200: stepList, ...PROBLEMS },
  };
  app.get('/sites/:site/steps', { schema: list, config }, async ({ params, query, visitor }) =>
    readSteps(records, await views.one(params.site, visitor), query),
  );

  const detail = {
    summary: 'A step with what there is to decide it by',
    tags,
    params: stepParams,
    response: { 200: stepDetail, ...PROBLEMS },
  };
  app.get('/sites/:site/meters/:meter/steps/:toAt', { schema: detail, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readStepDetail({ records, readings }, view, view.meter(params.meter), params.toAt);
  });
  done();
};
