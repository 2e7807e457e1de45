import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
let school: School;
let url: string;
beforeEach(async () => {
  school = await openSchool(NOW);
  url = `${await school.app.listen({ port: 0, host: '127.0.0.1' })}/api/sites/hill/events`;
});
afterEach(() => school.close());

interface Event {
  name: string;
  body: unknown;
}

/** A browser's EventSource, as far as these tests need it: events one by one, undefined when the stream has ended. */
async function subscribe(): Promise<{ headers: Headers; next(): Promise<Event | undefined>; leave(): void }> {
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  const events = parse(response.body!.pipeThrough(new TextDecoderStream()));
  return {
    headers: response.headers,
    next: async () => (await events.next()).value ?? undefined,
    leave: () => controller.abort(),
  };
}

async function* parse(chunks: AsyncIterable<string>): AsyncGenerator<Event, undefined> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name, body] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      if (name) yield { name, body: JSON.parse(body!) };
      text = text.slice(end + 2);
    }
  }
  return undefined;
}

const readingAt = (at: number, power: number) =>
  school.records.intake.commit({
    latest: [
      { site: 'hill', meter: 'a-main', at, receivedAt: at, clock: 'device', fields: { energy_kwh: 10, power_kw: power } },
      { site: 'hill', meter: 'gone', at, receivedAt: at, clock: 'device', fields: { energy_kwh: 1 } },
    ],
    touched: [{ site: 'hill', meter: 'a-main', fromAt: at - 900_000, toAt: at }],
    refused: [],
    refusals: new Map(),
    unknown: [],
  });

describe('live events over a socket', () => {
  it('begin with what is known, then tell what another process wrote', async () => {
    const stream = await subscribe();
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await stream.next()).toEqual({ name: 'alerts', body: { open: 0, lastChange: 0 } });
    expect(await stream.next()).toEqual({ name: 'intervals', body: { waitingMeterDays: 0 } });
    await readingAt(NOW, 3);
    expect(await stream.next()).toEqual({ name: 'readings', body: { meters: [{ meter: 'a-main', at: NOW, register: 10, rate: 3 }] } });
    expect(await stream.next()).toEqual({ name: 'intervals', body: { waitingMeterDays: 1 } });
    stream.leave();
  });

  it('are polled once for two listeners, and not at all for none', async () => {
    const look = vi.spyOn(school.records.intake, 'latest');
    const gone: boolean[] = [];
    school.app.server.on('request', (_request, response: ServerResponse) => response.on('close', () => gone.push(true)));
    const first = await subscribe();
    await first.next();
    await readingAt(NOW, 3);
    while ((await first.next())?.name !== 'readings');
    const looks = look.mock.calls.length;
    const second = await subscribe();
    // What the first has heard is told to the second at once, without another look.
    const known = [await second.next(), await second.next(), await second.next()];
    expect(known.map((event) => event!.name).toSorted()).toEqual(['alerts', 'intervals', 'readings']);
    expect(look.mock.calls.length).toBeLessThanOrEqual(looks + 1);
    first.leave();
    second.leave();
    await expect.poll(() => [...gone]).toEqual([true, true]);
    const after = look.mock.calls.length;
    await wait(1200);
    expect(look.mock.calls.length).toBe(after);
  });

  it('end when the server closes, which does not wait for them', async () => {
    const stream = await subscribe();
    await stream.next();
    await stream.next();
    const closing = school.app.close();
    expect(await stream.next()).toBeUndefined();
    await closing;
  });

  it('nor for a connection that a browser opened and never used', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await school.app.close();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
