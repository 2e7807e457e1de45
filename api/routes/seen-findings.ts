import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { may } from '../../domain/access.ts';
import { StatementRefused } from '../../domain/correction.ts';
import type { SeenFinding } from '../../store/night-ports.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { placeIn, placeOfSpace } from '../place-words.ts';
import { NotFound } from '../problems.ts';
import { toFindingPlaces } from '../finding-places.ts';
import { done as doneAnswer } from '../schemas/access.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import {
  seenFindingList,
  seenFindingParams,
  seenFindingPlaces,
  seenFindingRequest,
  seenFindingReview,
  type SeenFindingView,
} from '../schemas/work.ts';
import type { SiteView } from '../../consumption/site-view.ts';

/** A year of a school that walks every day. */
const MOST_LISTED = 2000;
const AHEAD_MS = 60_000;
const OLDEST_MS = 7 * 24 * 3_600_000;

/** What people saw on a walk, and what the office made of it. */
export const seenFindingRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['seen findings'];

  const list = {
    summary: 'What people saw on a walk, newest first: own findings; all of them for whoever approves',
    tags,
    params: siteParams,
    response: { 200: seenFindingList, ...PROBLEMS },
  };
  app.get('/sites/:site/seen-findings', { schema: list, config: { needs: 'report_finding' } }, async (request) => {
    const visitor = visitorOf(request);
    const view = await views.one(request.params.site, visitor);
    const isShown = ({ by, building, space }: SeenFinding) =>
      by === visitor.id || (may(visitor, 'approve') && view.buildings.has(building) && (space === null || view.spaces.has(space)));
    const findings = await records.seenFindings.list(view.id, { limit: MOST_LISTED });
    return { findings: findings.filter(isShown).map((finding) => toView(view, finding)) };
  });

  const places = {
    summary: 'Buildings and rooms that a finding can be about, in walking order',
    tags,
    params: siteParams,
    response: { 200: seenFindingPlaces, ...PROBLEMS },
  };
  app.get('/sites/:site/seen-findings/places', { schema: places, config: { needs: 'report_finding' } }, async ({ params, visitor }) =>
    toFindingPlaces(await views.one(params.site, visitor), now()),
  );

  const report = {
    summary: 'Report something seen on a walk',
    description: 'The same id again changes nothing.',
    tags,
    params: siteParams,
    body: seenFindingRequest,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/seen-findings', { schema: report, config: { needs: 'report_finding' } }, async (request) => {
    const { params, body } = request;
    const { id: by, name: byName } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const recordedAt = now();
    checkPlace(view, body.building, body.space);
    checkSeenAt(body.at, recordedAt);
    if (body.photo !== null && !(await records.photos.get(view.id, body.photo)))
      throw new StatementRefused('photo', `no photo '${body.photo}'`);
    const isNew = await records.seenFindings.add({ ...body, site: view.id, by, byName, recordedAt, review: null });
    const target = body.space ?? body.building;
    if (isNew)
      await audit(request, {
        action: 'finding.reported',
        target,
        detail: [body.what, body.note].filter(Boolean).join('; '),
        site: view.id,
      });
    return { done: true } as const;
  });

  const review = {
    summary: 'Say whether a reported finding was right',
    description: 'A later word takes the place of an earlier one.',
    tags,
    params: seenFindingParams,
    body: seenFindingReview,
    response: { 200: doneAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/seen-findings/:id/review', { schema: review, config: { needs: 'approve' } }, async (request) => {
    const { params, body } = request;
    const { name: by } = visitorOf(request);
    const view = await views.one(params.site, request.visitor);
    const known = (await records.seenFindings.list(view.id, { limit: MOST_LISTED })).find(({ id }) => id === params.id);
    if (!known || !view.buildings.has(known.building)) throw new NotFound('finding', params.id);
    await records.seenFindings.review(view.id, params.id, { by, at: now(), ...body });
    await audit(request, {
      action: 'finding.reviewed',
      target: params.id,
      detail: `${body.isRight ? 'right' : 'wrong'} ${body.note}`.trim(),
      site: view.id,
    });
    return { done: true } as const;
  });
  done();
};

/** @throws StatementRefused, also where the place is not reached */
function checkPlace(view: SiteView, building: string, space: string | null): void {
  if (!view.buildings.has(building))
    throw new StatementRefused('building', `no building '${building}'; there is: ${[...view.buildings.keys()].join(', ')}`);
  if (space !== null && view.spaces.get(space)?.building !== building)
    throw new StatementRefused('space', `no room '${space}' in building '${building}'`);
}

/** @throws StatementRefused when nobody can have seen it then */
function checkSeenAt(at: number, now: number): void {
  const seen = new Date(at).toISOString();
  if (at > now + AHEAD_MS) throw new StatementRefused('at', `${seen} lies more than a minute ahead of ${new Date(now).toISOString()}`);
  if (at < now - OLDEST_MS) throw new StatementRefused('at', `${seen} is more than a week ago; findings are taken for a week`);
}

function toView(view: SiteView, { site: _, by: _by, recordedAt: _at, building, space, ...finding }: SeenFinding): SeenFindingView {
  const place =
    space === null
      ? placeIn({ meter: { name: building }, building: view.buildings.get(building), space: undefined })
      : placeOfSpace(view, space);
  return { ...finding, place };
}
