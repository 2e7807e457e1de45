import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/reading.ts';
import { type ReadingStore, StoreMisconfigured, StoreUnavailable } from '../../store/ports.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';
import { meterOf, openRig, publish, type Rig, sitePlan, T0, until } from './rig.ts';

const QUARTER = 900_000;

/** A store that can be switched off, or held between a write and its answer. */
function switchable(store: ReadingStore) {
  const state = { fails: undefined as Error | undefined, hangs: false, writes: [] as number[] };
  const write: ReadingStore['write'] = async (batch) => {
    if (state.fails) throw state.fails;
    const refused = await store.write(batch);
    state.writes.push(batch.length);
    if (state.hangs) await new Promise(() => {});
    return refused;
  };
  return { state, store: { ...store, write } };
}

describe.skipIf(!hasMosquitto)('collector on a real broker', () => {
  let broker: Mosquitto;
  let rig: Rig;
  beforeAll(async () => {
    broker = await openMosquitto({ persistent: true });
  });
  afterAll(() => broker.close());
  beforeEach(async () => {
    rig = await openRig(broker.url);
    // A session that an earlier test left would bring its messages.
    const client = await connectAsync(broker.url, { clientId: 'campus-collector', clean: true });
    await client.endAsync();
  });
  afterEach(() => rig.close());

  const ready = (collector: { state(): { connected: boolean } }) => until('connected', () => collector.state().connected);
  const refusals = async () => Object.fromEntries((await rig.records.intake.refusalCounts()).map(({ reason, count }) => [reason, count]));

  it('stores all four shapes, from a meter and from a gateway, with whose clock it was', async () => {
    const collector = rig.collector();
    await collector.start();
    await ready(collector);
    await publish(broker.url, [
      ['campus/east/a1', { ts: T0, energy_kwh: 100.5, power_kw: 2 }],
      ['campus/east/w1', { ts: '2026-03-01T08:00:00+08:00', volume_m3: 512.375 }],
      ['campus/east/a1', [{ ts: T0 + QUARTER, energy_kwh: 101 }]],
      ['campus/east/a1', { fields: ['ts', 'energy_kwh'], rows: [[T0 + 2 * QUARTER, 102], [T0 + 3 * QUARTER, 103]] }], // prettier-ignore
      ['campus/east', [{ meter: 'w1', ts: T0 + QUARTER, volume_m3: 512.5 }]],
      ['campus/east', { meter: 'a1', fields: ['ts', 'energy_kwh'], rows: [[T0 + 4 * QUARTER, 104]] }],
    ]);
    await until('7 stored', () => collector.state().storedReadings === 7);
    expect((await rig.rowsOf('a1')).map(({ at, fields, clock }) => [(at - T0) / QUARTER, fields.energy_kwh, clock])).toEqual([
      [0, 100.5, 'device'],
      [1, 101, 'device'],
      [2, 102, 'device'],
      [3, 103, 'device'],
      [4, 104, 'gateway'],
    ]);
    expect((await rig.rowsOf('w1', 'water')).map(({ at, fields }) => [at, fields])).toEqual([
      [T0, { volume_m3: 512.375 }],
      [T0 + QUARTER, { volume_m3: 512.5 }],
    ]);
    await until('latest known', async () => (await rig.records.intake.latest()).length === 2);
    expect(await rig.records.intervals.touched(10)).toHaveLength(2);
    expect(collector.state()).toMatchObject({ protocol: '5', trouble: null, inFlight: 0 });
  });

  it('makes simple meters of unknown ones where the settings say so', async () => {
    const collector = rig.collector({ rules: { unknown: 'register' } });
    await collector.start();
    await ready(collector);
    await publish(broker.url, [
      ['campus/east/new-water', { ts: T0, volume_m3: 5 }],
      ['campus/east/new-power', { ts: T0, energy_kwh: 1_234_567.8 }],
      ['campus/nowhere/a1', { ts: T0, energy_kwh: 5 }],
    ]);
    await until('both stored', () => collector.state().storedReadings === 2);
    expect(await rig.rowsOf('new-water', 'water')).toHaveLength(1);
    expect(await rig.rowsOf('new-power')).toHaveLength(1);
    const [plan] = await rig.records.catalog.sites();
    expect(plan?.meters.find(({ id }) => id === 'new-power')).toMatchObject({ medium: 'electricity', digits: 7, building: 'unassigned' });
    expect(plan?.site.name).toBe('东校区');
    expect(plan?.meters).toHaveLength(4);
    await until('the other site refused', async () => (await refusals()).unknown_meter === 1);
  });

  it('finds a meter that was declared after it started, from its first message on', async () => {
    const collector = rig.collector();
    await collector.start();
    await ready(collector);
    await rig.records.catalog.declare(sitePlan([meterOf('late', 'electricity')]));
    await publish(broker.url, [['campus/east/late', { ts: T0, energy_kwh: 5 }]]);
    await until('stored', () => collector.state().storedReadings === 1);
    expect(await refusals()).toEqual({});
  });

  it('gets what was published while it was away, and QoS 0 while it is there', async () => {
    const first = rig.collector();
    await first.start();
    await ready(first);
    await first.stop();
    await publish(
      broker.url,
      Array.from({ length: 100 }, (_, index) => ['campus/east/a1', { ts: T0 + index * QUARTER, energy_kwh: index }] as const),
    );
    const second = rig.collector();
    await second.start();
    await until('100 stored', () => second.state().storedReadings === 100);
    await ready(second);
    await publish(broker.url, [['campus/east/a1', { ts: T0 - QUARTER, energy_kwh: 0 }, { qos: 0 }]]);
    await until('101 stored', () => second.state().storedReadings === 101);
    expect(await rig.rowsOf('a1')).toHaveLength(101);
  });

  it('gets a message again that was written but not acknowledged, and keeps one row of it', async () => {
    const { state, store } = switchable(rig.readings);
    state.hangs = true;
    const killed = rig.collector({ readings: store });
    await killed.start();
    await ready(killed);
    await publish(broker.url, [['campus/east/a1', { ts: T0, energy_kwh: 5 }]]);
    await until('written', () => state.writes.length === 1);
    // Its acknowledgement never comes: to the broker this is what a killed process looks like.
    await killed.stop();
    expect(await rig.rowsOf('a1')).toHaveLength(1);
    const next = rig.collector();
    await next.start();
    await until('delivered again', () => next.state().storedReadings === 1);
    expect(await rig.rowsOf('a1')).toHaveLength(1);
  }, 20_000);

  it.each([
    ['is away', new StoreUnavailable('connect ECONNREFUSED', 50)],
    ['wants a person', new StoreMisconfigured('database not found: greenleaf')],
  ])('spools while the store %s, says so, and drains when it is back', async (_, failure) => {
    const { state, store } = switchable(rig.readings);
    state.fails = failure;
    const collector = rig.collector({ readings: store });
    await collector.start();
    await ready(collector);
    await publish(
      broker.url,
      Array.from({ length: 250 }, (_unused, index) => ['campus/east/a1', { ts: T0 + index * QUARTER, energy_kwh: index }] as const),
    );
    await until('all spooled', () => collector.state().spooled === 250 && collector.state().inFlight === 0);
    expect(collector.state()).toMatchObject({ connected: true, storedReadings: 0, trouble: expect.stringContaining(failure.message) });
    expect(await rig.rowsOf('a1')).toHaveLength(0);
    // Their intervals can only be computed when they are in the store; their newest value is known at once.
    expect(await rig.records.intervals.touchedCount()).toBe(0);
    expect((await rig.records.intake.latest())[0]?.fields).toEqual({ energy_kwh: 249 });
    state.fails = undefined;
    await publish(broker.url, [['campus/east/a1', { ts: T0 + 250 * QUARTER, energy_kwh: 250 }]]);
    await until('drained', () => collector.state().storedReadings === 251 && collector.state().spooled === 0);
    expect(await rig.rowsOf('a1')).toHaveLength(251);
    expect(await rig.records.intervals.touchedCount()).toBeGreaterThan(0);
    expect(collector.state().trouble).toBeNull();
  });

  it('drains after a restart what an earlier run spooled', async () => {
    const { state, store } = switchable(rig.readings);
    state.fails = new StoreUnavailable('down', 50);
    const first = rig.collector({ readings: store });
    await first.start();
    await ready(first);
    await publish(broker.url, [['campus/east/a1', { ts: T0, energy_kwh: 5 }]]);
    await until('spooled', () => first.state().spooled === 1);
    await first.stop();
    const second = rig.collector();
    await second.start();
    await until('drained', () => second.state().spooled === 0 && second.state().storedReadings === 1);
    expect(await rig.rowsOf('a1')).toHaveLength(1);
  });

  it('counts what the store refuses for good, and stores the rest', async () => {
    const refusing: ReadingStore['write'] = async (batch) => {
      const bad = (reading: Reading) => reading.fields.energy_kwh === 13;
      await rig.readings.write(batch.filter((reading) => !bad(reading)));
      return batch.filter(bad).map((reading) => ({ reading, why: 'field type conflict' }));
    };
    const collector = rig.collector({ readings: { ...switchable(rig.readings).store, write: refusing } });
    await collector.start();
    await ready(collector);
    await publish(
      broker.url,
      [13, 14].map((kwh) => ['campus/east/a1', { ts: T0 - kwh, energy_kwh: kwh }] as const),
    );
    await until('noted', async () => (await refusals()).store_refused === 1);
    expect((await rig.records.intake.refusedMessages(1))[0]).toMatchObject({ topic: 'east/a1', detail: 'field type conflict' });
    expect((await rig.rowsOf('a1')).map(({ fields }) => fields.energy_kwh)).toEqual([14]);
    expect((await rig.records.intake.latest())[0]?.fields).toEqual({ energy_kwh: 14 });
  });

  it('tells once a second how it is', async () => {
    const collector = rig.collector();
    await collector.start();
    const saved = await until('state saved as connected', async () => {
      const state = await rig.records.intake.state();
      return state?.connected ? state : undefined;
    });
    expect(saved).toMatchObject({ protocol: '5', broker: new URL(broker.url).host, spooled: 0, spoolSince: null });
    await collector.stop();
    expect(await rig.records.intake.state()).toMatchObject({ connected: false });
  });

  it('is not slowed down by a broker that sends 20 messages and waits (MQTT 3.1.1)', async () => {
    const collector = rig.collector({ mqtt: { protocol: '3.1.1' }, rules: { flushMs: 2_000, flushReadings: 100_000 } });
    await collector.start();
    await ready(collector);
    await publish(
      broker.url,
      Array.from({ length: 200 }, (_, index) => ['campus/east/a1', { ts: T0 + index * QUARTER, energy_kwh: index }] as const),
    );
    await until('200 stored', () => collector.state().storedReadings === 200);
    expect(collector.state().protocol).toBe('3.1.1');
  });
});
