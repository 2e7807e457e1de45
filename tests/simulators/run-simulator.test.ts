import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { monthsBefore } from '../../simulators/plan-schools.ts';
import { runLoad } from '../../simulators/run-load.ts';
import { runSimulator, type SimulatorOptions } from '../../simulators/run-simulator.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';
import { at, HOUR_MS } from './support.ts';

const NOW = at('2026-11-21T10:30');

describe.skipIf(!hasMosquitto)('simulator over a real mosquitto', () => {
  let broker: Mosquitto;
  let client: mqtt.MqttClient;
  let dir: string;
  /** By topic: time stamp → register. */
  let received: Map<string, Map<number, number>>;
  let messages = 0;
  let tests = 0;
  let root = '';

  beforeAll(async () => {
    broker = await openMosquitto();
    client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    client.on('message', (topic, payload) => {
      // What an earlier test still had on its way does not count here.
      if (!topic.startsWith(`${root}/`)) return;
      messages++;
      const meter = received.get(topic) ?? new Map<number, number>();
      received.set(topic, meter);
      for (const [ts, value] of rowsOf(payload.toString())) meter.set(ts!, value!);
    });
    await client.subscribeAsync('#', { qos: 1 });
  });
  afterAll(async () => {
    await client.endAsync(true);
    await broker.close();
  });
  beforeEach(() => {
    received = new Map();
    messages = 0;
    root = `campus-${++tests}`;
    dir = mkdtempSync(join(tmpdir(), 'greenleaf-simulator-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const truthFile = () => join(dir, 'simulator', 'truth.json');
  const readTruth = () => JSON.parse(readFileSync(truthFile(), 'utf8')) as Fault[];
  const options = (more: Partial<SimulatorOptions> = {}): SimulatorOptions => ({
    url: broker.url,
    root,
    seed: 1,
    siteIds: ['greenleaf'],
    months: 1,
    liveMs: 0,
    now: () => NOW,
    truthFile: truthFile(),
    demoFaults: true,
    signal: new AbortController().signal,
    ...more,
  });
  const registers = (meter: string) => received.get(`${root}/greenleaf/${meter}`)!;
  const arrived = (count: number) => vi.waitFor(() => expect(messages).toBe(count), { timeout: 15_000 });

  it('delivers a month of every meter and writes its truth', async () => {
    const progress: number[] = [];
    const sum = await runSimulator(options({ onProgress: ({ phase, sent, total }) => phase === 'history' && progress.push(sent / total) }));
    await arrived(sum.messages);
    const { meters } = createDemoCampus({ seed: 1 });
    expect(received.size).toBe(meters.length);
    expect([...received.values()].reduce((total, meter) => total + meter.size, 0)).toBe(sum.readings);
    expect(registers('t1-main-e').size).toBe(31 * 96 + 42);
    expect(progress.at(-1)).toBe(1);
    expect(readTruth().filter(({ fault }) => fault === 'running_toilet')).toHaveLength(1);
  });

  it('goes on after a restart: the same truth, the same registers, and nothing twice', { timeout: 60_000 }, async () => {
    const first = await runSimulator(options());
    await arrived(first.messages);
    const before = new Map(registers('d1-main-e'));
    const truth = readTruth();
    received.clear();
    messages = 0;
    const later = NOW + 30 * HOUR_MS;
    const second = await runSimulator(options({ now: () => later, since: NOW }));
    await arrived(second.messages);
    const after = registers('d1-main-e');
    expect(Math.min(...after.keys())).toBeGreaterThan(Math.max(...before.keys()));
    expect(after.size).toBe(120);
    expect(Math.min(...after.values())).toBeGreaterThanOrEqual(Math.max(...before.values()));
    expect(readTruth()).toEqual(truth);

    rmSync(join(dir, 'simulator', 'simulator-state.json'));
    received.clear();
    messages = 0;
    const whole = await runSimulator(options({ truthFile: undefined, now: () => NOW }));
    await arrived(whole.messages);
    const again = registers('d1-main-e');
    expect(new Map(again)).toEqual(before);
  });

  it('takes up a history that was broken off, from where the broker had it', { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const broken = await runSimulator(
      options({ months: 2, signal: stop.signal, onProgress: ({ phase, sent }) => phase === 'history' && sent > 200 && stop.abort() }),
    );
    await arrived(broken.messages);
    const oldest = Math.min(...registers('t1-main-e').keys());
    expect(oldest).toBeGreaterThan(at('2026-10-05T00:00'));
    const second = await runSimulator(options({ months: 2, since: NOW }));
    await arrived(broken.messages + second.messages);
    const stamps = [...registers('t1-main-e').keys()].toSorted((a, b) => a - b);
    expect(stamps[0]).toBeLessThan(at('2026-09-21T00:01'));
    expect(Math.max(...stamps.slice(1).map((stamp, index) => stamp - stamps[index]!))).toBeLessThan(16 * 60_000);
  });

  it('refuses to mix two seeds in one data directory', async () => {
    const run = options({ months: 0 });
    await runSimulator(run);
    await expect(runSimulator({ ...run, seed: 2 })).rejects.toThrow('simulated with seed 1; ask for that seed, not 2');
  });

  it('goes live beside the history and stops when told to', async () => {
    const stop = new AbortController();
    let slots = 0;
    const run = runSimulator(
      options({
        months: 0,
        liveMs: 200,
        now: Date.now,
        signal: stop.signal,
        onProgress: ({ phase }) => phase === 'live' && ++slots === 3 && stop.abort(),
      }),
    );
    const sum = await run;
    expect(slots).toBe(3);
    expect(sum.readings).toBeGreaterThan(3 * 100);
    await vi.waitFor(() => expect(Math.max(...registers('campus-main-e').keys())).toBeGreaterThan(Date.now() - 10_000));
  });

  it('simulates several schools of any size', async () => {
    const sum = await runSimulator(options({ months: 0, siteIds: ['a', 'b'], meters: 12, demoFaults: false }));
    await arrived(sum.messages);
    expect(new Set([...received.keys()].map((topic) => topic.split('/')[1]))).toEqual(new Set(['a', 'b']));
    expect(received.size).toBe(24);
    expect(readTruth()).toEqual([]);
  });

  it('puts a broker under an even load, in messages of the size asked for', async () => {
    const load = { url: broker.url, root, seed: 1, siteIds: ['load'], now: Date.now, signal: new AbortController().signal };
    const sum = await runLoad({ ...load, rate: 4000, batch: 10, seconds: 1 });
    expect(sum).toMatchObject({ readings: 4000, messages: 400 });
    expect(sum.seconds).toBeGreaterThan(0.8);
    await arrived(400);
    for (const meter of received.values()) {
      const values = [...meter].toSorted(([a], [b]) => a - b).map(([, value]) => value);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    expect([...received.values()].reduce((total, meter) => total + meter.size, 0)).toBe(4000);
    await expect(runLoad({ ...load, rate: 1e6, batch: 10 })).rejects.toThrow('more than one a millisecond');
  });
});

it('goes back whole months, to the last day of a shorter one', () => {
  expect(monthsBefore('2026-11-21', 13)).toBe('2025-10-21');
  expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28');
  expect(monthsBefore('2026-11-21', 0)).toBe('2026-11-21');
});

/** The native shapes that the simulator sends. */
function rowsOf(text: string): number[][] {
  const message = JSON.parse(text) as { rows: number[][] } | Record<string, number>;
  return 'rows' in message ? (message.rows as number[][]) : [Object.values(message)];
}
