import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { nightOf } from '../../alerts/night/ground.ts';
import type { Visitor } from '../../domain/access.ts';
import { StatementRefused } from '../../domain/correction.ts';
import { visitorOf } from '../access/visitor.ts';
import { tagged } from '../etag.ts';
import { readNightBook } from '../night-book.ts';
import type { ApiParts } from '../parts.ts';
import { done as doneAnswer } from '../schemas/access.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { nightAnswer, seenRequest, spotAnswer, tonightAnswer } from '../schemas/tonight.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { readTonight } from '../tonight-view.ts';
import { createDemotedRules } from '../trust-view.ts';

const DONE = { done: true } as const;

/** The guard's page: tonight's list, and what he says about it. */
export const tonightRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { records, views, night, roundTimes: times, now, audit } = parts;
  const tags = ['tonight'];
  const demoted = createDemotedRules(records, now);

  const list = {
    summary: "Tonight's list, or the last one until noon",
    description: 'With an ETag: who asks again gets 304 while nothing changed. Amounts until morning are of the minute.',
    tags,
    params: siteParams,
    response: { 200: tonightAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/tonight', { schema: list, onSend: tagged, config: { needs: 'see_tonight' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    return readTonight({ records, view, times, demoted, now: now() });
  });

  const answer = {
    summary: 'Answer a stop, or single rooms of it',
    description: 'The same id again changes nothing. Taken for two days, because phones lose their signal.',
    tags,
    params: siteParams,
    body: nightAnswer,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tonight/answers', { schema: answer, config: { needs: 'answer_night' } }, async (request) => {
    const { params, body } = request;
    const { id, name } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const alerts = await reachedAlerts(view, body);
    const isNew = await night.answer(view.id, { ...body, alerts }, { id, name });
    const detail = [body.word, body.reason, alerts?.join(' ')].filter(Boolean).join(' ');
    // A phone that had no answer says it again: it is one word, and one line of the log.
    if (isNew) await audit(request, { action: 'alert.answered', target: body.stop, detail, site: view.id });
    return DONE;
  });

  /** Of a stop that is reached in part only what is reached. @throws StatementRefused */
  async function reachedAlerts(view: SiteView, { stop: id, alerts, at }: { stop: string; alerts?: string[] | undefined; at: number }) {
    if (view.isWhole) return alerts;
    const evening = nightOf(view.local, at);
    const book = await readNightBook(records, view, evening, evening);
    const stops = book.rounds.flatMap(({ stops: all }) => all).filter((stop) => stop.id === id);
    const reached = new Set(stops.flatMap((stop) => stop.alerts));
    if (reached.size === 0)
      throw new StatementRefused('stop', `no stop '${id}' in the round of the night of ${evening} on site '${view.id}'`);
    const stranger = alerts?.find((alert) => !reached.has(alert));
    if (stranger !== undefined) throw new StatementRefused('alerts', `'${stranger}' is no alert of stop '${id}'`);
    return alerts ?? [...reached];
  }

  const spot = {
    summary: 'What was found in a room that was on no list',
    tags,
    params: siteParams,
    body: spotAnswer,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tonight/spot-checks', { schema: spot, config: { needs: 'answer_night' } }, async (request) => {
    const { params, body } = request;
    const { id, name } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    if (!view.spaces.has(body.space)) throw new StatementRefused('space', `no room '${body.space}' on site '${view.id}'`);
    await night.checkSpot(view.id, body, { id, name });
    await audit(request, { action: 'room.checked', target: body.space, detail: body.result, site: view.id });
    return DONE;
  });

  const seen = {
    summary: 'These alerts were on the screen',
    tags,
    params: siteParams,
    body: seenRequest,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tonight/seen', { schema: seen, config: { needs: 'see_tonight' } }, async (request) => {
    const { params, body } = request;
    const view = await views.one(params.site, request.visitor);
    await markSeen(view, visitorOf(request), body.alerts, Math.min(body.at, now()));
    return DONE;
  });

  async function markSeen({ id: site }: SiteView, { id }: Visitor, alerts: readonly string[], at: number): Promise<void> {
    // It marks what was sent to this very person: of others nothing can be learned or changed.
    if (alerts.length > 0) await records.outbox.mark(site, id, alerts, 'seen', at);
  }
  done();
};
