import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerDashboard } from '../../api/dashboard-files.ts';

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenleaf-pages-'));
  await mkdir(join(folder, 'assets'));
  for (const name of ['index.html', 'tonight.html', 'tonight-worker.js', 'tonight.webmanifest']) await writeFile(join(folder, name), name);
  app = Fastify();
  await registerDashboard(app, folder, () => []);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});
const open = (url: string) => app.inject({ url, headers: { accept: 'text/html' } });

describe('pages', () => {
  it('the doors of the phone lead to its own small page, all others to the dashboard', async () => {
    for (const url of ['/tonight', '/tonight/', '/tonight?lang=en', '/work', '/pair'])
      expect([url, (await open(url)).body]).toEqual([url, 'tonight.html']);
    for (const url of ['/', '/tonightly', '/work/orders', '/alerts']) expect([url, (await open(url)).body]).toEqual([url, 'index.html']);
  });

  it("the phone's service worker stands above its pages and is never kept", async () => {
    const worker = await app.inject({ url: '/tonight-worker.js' });
    expect(worker.headers).toMatchObject({ 'content-type': expect.stringContaining('javascript'), 'cache-control': 'no-cache' });
    expect((await app.inject({ url: '/tonight.webmanifest' })).headers['content-type']).toContain('manifest+json');
  });
});
