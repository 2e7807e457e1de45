import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from './route-table.ts';
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

const open = (url: string, headers: Record<string, string> = PAGE) => school.inject({ url, headers });

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
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("script-src 'self';");
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

/** What is not JSON on POST and PUT, and nothing on DELETE. */
const BODIES: Readonly<Record<string, string[]>> = {
  'post /api/sites/{site}/photos': ['image/jpeg', 'image/png', 'image/webp'],
  'post /api/session/totp': [],
  'post /api/sites/{site}/addresses/{id}/test': [],
  'post /api/sites/{site}/statistics/months/{month}/close': [],
  'post /api/sites/{site}/quotas/{quota}/versions/{version}/approve': [],
  'post /api/sites/{site}/resale-parties/{party}/end': [],
  'post /api/sites/{site}/measures/{id}/end': [],
  'delete /api/session/totp': ['application/json'],
};

describe('/docs', () => {
  it('describes every route with its parameters and its problems', async () => {
    const { openapi, paths } = (await open('/docs/json')).json<OpenApi>();
    expect(openapi).toBe('3.1.0');
    const known = ROUTES.filter(({ url }) => url.startsWith('/api/')).map(({ url }) => url.replaceAll(/:(\w+)/g, '{$1}'));
    expect(Object.keys(paths).toSorted()).toEqual([...new Set(known)].toSorted());
    const { parameters, responses } = paths['/api/sites/{site}/consumption']!.get;
    expect(parameters!.map(({ name }) => name).toSorted()).toEqual(['bucket', 'building', 'by', 'from', 'medium', 'meter', 'site', 'to']);
    expect(Object.keys(responses['404']!.content)).toEqual(['application/problem+json']);
  });

  it('says of everything that people of a school change what it takes and how it may fail', async () => {
    const { paths } = (await open('/docs/json')).json<OpenApi>();
    const changes = Object.entries(paths).flatMap(([path, operations]) =>
      (['post', 'put', 'delete'] as const).flatMap((method) => {
        const operation = operations[method];
        // A trial keeps nothing.
        return operation && !path.endsWith('/try') ? [{ path, method, operation }] : [];
      }),
    );
    expect(changes.length).toBeGreaterThan(30);
    for (const { path, method, operation } of changes) {
      const body = Object.keys(operation.requestBody?.content ?? {});
      expect([path, body]).toEqual([path, BODIES[`${method} ${path}`] ?? (method === 'delete' ? [] : ['application/json'])]);
      const failures = Object.keys(operation.responses).filter((status) => status !== '429');
      expect([path, failures]).toEqual([path, ['200', '400', '401', '403', '404', '409', '413', '415', '422', '503']]);
    }
  });

  it('is a page of our own files only', async () => {
    const { body, statusCode } = await open('/docs/');
    expect(statusCode).toBe(200);
    expect(body.match(/(src|href)="https?:/g)).toBeNull();
  });
});
