import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { trustAnswer } from '../schemas/tonight.ts';
import { readTrust } from '../trust-view.ts';

/** How far the rules can be believed, by what people found. */
export const trustRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const schema = {
    summary: 'How often rules were right, by the answers of the 30 nights before this one',
    tags: ['tonight'],
    params: siteParams,
    response: { 200: trustAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/trust', { schema, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readTrust(records, view, now());
  });
  done();
};
