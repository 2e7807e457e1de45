import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { toMeterDetail } from '../meter-detail.ts';
import { readMeterSummaries } from '../meter-summaries.ts';
import type { ApiParts } from '../parts.ts';
import { readRate } from '../rate.ts';
import { meterParams, siteParams } from '../schemas/common.ts';
import { rateAnswer, rateQuery } from '../schemas/consumption.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { meterDetail, meterList, meterQuery } from '../schemas/sites.ts';
import { metersOf } from '../../consumption/scopes.ts';

const STEP_LIMIT = 100;

export const meterRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now }, done) => {
  const tags = ['meters'];
  const config = { needs: 'see' } as const;

  const list = {
    summary: 'Meters in walking order',
    tags,
    params: siteParams,
    querystring: meterQuery,
    response: { 200: meterList, ...PROBLEMS },
  };
  app.get('/sites/:site/meters', { schema: list, config }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    return { meters: await readMeterSummaries(records, view, metersOf(view, query), now()) };
  });

  const detail = { summary: 'A meter', tags, params: meterParams, response: { 200: meterDetail, ...PROBLEMS } };
  app.get('/sites/:site/meters/:meter', { schema: detail, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const meter = view.meter(params.meter);
    const at = now();
    const [summary] = await readMeterSummaries(records, view, [meter], at);
    const steps = await records.intervals.steps(view.id, { meter: meter.id, limit: STEP_LIMIT });
    return toMeterDetail(view, meter, summary!, steps, at);
  });

  const rate = {
    summary: 'Power or flow of a meter',
    description: 'What the meter sent, beside the mean of each 15-min interval that its register proves.',
    tags,
    params: meterParams,
    querystring: rateQuery,
    response: { 200: rateAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/meters/:meter/rate', { schema: rate, config }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readRate({ readings, intervals: records.intervals }, view, view.meter(params.meter), query);
  });
  done();
};
