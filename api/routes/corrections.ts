import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import { checkMoves, toCorrectionView, toEffect } from '../corrections.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { reachesMeter, readReached } from '../reached.ts';
import { meterParams, siteParams } from '../schemas/common.ts';
import {
  correctionAnswer,
  correctionList,
  correctionParams,
  correctionQuery,
  correctionRequest,
  undoRequest,
} from '../schemas/corrections.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What people say about meters; domain/correction.ts. */
export const correctionRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, desk, views, audit }, done) => {
  const tags = ['corrections'];

  const list = {
    summary: 'Corrections, newest first, undone ones among them',
    tags,
    params: siteParams,
    querystring: correctionQuery,
    response: { 200: correctionList, ...PROBLEMS },
  };
  app.get('/sites/:site/corrections', { schema: list, config: { needs: 'see' } }, async ({ params, query: { meter, limit }, visitor }) => {
    const view = await views.one(params.site, visitor);
    if (meter !== undefined) view.meter(meter);
    const read = (most: number) => records.corrections.list(view.id, { ...(meter === undefined ? {} : { meter }), limit: most });
    const corrections = await readReached(view, limit, read, (correction) => reachesMeter(view, correction));
    return { corrections: corrections.map((correction) => toCorrectionView(view, correction)) };
  });

  const record = {
    summary: 'Say something about a meter, or see what it would change',
    description: `Readings stay as they are; what they mean is computed again, and the answer says what changed.`,
    tags,
    params: meterParams,
    body: correctionRequest,
    response: { 200: correctionAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/meters/:meter/corrections', { schema: record, config: { needs: 'correct' } }, async (request) => {
    const visitor = visitorOf(request);
    const { params, body } = request;
    const view = await views.one(params.site, visitor);
    const meter = view.meter(params.meter);
    const { statement, reason, preview } = body;
    checkMoves(view, meter, statement);
    if (preview) return { correction: null, effect: toEffect(await desk.preview(view.id, meter.id, statement)) };
    const { correction, effect } = await desk.record(view.id, meter.id, statement, { by: visitor.name, reason });
    await audit(request, { site: view.id, action: 'correction.recorded', target: meter.id, detail: JSON.stringify({ statement, reason }) });
    // The meter may stand elsewhere now.
    return { correction: toCorrectionView(await views.one(view.id, visitor), correction), effect: toEffect(effect) };
  });

  const undo = {
    summary: 'Undo a correction',
    description: `It stays in the list, as undone; what it changed is computed again without it.`,
    tags,
    params: correctionParams,
    body: undoRequest,
    response: { 200: correctionAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/corrections/:id/undo', { schema: undo, config: { needs: 'correct' } }, async (request) => {
    const visitor = visitorOf(request);
    const { params, body } = request;
    const view = await views.one(params.site, visitor);
    const known = await records.corrections.get(view.id, params.id);
    if (!known || !reachesMeter(view, known)) throw new NotFound('correction', params.id);
    checkMoves(view, view.meter(known.meter), known.statement);
    if (known.undone) {
      const { by, at } = known.undone;
      throw new Refused(409, `correction '${params.id}' was undone already, by ${by} at ${new Date(at).toISOString()}`);
    }
    const { correction, effect } = await desk.undo(view.id, params.id, { by: visitor.name, reason: body.reason });
    await audit(request, { site: view.id, action: 'correction.undone', target: params.id, detail: body.reason });
    return { correction: toCorrectionView(await views.one(view.id, visitor), correction), effect: toEffect(effect) };
  });
  done();
};
