import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { rememberFits } from '../../analysis/savings/remember-fits.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Measure } from '../../domain/measure.ts';
import type { Weather } from '../../domain/weather.ts';
import { readWeather } from '../../reports/savings/day-points.ts';
import { measureSaving } from '../../reports/savings/measure-saving.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkMeasure, reachesMeasure, toMeasureView, toSavingDetail, toSavingView } from '../measure-views.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import {
  measureAnswer,
  measureDetail,
  measureList,
  measureParams,
  measureQuestion,
  measureRequest,
  savingDetail,
} from '../schemas/measures.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What was done to save, and what came of it; domain/measure.ts. */
export const measureRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['measures'];
  const see = { needs: 'see' } as const;
  const keep = { needs: 'keep_books' } as const;
  const fit = rememberFits();
  const savingOf = (view: SiteView, measure: Parameters<typeof measureSaving>[2], weather?: Weather) =>
    measureSaving({ records, now: now(), fit, ...(weather && { weather }) }, view, measure);

  /** @throws NotFound also for what is outside of somebody's reach */
  async function find(view: SiteView, id: string): Promise<Measure> {
    const known = (await records.measures.list(view.id)).find((measure) => measure.id === id);
    if (!known || !reachesMeasure(view, known.scope)) throw new NotFound('measure', id);
    return known;
  }

  const list = {
    summary: 'Measures with what each saved, newest first',
    tags,
    params: siteParams,
    response: { 200: measureList, ...PROBLEMS },
  };
  app.get('/sites/:site/measures', { schema: list, config: see }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const reached = (await records.measures.list(view.id)).filter(({ scope }) => reachesMeasure(view, scope));
    const today = view.local.dayOf(now());
    const first = reached.reduce((day, { baseline: { from } }) => (from < day ? from : day), today);
    const weather = await readWeather(records.weather, view, first, today);
    const measures = [];
    for (const measure of reached) {
      measures.push({ ...toMeasureView(view, measure), saving: toSavingView(measure, await savingOf(view, measure, weather)) });
    }
    return { measures };
  });

  const one = { summary: 'A measure, day by day', tags, params: measureParams, response: { 200: measureDetail, ...PROBLEMS } };
  app.get('/sites/:site/measures/:id', { schema: one, config: see }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    const measure = await find(view, params.id);
    return { measure: toMeasureView(view, measure), ...toSavingDetail(view, measure, await savingOf(view, measure)) };
  });

  const trial = {
    summary: 'What a measure would be said to have saved',
    description: 'Nothing is kept.',
    tags,
    params: siteParams,
    body: measureQuestion,
    response: { 200: savingDetail, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/measures/try', { schema: trial, config: keep }, async ({ params, body, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkMeasure(view, body);
    return toSavingDetail(view, body, await savingOf(view, body));
  });

  const add = {
    summary: 'Save a measure',
    tags,
    params: siteParams,
    body: measureRequest,
    response: { 200: measureAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/measures', { schema: add, config: keep }, async (request) => {
    const { params, body } = request;
    const view = await views.one(params.site, request.visitor);
    checkMeasure(view, body);
    const { name: savedBy } = visitorOf(request);
    const measure: Measure = { ...body, id: randomUUID(), site: view.id, savedBy, savedAt: now(), endedAt: null };
    await records.measures.save(measure);
    await audit(request, { site: view.id, action: 'measure.saved', target: measure.id, detail: JSON.stringify(body) });
    return { measure: toMeasureView(view, measure) };
  });

  const end = {
    summary: 'End a measure: what it saved is counted no further',
    tags,
    params: measureParams,
    response: { 200: measureAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/measures/:id/end', { schema: end, config: keep }, async (request) => {
    const { params } = request;
    const view = await views.one(params.site, request.visitor);
    const known = await find(view, params.id);
    if (known.endedAt !== null) throw new Refused(409, `measure '${known.id}' was ended before`);
    const at = now();
    const today = view.local.dayOf(at);
    const { from, to } = known.reporting;
    // One that had not begun keeps its open end: nothing of it is counted.
    const until = to === null && today > from ? today : to;
    const ended: Measure = { ...known, reporting: { from, to: until }, endedAt: at };
    await records.measures.save(ended);
    await audit(request, { site: view.id, action: 'measure.ended', target: known.id, detail: '' });
    return { measure: toMeasureView(view, ended) };
  });
  done();
};
