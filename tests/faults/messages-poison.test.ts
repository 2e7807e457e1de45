import { describe, expect, it } from 'vitest';
import type { Collector } from '../../collector/collector.ts';
import type { Refusal } from '../../store/ports.ts';
import { publish, T0, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, type Message, MINUTE, numbered, stored } from './broker-scene.ts';

const TOPIC = 'campus/east/a1';
const nested = '['.repeat(15_000) + ']'.repeat(15_000);
const reading = (fields: object) => JSON.stringify({ ts: T0 - MINUTE, ...fields });

/** That the decoder never throws, whatever arrives, is a property test beside it (tests/collector/decoders/native.test.ts). */
const POISON: readonly [what: string, payload: string | Buffer, reason: Refusal][] = [
  ['no bytes', '', 'bad_json'],
  ['half a JSON', '{"ts":', 'bad_json'],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0x00]), 'bad_json'],
  ['no UTF-8 inside JSON', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'bad_shape'],
  ['zeros', Buffer.alloc(300), 'bad_json'],
  ['15,000 nested lists', nested, 'bad_shape'],
  ['nested lists as a value', `{"ts":${T0},"energy_kwh":${nested}}`, 'bad_shape'],
  ['a prototype', '{"__proto__":{"ts":1,"energy_kwh":2}}', 'no_time'],
  ['a prototype as a meter', '{"meter":"__proto__","ts":1,"energy_kwh":2}', 'identity_mismatch'],
  ['a constructor', reading({ constructor: { energy_kwh: 5 } }), 'no_values'],
  ['a bare number', '5', 'bad_shape'],
  ['NaN', `{"ts":${T0},"energy_kwh":NaN}`, 'bad_json'],
  ['an infinite number', `{"ts":${T0},"energy_kwh":1e999}`, 'out_of_range'],
  ['a negative register', reading({ energy_kwh: -1 }), 'out_of_range'],
  ['1970', '{"ts":0,"energy_kwh":5}', 'past_time'],
  ['2100', '{"ts":"2100-01-01T00:00:00Z","energy_kwh":5}', 'future_time'],
  ['a time without offset', '{"ts":"2026-03-01T00:00:00","energy_kwh":5}', 'bad_time'],
  ['no time', '{"energy_kwh":5}', 'no_time'],
  ['70 kB', 'x'.repeat(70_000), 'too_large'],
  ['1 MB', 'x'.repeat(1_000_000), 'too_large'],
];

