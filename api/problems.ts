import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { StoreMisconfigured, StoreUnavailable } from '../store/ports.ts';
import type { Problem } from './schemas/common.ts';

/** More names than this do not help somebody who mistyped one. */
const SHORT_LIST = 30;

/** Thrown where an address names a thing that is not there. Becomes a 404 that names it and, where few, what is there. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  constructor(what: string, id: string, known?: readonly string[]) {
    const there = known && known.length <= SHORT_LIST ? `; there is: ${known.join(', ') || 'none'}` : '';
    super(`no ${what} '${id}'${there}`);
  }
}

/** Thrown where each parameter is well formed and their combination is not. Becomes a 400. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Every error leaves as `application/problem+json` (RFC 9457). */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error, request);
    if (problem.status >= 500) request.log.error({ err: error }, problem.detail);
    if (error instanceof StoreUnavailable) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
    return sendProblem(reply, problem);
  });
}

export function sendProblem(reply: FastifyReply, problem: Omit<Problem, 'type' | 'title'>): FastifyReply {
  // Sent as text: a problem goes out as it is, whatever answer the route has declared for its status.
  const body = { type: 'about:blank', title: STATUS_CODES[problem.status] ?? 'Error', ...problem };
  return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

function toProblem(error: FastifyError, request: FastifyRequest): Omit<Problem, 'type' | 'title'> {
  const instance = request.url;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = issuesOf(error, request);
    return { status: 400, detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '), instance, errors };
  }
  if (error instanceof BadQuery) {
    const errors = [{ path: error.path, message: error.message }];
    return { status: 400, detail: `${error.path}: ${error.message}`, instance, errors };
  }
  if (error instanceof NotFound) return { status: 404, detail: error.message, instance };
  if (error instanceof StoreUnavailable || error instanceof StoreMisconfigured) {
    return { status: 503, detail: `the store of readings does not answer: ${error.message}`, instance };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, detail: error.message, instance };
  return { status: 500, detail: `this server failed; its log says why under request ${request.id}`, instance };
}

/** Zod's issues with the place (`query.bucket`), what is allowed, and the value that came. */
function issuesOf(
  error: Parameters<typeof hasZodFastifySchemaValidationErrors>[0],
  request: FastifyRequest,
): NonNullable<Problem['errors']> {
  if (!hasZodFastifySchemaValidationErrors(error)) return [];
  const { validationContext } = error as { validationContext?: string };
  const part = validationContext === 'params' ? 'params' : 'query';
  const received: unknown = request[part];
  return error.validation.map(({ instancePath, message }) => {
    const name = instancePath.slice(1).replaceAll('/', '.');
    const value = Object.entries(received ?? {}).find(([key]) => key === name)?.[1] as unknown;
    const came = typeof value === 'string' ? ` (got '${value.slice(0, 100)}')` : '';
    return { path: name ? `${part}.${name}` : part, message: `${message ?? 'not valid'}${came}` };
  });
}
