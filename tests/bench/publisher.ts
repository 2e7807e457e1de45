/**
 * Load: a bare MQTT 3.1.1 publisher on a socket, in a process of its own. MQTT.js spends more CPU on publishing than the
 * broker on receiving, and would be what is measured.
 *
 * For each Load that it is sent it answers {startedAt}, the instant of the first message.
 */
import { connect } from 'node:net';

export interface Load {
  port: number;
  /** Topics are `<root>/bench/m0` and on. */
  root: string;
  meters: number;
  messages: number;
  /** 1: an object with one reading; more: a batch of rows. */
  readingsPerMessage: number;
  /** Instant of the first reading; each meter has one a second from there. */
  fromAt: number;
}

const CHUNK = 64 * 1024;
/** Unconfirmed messages; ids are 16 bits wide. */
const WINDOW = 20_000;
const PUBLISH_QOS_1 = 0x32;
const PUBACK_LENGTH = 4;
const CONNACK_LENGTH = 4;
const CONNECT = Buffer.from([0x10, 16, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 4, 0x6c, 0x6f, 0x61, 0x64]);

process.on('message', (load: Load) => publish(load));
process.on('disconnect', () => process.exit());
process.send!({ ready: true });

function publish(load: Load): void {
  const topics = Array.from({ length: load.meters }, (_, index) => Buffer.from(`${load.root}/bench/m${index}`));
  const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
  let sent = 0;
  let confirmedBytes = -CONNACK_LENGTH;

  function pump(): void {
    while (sent < load.messages && !socket.writableNeedDrain) {
      const room = WINDOW - (sent - confirmedBytes / PUBACK_LENGTH);
      if (room <= 0) return;
      const packets: Buffer[] = [];
      for (let length = 0, count = 0; length < CHUNK && count < room && sent < load.messages; count++) {
        const packet = publishPacket(load, topics[sent % load.meters]!, sent);
        packets.push(packet);
        length += packet.length;
        sent++;
      }
      socket.write(Buffer.concat(packets));
    }
  }

  socket.write(CONNECT);
  socket.on('data', (packets) => {
    if (sent === 0) process.send!({ startedAt: Date.now() });
    confirmedBytes += packets.length;
    if (confirmedBytes === load.messages * PUBACK_LENGTH) socket.end();
    else pump();
  });
  socket.on('drain', pump);
}

function publishPacket(load: Load, topic: Buffer, index: number): Buffer {
  const payload = payloadOf(load, Math.floor(index / load.meters) * load.readingsPerMessage);
  const remaining = 2 + topic.length + 2 + Buffer.byteLength(payload);
  const packet = Buffer.allocUnsafe(1 + lengthBytes(remaining) + remaining);
  packet[0] = PUBLISH_QOS_1;
  let offset = 1;
  for (let rest = remaining; ; rest >>= 7) {
    packet[offset++] = rest > 127 ? (rest & 127) | 128 : rest;
    if (rest <= 127) break;
  }
  offset = packet.writeUInt16BE(topic.length, offset);
  offset += topic.copy(packet, offset);
  offset = packet.writeUInt16BE((index % 65_535) + 1, offset);
  packet.write(payload, offset, 'latin1');
  return packet;
}

function payloadOf(load: Load, first: number): string {
  if (load.readingsPerMessage === 1) {
    return `{"ts":${load.fromAt + first * 1000},"energy_kwh":${(10_000 + first * 0.01).toFixed(2)},"power_kw":12.4}`;
  }
  const rows: string[] = [];
  for (let row = first; row < first + load.readingsPerMessage; row++) {
    rows.push(`[${load.fromAt + row * 1000},${(10_000 + row * 0.01).toFixed(2)},12.4]`);
  }
  return `{"fields":["ts","energy_kwh","power_kw"],"rows":[${rows.join(',')}]}`;
}

function lengthBytes(remaining: number): number {
  return remaining < 128 ? 1 : remaining < 16_384 ? 2 : 3;
}
