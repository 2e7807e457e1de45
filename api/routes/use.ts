import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { readSubItems } from '../../consumption/sub-items.ts';
import { readComparison } from '../comparison.ts';
import { checkSpan } from '../consumption.ts';
import { readDone } from '../done.ts';
import { readDayLoad, readLoad } from '../load.ts';
import { readNightFlow } from '../night-flow.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import {
  comparisonAnswer,
  comparisonQuery,
  dayLoadAnswer,
  dayLoadQuery,
  doneAnswer,
  doneQuery,
  loadAnswer,
  loadQuery,
  nightFlowAnswer,
  nightFlowQuery,
  subItemsAnswer,
  subItemsQuery,
} from '../schemas/use.ts';

const MAX_DAYS = 1100;

/** What the pages about use ask besides consumption itself. */
export const useRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const { intervals } = records;
  const config = { needs: 'see' } as const;
  const base = { tags: ['use'], params: siteParams };

  const comparison = {
    ...base,
    summary: 'Buildings beside each other and beside their past',
    querystring: comparisonQuery,
    response: { 200: comparisonAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/comparison', { schema: comparison, config }, async ({ params, query, visitor }) =>
    readComparison(records, await views.one(params.site, visitor), query, now()),
  );

  const subItems = {
    ...base,
    summary: 'Electricity by sub-item',
    querystring: subItemsQuery,
    response: { 200: subItemsAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/sub-items', { schema: subItems, config }, async ({ params, query, visitor }) => {
    checkSpan(query.from, query.to, MAX_DAYS);
    const answer = await readSubItems(intervals, await views.one(params.site, visitor), query, now());
    return { unit: MEDIUM_FACTS.electricity.unit, ...answer };
  });

  const load = {
    ...base,
    summary: 'Days by the clock: profiles, peaks, base load, hours',
    querystring: loadQuery,
    response: { 200: loadAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/load', { schema: load, config }, async ({ params, query, visitor }) =>
    readLoad(intervals, await views.one(params.site, visitor), query, now()),
  );

  const dayLoad = {
    ...base,
    summary: 'One day by quarter hours beside the usual of its kind',
    querystring: dayLoadQuery,
    response: { 200: dayLoadAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/day-load', { schema: dayLoad, config }, async ({ params, query, visitor }) =>
    readDayLoad(intervals, await views.one(params.site, visitor), query, now()),
  );

  const nightFlow = {
    ...base,
    summary: 'Mean rate 02:00–05:00 of each night by building',
    querystring: nightFlowQuery,
    response: { 200: nightFlowAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/night-flow', { schema: nightFlow, config }, async ({ params, query, visitor }) =>
    readNightFlow(intervals, await views.one(params.site, visitor), query, now()),
  );

  const whatWasDone = {
    ...base,
    summary: 'What was said and done about the alerts of a building',
    querystring: doneQuery,
    response: { 200: doneAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/use/done', { schema: whatWasDone, config }, async ({ params, query, visitor }) =>
    readDone(records, await views.one(params.site, visitor), query, now()),
  );
  done();
};
