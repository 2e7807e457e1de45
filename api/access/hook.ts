import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may } from '../../domain/access.ts';
import { NotSignedIn, Refused } from '../problems.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import { isFromHere } from './from-here.ts';
import type { Needs } from './visitor.ts';

/**
 * Who asks, and may he? Sets `request.visitor` before anything else of a route runs, and holds each route to its
 * `config.needs`. The app does not start while a route of the API says nothing of it: a forgotten one would be open to all.
 * Pages and their files are open: they hold nothing of the school.
 */
export function registerAccess(app: FastifyInstance, doorkeeper: Doorkeeper): void {
  app.decorateRequest('visitor', null);
  app.decorateRequest('session', null);
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!isUnder('/api', url) || config?.needs !== undefined) return;
    throw new Error(`route ${[method].flat().join(' ')} ${url} does not say what it needs`);
  });
  app.addHook('onRequest', async (request) => {
    const { visitor, session } = await doorkeeper.recognize(request);
    request.visitor = visitor;
    request.session = session;
    enforce(request, needsOf(request), doorkeeper);
  });
}

/** @throws NotSignedIn, Refused with 403 naming the permission */
function enforce(request: FastifyRequest, needs: Needs, doorkeeper: Doorkeeper): void {
  if (needs === 'open') return;
  const { visitor } = request;
  if (!visitor) throw new NotSignedIn(doorkeeper.closedFor(request)?.en);
  if (needs === 'signed_in' || may(visitor, needs)) return;
  throw new Refused(403, `this needs the permission '${needs}', which ${visitor.name} (${visitor.role}) does not have here`, { needs });
}

/** The API's own description tells a stranger where to knock (ASVS 13.4.5): for people who are in, and on this machine. */
function needsOf(request: FastifyRequest): Needs {
  const { url = '', config } = request.routeOptions;
  if (isUnder('/docs', url)) return isFromHere(request) ? 'open' : 'signed_in';
  return config.needs ?? 'open';
}

const isUnder = (prefix: string, url: string) => url === prefix || url.startsWith(`${prefix}/`);
