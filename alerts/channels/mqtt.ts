import type { Channel } from '../notices.ts';

/** Publishes with QoS 1; resolves at the broker's acknowledgement. */
export type Publish = (topic: string, payload: string) => Promise<void>;

/** Notices as JSON on `<root>/<site>/alerts`, for whoever listens at the school's own broker. */
export function createMqttChannel({ root, publish }: { root: string; publish: Publish }): Channel {
  return {
    name: 'mqtt',
    send: (message) => publish(`${root}/${message.site}/alerts`, JSON.stringify(message)),
  };
}
