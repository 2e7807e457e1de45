import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import { checkReviewer, looksWrong, readManualView, toManualView } from '../manual-readings.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { reachesMeter, readReached } from '../reached.ts';
import { meterParams, problem, siteParams } from '../schemas/common.ts';
import {
  manualReadingAnswer,
  manualReadingCheck,
  manualReadingConcern,
  manualReadingList,
  manualReadingParams,
  manualReadingQuery,
  manualReadingRequest,
} from '../schemas/manual-readings.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What people read from displays, with a second person's look. */
export const manualReadingRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, manual, views, now, audit }, done) => {
  const tags = ['manual readings'];

  const list = {
    summary: 'Readings that people took, newest first',
    tags,
    params: siteParams,
    querystring: manualReadingQuery,
    response: { 200: manualReadingList, ...PROBLEMS },
  };
  app.get(
    '/sites/:site/manual-readings',
    { schema: list, config: { needs: 'see' } },
    async ({ params, query: { meter, state, limit }, visitor }) => {
      const view = await views.one(params.site, visitor);
      if (meter !== undefined) view.meter(meter);
      const filter = { ...(meter === undefined ? {} : { meter }), ...(state === undefined ? {} : { state }) };
      const read = (most: number) => records.manualReadings.list(view.id, { ...filter, limit: most });
      const readings = await readReached(view, limit, read, (reading) => reachesMeter(view, reading));
      return { readings: await Promise.all(readings.map((reading) => readManualView(manual, view, reading))) };
    },
  );

  const take = {
    summary: 'Hand in a reading',
    description:
      'A value that looks wrong is answered with 409, its `concern` and what it was held against, and nothing is kept; sent ' +
      `again with \`sure\` it waits as \`pending\` until somebody else has looked.`,
    tags,
    params: meterParams,
    body: manualReadingRequest,
    response: {
      200: manualReadingAnswer,
      ...WRITE_PROBLEMS,
      409: {
        description: 'the value looks wrong',
        content: { 'application/problem+json': { schema: problem.extend(manualReadingConcern.shape) } },
      },
    },
  };
  app.post('/sites/:site/meters/:meter/manual-readings', { schema: take, config: { needs: 'take_readings' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const meter = view.meter(params.meter);
    const { at = now(), photo = null, value, note, sure } = body;
    const { reading, check } = await manual.take(view.id, meter.id, { at, value, by, note, photo, sure });
    if (reading) {
      const detail = `${value} at ${new Date(reading.at).toISOString()}, ${reading.state}`;
      await audit(request, { site: view.id, action: 'manual_reading.taken', target: meter.id, detail });
      return { reading: toManualView(view, reading, check.previous) };
    }
    // It is kept unless there is a concern.
    throw looksWrong(view, meter, value, { ...check, concern: check.concern! });
  });

  const check = {
    summary: 'The word of a second person about a reading',
    description: `Somebody else than the one who took it looked at the display or at the photo.`,
    tags,
    params: manualReadingParams,
    body: manualReadingCheck,
    response: { 200: manualReadingAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/manual-readings/:id/check', { schema: check, config: { needs: 'take_readings' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const known = await records.manualReadings.get(view.id, params.id);
    if (!known || !reachesMeter(view, known)) throw new NotFound('manual reading', params.id);
    checkReviewer(known, by);
    const reviewed = await manual.review(view.id, params.id, { ...body, by });
    await audit(request, {
      site: view.id,
      action: 'manual_reading.checked',
      target: params.id,
      detail: `${reviewed.meter}: ${reviewed.state}`,
    });
    return { reading: await readManualView(manual, view, reviewed) };
  });
  done();
};
