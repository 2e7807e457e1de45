import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { may } from '../../domain/access.ts';
import type { ApiToken } from '../../store/access-ports.ts';
import { SHORT_ID } from '../access/audit.ts';
import { isWithin } from '../access/grants.ts';
import { checkReach } from '../access/people-rules.ts';
import { hashSecret, makeSecret } from '../access/secret-text.ts';
import { HINT_LENGTH, TOKEN_START } from '../access/token-text.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused, Unprocessable } from '../problems.ts';
import { done as doneSchema, personParams, tokenAnswer, tokenList, tokenRequest, type TokenView } from '../schemas/access.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What programs show to come in: `Authorization: Bearer gl_…`. */
export const tokenRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, audit, now }, done) => {
  const tags = ['access'];
  const config = { needs: 'manage_people' as const };

  const list = { summary: 'Tokens of programs', tags, response: { 200: tokenList, ...PROBLEMS } };
  app.get('/tokens', { schema: list, config }, async (request) => {
    const { reach } = visitorOf(request);
    return { tokens: (await records.tokens.list()).filter((token) => isWithin(token.reach, reach)).map(toTokenView) };
  });

  const add = {
    summary: 'Make a token',
    description: 'Its secret is in this answer and nowhere else afterwards. It may no more than whoever makes it, and ends with him.',
    tags,
    body: tokenRequest,
    response: { 200: tokenAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/tokens', { schema: add, config }, async (request) => {
    const visitor = visitorOf(request);
    if (visitor.by === 'token') throw new Refused(403, 'a program makes no tokens: a person has to do it');
    const { name, only, reach, expiresAt } = request.body;
    const more = only.filter((permission) => !may(visitor, permission));
    if (more.length > 0) throw new Refused(403, `you do not have ${more.join(', ')}; nobody gives away what he has not`);
    checkReach(reach, await records.catalog.sites());
    if (!isWithin(reach, visitor.reach)) throw new Refused(403, 'this reach is wider than yours; nobody gives away what he has not');
    if (expiresAt !== null && expiresAt <= now())
      throw new Unprocessable({ path: 'body.expiresAt', message: 'is over; allowed: an instant to come' });
    const secret = `${TOKEN_START}${makeSecret()}`;
    const token: ApiToken = {
      id: hashSecret(secret),
      hint: secret.slice(0, HINT_LENGTH),
      name,
      role: visitor.role,
      only: [...new Set(only)],
      reach,
      createdBy: visitor.id,
      createdAt: now(),
      expiresAt,
      lastUsedAt: null,
      endedAt: null,
    };
    await records.tokens.save(token);
    await audit(request, { action: 'token.made', target: token.hint, detail: `${name}: ${token.only.join(', ')}` });
    return { token: toTokenView(token), secret };
  });

  const end = { summary: 'End a token', tags, params: personParams, response: { 200: doneSchema, ...WRITE_PROBLEMS } };
  app.delete('/tokens/:id', { schema: end, config }, async (request) => {
    const { id } = request.params;
    const { reach } = visitorOf(request);
    const token = (await records.tokens.list()).find((known) => known.id.slice(0, SHORT_ID) === id && isWithin(known.reach, reach));
    if (!token) throw new NotFound('token', id);
    if (!(await records.tokens.end(token.id, now()))) throw new Refused(409, `the token ${token.hint}… was ended before`);
    await audit(request, { action: 'token.ended', target: token.hint, detail: token.name });
    return { done: true as const };
  });
  done();
};

function toTokenView({ id, only, reach: { sites, buildings, spaces }, ...token }: ApiToken): TokenView {
  const reach = { sites: sites && [...sites], buildings: buildings && [...buildings], spaces: spaces && [...spaces] };
  return { ...token, id: id.slice(0, SHORT_ID), only: [...only], reach };
}
