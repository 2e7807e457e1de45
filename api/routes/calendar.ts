import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Visitor } from '../../domain/access.ts';
import { findCalendarMistakes } from '../../domain/calendar-mistakes.ts';
import type { CalendarPlan } from '../../domain/site.ts';
import { visitorOf } from '../access/visitor.ts';
import { toCalendarAnswer } from '../calendar-view.ts';
import { readHolidayFile } from '../holiday-file.ts';
import type { ApiParts } from '../parts.ts';
import { Refused } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { calendarPlanAnswer, calendarPlanRequest, holidayImport } from '../schemas/calendar.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import type { SiteView } from '../../consumption/site-view.ts';

/** 2,000 exceptions with notes. */
const PLAN_LIMIT_BYTES = 1024 * 1024;
/** 60,000 characters of JSON inside of JSON. */
const FILE_LIMIT_BYTES = 512 * 1024;

/** When a school teaches: terms, exceptions, grade groups, its week, and the statutory holidays that it knows. */
export const calendarRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['calendar'];
  const path = '/sites/:site/calendar/plan';
  const answerOf = async (view: SiteView) =>
    toCalendarAnswer(view.plan.calendar, await records.calendars.edited(view.id), view.local.dayOf(now()));

  /** Of the whole school, which is who may change its calendar. */
  async function wholeView(site: string, visitor: Visitor | null): Promise<SiteView> {
    const view = await views.one(site, visitor);
    checkWhole(view, 'the calendar');
    return view;
  }

  /** @throws Refused when the plan cannot hold */
  async function save(request: FastifyRequest, view: SiteView, plan: CalendarPlan, detail: string) {
    const visitor = visitorOf(request);
    const mistakes = findCalendarMistakes(plan, view.plan).map((mistake) => ({ path: `body.plan.${mistake.path}`, message: mistake.en }));
    if (mistakes.length > 0) throw refusal(mistakes);
    await records.calendars.save(view.id, { plan, by: visitor.name, at: now() });
    await audit(request, { site: view.id, action: 'calendar.set', target: view.id, detail });
    return answerOf(await views.one(view.id, visitor));
  }

  const read = {
    summary: 'The calendar of a school',
    tags,
    params: siteParams,
    response: { 200: calendarPlanAnswer, ...PROBLEMS },
  };
  app.get(path, { schema: read, config: { needs: 'see' } }, async ({ params, visitor }) => answerOf(await views.one(params.site, visitor)));

  const replace = {
    summary: 'Put another calendar in its place',
    description: `In force at once, in place of the one that the settings declare; every version is kept.`,
    tags,
    params: siteParams,
    body: calendarPlanRequest,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.put(path, { schema: replace, bodyLimit: PLAN_LIMIT_BYTES, config: { needs: 'set_rules' } }, async (request) =>
    save(request, await wholeView(request.params.site, request.visitor), request.body.plan, 'edited'),
  );

  const discard = {
    summary: 'Take the calendar of the settings again',
    description: `Edited ones are kept and hold no longer.`,
    tags,
    params: siteParams,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.delete(path, { schema: discard, config: { needs: 'set_rules' } }, async (request) => {
    const visitor = visitorOf(request);
    const view = await wholeView(request.params.site, visitor);
    if ((await records.calendars.edited(view.id)) === null) {
      throw new Refused(409, `the calendar of '${view.id}' is the one of the settings already`);
    }
    await records.calendars.discard(view.id, visitor.name, now());
    await audit(request, { site: view.id, action: 'calendar.discarded', target: view.id });
    return answerOf(await views.one(view.id, visitor));
  });

  const bringIn = {
    summary: 'Import the statutory holidays of a year',
    description: `A year as the files of NateScarlet/holiday-cn have it, with the notice that it rests on. It takes the place of what was known about that year.`,
    tags,
    params: siteParams,
    body: holidayImport,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.post(
    '/sites/:site/calendar/holidays',
    { schema: bringIn, bodyLimit: FILE_LIMIT_BYTES, config: { needs: 'set_rules' } },
    async (request) => {
      const { params, body } = request;
      const view = await wholeView(params.site, request.visitor);
      const plan = view.plan.calendar;
      if (plan.holidays === 'none') throw new Refused(409, `the calendar of '${view.id}' follows no statutory holidays (holidays: none)`);
      const reading = readHolidayFile(body.file);
      if ('mistakes' in reading) throw refusal(reading.mistakes.map((message) => ({ path: 'body.file', message })));
      const others = (plan.holidayYears ?? []).filter(({ year }) => year !== reading.year.year);
      const holidayYears = [...others, reading.year].toSorted((a, b) => a.year - b.year);
      return save(request, view, { ...plan, holidayYears }, `holidays of ${reading.year.year}`);
    },
  );
  done();
};

function refusal(errors: readonly { path: string; message: string }[]): Refused {
  return new Refused(422, errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
