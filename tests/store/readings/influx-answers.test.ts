import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../../domain/reading.ts';
import { StoreMisconfigured, StoreUnavailable } from '../../../store/ports.ts';
import { createInfluxReadingStore } from '../../../store/readings/influx.ts';

const ref = { site: 's', building: 'b', meter: 'm', medium: 'electricity' as const };
const batch: Reading[] = [1, 2, 3, 4].map((at) => ({ ref, at, fields: { energy_kwh: at }, clock: 'device' }));

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A store that talks to a server which answers as told. */
async function storeAgainst(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const store = createInfluxReadingStore({ url, database: 'd', writeDeadlineMs: 300, queryDeadlineMs: 300 });
  cleanups.push(async () => {
    await store.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return store;
}

const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  storeAgainst((_request, response) => response.writeHead(status, headers).end(body));

describe('answers of an InfluxDB to a write', () => {
  it.each([
    [500, '{"error":"engine: error writing WAL entry: no space left on device"}'],
    [503, 'upstream unavailable'],
    [429, '{"error":"too many requests"}'],
    [408, 'request timeout'],
  ])('%i may succeed later', async (status, body) => {
    await expect((await answers(status, body)).write(batch)).rejects.toThrow(StoreUnavailable);
  });

  it('waits as long as the server asks', async () => {
    const store = await answers(429, '{}', { 'retry-after': '7' });
    await expect(store.write(batch)).rejects.toMatchObject({ retryAfterMs: 7000 });
  });

  it('does not wait longer than five minutes, whatever the server asks', async () => {
    const store = await answers(503, '{}', { 'retry-after': '86400' });
    await expect(store.write(batch)).rejects.toMatchObject({ retryAfterMs: 300_000 });
  });

  it.each([
    [401, '{"error":"authorization failed"}'],
    [403, '{"error":"forbidden"}'],
    [404, '{"error":"database not found: \\"d\\""}'],
    [500, '{"error":"retention policy not found: x"}'],
    [301, ''],
    // A proxy that does not understand us must not make readings look bad.
    [400, '<html>The plain HTTP request was sent to HTTPS port</html>'],
  ])('%i %s needs a person', async (status, body) => {
    await expect((await answers(status, body)).write(batch)).rejects.toThrow(StoreMisconfigured);
  });

  it('sends half as much at a time when the server finds it too large', async () => {
    const posts: number[] = [];
    const store = await storeAgainst((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const lines = body.split('\n').length;
        posts.push(lines);
        response.writeHead(lines > 1 ? 413 : 204).end();
      });
    });
    expect(await store.write(batch)).toEqual([]);
    expect(posts).toEqual([4, 2, 1, 1, 2, 1, 1]);
  });

  it('believes that all were dropped, and nothing less', async () => {
    const all = await answers(400, '{"error":"partial write: points beyond retention policy dropped=4"}');
    expect(await all.write(batch)).toHaveLength(4);
    let posts = 0;
    // InfluxDB 2 says 422 for what 1.x says 400 for.
    const some = await storeAgainst((request, response) => {
      request.resume().on('end', () => {
        posts++;
        response.writeHead(posts % 2 === 0 ? 400 : 422).end('{"error":"partial write: field type conflict dropped=0"}');
      });
    });
    expect(await some.write(batch)).toHaveLength(4);
    expect(posts).toBe(7);
  });
});

describe('answers of an InfluxDB to a deletion', () => {
  it.each([
    [405, '{"error":"method not allowed"}'],
    [501, 'not implemented'],
    [400, '{"error":"error parsing query: found DELETE, expected SELECT"}'],
    [200, '{"results":[{"statement_id":0,"error":"statement DELETE is not supported"}]}'],
  ])('%i %s: this server never does, and its own retention policy is the way', async (status, body) => {
    const forgetting = (await answers(status, body)).forgetBefore(1);
    await expect(forgetting).rejects.toThrow(StoreMisconfigured);
    await expect(forgetting).rejects.toThrow(/retention policy/);
  });

  it.each([
    [503, 'upstream unavailable'],
    [200, '{"results":[{"statement_id":0,"error":"engine: no space left on device"}]}'],
  ])('%i %s: again later', async (status, body) => {
    await expect((await answers(status, body)).forgetBefore(1)).rejects.toThrow(StoreUnavailable);
  });
});

describe('an InfluxDB that does not answer properly', () => {
  it.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    [
      'cuts the answer',
      (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    [
      'drips bytes for ever',
      (_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
    ['hangs up', (request) => request.destroy()],
  ])('%s: unavailable by the deadline, for writes and queries', async (_name, listener) => {
    const store = await storeAgainst(listener);
    await expect(store.write(batch)).rejects.toThrow(StoreUnavailable);
    await expect(store.range(ref, 0, 10)).rejects.toThrow(StoreUnavailable);
  });

  it('does not take a part for the whole', async () => {
    const body = '{"results":[{"statement_id":0,"series":[{"columns":["time","energy_kwh"],"values":[[1,1]]}],"partial":true}]}\n';
    await expect((await answers(200, body)).range(ref, 0, 10)).rejects.toThrow(StoreUnavailable);
  });

  it('joins an answer that comes in parts', async () => {
    const part = (at: number, partial: boolean) =>
      JSON.stringify({ results: [{ statement_id: 0, partial, series: [{ columns: ['time', 'energy_kwh'], values: [[at, at]] }] }] });
    const store = await answers(200, `${part(1, true)}\n${part(2, false)}\n`);
    expect((await store.range(ref, 0, 10)).map(({ at }) => at)).toEqual([1, 2]);
  });

  it('asks once more over a new connection when a kept one was just closed', async () => {
    let requests = 0;
    const store = await storeAgainst((request, response) => {
      requests++;
      if (requests === 2) request.socket.resetAndDestroy();
      else request.resume().on('end', () => response.writeHead(204).end());
    });
    await store.write(batch);
    expect(await store.write(batch)).toEqual([]);
    expect(requests).toBe(3);
  });
});
