import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { visitorOf } from '../access/visitor.ts';
import { StatementRefused } from '../../domain/correction.ts';
import { tagged } from '../etag.ts';
import type { ApiParts } from '../parts.ts';
import { reachesAlert } from '../reached.ts';
import { done as doneAnswer } from '../schemas/access.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { repairAnswer, workAnswer } from '../schemas/work.ts';
import { readWork } from '../work-view.ts';

/** The electrician's page: found → reported → handling → repaired → accepted. */
export const workRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, night, now, audit }, done) => {
  const tags = ['work'];

  const list = {
    summary: 'What is to be repaired, leaks first, then meters; and what was done in the last 7 days',
    description: 'With an ETag: who asks again gets 304 while nothing changed.',
    tags,
    params: siteParams,
    response: { 200: workAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/work', { schema: list, onSend: tagged, config: { needs: 'see_work' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readWork(records, view, now());
  });

  const answer = {
    summary: 'Say how far a repair is',
    description: 'The same id again changes nothing. Taken for two days, because phones lose their signal.',
    tags,
    params: siteParams,
    body: repairAnswer,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/work/answers', { schema: answer, config: { needs: 'answer_repair' } }, async (request) => {
    const { params, body } = request;
    const { id, name } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const alert = await records.alerts.get(view.id, body.alert);
    if (!alert || !view.meters.has(alert.meter) || !reachesAlert(view, alert)) {
      throw new StatementRefused('alert', `no alert '${body.alert}' on site '${view.id}'`);
    }
    if (await night.repair(view.id, body, { id, name })) {
      const detail = [body.word, body.note].filter(Boolean).join('; ');
      await audit(request, { action: 'repair.answered', target: alert.id, detail, site: view.id });
    }
    return { done: true } as const;
  });
  done();
};
