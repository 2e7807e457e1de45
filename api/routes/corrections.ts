import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { toCorrectionView, toEffect } from '../corrections.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { meterParams, siteParams } from '../schemas/common.ts';
import {
  correctionAnswer,
  correctionList,
  correctionParams,
  correctionQuery,
  correctionRequest,
  undoRequest,
} from '../schemas/corrections.ts';
import { ANYBODY, PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What people say about meters; domain/correction.ts. */
export const correctionRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, desk, views }, done) => {
  const tags = ['corrections'];

  const list = {
    summary: 'Corrections, newest first, undone ones among them',
    tags,
    params: siteParams,
    querystring: correctionQuery,
    response: { 200: correctionList, ...PROBLEMS },
  };
  app.get('/sites/:site/corrections', { schema: list }, async ({ params, query: { meter, limit } }) => {
    const view = await views.one(params.site);
    if (meter !== undefined) view.meter(meter);
    const corrections = await records.corrections.list(view.id, { ...(meter === undefined ? {} : { meter }), limit });
    return { corrections: corrections.map((correction) => toCorrectionView(view, correction)) };
  });

  const record = {
    summary: 'Say something about a meter, or see what it would change',
    description: `Readings stay as they are; what they mean is computed again, and the answer says what changed. ${ANYBODY}`,
    tags,
    params: meterParams,
    body: correctionRequest,
    response: { 200: correctionAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/meters/:meter/corrections', { schema: record }, async ({ params, body }) => {
    const view = await views.one(params.site);
    const meter = view.meter(params.meter);
    const { statement, by, reason, preview } = body;
    if (preview) return { correction: null, effect: toEffect(await desk.preview(view.id, meter.id, statement)) };
    const { correction, effect } = await desk.record(view.id, meter.id, statement, { by, reason });
    // The meter may stand elsewhere now.
    return { correction: toCorrectionView(await views.one(view.id), correction), effect: toEffect(effect) };
  });

  const undo = {
    summary: 'Undo a correction',
    description: `It stays in the list, as undone; what it changed is computed again without it. ${ANYBODY}`,
    tags,
    params: correctionParams,
    body: undoRequest,
    response: { 200: correctionAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/corrections/:id/undo', { schema: undo }, async ({ params, body }) => {
    const view = await views.one(params.site);
    const known = await records.corrections.get(view.id, params.id);
    if (!known) throw new NotFound('correction', params.id);
    if (known.undone) {
      const { by, at } = known.undone;
      throw new Refused(409, `correction '${params.id}' was undone already, by ${by} at ${new Date(at).toISOString()}`);
    }
    const { correction, effect } = await desk.undo(view.id, params.id, body);
    return { correction: toCorrectionView(await views.one(view.id), correction), effect: toEffect(effect) };
  });
  done();
};
