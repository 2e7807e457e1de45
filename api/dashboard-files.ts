import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MethodsAt } from './methods.ts';
import { sendProblem } from './problems.ts';

/** Files under it carry a hash of their content in their name. */
const HASHED = '/assets/';
/** Pages of the phone's small bundle; every other page is the dashboard's. */
const PHONE_PAGES = ['/tonight', '/work', '/pair'];
const NOT_PAGES = ['/api', '/docs', HASHED];

const MISSING_PAGE = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>绿叶 Greenleaf</title>
<p>界面尚未构建。请在项目目录运行 <code>npm run build</code>，然后刷新本页。</p>
<p>The dashboard is not built. Run <code>npm run build</code> in the project's folder, then reload this page.</p>
<p><a href="/docs">API</a></p></html>
`;

/**
 * The dashboard's bundle, and what is answered where there is nothing: a problem to programs, the dashboard to a
 * browser that asks for a page, because the dashboard reads the rest of the address itself.
 *
 * @param dashboardDir folder of the built bundle; it may come into being later
 */
export async function registerDashboard(app: FastifyInstance, dashboardDir: string | undefined, methodsAt: MethodsAt): Promise<void> {
  if (dashboardDir !== undefined) {
    await app.register(fastifyStatic, {
      root: dashboardDir,
      cacheControl: false,
      schemaHide: true,
      setHeaders: (reply, path) => {
        const lasting = path.startsWith(join(dashboardDir, HASHED));
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (!asksForPage(request)) return sendNothingHere(request, reply, methodsAt(request.url));
    const file = pageFile(request.url);
    if (dashboardDir !== undefined && existsSync(join(dashboardDir, file))) return reply.sendFile(file);
    return reply.code(503).type('text/html; charset=utf-8').send(MISSING_PAGE);
  });
}

function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0]!;
  const isPage = !NOT_PAGES.some((prefix) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
  return (method === 'GET' || method === 'HEAD') && isPage && (headers.accept ?? 'text/html').includes('text/html');
}

const pageFile = (url: string) => (PHONE_PAGES.includes(url.split(/[?#]/, 1)[0]!.replace(/\/$/, '')) ? 'tonight.html' : 'index.html');

/** @param methods that the address takes, when there is one of the API */
function sendNothingHere({ method, url }: FastifyRequest, reply: FastifyReply, methods: readonly string[]): FastifyReply {
  if (methods.length > 0 && !methods.includes(method)) {
    const allowed = methods.join(', ');
    void reply.header('allow', allowed);
    return sendProblem(reply, { status: 405, detail: `${method} is not possible here; allowed: ${allowed}`, instance: url });
  }
  return sendProblem(reply, { status: 404, detail: `no address '${url}'; /docs lists what there is`, instance: url });
}
