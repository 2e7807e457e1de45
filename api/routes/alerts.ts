import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readAlertDetail, toAlertView } from '../alert-views.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { alertDetail, alertList, alertParams, alertQuery } from '../schemas/alerts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';

export const alertRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['alerts'];

  const list = {
    summary: 'Alerts, newest first',
    tags,
    params: siteParams,
    querystring: alertQuery,
    response: { 200: alertList, ...PROBLEMS },
  };
  app.get('/sites/:site/alerts', { schema: list }, async ({ params, query }) => {
    const view = await views.one(params.site);
    const at = now();
    const [alerts, open] = await Promise.all([records.alerts.list(view.id, query), records.alerts.openCount(view.id)]);
    return { alerts: alerts.map((alert) => toAlertView(view, alert, at)), open };
  });

  const detail = {
    summary: 'An alert with the series that proves it',
    tags,
    params: alertParams,
    response: { 200: alertDetail, ...PROBLEMS },
  };
  app.get('/sites/:site/alerts/:id', { schema: detail }, async ({ params }) => {
    const view = await views.one(params.site);
    const alert = await records.alerts.get(view.id, params.id);
    if (!alert) throw new NotFound('alert', params.id);
    return readAlertDetail(records.intervals, view, alert, now());
  });
  done();
};
