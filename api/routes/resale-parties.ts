import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { ResaleParty } from '../../domain/bill.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { checkParty } from '../party-check.ts';
import { NotFound, Refused } from '../problems.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { type ParsedParty, partyAnswer, partyList, partyParams, partyQuery, partyRequest } from '../schemas/statements.ts';
import { resaleView } from '../statement-found.ts';
import { toPartyView } from '../statement-views.ts';

/** Whom the school sells on to: staff flats, tenants, contractors. Who they are is personal: the audit has their ids only. */
export const resalePartyRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['resale'];

  async function find(site: string, id: string): Promise<ResaleParty> {
    const party = (await records.resale.parties(site, { all: true })).find((candidate) => candidate.id === id);
    if (!party) throw new NotFound('party', id);
    if (party.endedAt !== null) throw new Refused(409, `party '${id}' was ended on ${new Date(party.endedAt).toISOString()}`);
    return party;
  }

  const list = {
    summary: 'Whom the school sells on to, by name',
    tags,
    params: siteParams,
    querystring: partyQuery,
    response: { 200: partyList, ...PROBLEMS },
  };
  app.get('/sites/:site/resale-parties', { schema: list, config: { needs: 'see_books' } }, async ({ params, query, visitor }) => {
    const view = await resaleView(views, params.site, visitor);
    return { parties: (await records.resale.parties(view.id, query)).map((party) => toPartyView(view, party)) };
  });

  /** Checked against the school, and kept. */
  async function save(site: string, id: string, body: ParsedParty, visitor: ReturnType<typeof visitorOf>) {
    const view = await resaleView(views, site, visitor);
    const others = (await records.resale.parties(view.id)).filter((party) => party.id !== id);
    const checked = checkParty(view, body, others, await records.tariffs.list(view.id));
    const { name, kind, place, lossPercent } = body;
    const party: ResaleParty = { id, site: view.id, name, kind, place, lossPercent, ...checked, endedAt: null };
    await records.resale.saveParty(party, visitor.name, now());
    return { view, party };
  }

  const add = {
    summary: 'Add a party',
    tags,
    params: siteParams,
    body: partyRequest,
    response: { 200: partyAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/resale-parties', { schema: add, config: { needs: 'keep_books' } }, async (request) => {
    const { view, party } = await save(request.params.site, randomUUID(), request.body, visitorOf(request));
    await audit(request, { site: view.id, action: 'resale_party.added', target: party.id });
    return { party: toPartyView(view, party) };
  });

  const change = {
    summary: 'Change a party',
    description: 'Holds for statements to come; what was issued stays.',
    tags,
    params: partyParams,
    body: partyRequest,
    response: { 200: partyAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/resale-parties/:party', { schema: change, config: { needs: 'keep_books' } }, async (request) => {
    const known = await find((await resaleView(views, request.params.site, request.visitor)).id, request.params.party);
    const { view, party } = await save(request.params.site, known.id, request.body, visitorOf(request));
    await audit(request, { site: view.id, action: 'resale_party.changed', target: party.id });
    return { party: toPartyView(view, party) };
  });

  const end = {
    summary: 'End a party: it gets no statements any more',
    tags,
    params: partyParams,
    response: { 200: partyAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/resale-parties/:party/end', { schema: end, config: { needs: 'keep_books' } }, async (request) => {
    const view = await resaleView(views, request.params.site, request.visitor);
    const party = { ...(await find(view.id, request.params.party)), endedAt: now() };
    await records.resale.saveParty(party, visitorOf(request).name, now());
    await audit(request, { site: view.id, action: 'resale_party.ended', target: party.id });
    return { party: toPartyView(view, party) };
  });
  done();
};
