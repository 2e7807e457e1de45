import { describe, expect, it } from 'vitest';
import { openRig, until } from '../collector/rig.ts';
import { type Misbehaviour, openFakeBroker } from '../support/fake-broker.ts';
import { connected, createScenes, eventOf } from './broker-scene.ts';

/** CONNACK properties of MQTT 5 §3.2.2.3 as bytes: id, value. */
const SESSION_EXPIRY_2H = [0x11, 0, 0, 0x1c, 0x20];
const MAXIMUM_PACKET_1K = [0x27, 0, 0, 4, 0];

/** What the collector checks when it has connected. */
describe('a broker whose limits can lose messages', { timeout: 60_000 }, () => {
  const scenes = createScenes();

  async function meet(misbehaviour: Misbehaviour) {
    const broker = scenes.keep(await openFakeBroker(misbehaviour));
    const rig = scenes.keep(await openRig(broker.url));
    const collector = rig.collector();
    await collector.start();
    await connected(collector);
    return { rig, collector };
  }

  it('is warned of once, in one event, and is no trouble while nothing is lost', async () => {
    const { rig, collector } = await meet({ connack: [...SESSION_EXPIRY_2H, ...MAXIMUM_PACKET_1K] });
    const { detail, fromAt } = await eventOf(rig, 'broker_limits');
    expect(detail).toMatch(/for 7200 s, not 604800.*more than 1024 bytes/);
    expect(fromAt).toBeNull();
    expect(rig.said.filter((line) => line.includes('7200 s'))).toHaveLength(1);
    expect(collector.state().trouble).toBeNull();
  });

  it('shows as trouble when it grants QoS 0 only', async () => {
    const { rig, collector } = await meet({ grants: () => 0 });
    expect((await eventOf(rig, 'broker_limits')).detail).toContain('QoS 0 only');
    expect(collector.state().trouble).toContain('QoS 0 only');
  });

  it('is none when its counters are not to be read: the log says so, and nothing else', async () => {
    const { rig, collector } = await meet({ grants: (topics) => (topics.includes('$SYS') ? 0x87 : 1) });
    await until('said', () => rig.said.some((line) => line.includes('does not let us read its counters')));
    expect(await rig.records.intake.events(10)).toEqual([]);
    expect(collector.state()).toMatchObject({ connected: true, trouble: null });
  });
});
