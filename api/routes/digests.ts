import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { ApiParts } from '../parts.ts';
import { checkWhole } from '../reached.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { digestList, digestQuery } from '../schemas/tonight.ts';

/** Digests as they were sent. */
export const digestRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views }, done) => {
  const schema = {
    summary: 'Digests as they were sent, newest first',
    tags: ['tonight'],
    params: siteParams,
    querystring: digestQuery,
    response: { 200: digestList, ...PROBLEMS },
  };
  app.get('/sites/:site/digests', { schema, config: { needs: 'see' } }, async ({ params, query: { kind, limit }, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, 'a digest');
    const digests = await records.digests.list(view.id, { ...(kind ? { kind } : {}), limit });
    return { digests: digests.map(({ kind: of, day, madeAt, lines }) => ({ kind: of, day, madeAt, lines: [...lines] })) };
  });
  done();
};
