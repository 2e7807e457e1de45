import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { LiveEvent } from '../live.ts';
import type { ApiParts } from '../parts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS } from '../schemas/responses.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go before its backlog fills the memory; it comes back by itself. */
const MAX_BACKLOG_BYTES = 1_000_000;

/** Live events of a site as text/event-stream. */
export const eventRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { views, live }, done) => {
  const open = new Set<() => void>();
  // Before the server waits for its connections to end: these never end by themselves.
  app.addHook('preClose', (ready) => {
    for (const close of open) close();
    ready();
  });

  const schema = {
    summary: 'Live events of a site',
    description: 'Server-sent events `readings`, `alerts`, `intervals`: what is known at first, then every change.',
    tags: ['live'],
    params: siteParams,
    response: { 200: { description: 'events', content: { 'text/event-stream': { schema: z.string() } } }, ...PROBLEMS },
  };
  app.get('/sites/:site/events', { schema }, async (request, reply) => {
    const view = await views.one(request.params.site);
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
    write('retry: 3000\n\n');
    const stopListening = live.listen(view, (event) => write(toFrame(event)));
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
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
