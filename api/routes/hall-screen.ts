import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { EVERYWHERE, type Visitor } from '../../domain/access.ts';
import { readHall } from '../hall-view.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import { hallAnswer } from '../schemas/hall-screen.ts';
import { PROBLEMS } from '../schemas/responses.ts';

/** Nobody in particular: whoever walks through the hall. */
const PASSER_BY: Visitor = { id: 'hall', name: '', role: 'guest_expert', reach: EVERYWHERE, by: 'token', only: ['see'] };

/** The screen in the hall: open to all, and not there until the settings say so. */
export const hallScreenRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, hallScreen }, done) => {
  const schema = {
    summary: 'What the screen in the hall shows: totals of places, no persons, no homes',
    description: 'Only with `http.hallScreen: true`; then nobody has to sign in for it.',
    tags: ['hall'],
    params: siteParams,
    response: { 200: hallAnswer, ...PROBLEMS },
  };
  app.get('/hall/:site', { schema, config: { needs: 'open' } }, async ({ params }) => {
    if (!hallScreen) throw new NotFound('screen in the hall of', params.site);
    return readHall(records, await views.one(params.site, PASSER_BY), now());
  });
  done();
};
