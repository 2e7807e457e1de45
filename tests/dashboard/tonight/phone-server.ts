import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { createBuilder } from 'vite';
import type { z } from 'zod';
import { registerDashboard } from '../../../api/dashboard-files.ts';
import { registerHeaders } from '../../../api/headers.ts';
import { nightAnswer, seenRequest, spotAnswer, type TonightAnswer, tonightAnswer } from '../../../api/schemas/tonight.ts';
import { repairAnswer, type WorkAnswer, workAnswer } from '../../../api/schemas/work.ts';
import type { Role } from '../../../domain/access.ts';
import { GRANTS } from '../../../domain/access.ts';

type Took = { path: string; body: Record<string, unknown> };

/** What the scripted server says next, and what it was told. */
export interface Script {
  /** Null: nobody has a session on this phone. */
  role: Role | null;
  now: () => number;
  tonight: TonightAnswer;
  work: WorkAnswer | null;
  /** Answers of the next posts, then all is taken. */
  refusals: { status: number; detail: string }[];
  /** Codes that pair, and as what. */
  codes: Map<string, Role>;
  took: Took[];
  photos: number[];
  seen: string[];
  polls: number[];
}

export interface PhoneServer {
  url: string;
  script: Script;
  close(): Promise<void>;
}

/** Builds the phone pages alone, as `npm run build` does after the office's. */
export async function buildPhonePages(folder: string): Promise<void> {
  const configFile = join(import.meta.dirname, '../../../dashboard/vite.config.ts');
  // Vite builds for production by this word, and vitest has set another one.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    const builder = await createBuilder({ configFile, logLevel: 'error', build: { outDir: folder } });
    await builder.build(builder.environments['phone']!);
  } finally {
    process.env['NODE_ENV'] = before;
  }
}

/** @param port of a server that was there before; absent: any */
export async function startPhoneServer(pages: string, script: Script, port = 0): Promise<PhoneServer> {
  const app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser('image/jpeg', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await registerHeaders(app, { isHttps: false });
  sessionRoutes(app, script);
  pageRoutes(app, script);
  answerRoutes(app, script);
  await registerDashboard(app, pages, () => []);
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { url, script, close: () => app.close() };
}

function sessionRoutes(app: FastifyInstance, script: Script): void {
  const session = () => {
    const { role } = script;
    const reach = { sites: ['school'], buildings: null, spaces: null };
    const visitor = role && {
      id: `p-${role}`,
      name: '王师傅',
      role,
      by: 'device',
      permissions: GRANTS[role],
      reach,
      hasTotp: false,
      device: '手机',
    };
    return { visitor, needsSetup: false, demoRoles: [], closed: null };
  };
  app.get('/api/session', session);
  app.post<{ Body: { code: string } }>('/api/session/pair', ({ body }, reply) => {
    const role = script.codes.get(body.code);
    if (role === undefined) return problem(reply, 403, 'this code was used, or is older than 10 minutes');
    script.codes.delete(body.code);
    script.role = role;
    return session();
  });
}

function pageRoutes(app: FastifyInstance, script: Script): void {
  const page = <Answer>(path: string, schema: z.ZodType<Answer>, answer: () => Answer) =>
    app.get(path, ({ headers }, reply) => {
      script.polls.push(script.now());
      if (script.role === null) return problem(reply, 401, 'no session');
      const etag = `"${createHash('sha256').update(JSON.stringify(answer())).digest('hex')}"`;
      void reply.header('etag', etag);
      if (headers['if-none-match'] === etag) return reply.code(304).send();
      return schema.parse({ ...answer(), now: script.now() });
    });
  page('/api/sites/school/tonight', tonightAnswer, () => script.tonight);
  page('/api/sites/school/work', workAnswer, () => script.work!);
}

function answerRoutes(app: FastifyInstance, script: Script): void {
  const take = (path: string, schema: z.ZodType) =>
    app.post(`/api/sites/school/${path}`, ({ body }, reply) => {
      if (script.role === null) return problem(reply, 401, 'no session');
      const refusal = script.refusals.shift();
      if (refusal) return problem(reply, refusal.status, refusal.detail);
      const checked = schema.safeParse(body);
      if (!checked.success) return problem(reply, 422, checked.error.message);
      script.took.push({ path, body: checked.data as Record<string, unknown> });
      return { done: true };
    });
  take('tonight/answers', nightAnswer);
  take('tonight/spot-checks', spotAnswer);
  take('work/answers', repairAnswer);
  app.post('/api/sites/school/tonight/seen', ({ body }) => {
    script.seen.push(...seenRequest.parse(body).alerts);
    return { done: true };
  });
  app.post<{ Body: Buffer }>('/api/sites/school/photos', ({ body }) => {
    script.photos.push(body.length);
    return { id: `photo-${script.photos.length}` };
  });
}

function problem(reply: FastifyReply, status: number, detail: string) {
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title: '', status, detail });
}
