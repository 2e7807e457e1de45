import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const PAGE = { accept: 'text/html,application/xhtml+xml' };

let school: School;
let dashboardDir: string;
beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'greenleaf-dashboard-'));
  school = await openSchool(NOW, { dashboardDir });
});
afterAll(async () => {
  await school.close();
  await rm(dashboardDir, { recursive: true });
});

const open = (url: string, headers: Record<string, string> = PAGE) => school.app.inject({ url, headers });

describe('the dashboard', () => {
  it('says how to build it while it is not built', async () => {
    const response = await open('/');
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('npm run build');
  });

  it('is served once it is built, for every page of it; hashed files are kept for ever', async () => {
    await writeFile(join(dashboardDir, 'index.html'), '<p>dashboard</p>');
    await mkdir(join(dashboardDir, 'assets'));
    await writeFile(join(dashboardDir, 'assets', 'index-1a2b.js'), 'export {};');
    for (const page of ['/', '/alerts', '/meters/t1.main-2']) {
      const response = await open(page);
      expect([page, response.statusCode, response.body]).toEqual([page, 200, '<p>dashboard</p>']);
      expect(response.headers['cache-control']).toBe('no-cache');
    }
    const script = await open('/assets/index-1a2b.js', { accept: '*/*' });
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await open('/assets/index-gone.js')).statusCode).toBe(404);
    expect((await open('/api/nothing')).headers['content-type']).toContain('problem+json');
  });

  it('does not leave its folder', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2f..%2fetc%2fpasswd']) {
      expect((await open(path, { accept: '*/*' })).statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('every answer', () => {
  it('forbids what comes from outside, frames and sniffing', async () => {
    for (const path of ['/', '/api/sites', '/docs/', '/api/nothing']) {
      const { headers } = await open(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('http');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

interface Operation {
  description?: string;
  parameters?: { name: string; required?: boolean }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { content: object }>;
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<'get' | 'post' | 'put' | 'delete', Operation>>;
}

const times = (count: number, word: string) => Array.from({ length: count }, () => word);

describe('/docs', () => {
  it('describes every route with its parameters and its problems', async () => {
    const { openapi, paths } = (await open('/docs/json')).json<OpenApi>();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).toSorted()).toEqual([
      '/api/sites',
      '/api/sites/{site}/alerts',
      '/api/sites/{site}/alerts/{id}',
      '/api/sites/{site}/balance',
      '/api/sites/{site}/buildings',
      '/api/sites/{site}/buildings/{building}',
      '/api/sites/{site}/calendar',
      '/api/sites/{site}/calendar/holidays',
      '/api/sites/{site}/calendar/plan',
      '/api/sites/{site}/consumption',
      '/api/sites/{site}/corrections',
      '/api/sites/{site}/corrections/{id}/undo',
      '/api/sites/{site}/declarations',
      '/api/sites/{site}/declarations/{id}/end',
      '/api/sites/{site}/events',
      '/api/sites/{site}/manual-readings',
      '/api/sites/{site}/manual-readings/{id}/check',
      '/api/sites/{site}/meters',
      '/api/sites/{site}/meters/{meter}',
      '/api/sites/{site}/meters/{meter}/corrections',
      '/api/sites/{site}/meters/{meter}/manual-readings',
      '/api/sites/{site}/meters/{meter}/rate',
      '/api/sites/{site}/meters/{meter}/steps/{toAt}',
      '/api/sites/{site}/nights',
      '/api/sites/{site}/photos',
      '/api/sites/{site}/photos/{id}',
      '/api/sites/{site}/rules',
      '/api/sites/{site}/rules/{rule}',
      '/api/sites/{site}/rules/{rule}/setting',
      '/api/sites/{site}/rules/{rule}/try',
      '/api/sites/{site}/steps',
      '/api/sites/{site}/today',
      '/api/sites/{site}/weather',
      '/api/status',
    ]);
    const { parameters, responses } = paths['/api/sites/{site}/consumption']!.get;
    expect(parameters!.map(({ name }) => name).toSorted()).toEqual(['bucket', 'building', 'by', 'from', 'medium', 'meter', 'site', 'to']);
    expect(Object.keys(responses['404']!.content)).toEqual(['application/problem+json']);
  });

  it('says of everything that changes something what it takes, how it may fail, and that there are no accounts', async () => {
    const { paths } = (await open('/docs/json')).json<OpenApi>();
    const changes = Object.entries(paths).flatMap(([path, operations]) =>
      (['post', 'put', 'delete'] as const).flatMap((method) => {
        const operation = operations[method];
        // A trial keeps nothing.
        return operation && !path.endsWith('/try') ? [{ path, method, operation }] : [];
      }),
    );
    expect(changes.map(({ method }) => method).toSorted()).toEqual([...times(2, 'delete'), ...times(9, 'post'), ...times(2, 'put')]);
    for (const { path, method, operation } of changes) {
      const body = method === 'delete' ? [] : Object.keys(operation.requestBody!.content);
      const expected = path.endsWith('/photos') ? ['image/jpeg', 'image/png', 'image/webp'] : ['application/json'];
      expect([path, body]).toEqual([path, method === 'delete' ? [] : expected]);
      expect([path, operation.description]).toEqual([path, expect.stringContaining('no accounts')]);
      expect(Object.keys(operation.responses)).toEqual(['200', '400', '403', '404', '409', '413', '415', '422', '503']);
    }
  });

  it('is a page of our own files only', async () => {
    const { body, statusCode } = await open('/docs/');
    expect(statusCode).toBe(200);
    expect(body.match(/(src|href)="https?:/g)).toBeNull();
  });
});
