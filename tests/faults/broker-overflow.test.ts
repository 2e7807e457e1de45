import { describe, expect, it } from 'vitest';
import { publish } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, eventOf, numbered, stored } from './broker-scene.ts';

/** Row 8 of the fault matrix. Readings ARE lost here, by the broker; what we owe is to say so, with the number. */
describe.skipIf(!hasMosquitto)('a broker whose queue overflows', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it.each(['5', '3.1.1'] as const)(
    'makes an event with the number of messages that it dropped while we were away (MQTT %s)',
    async (protocol) => {
      const { broker, rig } = await scenes.open({ conf: ['max_queued_messages 100', 'max_inflight_messages 20', 'sys_interval 1'] });
      const first = rig.collector({ mqtt: { protocol } });
      await first.start();
      await connected(first);
      await first.stop();
      const { messages, published } = numbered(500);
      await publish(broker.url, messages);
      const second = rig.collector({ mqtt: { protocol } });
      await second.start();
      const { detail, fromAt } = await eventOf(rig, 'broker_dropped');
      const dropped = Number(/dropped (\d+) messages/.exec(detail)?.[1]);
      expect(dropped).toBeGreaterThan(300);
      expect(fromAt).toBeLessThanOrEqual(Date.now());
      await stored(second, 500 - dropped);
      // mosquitto keeps the oldest.
      await endWithFourChecks(rig, second, published.slice(0, 500 - dropped));
    },
  );
});
