import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerAccess } from '../../../api/access/hook.ts';
import { openBrowser, openDoor } from './door.ts';

const nobody = () => Promise.resolve({ visitor: null, session: null });
const NOBODY = { recognize: nobody, lookAgain: nobody, closedFor: () => null };

describe('the door', () => {
  it('does not let the program start while a route of the API does not say what it needs', () => {
    const app = Fastify();
    registerAccess(app, NOBODY);
    expect(() => app.get('/api/forgotten', () => ({}))).toThrow('route GET /api/forgotten does not say what it needs');
    expect(() => app.get('/page', () => ({}))).not.toThrow();
    expect(() => app.get('/api/said', { config: { needs: 'see' } }, () => ({}))).not.toThrow();
  });

  it('is closed to whoever is not signed in, and names the permission that somebody lacks', async () => {
    const school = await openDoor();
    const stranger = await school.app.inject('/api/sites');
    expect([stranger.statusCode, stranger.headers['content-type']]).toEqual([401, expect.stringContaining('application/problem+json')]);
    const inspector = await school.as('student_inspector', {}, '小陈');
    const refused = (await inspector.inject('/api/sites/hill/buildings')).json<{ status: number; detail: string }>();
    expect(refused).toMatchObject({ status: 403, detail: expect.stringContaining("'see'") });
  });

  it('tells strangers nothing of the API but on this machine', async () => {
    const { app, as } = await openDoor();
    const far = { remoteAddress: '192.168.1.20', headers: { host: 'school.example' } };
    for (const url of ['/docs', '/docs/json', '/docs/static/index.html', '/docs/yaml']) {
      expect((await app.inject({ url, ...far })).statusCode, url).toBe(401);
      expect((await app.inject({ url })).statusCode, url).toBeLessThan(400);
    }
    const expert = await as('guest_expert');
    expect((await expert.inject('/docs/json')).statusCode).toBe(200);
  });

  it('gives strangers the pages, which hold nothing of the school', async () => {
    const { app } = await openDoor();
    const page = await app.inject({ url: '/tonight', headers: { accept: 'text/html' } });
    expect(page.statusCode).not.toBe(401);
  });

  it('sends what browsers need to know with every answer, refusals too', async () => {
    const { app } = await openDoor({ publicUrl: 'https://greenleaf.school.example' });
    const { headers, status } = await openBrowser(app).ask('GET', '/people');
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
      'permissions-policy': expect.stringContaining('camera=()'),
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'.*script-src 'self'/),
    });
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
  });

  it('says nothing of https where pages are plain', async () => {
    const { app } = await openDoor();
    expect((await app.inject('/api/session')).headers).not.toHaveProperty('strict-transport-security');
  });
});
