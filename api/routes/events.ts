import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { may } from '../../domain/access.ts';
import type { LiveEvent } from '../live.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import type { SiteView } from '../../consumption/site-view.ts';

const NEEDED = 'see';
const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go before its backlog fills the memory; it comes back by itself. */
const MAX_BACKLOG_BYTES = 1_000_000;

/** Live events of a site as text/event-stream. With each heartbeat it is asked again who listens, and what he reaches now. */
export const eventRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { views, live, access }, done) => {
  const open = new Set<() => void>();
  // Before the server waits for its connections to end: these never end by themselves.
  app.addHook('preClose', (ready) => {
    for (const close of open) close();
    ready();
  });

  /** Undefined: he was signed out, or reaches nothing of it any more. */
  async function viewNow(request: FastifyRequest, site: string): Promise<SiteView | undefined> {
    const { visitor } = await access.doorkeeper.lookAgain(request);
    if (!visitor || !may(visitor, NEEDED)) return undefined;
    return (await views.all(visitor)).find(({ id }) => id === site);
  }

  const schema = {
    summary: 'Live events of a site',
    description:
      'Server-sent events `readings`, `alerts`, `intervals`: what is known at first, then every change. Told is of what the ' +
      'visitor reaches; the stream ends when he is signed out.',
    tags: ['live'],
    params: siteParams,
    response: { 200: { description: 'events', content: { 'text/event-stream': { schema: z.string() } } }, ...PROBLEMS },
  };
  app.get('/sites/:site/events', { schema, config: { needs: NEEDED } }, async (request, reply) => {
    const { site } = request.params;
    let view = await views.one(site, request.visitor);
    reply.hijack();
    const { raw } = reply;
    if (request.raw.socket.destroyed) return;
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    };
    raw.writeHead(200, headers as Record<string, string>);
    const write = (text: string) => (raw.writableLength > MAX_BACKLOG_BYTES ? raw.destroy() : raw.write(text));
    const listen = () => live.listen(view, (event) => write(toFrame(event)));
    write('retry: 3000\n\n');
    let stopListening = listen();
    const heartbeat = setInterval(() => void beat().catch(close), HEARTBEAT_MS);

    async function beat(): Promise<void> {
      const found = await viewNow(request, site);
      if (!open.has(close)) return;
      if (!found) return close();
      if (found !== view) {
        stopListening();
        view = found;
        stopListening = listen();
      }
      write(': still here\n\n');
    }
    function close(): void {
      clearInterval(heartbeat);
      stopListening();
      open.delete(close);
      raw.end();
    }
    open.add(close);
    raw.on('close', close);
  });
  done();
};

function toFrame({ name, body }: LiveEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(body)}\n\n`;
}
