import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Building } from '../../domain/site.ts';
import { countBy, openAlerts, readMeterSummaries, toSpace } from '../meter-summaries.ts';
import type { ApiParts } from '../parts.ts';
import { buildingParams, siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { buildingDetail, buildingList, type BuildingSummary } from '../schemas/sites.ts';
import { metersOf } from '../../consumption/scopes.ts';
import { type SiteView, toNames } from '../../consumption/site-view.ts';

export const buildingRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['buildings'];
  const config = { needs: 'see' } as const;

  async function summaries(view: SiteView): Promise<(building: Building) => BuildingSummary> {
    const meters = countBy(view.plan.meters, (meter) => meter.building);
    const alerts = countBy(await openAlerts(records, view), (alert) => view.meters.get(alert.meter)?.building);
    return (building) => ({
      id: building.id,
      ...toNames(building),
      campus: building.campus,
      function: building.function,
      floors: building.floors ?? null,
      areaM2: building.areaM2 ?? null,
      walkOrder: building.walkOrder,
      meters: meters.get(building.id) ?? 0,
      openAlerts: alerts.get(building.id) ?? 0,
    });
  }

  const list = { summary: 'Buildings in walking order', tags, params: siteParams, response: { 200: buildingList, ...PROBLEMS } };
  app.get('/sites/:site/buildings', { schema: list, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return { buildings: view.plan.buildings.map(await summaries(view)) };
  });

  const detail = {
    summary: 'A building, its spaces and meters',
    tags,
    params: buildingParams,
    response: { 200: buildingDetail, ...PROBLEMS },
  };
  app.get('/sites/:site/buildings/:building', { schema: detail, config }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const building = view.building(params.building);
    const toSummary = await summaries(view);
    const spaces = view.plan.spaces.filter((space) => space.building === building.id);
    return {
      building: toSummary(building),
      spaces: spaces.map((space) => ({ ...toSpace(space), walkOrder: space.walkOrder })),
      meters: await readMeterSummaries(records, view, metersOf(view, { building: building.id }), now()),
    };
  });
  done();
};
