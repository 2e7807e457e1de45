import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerProblems } from '../../api/problems.ts';
import { foreignOrigin, registerSameOrigin } from '../../api/same-origin.ts';

const HOST = 'school.example:8080';

describe('the origin of a change', () => {
  it.each([
    ['a page of this server', { origin: `http://${HOST}` }],
    ['a page of this server, named in capitals', { origin: 'http://school.example:8080', host: 'School.Example:8080' }],
    ['a program that is no browser', {}],
    ['this server behind a proxy that changes Host', { origin: 'https://outside.example', 'sec-fetch-site': 'same-origin' }],
    ['somebody who typed the address', { 'sec-fetch-site': 'none' }],
  ])('is fine from %s', (_who, headers) => {
    expect(foreignOrigin({ host: HOST, ...headers })).toBeUndefined();
  });

  it.each([
    ['another site', { origin: 'http://evil.example' }, 'http://evil.example'],
    ['another port of this machine', { origin: 'http://school.example:9090' }, 'http://school.example:9090'],
    ['a page without an origin, such as a sandboxed frame', { origin: 'null' }, 'null'],
    ['a cross-site form', { 'sec-fetch-site': 'cross-site' }, 'another site (cross-site)'],
    ['a neighbour under the same domain', { origin: `http://${HOST}`, 'sec-fetch-site': 'same-site' }, `http://${HOST}`],
  ])('is foreign from %s', (_who, headers, origin) => {
    expect(foreignOrigin({ host: HOST, ...headers })).toBe(origin);
  });
});

describe('a server of same-origin pages', () => {
  const app = Fastify();
  let changes = 0;
  beforeAll(() => {
    registerProblems(app);
    registerSameOrigin(app);
    app.post('/change', () => ({ changes: ++changes }));
    app.get('/read', () => ({ changes }));
  });
  afterAll(() => app.close());
  const headers = { origin: 'http://evil.example', host: HOST };

  it('refuses the change of another site with 403, names it, and changes nothing', async () => {
    const response = await app.inject({ method: 'POST', url: '/change', headers, payload: {} });
    expect(response.statusCode).toBe(403);
    expect(response.headers['content-type']).toContain('problem+json');
    expect(response.json<{ detail: string }>().detail).toContain('http://evil.example');
    expect(changes).toBe(0);
  });

  it('lets it read: no other origin may see the answer', async () => {
    expect((await app.inject({ url: '/read', headers })).statusCode).toBe(200);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'does not read what a plain form can send: %s',
    async (type) => {
      const response = await app.inject({ method: 'POST', url: '/change', headers: { 'content-type': type }, payload: 'a=1' });
      expect(response.statusCode).toBe(415);
      expect(changes).toBe(0);
    },
  );
});
