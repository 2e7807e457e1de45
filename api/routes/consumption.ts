import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readBalance } from '../balance.ts';
import { readConsumption } from '../consumption.ts';
import { readNights } from '../nights.ts';
import type { ApiParts } from '../parts.ts';
import { balanceAnswer, balanceQuery } from '../schemas/balance.ts';
import { siteParams } from '../schemas/common.ts';
import { consumptionAnswer, consumptionQuery, nightsAnswer, nightsQuery, todayAnswer, todayQuery } from '../schemas/consumption.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { readToday } from '../today.ts';

export const consumptionRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records: { intervals }, views, now }, done) => {
  const config = { needs: 'see' } as const;
  const base = { tags: ['consumption'], params: siteParams };

  const consumption = {
    ...base,
    summary: 'Consumption per local hour, day or month',
    querystring: consumptionQuery,
    response: { 200: consumptionAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/consumption', { schema: consumption, config }, async ({ params, query, visitor }) =>
    readConsumption(intervals, await views.one(params.site, visitor), query, now()),
  );

  const today = {
    ...base,
    summary: 'The day so far beside the usual of its kind',
    querystring: todayQuery,
    response: { 200: todayAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/today', { schema: today, config }, async ({ params, query, visitor }) =>
    readToday(intervals, await views.one(params.site, visitor), query.medium, now()),
  );

  const nights = {
    ...base,
    summary: 'Mean power or flow 02:00–05:00 of each night',
    querystring: nightsQuery,
    response: { 200: nightsAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/nights', { schema: nights, config }, async ({ params, query, visitor }) =>
    readNights(intervals, await views.one(params.site, visitor), query, now()),
  );

  const balance = {
    ...base,
    summary: 'Meters against the sum of those below them, by month',
    querystring: balanceQuery,
    response: { 200: balanceAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/balance', { schema: balance, config }, async ({ params, query, visitor }) =>
    readBalance(intervals, await views.one(params.site, visitor), query, now()),
  );
  done();
};
