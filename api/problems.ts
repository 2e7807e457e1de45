import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { BadQuery, NotFound } from '../consumption/problems.ts';
import { StatementRefused } from '../domain/correction.ts';
import { StoreMisconfigured, StoreUnavailable } from '../store/ports.ts';
import type { Problem } from './schemas/common.ts';

export { BadQuery, NotFound };

/** Thrown where nobody is signed in, or the way in was wrong. Becomes a 401. `extra` stands beside the other members of the problem. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
  readonly extra: object;
  constructor(message = 'nobody is signed in; POST /api/session does it', extra: object = {}) {
    super(message);
    this.extra = extra;
  }
}

/** Thrown where somebody has to wait. Becomes a 429 with `Retry-After`. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly retryAfterMs: number;
  constructor(why: string, retryAfterMs: number) {
    super(`${why}; try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown where a request is understood and not done. `extra` stands beside the other members of the problem. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 403 | 409 | 415 | 422;
  readonly extra: object;
  constructor(status: Refused['status'], message: string, extra: object = {}) {
    super(message);
    this.status = status;
    this.extra = extra;
  }
}

/** Thrown where a body is well formed and cannot hold. Becomes a 422 that names each property, its value and what is allowed. */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable';
  readonly errors: { path: string; message: string }[];
  /** @param errors `body.untilAt` → what is wrong with it */
  constructor(...errors: { path: string; message: string }[]) {
    super(errors.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.errors = errors;
  }
}

/** Every error leaves as `application/problem+json` (RFC 9457). */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error, request);
    if (problem.status >= 500) request.log.error({ err: error }, problem.detail);
    if (error instanceof StoreUnavailable || error instanceof TryLater)
      void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
    return sendProblem(reply, problem);
  });
}

export function sendProblem(reply: FastifyReply, problem: Omit<Problem, 'type' | 'title'>): FastifyReply {
  // Sent as text: a problem goes out as it is, whatever answer the route has declared for its status.
  const body = { type: 'about:blank', title: STATUS_CODES[problem.status] ?? 'Error', ...problem };
  return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

function toProblem(
  error: Error & Partial<Pick<FastifyError, 'statusCode' | 'code'>>,
  request: FastifyRequest,
): Omit<Problem, 'type' | 'title'> {
  const instance = request.url;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = issuesOf(error, request);
    return { status: 400, detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '), instance, errors };
  }
  if (error instanceof BadQuery) {
    const errors = [{ path: error.path, message: error.message }];
    return { status: 400, detail: `${error.path}: ${error.message}`, instance, errors };
  }
  if (error instanceof StatementRefused)
    return toProblem(new Unprocessable({ path: `body.${error.path}`, message: error.message }), request);
  if (error instanceof Unprocessable) return { status: 422, detail: error.message, instance, errors: error.errors };
  if (error instanceof NotSignedIn) return { ...error.extra, status: 401, detail: error.message, instance };
  if (error instanceof TryLater) return { status: 429, detail: error.message, instance };
  if (error instanceof Refused) return { ...error.extra, status: error.status, detail: error.message, instance };
  if (error instanceof NotFound) return { status: 404, detail: error.message, instance };
  if (error instanceof StoreUnavailable || error instanceof StoreMisconfigured) {
    return { status: 503, detail: `the store of readings does not answer: ${error.message}`, instance };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, detail: bodyTrouble(error, request) ?? error.message, instance };
  return { status: 500, detail: `this server failed; its log says why under request ${request.id}`, instance };
}

/** What a body may be, when it was not taken at all. */
function bodyTrouble({ code }: Partial<Pick<FastifyError, 'code'>>, { headers, routeOptions }: FastifyRequest): string | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return `the body is larger than ${routeOptions.bodyLimit} bytes, which is the most here`;
  if (code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return undefined;
  const allowed = routeOptions.schema?.consumes ?? ['application/json'];
  return `a body of type '${headers['content-type'] ?? ''}' is not taken here; allowed: ${allowed.join(', ')}`;
}

/** Zod's issues with the place (`query.bucket`), what is allowed, and the value that came. */
function issuesOf(
  error: Parameters<typeof hasZodFastifySchemaValidationErrors>[0],
  request: FastifyRequest,
): NonNullable<Problem['errors']> {
  if (!hasZodFastifySchemaValidationErrors(error)) return [];
  const { validationContext: part = 'querystring' } = error as { validationContext?: string };
  const name = part === 'querystring' ? 'query' : part;
  const received: unknown = request[name as 'query' | 'params' | 'body'];
  return error.validation.map(({ instancePath, message }) => {
    const keys = instancePath.split('/').filter((key) => key !== '');
    return { path: [name, ...keys].join('.'), message: `${message ?? 'not valid'}${cameOf(received, keys)}` };
  });
}

/** The value at a place of what was sent, in words; nothing where there is none, or a whole structure. */
function cameOf(received: unknown, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const value = keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | null | undefined)?.[key], received);
  if (typeof value === 'number' || typeof value === 'boolean') return ` (got ${value})`;
  return typeof value === 'string' ? ` (got '${value.slice(0, 100)}')` : '';
}
