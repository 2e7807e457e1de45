import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readDataTrust } from '../../consumption/data-trust.ts';
import { toNames } from '../../consumption/site-view.ts';
import { groupBy } from '../../domain/group-by.ts';
import { checkSpan } from '../consumption.ts';
import { readMeterSummaries } from '../meter-summaries.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { dataTrustAnswer, dataTrustQuery } from '../schemas/data-trust.ts';
import { PROBLEMS } from '../schemas/responses.ts';

const MOST_DAYS = 92;

/** How far the numbers rest on readings. */
export const dataTrustRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const schema = {
    summary: 'Coverage of each meter day by day, silent and doubtful ones; worst first',
    tags: ['meters'],
    params: siteParams,
    querystring: dataTrustQuery,
    response: { 200: dataTrustAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/data-trust', { schema, config: { needs: 'see' } }, async ({ params, query, visitor }) => {
    checkSpan(query.from, query.to, MOST_DAYS);
    const view = await views.one(params.site, visitor);
    const { days, meters } = await readDataTrust(records.intervals, view, query, now());
    const summaries = await readMeterSummaries(
      records,
      view,
      meters.map(({ meter }) => meter),
      now(),
    );
    const summaryOf = new Map(summaries.map((summary) => [summary.id, summary]));
    const media = [...groupBy(meters, ({ meter }) => meter.medium)].map(([medium, list]) => ({
      medium,
      meters: list.length,
      coverage: list.reduce((sum, { coverage }) => sum + coverage, 0) / list.length,
    }));
    const rows = meters.map(({ meter, ...known }) => ({
      id: meter.id,
      ...toNames(meter),
      building: { id: meter.building, ...toNames(view.building(meter.building)) },
      medium: meter.medium,
      trust: summaryOf.get(meter.id)!.trust,
      lastAt: summaryOf.get(meter.id)!.latest?.at ?? null,
      ...known,
    }));
    return { days, media, meters: rows.toSorted((a, b) => a.coverage - b.coverage) };
  });
  done();
};
