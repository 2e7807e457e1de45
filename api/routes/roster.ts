import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { ALL_RULES } from '../../analysis/registry.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { Unprocessable } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { checkRoster, crewOf, readRoster } from '../roster-answer.ts';
import { siteParams } from '../schemas/common.ts';
import { floor, floorAnswer, roster, rosterAnswer } from '../schemas/messages.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** Who is on duty, and what nobody can mute. */
export const rosterRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, access, audit, now }, done) => {
  const tags = ['messages'];
  const config = { needs: 'set_roster' } as const;

  const show = {
    summary: 'Who is on duty, with the gaps of the coming 14 days',
    tags,
    params: siteParams,
    response: { 200: rosterAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/roster', { schema: show, config }, async (request) => {
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, 'the roster');
    return readRoster(records, view, access.isDemo, now());
  });

  const set = {
    summary: 'Set who is on duty',
    tags,
    params: siteParams,
    body: roster,
    response: { 200: rosterAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/roster', { schema: set, config }, async (request) => {
    const { body } = request;
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, 'the roster');
    checkRoster(body, await records.rosters.get(view.id), await crewOf(records, view.id, access.isDemo), view.id);
    await records.rosters.save(view.id, body, visitorOf(request).id, now());
    const detail = `${body.weekly.length} weekly lines, ${body.days.length} of days`;
    await audit(request, { action: 'roster.set', target: view.id, detail, site: view.id });
    return readRoster(records, view, access.isDemo, now());
  });

  const setFloor = {
    summary: 'Set what nobody can mute',
    tags,
    params: siteParams,
    body: floor,
    response: { 200: floorAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/floor', { schema: setFloor, config: { needs: 'manage_people' } }, async (request) => {
    const { body } = request;
    const view = await views.one(request.params.site, request.visitor);
    checkWhole(view, 'what nobody can mute');
    const unknown = body.rules.find((rule) => !ALL_RULES.some((known) => known.rule === rule));
    if (unknown !== undefined) {
      const known = ALL_RULES.map(({ rule }) => rule).join(', ');
      throw new Unprocessable({ path: 'body.rules', message: `there is no rule '${unknown}'; allowed: ${known}` });
    }
    await records.rosters.saveFloor(view.id, body, visitorOf(request).id, now());
    const detail = `${body.urgency}; ${body.rules.join(', ')}`;
    await audit(request, { action: 'floor.set', target: view.id, detail, site: view.id });
    return { floor: body };
  });
  done();
};
