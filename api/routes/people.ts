import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { may, type Visitor } from '../../domain/access.ts';
import { DEFAULT_WISHES, type Person } from '../../domain/person.ts';
import { isDemoPerson } from '../access/demo-people.ts';
import { DEVICE_ROLES } from '../access/grants.ts';
import { toLinkAnswer } from '../access/link-answer.ts';
import { checkGrant, checkHeads, isSeen, managed } from '../access/people-rules.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { toPersonViews } from '../people-views.ts';
import { Refused } from '../problems.ts';
import { linkAnswer, linkRequest, peopleList, personAnswer, personParams, personRequest, sessionList } from '../schemas/access.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { toSessionViews } from '../session-views.ts';

/** Who may come in, and what he may. */
export const peopleRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { access, records, audit, now } = parts;
  const tags = ['access'];
  const manage = { needs: 'manage_people' as const };

  async function answer(person: Person) {
    const [view] = await toPersonViews(records, [person], true, now());
    return { person: view! };
  }

  const list = {
    summary: 'People',
    description: 'All with `manage_people`; with `set_roster` their names and roles, and the last digits of their phones.',
    tags,
    response: { 200: peopleList, ...PROBLEMS },
  };
  app.get('/people', { schema: list, config: { needs: 'set_roster' } }, async (request) => {
    const visitor = visitorOf(request);
    const seen = (await records.people.list()).filter((person) => isSeen(person, visitor) && (access.isDemo || !isDemoPerson(person)));
    return { people: await toPersonViews(records, seen, may(visitor, 'manage_people'), now()) };
  });

  const add = {
    summary: 'Add a person',
    description: 'Comes in by an invitation, or by a phone that is paired. Nobody gives a role or a reach beyond his own.',
    tags,
    body: personRequest,
    response: { 200: personAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/people', { schema: add, config: manage }, async (request) => {
    const { name, role, reach, phone, isDisabled } = request.body;
    const at = now();
    const person = { id: randomUUID(), name, role, reach, login: null, phone, wishes: DEFAULT_WISHES, createdAt: at };
    checkGrant(visitorOf(request), person, await records.catalog.sites());
    const added = { ...person, disabledAt: isDisabled ? at : null };
    await records.people.save(added);
    await audit(request, { action: 'person.added', target: person.id, detail: describe(added) });
    return answer(added);
  });

  const change = {
    summary: 'Change a person',
    description: 'Takes effect with the next request. Disabling ends all sessions; nobody is deleted.',
    tags,
    params: personParams,
    body: personRequest,
    response: { 200: personAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/people/:id', { schema: change, config: manage }, async (request) => {
    const visitor = visitorOf(request);
    const before = await managed(records.people, request.params.id, visitor);
    const { isDisabled, ...body } = request.body;
    const after = { ...before, ...body, disabledAt: isDisabled ? (before.disabledAt ?? now()) : null };
    checkGrant(visitor, after, await records.catalog.sites());
    await checkHeads(records.people, before, after);
    await records.people.save(after);
    if (isDisabled) await shutOut(after);
    await audit(request, { action: 'person.changed', target: after.id, detail: `${describe(before)} → ${describe(after)}` });
    return answer(after);
  });

  async function shutOut({ id }: Person): Promise<void> {
    await records.sessions.endAll(id, now());
    for (const kind of ['invite', 'pair'] as const) await records.codes.drop(kind, id);
  }

  async function invited(id: string, visitor: Visitor): Promise<Person> {
    const person = await managed(records.people, id, visitor);
    if (person.disabledAt !== null) throw new Refused(409, `${person.name} is disabled; enable him first`);
    return person;
  }

  const linkSchema = { tags, params: personParams, body: linkRequest, response: { 200: linkAnswer, ...WRITE_PROBLEMS } };
  const invite = {
    ...linkSchema,
    summary: 'A link by which a person chooses login and password',
    description: 'Works once, for 3 days. Also for somebody who forgot his password or lost his second factor: both begin anew.',
  };
  app.post('/people/:id/invite', { schema: invite, config: manage }, async (request) => {
    const person = await invited(request.params.id, visitorOf(request));
    const link = await access.links.make('invite', person.id, request.body.label);
    await audit(request, { action: 'person.invited', target: person.id });
    return toLinkAnswer(request, access.publicUrl, 'invite', link);
  });

  const pair = {
    ...linkSchema,
    summary: 'A code that makes a phone a device of a person',
    description: 'Works once, for 10 minutes. Of guards and electricians only.',
  };
  app.post('/people/:id/pair', { schema: pair, config: manage }, async (request) => {
    const person = await invited(request.params.id, visitorOf(request));
    if (!DEVICE_ROLES.includes(person.role)) {
      throw new Refused(
        409,
        `a phone without a password is for ${DEVICE_ROLES.join(' and ')}; ${person.name} is ${person.role}: invite him`,
      );
    }
    const link = await access.links.make('pair', person.id, request.body.label);
    await audit(request, { action: 'device.offered', target: person.id, detail: request.body.label });
    return toLinkAnswer(request, access.publicUrl, 'pair', link);
  });

  const sessions = {
    summary: 'Where a person is signed in',
    tags,
    params: personParams,
    response: { 200: sessionList, ...PROBLEMS },
  };
  app.get('/people/:id/sessions', { schema: sessions, config: manage }, async (request) => {
    const { id } = await managed(records.people, request.params.id, visitorOf(request));
    return { sessions: await toSessionViews(records, id, now(), request.session?.id) };
  });
  done();
};

/** For the log; without the phone. */
function describe({ name, role, reach, disabledAt }: Person): string {
  const places = Object.entries(reach).flatMap(([what, ids]: [string, readonly string[] | null]) =>
    ids ? [`${what} ${ids.join(', ')}`] : [],
  );
  return `${name}, ${role}, ${places.join('; ') || 'everywhere'}${disabledAt === null ? '' : ', disabled'}`;
}
