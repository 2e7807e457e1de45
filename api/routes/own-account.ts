import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { ALL_RULES } from '../../analysis/registry.ts';
import type { Person } from '../../domain/person.ts';
import type { Credentials } from '../../store/access-ports.ts';
import { KNOCK_LIMIT } from '../access/knock-limit.ts';
import { checkPassword } from '../access/known-passwords.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { Refused, Unprocessable } from '../problems.ts';
import { changePassword, done as doneSchema, totpConfirm, totpEnd, totpStart, wishes, wishesAnswer } from '../schemas/access.ts';
import { PROBLEMS, SIGN_IN_PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { toWishesAnswer } from '../wishes-answer.ts';

type Account = Person & { credentials: Credentials };

/** What everybody sets for himself. */
export const ownAccountRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { access, records, audit, now } = parts;
  const { passwords, secondFactor, throttle } = access;
  const tags = ['access'];
  const done200 = { done: true as const };

  /** @throws Refused for a program, a phone or the demo, which have no password of their own */
  async function account(request: FastifyRequest): Promise<Account> {
    const { id, by } = visitorOf(request);
    const [person, credentials] = await Promise.all([records.people.get(id), records.people.credentials(id)]);
    if (by !== 'password' || !person || !credentials)
      throw new Refused(403, 'only somebody who signed in with his password can change this');
    return { ...person, credentials };
  }

  /** @throws Unprocessable naming the property, TryLater */
  async function proveAgain(request: FastifyRequest, { login, credentials }: Account, password: string, path: string): Promise<void> {
    const attempt = throttle.begin(login, request.ip);
    if (!(await passwords.matches(password, credentials.password))) throw new Unprocessable({ path, message: 'is not your password' });
    attempt.succeed();
  }

  const config = { needs: 'signed_in' as const, rateLimit: KNOCK_LIMIT };
  const change = {
    summary: 'Change my password',
    description: 'Ends all my other sessions.',
    tags,
    body: changePassword,
    response: { 200: doneSchema, ...SIGN_IN_PROBLEMS },
  };
  app.put('/session/password', { schema: change, config }, async (request, reply) => {
    const person = await account(request);
    await proveAgain(request, person, request.body.old, 'body.old');
    await checkPassword(request.body.password, [person.login ?? '', person.name]);
    const password = await passwords.hash(request.body.password);
    await records.people.setCredentials(person.id, { ...person.credentials, password });
    await records.sessions.endAll(person.id, now());
    await access.sessions.open(request, reply, person, { kind: 'browser' });
    await audit(request, { action: 'password.changed', target: person.id });
    return done200;
  });

  const start = { summary: 'Begin a second factor: a secret to scan', tags, response: { 200: totpStart, ...SIGN_IN_PROBLEMS } };
  app.post('/session/totp', { schema: start, config }, async (request) => {
    const { id, login, name, credentials } = await account(request);
    if (credentials.totp !== null) throw new Refused(409, 'a second factor is in force; end it first (DELETE, with the password)');
    return secondFactor.start(id, login ?? name);
  });

  const confirm = {
    summary: 'Put the second factor in force, with a code of it',
    tags,
    body: totpConfirm,
    response: { 200: doneSchema, ...SIGN_IN_PROBLEMS },
  };
  app.put('/session/totp', { schema: confirm, config }, async (request) => {
    const { id, login, credentials } = await account(request);
    const attempt = throttle.begin(login, request.ip);
    const confirmed = secondFactor.confirm(id, request.body.totp, credentials);
    if (confirmed === 'none') throw new Refused(409, 'no second factor was begun in the last 10 minutes; begin anew (POST)');
    if (confirmed === 'wrong') throw new Unprocessable({ path: 'body.totp', message: "is not the code of now; compare the phone's clock" });
    attempt.succeed();
    await records.people.setCredentials(id, confirmed);
    await records.sessions.endAll(id, now(), request.session?.id);
    await audit(request, { action: 'totp.set', target: id });
    return done200;
  });

  const end = { summary: 'End the second factor', tags, body: totpEnd, response: { 200: doneSchema, ...SIGN_IN_PROBLEMS } };
  app.delete('/session/totp', { schema: end, config }, async (request) => {
    const person = await account(request);
    await proveAgain(request, person, request.body.password, 'body.password');
    await records.people.setCredentials(person.id, { ...person.credentials, totp: null });
    await audit(request, { action: 'totp.ended', target: person.id });
    return done200;
  });

  /** @throws Refused for a program */
  async function self(request: FastifyRequest): Promise<Person> {
    const person = await records.people.get(visitorOf(request).id);
    if (!person) throw new Refused(403, 'a program wishes to be told nothing; only people do');
    return person;
  }

  const show = { summary: 'What I want to be told', tags, response: { 200: wishesAnswer, ...PROBLEMS } };
  app.get('/session/wishes', { schema: show, config: { needs: 'signed_in' } }, async (request) =>
    toWishesAnswer(records, await self(request)),
  );

  const set = {
    summary: 'Set what I want to be told',
    description: 'The floor that the administrator sets holds beneath it.',
    tags,
    body: wishes,
    response: { 200: wishesAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/session/wishes', { schema: set, config: { needs: 'signed_in' } }, async (request) => {
    const person = await self(request);
    const unknown = request.body.mutedRules.find((rule) => !ALL_RULES.some((known) => known.rule === rule));
    if (unknown !== undefined) throw new Unprocessable({ path: 'body.mutedRules', message: `there is no rule '${unknown}'` });
    const changed = { ...person, wishes: request.body };
    await records.people.save(changed);
    await audit(request, { action: 'wishes.set', target: person.id, detail: JSON.stringify(request.body) });
    return toWishesAnswer(records, changed);
  });
  done();
};