/** Rows 19 to 22 of the fault matrix. */
describe.skipIf(!hasMosquitto)('messages that cannot be used', { timeout: 90_000 }, () => {
  const scenes = createScenes();
  /** Larger than deploy/mosquitto.conf lets through, so that our own limit is what refuses. */
  const generous = { conf: ['max_packet_size 2000000'] };

  it.each(['5', '3.1.1'] as const)(
    'are acknowledged, counted by reason and kept to be shown; those between them are stored (MQTT %s)',
    async (protocol) => {
      const { broker, rig } = await scenes.open(generous);
      const collector = rig.collector({ mqtt: { protocol } });
      await collector.start();
      await connected(collector);
      const { messages, published } = numbered(POISON.length);
      await publish(
        broker.url,
        POISON.flatMap(([, payload], index): Message[] => [[TOPIC, payload], messages[index]!]),
      );
      await publish(broker.url, [['campus/east/nobody', { ts: T0, energy_kwh: 5 }], ['campus/a b', { ts: T0 }]]); // prettier-ignore
      await stored(collector, POISON.length);
      await until('all taken', () => collector.state().messages === 2 * POISON.length + 2 && collector.state().inFlight === 0);
      const shown = await rig.records.intake.refusedMessages(100);
      for (const [what, , reason] of POISON)
        expect(
          shown.map((message) => message.reason),
          what,
        ).toContain(reason);
      expect(shown.find(({ reason }) => reason === 'too_large')).toMatchObject({ sample: 'x'.repeat(200) });
      expect(shown.find(({ reason }) => reason === 'future_time')?.detail).toContain('2100');
      expect(await rig.records.intake.unknownMeters()).toMatchObject([{ address: 'nobody', topic: 'campus/east/nobody', count: 1 }]);
      // Acknowledged: a new connection brings none of them again.
      const again = rig.collector({ mqtt: { protocol } });
      await collector.stop();
      await again.start();
      await connected(again);
      await publish(broker.url, [[TOPIC, { ts: T0, energy_kwh: 0 }]]);
      await stored(again, 1);
      expect(again.state().messages).toBe(1);
      const refused = [...POISON.map(([, , reason]) => reason), 'unknown_meter' as const, 'bad_topic' as const];
      await endWithFourChecks(rig, again, [...published, ...refused.map((reason) => ({ refused: reason }))]);
    },
  );

  it.each(['5', '3.1.1'] as const)('and are retained are one dead letter, not one for each connection (MQTT %s)', async (protocol) => {
    const { broker, rig } = await scenes.open({ persistent: true });
    const proxy = await scenes.proxy(broker.port);
    const url = `mqtt://127.0.0.1:${proxy.port}`;
    await publish(broker.url, [
      [TOPIC, '{"ts":', { retain: true }],
      ['campus/east/w1', { ts: T0, volume_m3: 5 }, { retain: true }],
    ]);
    const { messages, published } = numbered(8);
    // What is stored behind them tells that they were acknowledged.
    const behind = async (collector: Collector, index: number) => {
      await connected(collector);
      await publish(broker.url, [messages[index]!]);
      await until('stored', async () => (await rig.rowsOf('a1')).length === index + 1);
    };
    const first = rig.collector({ url, mqtt: { protocol } });
    await first.start();
    await until('both refused', () => first.state().messages === 2);
    await behind(first, 0);
    for (let round = 1; round <= 5; round++) {
      proxy.destroy();
      await until('loss noticed', () => !first.state().connected);
      await behind(first, round);
    }
    await first.stop();
    const second = rig.collector({ url, mqtt: { protocol } });
    await second.start();
    await behind(second, 6);
    await broker.stop();
    await until('loss noticed', () => !second.state().connected);
    await broker.start();
    await behind(second, 7);
    await endWithFourChecks(rig, second, [...published, { refused: 'retained' }, { refused: 'retained' }]);
  });

  it.each([100, 5_000, 70_000])(
    'of %i bytes: within the limit it is decoded, beyond it refused, and the connection stays',
    async (bytes) => {
      const { broker, rig } = await scenes.open();
      const collector = rig.collector();
      await collector.start();
      await connected(collector);
      const [before, after] = [numbered(1), numbered(1, 1)];
      await publish(broker.url, [...before.messages, [TOPIC, 'x'.repeat(bytes)], ...after.messages]);
      await stored(collector, 2);
      expect(rig.said.filter((line) => line.startsWith('warn'))).toEqual([]);
      const refused = bytes > 65_536 ? ('too_large' as const) : ('bad_json' as const);
      await endWithFourChecks(rig, collector, [...before.published, ...after.published, { refused }]);
    },
  );

  it('larger than the broker takes cost their sender its connection, not us', async () => {
    const { broker, rig } = await scenes.open();
    const collector = rig.collector();
    await collector.start();
    await connected(collector);
    const device = await scenes.client(broker.url);
    const cutOff = new Promise((resolve) => device.once('close', () => resolve(undefined)));
    device.publish(TOPIC, 'x'.repeat(300_000), { qos: 1 });
    await cutOff;
    const { messages, published } = numbered(1);
    await publish(broker.url, messages);
    await stored(collector, 1);
    expect(rig.said.filter((line) => line.startsWith('warn'))).toEqual([]);
    await endWithFourChecks(rig, collector, published);
  });

  it('or come twice, in one message, in two, and with other values than before: one reading for an instant, the last one said', async () => {
    const { broker, rig } = await scenes.open();
    const collector = rig.collector();
    await collector.start();
    await connected(collector);
    const { messages, published } = numbered(50);
    const rows = { fields: ['ts', 'energy_kwh'], rows: [[T0, 0], [T0, 0]] }; // prettier-ignore
    await publish(broker.url, [...messages, ...messages, [TOPIC, rows], ...messages]);
    await stored(collector, 152);
    await publish(broker.url, [[TOPIC, { ts: T0, energy_kwh: 0.5 }]]);
    await stored(collector, 153);
    const [first, ...others] = published;
    await endWithFourChecks(rig, collector, [{ ...first!, fields: { energy_kwh: 0.5 } }, ...others]);
  });
});
