import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { may, type Visitor } from '../../domain/access.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { createHolidays } from '../../domain/holidays.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkSpan } from '../consumption.ts';
import { countBy } from '../meter-summaries.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { calendarAnswer, calendarQuery, siteList, type SiteSummary } from '../schemas/sites.ts';
import { type SiteView, toNames } from '../../consumption/site-view.ts';

const MAX_DAYS = 1100;

export const siteRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['sites'];

  const list = {
    summary: 'Schools',
    description: 'Those of which the visitor reaches something. Whoever does not `see` numbers is told their names only.',
    tags,
    response: { 200: siteList, ...PROBLEMS },
  };
  app.get('/sites', { schema: list, config: { needs: 'signed_in' } }, async (request) => {
    const visitor = visitorOf(request);
    const spanOf = async (view: SiteView) => (may(visitor, 'see') ? records.intervals.span(view.id) : null);
    const all = await views.all(visitor);
    return { sites: await Promise.all(all.map(async (view) => summarize(view, visitor, now(), await spanOf(view)))) };
  });

  const calendar = {
    summary: 'Day types of a span of local days',
    description: 'Of the school, or with `building` of the grade groups in a building.',
    tags,
    params: siteParams,
    querystring: calendarQuery,
    response: { 200: calendarAnswer, ...PROBLEMS },
  };
  app.get(
    '/sites/:site/calendar',
    { schema: calendar, config: { needs: 'see' } },
    async ({ params, query: { from, to, building }, visitor }) => {
      const view = await views.one(params.site, visitor);
      checkSpan(from, to, MAX_DAYS);
      const { calendar: plan } = view.plan;
      const of = building === undefined ? view.calendar : createCalendar(plan, view.building(building).id);
      const days = daysBetween(from, to).map((day) => ({
        day,
        type: of.dayType(day),
        holiday: of.holidayName(day) ?? null,
        isProvisional: of.isProvisional(day),
      }));
      return { days, holidaysKnown: plan.holidays === 'none' || createHolidays(plan.holidayYears).isKnown(addDays(to, -1)) };
    },
  );
  done();
};

function summarize(view: SiteView, visitor: Visitor, at: number, span: SiteSummary['span']): SiteSummary {
  const { site, campuses, meters } = view.plan;
  const today = view.local.dayOf(at);
  return {
    id: site.id,
    ...toNames(site),
    timeZone: site.timeZone,
    today,
    dayType: view.calendar.dayType(today),
    span,
    campuses: campuses.map((campus) => ({ id: campus.id, ...toNames(campus) })),
    meters: may(visitor, 'see') ? Object.fromEntries(countBy(meters, (meter) => meter.medium)) : {},
  };
}
