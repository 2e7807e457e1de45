import { afterEach, describe, expect, it } from 'vitest';
import { senderOf } from '../../alerts/channels/registry.ts';
import { settingsSchema } from '../../config/schema.ts';
import { createNoticePublisher, type NoticePublisher } from '../../roles/publisher.ts';
import { PARCEL } from '../contracts/channel.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe.skipIf(!hasMosquitto)('publisher', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function open(protocol: 'auto' | '5' | '3.1.1'): Promise<{ broker: Mosquitto; publisher: NoticePublisher }> {
    const broker = await openMosquitto({ users: { campus: 'right' } });
    closing.push(() => broker.close());
    const { mqtt } = settingsSchema.parse({ mqtt: { protocol, username: 'campus', password: 'right' } });
    const publisher = createNoticePublisher(mqtt, broker.url, log);
    closing.push(() => publisher.close());
    return { broker, publisher };
  }

  const lamp = (publisher: NoticePublisher, topic: string) =>
    senderOf(
      'mqtt',
      { topic },
      {
        http: () => Promise.reject(new Error('not asked')),
        mail: () => Promise.reject(new Error('not asked')),
        publish: (where, payload, options) => publisher.publish(where, payload, options),
        vapid: () => undefined,
        now: () => 0,
      },
    ).send(PARCEL);

  it.each(['auto', '5'] as const)('says that the broker does not allow a topic (%s)', async (protocol) => {
    const { publisher } = await open(protocol);
    expect(await lamp(publisher, 'campus/east/alerts')).toMatchObject({ kind: 'accepted' });
    expect(await lamp(publisher, 'lamps/gate/cmnd/POWER')).toMatchObject({
      kind: 'permanent',
      why: { zh: expect.stringContaining('ACL') },
    });
  });

  it('cannot know it in MQTT 3.1.1', async () => {
    const { publisher } = await open('3.1.1');
    expect(await lamp(publisher, 'lamps/gate/cmnd/POWER')).toMatchObject({ kind: 'accepted' });
  });

  it('is tried again while the broker is away, and gets through when it is back', async () => {
    const { broker, publisher } = await open('auto');
    await broker.stop();
    expect(await lamp(publisher, 'campus/east/alerts')).toMatchObject({ kind: 'retry' });
    await broker.start();
    expect(await lamp(publisher, 'campus/east/alerts')).toMatchObject({ kind: 'accepted' });
  });
});
