import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parcel } from '../../../alerts/channels/channel.ts';
import { senderOf } from '../../../alerts/channels/registry.ts';
import type { Roads } from '../../../alerts/channels/roads.ts';
import { PARCEL } from '../../contracts/channel.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../../support/mosquitto.ts';

const TOPIC = 'lamps/gate/cmnd/POWER';

describe.skipIf(!hasMosquitto)('mqtt lamp', () => {
  let broker: Mosquitto;
  let client: MqttClient;
  beforeAll(async () => {
    broker = await openMosquitto();
    client = await connectAsync(broker.url);
  });
  afterAll(async () => {
    await client.endAsync(true);
    await broker.close();
  });

  const roads: Roads = {
    http: () => Promise.reject(new Error('not asked')),
    mail: () => Promise.reject(new Error('not asked')),
    publish: async (topic, payload, options) => void (await client.publishAsync(topic, payload, { qos: 1, ...options })),
    vapid: () => undefined,
    now: () => 0,
  };
  const send = (settings: object, parcel: Partial<Parcel> = {}) => senderOf('mqtt', settings, roads).send({ ...PARCEL, ...parcel });

  /** The next message that the lamp hears, once `act` has happened. */
  async function heard(topic: string, act: () => Promise<unknown>): Promise<{ payload: string; retain: boolean }> {
    const lamp = await connectAsync(broker.url);
    const next = new Promise<{ payload: string; retain: boolean }>((resolve) => {
      lamp.on('message', (_, payload, { retain }) => resolve({ payload: payload.toString(), retain }));
    });
    await lamp.subscribeAsync(topic, { qos: 1 });
    await act();
    const message = await next;
    await lamp.endAsync(true);
    return message;
  }

  it('is switched on by an alert and off when all of it is over', async () => {
    const settings = { topic: TOPIC, off: 'OFF' };
    const on = async () => expect(await send(settings)).toEqual({ kind: 'accepted', answer: 'PUBACK' });
    expect(await heard(TOPIC, on)).toEqual({ payload: 'ON', retain: false });
    const over = [{ kind: 'recovered' }, { kind: 'recovered' }];
    expect(await heard(TOPIC, () => send(settings, { facts: over }))).toMatchObject({ payload: 'OFF' });
    expect(await heard(TOPIC, () => send(settings, { facts: [...over, { kind: 'opened' }] }))).toMatchObject({ payload: 'ON' });
  });

  it('stays as it is on recovery when nothing is set for it', async () => {
    expect(await send({ topic: TOPIC }, { facts: [{ kind: 'recovered' }] })).toEqual({
      kind: 'accepted',
      answer: 'nothing to send on recovery',
    });
  });

  it('gets a template filled in, in JSON as JSON has it', async () => {
    const settings = { topic: 'sign/gate', on: '{"say":"{title}: {text}","to":"{link}","how":"{urgency}"}' };
    const { payload } = await heard('sign/gate', () => send(settings, { lines: ['他说"漏水"', '{title}'] }));
    expect(JSON.parse(payload)).toEqual({ say: '3号楼疑似爆管: 他说"漏水"\n{title}', to: PARCEL.link, how: 'now' });
    expect((await heard('sign/gate', () => send({ topic: 'sign/gate', on: '{title} {nonsense}' }))).payload).toBe(
      '3号楼疑似爆管 {nonsense}',
    );
  });

  it('finds its last state when it comes back', async () => {
    await send({ topic: 'lamps/retained', retain: true });
    expect(await heard('lamps/retained', () => Promise.resolve())).toEqual({ payload: 'ON', retain: true });
  });

  it('is tried again when the broker does not answer', async () => {
    const away: Roads = { ...roads, publish: () => Promise.reject(new Error('not connected')) };
    expect(await senderOf('mqtt', { topic: TOPIC }, away).send(PARCEL)).toMatchObject({
      kind: 'retry',
      why: { en: expect.stringContaining('not connected') },
    });
  });

  it.each(['', 'a/#', 'a/+/b', '$SYS/broker', '/a', 'a b'])('has no topic "%s"', async (topic) => {
    expect(await send({ topic })).toMatchObject({ kind: 'permanent' });
  });
});
