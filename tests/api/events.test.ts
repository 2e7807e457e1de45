import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { type Asker, LONDON, openSchool, type School } from './school.ts';

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
async function subscribe(asker: Asker = school): Promise<{ headers: Headers; next(): Promise<Event | undefined>; leave(): void }> {
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal, headers: asker.who.headers });
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
    // What the first has heard is told to the second by one more look, which is for both.
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

const HEARTBEAT_MS = 15_000;

describe('live events of somebody who reaches one building', () => {
  afterEach(() => void vi.useRealTimers());

  /** The heartbeat is driven by hand; sockets and the poll keep their own time. */
  const beat = async () => void (await vi.advanceTimersByTimeAsync(HEARTBEAT_MS));
  const untilEnd = async (stream: { next(): Promise<Event | undefined> }) => {
    while ((await stream.next()) !== undefined);
    return 'ended';
  };

  it('tell of it, and of nothing else', async () => {
    const [a, b] = [
      await subscribe(await school.as('principal', { buildings: ['a'] })),
      await subscribe(await school.as('principal', { buildings: ['b'] })),
    ];
    const known = [await b.next(), await b.next()];
    await readingAt(NOW, 3);
    await school.records.alerts.apply([{ alert: SILENT }], NOW);
    const told: Event[] = [];
    while (told.length < 5) told.push((await a.next())!);
    expect(told.filter(({ name }) => name === 'readings')).toEqual([
      { name: 'readings', body: { meters: [{ meter: 'a-main', at: NOW, register: 10, rate: 3 }] } },
    ]);
    expect(told.findLast(({ name }) => name === 'alerts')!.body).toEqual({ open: 1, lastChange: NOW });
    expect(told.findLast(({ name }) => name === 'intervals')!.body).toEqual({ waitingMeterDays: 1 });
    expect(known.map((event) => event!.body)).toEqual([{ open: 0, lastChange: 0 }, { waitingMeterDays: 0 }]);
    // Whatever comes next for b is its own: nothing came of what happened in a.
    await school.records.intake.commit({
      latest: [{ site: 'hill', meter: 'b-main', at: NOW, receivedAt: NOW, clock: 'device', fields: { energy_kwh: 7 } }],
      touched: [],
      refused: [],
      refusals: new Map(),
      unknown: [],
    });
    expect(await b.next()).toEqual({ name: 'readings', body: { meters: [{ meter: 'b-main', at: NOW, register: 7, rate: null }] } });
    a.leave();
    b.leave();
  });

  it('end with the next heartbeat when he is signed out, or is no longer one who may see them', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const [signedOut, demoted, stays] = [await school.as('principal'), await school.as('principal'), await school.as('principal')];
    const streams = [await subscribe(signedOut), await subscribe(demoted), await subscribe(stays)];
    for (const stream of streams) await stream.next();
    await school.records.sessions.end(signedOut.who.session, NOW);
    const person = (await school.records.people.get(demoted.who.id))!;
    await school.records.people.save({ ...person, role: 'guard' });
    await beat();
    expect(await Promise.all(streams.slice(0, 2).map(untilEnd))).toEqual(['ended', 'ended']);
    await readingAt(NOW, 3);
    while ((await streams[2]!.next())?.name !== 'readings');
    streams[2]!.leave();
  });

  it('go on with what he reaches now, when that was changed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const asker = await school.as('principal', { buildings: ['a'] });
    await readingAt(NOW, 3);
    const stream = await subscribe(asker);
    expect(await stream.next()).toMatchObject({ name: 'readings', body: { meters: [{ meter: 'a-main' }] } });
    const person = (await school.records.people.get(asker.who.id))!;
    await school.records.people.save({ ...person, reach: { ...person.reach, buildings: ['b'] } });
    await beat();
    await school.records.intake.commit({
      latest: [{ site: 'hill', meter: 'b-main', at: NOW + 1, receivedAt: NOW, clock: 'device', fields: { energy_kwh: 7 } }],
      touched: [],
      refused: [],
      refusals: new Map(),
      unknown: [],
    });
    let next = await stream.next();
    while (next?.name !== 'readings') next = await stream.next();
    expect(next.body).toMatchObject({ meters: [{ meter: 'b-main' }] });
    stream.leave();
  });
});

const SILENT: Alert = {
  id: 'hill:meter_silent:a-main:2026-05-19',
  site: 'hill',
  rule: 'meter_silent',
  meter: 'a-main',
  night: '2026-05-19',
  state: 'open',
  openedAt: NOW,
  updatedAt: NOW,
  finding: {
    rule: 'meter_silent',
    meter: 'a-main',
    night: '2026-05-19',
    startAt: NOW - 9000,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence: [],
  },
};
