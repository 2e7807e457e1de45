import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { type Reach, reachesSite } from '../../domain/access.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { BadQuery, NotFound } from '../problems.ts';
import { auditList, auditQuery } from '../schemas/access.ts';
import { PROBLEMS } from '../schemas/responses.ts';

/** Who did what. */
export const auditRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records }, done) => {
  const list = {
    summary: 'Who did what, newest first',
    description: 'Whoever does not reach all schools sees the entries of one that he reaches.',
    tags: ['access'],
    querystring: auditQuery,
    response: { 200: auditList, ...PROBLEMS },
  };
  app.get('/audit', { schema: list, config: { needs: 'audit' } }, async (request) => {
    const { site: asked, beforeId, limit } = request.query;
    const site = siteOf(asked, visitorOf(request).reach);
    const options = { limit, ...(site === undefined ? {} : { site }), ...(beforeId === undefined ? {} : { beforeId }) };
    return { entries: await records.audit.list(options) };
  });
  done();
};

/** @throws NotFound, BadQuery */
function siteOf(asked: string | undefined, reach: Reach): string | undefined {
  if (asked !== undefined && !reachesSite(reach, asked)) throw new NotFound('site', asked);
  if (asked !== undefined || reach.sites === null) return asked;
  if (reach.sites.length === 1) return reach.sites[0];
  throw new BadQuery('query.site', `is needed; allowed: ${reach.sites.join(', ')}`);
}
