import { describe, expect, it } from 'vitest';
import { type BrokerAnswer, findLimits } from '../../collector/broker-limits.ts';

const ASKED = { sessionExpiryS: 604_800, maxPayloadBytes: 65_536 };
const wordsOf = (answer: BrokerAnswer) => findLimits(answer, ASKED).map(({ words, losesAlways }) => [words, losesAlways]);

describe('limits of a broker', () => {
  it.each<[string, BrokerAnswer]>([
    ['mosquitto with our configuration', { properties: { maximumPacketSize: 262_144, receiveMaximum: 1000 }, granted: [1, 1] }],
    ['MQTT 3.1.1, which says nothing', { granted: [1, 1] }],
    [
      'a session kept as long as asked, a smaller keepalive',
      { properties: { sessionExpiryInterval: 604_800, serverKeepAlive: 10 }, granted: [] },
    ],
    ['packets as large as our payloads', { properties: { maximumPacketSize: 65_536 }, granted: [1] }],
  ])('finds none in %s', (_, answer) => {
    expect(wordsOf(answer)).toEqual([]);
  });

  it.each<[BrokerAnswer, RegExp, boolean]>([
    [{ granted: [1, 0] }, /delivers with QoS 0 only/, true],
    [{ properties: { maximumQoS: 0 }, granted: [] }, /takes messages with QoS 0 only/, true],
    [{ properties: { sessionExpiryInterval: 7200 }, granted: [1] }, /keeps our session for 7200 s, not 604800/, false],
    [{ properties: { sessionExpiryInterval: 0 }, granted: [1] }, /for 0 s/, false],
    [{ properties: { maximumPacketSize: 1024 }, granted: [1] }, /more than 1024 bytes.*would take 65536/, false],
  ])('finds in %o that %s', (answer, words, losesAlways) => {
    expect(wordsOf(answer)).toEqual([[expect.stringMatching(words), losesAlways]]);
  });
});
