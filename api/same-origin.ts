import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Refused } from './problems.ts';

const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Only pages of this server may change anything: another site, open in the browser of somebody who can reach this server,
 * must not. Browsers say where a request comes from, and a page cannot forge it; programs that are no browser say nothing
 * and may pass. Reads are safe, because no answer allows other origins to see it.
 */
export function registerSameOrigin(app: FastifyInstance): void {
  // A form of another site can send text/plain without asking first; JSON it cannot.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, _reply, done) => {
    const from = READS.includes(request.method) ? undefined : foreignOrigin(request.headers);
    done(
      from === undefined ? undefined : new Refused(403, `a page of ${from} may not change anything here; allowed: pages of this server`),
    );
  });
}

/**
 * The origin of a request that comes from a page of somebody else; undefined: it does not.
 *
 * @see W3C Fetch Metadata: `Sec-Fetch-Site` is sent on https and on localhost, and is right behind a proxy that changes `Host`
 *      too; elsewhere only `Origin` tells.
 */
export function foreignOrigin(headers: IncomingHttpHeaders): string | undefined {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? undefined : (origin ?? `another site (${site})`);
  if (origin === undefined) return undefined;
  const from = URL.canParse(origin) ? new URL(origin).host : undefined;
  return from !== undefined && from === host?.toLowerCase() ? undefined : origin;
}
