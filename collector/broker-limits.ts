/** What the broker said about itself when we connected. */
export interface BrokerAnswer {
  /** Of CONNACK; MQTT 5 only. */
  properties?:
    | { sessionExpiryInterval?: number; maximumPacketSize?: number; maximumQoS?: number; receiveMaximum?: number; serverKeepAlive?: number }
    | undefined;
  /** QoS of each subscription; empty when nothing had to be subscribed. */
  granted: readonly number[];
}

export interface BrokerLimit {
  words: string;
  /** Messages are lost even while all is well: a person must change something. */
  losesAlways: boolean;
}

/**
 * What of the broker's answer can lose messages. What it does not say (limits of its queues, how often it writes them to
 * disk, whether our topics may be read) cannot be found here.
 */
export function findLimits(
  { properties = {}, granted }: BrokerAnswer,
  asked: { sessionExpiryS: number; maxPayloadBytes: number },
): BrokerLimit[] {
  const limits: BrokerLimit[] = [];
  const { maximumQoS, sessionExpiryInterval: expiryS, maximumPacketSize } = properties;
  if (granted.some((qos) => qos < 1))
    limits.push({
      words: 'the broker delivers with QoS 0 only: what comes while we are away, or is not stored yet, is lost',
      losesAlways: true,
    });
  if (maximumQoS !== undefined && maximumQoS < 1)
    limits.push({ words: 'the broker takes messages with QoS 0 only: meters never learn whether it has them', losesAlways: true });
  if (expiryS !== undefined && expiryS < asked.sessionExpiryS)
    limits.push({
      words: `the broker keeps our session for ${expiryS} s, not ${asked.sessionExpiryS}: after a longer absence messages are missing`,
      losesAlways: false,
    });
  if (maximumPacketSize !== undefined && maximumPacketSize < asked.maxPayloadBytes)
    limits.push({
      words: `the broker cuts off whoever sends more than ${maximumPacketSize} bytes; collector.maxPayloadBytes would take ${asked.maxPayloadBytes}`,
      losesAlways: false,
    });
  return limits;
}
