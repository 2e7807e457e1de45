import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { readAlertDetail, toAlertView } from '../alert-views.ts';
import { openAlerts } from '../meter-summaries.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { reachesAlert, readReached } from '../reached.ts';
import { alertDetail, alertList, alertParams, alertQuery } from '../schemas/alerts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';

export const alertRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['alerts'];
  const config = { needs: 'see' } as const;

  const list = {
    summary: 'Alerts, newest first',
    tags,
    params: siteParams,
    querystring: alertQuery,
    response: { 200: alertList, ...PROBLEMS },
  };
  app.get('/sites/:site/alerts', { schema: list, config }, async ({ params, query, visitor }) => {
    const view = await views.one(params.site, visitor);
    const at = now();
    const { limit, ...filter } = query;
    const read = (most: number) => records.alerts.list(view.id, { ...filter, limit: most });
    const [alerts, open] = await Promise.all([
      readReached(view, limit, read, (alert) => reachesAlert(view, alert)),
      view.isWhole ? records.alerts.openCount(view.id) : openAlerts(records, view).then(({ length }) => length),
    ]);
    return { alerts: alerts.map((alert) => toAlertView(view, alert, at)), open };
  });

  const detail = {
    summary: 'An alert with the series that proves it',
    tags,
    params: alertParams,
    response: { 200: alertDetail, ...PROBLEMS },
  };
  app.get('/sites/:site/alerts/:id', { schema: detail, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const alert = await records.alerts.get(view.id, params.id);
    if (!alert || !reachesAlert(view, alert)) throw new NotFound('alert', params.id);
    return readAlertDetail(records, view, alert, now());
  });
  done();
};
