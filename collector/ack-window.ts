/**
 * Messages that were taken over and not acknowledged yet, in the order of their arrival, on ONE connection.
 *
 * Each message gets a ticket that is never used again. A message id is: after a lost session the broker gives it to another
 * message, and an acknowledgement that comes late would acknowledge that one, unseen. So `reset` forgets everything
 * at the end of a connection, and tickets from before it release nothing.
 */
export interface AckWindow {
  /** @param messageId 0 for a message without acknowledgement (QoS 0) */
  take(messageId: number): number;
  /** PUBACK packets of all messages up to a ticket, ready for the wire; empty when there are none. */
  release(upTo: number): Buffer;
  reset(): void;
  size(): number;
}

const PUBACK = 0x40;
/** With this length both MQTT 3.1.1 and MQTT 5 (§3.4.2.1: success, no properties) read the packet. */
const PUBACK_LENGTH = 2;

export function createAckWindow(): AckWindow {
  let ids: number[] = [];
  let head = 0;
  let headTicket = 1;

  function release(upTo: number): Buffer {
    const count = Math.max(0, Math.min(upTo - headTicket + 1, ids.length - head));
    const packets = Buffer.allocUnsafe(count * 4);
    let length = 0;
    for (let index = head; index < head + count; index++) {
      const id = ids[index]!;
      if (id === 0) continue;
      packets[length++] = PUBACK;
      packets[length++] = PUBACK_LENGTH;
      packets[length++] = id >> 8;
      packets[length++] = id & 0xff;
    }
    head += count;
    headTicket += count;
    if (head > 1024 && head * 2 > ids.length) {
      ids = ids.slice(head);
      head = 0;
    }
    return packets.subarray(0, length);
  }

  return {
    take: (messageId) => headTicket + ids.push(messageId) - head - 1,
    release,
    reset() {
      headTicket += ids.length - head;
      ids = [];
      head = 0;
    },
    size: () => ids.length - head,
  };
}
