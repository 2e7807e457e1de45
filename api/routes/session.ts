import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { checkLine } from '../access/closed.ts';
import { demoPerson } from '../access/demo-people.ts';
import { isFromHere } from '../access/from-here.ts';
import { KNOCK_LIMIT } from '../access/knock-limit.ts';
import { SealedElsewhere } from '../access/totp.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, NotSignedIn, Refused } from '../problems.ts';
import { demoSignIn, done as doneSchema, personParams, sessionAnswer, sessionList, signIn } from '../schemas/access.ts';
import { PROBLEMS, SIGN_IN_PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import { toSessionAnswer } from '../session-answer.ts';
import { endSession, toSessionViews } from '../session-views.ts';

const TAGS = ['access'];

/** Signing in and out, and where one is signed in. */
export const sessionRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { access, records, audit, now } = parts;
  const { passwords, secondFactor, sessions, throttle } = access;

  const show = { summary: 'Who is here', tags: TAGS, response: { 200: sessionAnswer, ...PROBLEMS } };
  app.get('/session', { schema: show, config: { needs: 'open' } }, (request) => toSessionAnswer(parts, request));

  /** @throws NotSignedIn with `needsTotp` where the password is right and the second factor is not */
  async function prove(request: FastifyRequest, body: { login: string; password: string; totp?: string | undefined }) {
    const attempt = throttle.begin(body.login, request.ip);
    const person = await records.people.byLogin(body.login);
    const isRight = await passwords.matches(body.password, person?.credentials.password ?? null);
    const refuse = async (why: string, error: NotSignedIn) => {
      // Of an unknown name too, which takes as long; the name itself is not kept: people type their password there.
      await audit(request, { action: 'session.refused', target: person?.id ?? 'unknown', detail: `${why}, from ${request.ip}` });
      request.log.warn({ from: request.ip, person: person?.id ?? 'unknown' }, `sign-in refused: ${why}`);
      return error;
    };
    if (!person || !isRight || person.disabledAt !== null) throw await refuse('wrong name or password', new NotSignedIn(WRONG));
    if (person.credentials.totp === null) return { person, attempt };
    if (body.totp === undefined) {
      attempt.forgive();
      throw new NotSignedIn('the six digits of the second factor are needed as well', { needsTotp: true });
    }
    try {
      if (await secondFactor.check(person.id, person.credentials, body.totp)) return { person, attempt };
    } catch (error) {
      if (!(error instanceof SealedElsewhere)) throw error;
      throw await refuse('second factor sealed with another key', new NotSignedIn(SEALED_ELSEWHERE, { needsTotp: true }));
    }
    throw await refuse('wrong second factor', new NotSignedIn('these six digits are wrong, or were used already', { needsTotp: true }));
  }

  const open = {
    summary: 'Sign in with a password',
    description: 'Sets the cookie of the session. The second factor is asked for where there is one: 401 with `needsTotp`.',
    tags: TAGS,
    body: signIn,
    response: { 200: sessionAnswer, ...SIGN_IN_PROBLEMS },
  };
  app.post('/session', { schema: open, config: { needs: 'open', rateLimit: KNOCK_LIMIT } }, async (request, reply) => {
    checkLine(request, access.plainSignIn);
    const { person, attempt } = await prove(request, request.body);
    attempt.succeed();
    await sessions.open(request, reply, person, { kind: 'browser' });
    await audit(request, { action: 'session.opened', target: person.id, detail: `password, from ${request.ip}` });
    return toSessionAnswer(parts, request);
  });

  const demo = {
    summary: 'Try a role of the demo campus',
    description: 'Without a password: only while the demo campus runs, and only from the machine that it runs on.',
    tags: TAGS,
    body: demoSignIn,
    response: { 200: sessionAnswer, ...SIGN_IN_PROBLEMS },
  };
  app.post('/session/demo', { schema: demo, config: { needs: 'open', rateLimit: KNOCK_LIMIT } }, async (request, reply) => {
    if (!access.isDemo) throw new Refused(403, 'this is no demo campus: sign in with your name and password');
    if (!isFromHere(request))
      throw new Refused(403, 'the roles of the demo are tried on the machine that it runs on (http://127.0.0.1), not from elsewhere');
    const fresh = demoPerson(request.body.role, now());
    const person = (await records.people.get(fresh.id)) ?? fresh;
    await records.people.save({ ...person, name: fresh.name, role: fresh.role, reach: fresh.reach, disabledAt: null });
    await sessions.open(request, reply, person, { kind: 'browser', isDemo: true });
    await audit(request, { action: 'session.opened', target: person.id, detail: 'demo' });
    return toSessionAnswer(parts, request);
  });

  const close = { summary: 'Sign out', tags: TAGS, response: { 200: doneSchema, ...WRITE_PROBLEMS } };
  app.delete('/session', { schema: close, config: { needs: 'open' } }, async (request, reply) => {
    if (request.visitor) await audit(request, { action: 'session.ended', target: request.visitor.id });
    await sessions.close(request, reply);
    return { done: true as const };
  });

  const all = { summary: 'Where I am signed in', tags: TAGS, response: { 200: sessionList, ...PROBLEMS } };
  app.get('/session/all', { schema: all, config: { needs: 'signed_in' } }, async (request) => {
    return { sessions: request.session ? await toSessionViews(records, request.session.person, now(), request.session.id) : [] };
  });

  const end = {
    summary: 'End a session',
    description: 'One of my own; with `manage_people` that of anybody.',
    tags: TAGS,
    params: personParams,
    response: { 200: doneSchema, ...WRITE_PROBLEMS },
  };
  app.delete('/sessions/:id', { schema: end, config: { needs: 'signed_in' } }, async (request) => {
    const ended = await endSession(parts, request, request.params.id);
    if (!ended) throw new NotFound('session of yours', request.params.id);
    await audit(request, { action: 'session.revoked', target: ended.person, detail: `${ended.kind} ${ended.label}` });
    return { done: true as const };
  });
  done();
};

const WRONG = 'the name or the password is wrong';
const SEALED_ELSEWHERE =
  'the second factor cannot be read: secret.key of the data folder is not the one that it was sealed with. Put the old one back, or let an administrator invite you anew';
