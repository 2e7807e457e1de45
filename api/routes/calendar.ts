import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { findCalendarMistakes } from '../../domain/calendar-mistakes.ts';
import type { CalendarPlan } from '../../domain/site.ts';
import { toCalendarAnswer } from '../calendar-view.ts';
import { readHolidayFile } from '../holiday-file.ts';
import type { ApiParts } from '../parts.ts';
import { Refused } from '../problems.ts';
import { calendarPlanAnswer, calendarPlanRemoval, calendarPlanRequest, holidayImport } from '../schemas/calendar.ts';
import { siteParams } from '../schemas/common.ts';
import { ANYBODY, PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import type { SiteView } from '../site-views.ts';

/** 2,000 exceptions with notes. */
const PLAN_LIMIT_BYTES = 1024 * 1024;
/** 60,000 characters of JSON inside of JSON. */
const FILE_LIMIT_BYTES = 512 * 1024;

/** When a school teaches: terms, exceptions, grade groups, its week, and the statutory holidays that it knows. */
export const calendarRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now }, done) => {
  const tags = ['calendar'];
  const path = '/sites/:site/calendar/plan';
  const answerOf = async (view: SiteView) =>
    toCalendarAnswer(view.plan.calendar, await records.calendars.edited(view.id), view.local.dayOf(now()));

  /** @throws Refused when the plan cannot hold */
  async function save(view: SiteView, plan: CalendarPlan, by: string) {
    const mistakes = findCalendarMistakes(plan, view.plan).map((mistake) => ({ path: `body.plan.${mistake.path}`, message: mistake.en }));
    if (mistakes.length > 0) throw refusal(mistakes);
    await records.calendars.save(view.id, { plan, by, at: now() });
    return answerOf(await views.one(view.id));
  }

  const read = {
    summary: 'The calendar of a school',
    tags,
    params: siteParams,
    response: { 200: calendarPlanAnswer, ...PROBLEMS },
  };
  app.get(path, { schema: read }, async ({ params }) => answerOf(await views.one(params.site)));

  const replace = {
    summary: 'Put another calendar in its place',
    description: `In force at once, in place of the one that the settings declare; every version is kept. ${ANYBODY}`,
    tags,
    params: siteParams,
    body: calendarPlanRequest,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.put(path, { schema: replace, bodyLimit: PLAN_LIMIT_BYTES }, async ({ params, body }) =>
    save(await views.one(params.site), body.plan, body.by),
  );

  const discard = {
    summary: 'Take the calendar of the settings again',
    description: `Edited ones are kept and hold no longer. ${ANYBODY}`,
    tags,
    params: siteParams,
    querystring: calendarPlanRemoval,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.delete(path, { schema: discard }, async ({ params, query: { by } }) => {
    const view = await views.one(params.site);
    if ((await records.calendars.edited(view.id)) === null) {
      throw new Refused(409, `the calendar of '${view.id}' is the one of the settings already`);
    }
    await records.calendars.discard(view.id, by, now());
    return answerOf(await views.one(view.id));
  });

  const bringIn = {
    summary: 'Import the statutory holidays of a year',
    description: `A year as the files of NateScarlet/holiday-cn have it, with the notice that it rests on. It takes the place of what was known about that year. ${ANYBODY}`,
    tags,
    params: siteParams,
    body: holidayImport,
    response: { 200: calendarPlanAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/calendar/holidays', { schema: bringIn, bodyLimit: FILE_LIMIT_BYTES }, async ({ params, body }) => {
    const view = await views.one(params.site);
    const plan = view.plan.calendar;
    if (plan.holidays === 'none') throw new Refused(409, `the calendar of '${view.id}' follows no statutory holidays (holidays: none)`);
    const reading = readHolidayFile(body.file);
    if ('mistakes' in reading) throw refusal(reading.mistakes.map((message) => ({ path: 'body.file', message })));
    const others = (plan.holidayYears ?? []).filter(({ year }) => year !== reading.year.year);
    return save(view, { ...plan, holidayYears: [...others, reading.year].toSorted((a, b) => a.year - b.year) }, body.by);
  });
  done();
};

function refusal(errors: readonly { path: string; message: string }[]): Refused {
  return new Refused(422, errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
