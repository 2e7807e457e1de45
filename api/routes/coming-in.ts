import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { EVERYWHERE } from '../../domain/access.ts';
import { DEFAULT_WISHES, type Person } from '../../domain/person.ts';
import { type CodeKind, LoginTaken, type OneTimeCode } from '../../store/access-ports.ts';
import { checkLine } from '../access/closed.ts';
import { DEVICE_ROLES } from '../access/grants.ts';
import { KNOCK_LIMIT } from '../access/knock-limit.ts';
import { checkPassword } from '../access/known-passwords.ts';
import type { ApiParts } from '../parts.ts';
import { Refused } from '../problems.ts';
import { invite, pair, sessionAnswer, setup } from '../schemas/access.ts';
import { SIGN_IN_PROBLEMS } from '../schemas/responses.ts';
import { toSessionAnswer } from '../session-answer.ts';

/** Coming in for the first time, by a link that works once. */
export const comingInRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { access, records, audit, now } = parts;
  const { links, passwords, sessions, throttle } = access;
  const response = { 200: sessionAnswer, ...SIGN_IN_PROBLEMS };
  const config = { needs: 'open' as const, rateLimit: KNOCK_LIMIT };
  const tags = ['access'];

  /** The code, which is still good after this. @throws Refused */
  async function look(request: FastifyRequest, kind: CodeKind, code: string): Promise<OneTimeCode> {
    checkLine(request, access.plainSignIn);
    const attempt = throttle.begin(null, request.ip);
    const found = await links.look(kind, code);
    if (!found) throw new Refused(403, SPENT[kind]);
    attempt.succeed();
    return found;
  }

  /** From here on nobody else comes in by it. @throws Refused when somebody was faster */
  async function use(kind: CodeKind, code: string): Promise<void> {
    if (!(await links.use(kind, code))) throw new Refused(403, SPENT[kind]);
  }

  async function personOf({ person: id, kind }: OneTimeCode): Promise<Person> {
    const person = id === null ? undefined : await records.people.get(id);
    if (!person || person.disabledAt !== null) throw new Refused(403, SPENT[kind]);
    return person;
  }

  /** Whoever had the account before, on whichever browser, is out. */
  async function begin(person: Person, password: string): Promise<void> {
    const hash = await passwords.hash(password);
    try {
      await records.people.save(person);
    } catch (error) {
      if (error instanceof LoginTaken) throw taken(person.login);
      throw error;
    }
    await records.people.setCredentials(person.id, { password: hash, totp: null, totpStep: 0 });
    await records.sessions.endAll(person.id, now());
  }

  const first = { summary: 'The first administrator, by the link of the terminal', tags, body: setup, response };
  app.post('/setup', { schema: first, config }, async (request, reply) => {
    const { code, name, login, password } = request.body;
    await look(request, 'setup', code);
    await checkPassword(password, [login, name]);
    // Whoever starts the program may take an administrator's account over: he has the records anyway.
    const before = await records.people.byLogin(login);
    if (before && before.role !== 'administrator') throw taken(login);
    await use('setup', code);
    const fresh = { id: randomUUID(), phone: null, wishes: DEFAULT_WISHES, createdAt: now() };
    const person: Person = { ...fresh, ...kept(before), name, login, role: 'administrator', reach: EVERYWHERE, disabledAt: null };
    await begin(person, password);
    await sessions.open(request, reply, person, { kind: 'browser' });
    await audit(request, { action: 'person.set_up', target: person.id, detail: `administrator ${name}` });
    return toSessionAnswer(parts, request);
  });

  const invited = { summary: 'An invited person chooses login and password', tags, body: invite, response };
  app.post('/session/invite', { schema: invited, config }, async (request, reply) => {
    const { code, login, password } = request.body;
    const person = await personOf(await look(request, 'invite', code));
    await checkPassword(password, [login, person.name]);
    const holder = await records.people.byLogin(login);
    if (holder && holder.id !== person.id) throw taken(login);
    await use('invite', code);
    await begin({ ...person, login }, password);
    await sessions.open(request, reply, person, { kind: 'browser' });
    await audit(request, { action: 'person.came_in', target: person.id, detail: 'by invitation' });
    return toSessionAnswer(parts, request);
  });

  const paired = { summary: 'This phone becomes a device of the person in the code', tags, body: pair, response };
  app.post('/session/pair', { schema: paired, config }, async (request, reply) => {
    const { code } = request.body;
    const found = await look(request, 'pair', code);
    const person = await personOf(found);
    if (!DEVICE_ROLES.includes(person.role)) throw new Refused(403, SPENT.pair);
    await use('pair', code);
    await sessions.open(request, reply, person, { kind: 'device', label: found.label });
    await audit(request, { action: 'device.paired', target: person.id, detail: request.session?.label ?? '' });
    return toSessionAnswer(parts, request);
  });
  done();
};

const SPENT: Readonly<Record<CodeKind, string>> = {
  setup: 'this link was used, or is too old; the program prints a new one at each start while there is no administrator',
  invite: 'this invitation was used, or is too old; ask the administrator for a new one',
  pair: 'this code was used, or is older than 10 minutes; let the administrator show a new one',
};

const taken = (login: string | null) => new Refused(409, `somebody signs in as '${login ?? ''}' already; choose another name`);

/** What an account keeps when it is taken over. */
function kept(before: Person | undefined): Partial<Pick<Person, 'id' | 'phone' | 'wishes' | 'createdAt'>> {
  if (!before) return {};
  const { id, phone, wishes, createdAt } = before;
  return { id, phone, wishes, createdAt };
}
