import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What a real broker never does: a few bytes of MQTT over a socket, misbehaving as the test says. */
export interface FakeBroker {
  url: string;
  /** Protocol version of each CONNECT so far: 4 or 5. */
  versions: readonly number[];
  close(): Promise<void>;
}

export interface Misbehaviour {
  /** Hang up instead of answering CONNECT of this version. */
  hangsUpOn?: 4 | 5;
  /** Code by which a subscription is answered; undefined: the connection is ended instead. Default: QoS 1 granted. */
  grants?: (topics: string) => number | undefined;
  /** Properties of CONNACK as bytes (MQTT 5). */
  connack?: readonly number[];
  /** Once the readings are subscribed. */
  onSubscribed?: (socket: Socket) => void;
}

const CONNECT = 0x10;
const SUBSCRIBE = 0x82;
const PINGREQ = 0xc0;

export async function openFakeBroker({ hangsUpOn, grants = () => 1, connack = [], onSubscribed }: Misbehaviour = {}): Promise<FakeBroker> {
  const versions: number[] = [];
  const sockets = new Set<Socket>();

  function answer(socket: Socket, packet: Buffer, version: number): void {
    if (packet[0] === PINGREQ) return void socket.write(Buffer.from([0xd0, 0]));
    if (packet[0] !== SUBSCRIBE) return;
    const topics = packet.toString('latin1');
    const code = grants(topics);
    if (code === undefined) return socket.resetAndDestroy() as unknown as void;
    const count = topics.split('$SYS').length > 1 ? topics.split('$SYS').length - 1 : topics.split('campus').length - 1;
    const rest = [packet[2]!, packet[3]!, ...(version === 5 ? [0] : []), ...Array<number>(count).fill(code)];
    socket.write(Buffer.from([0x90, rest.length, ...rest]));
    if (!topics.includes('$SYS')) onSubscribed?.(socket);
  }

  const server = createServer((socket) => {
    let version = 0;
    let rest = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      // Packets of the client under test are shorter than 128 bytes: their length is one byte.
      while (rest.length >= 2 && rest.length >= 2 + rest[1]!) {
        const packet = rest.subarray(0, 2 + rest[1]!);
        rest = rest.subarray(packet.length);
        if (packet[0] !== CONNECT) answer(socket, packet, version);
        else {
          versions.push((version = packet[8]!));
          if (version === hangsUpOn) return socket.destroy();
          const body = version === 5 ? [0, 0, connack.length, ...connack] : [0, 0];
          socket.write(Buffer.from([0x20, body.length, ...body]));
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    versions,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A PUBLISH of MQTT 5, or of 3.1.1 when it has no properties. @param id 0: QoS 0 */
export function publishPacket(version: 4 | 5, topic: string, payload: Buffer, id: number): Buffer {
  const head = Buffer.from([topic.length >> 8, topic.length & 0xff, ...Buffer.from(topic)]);
  const body = Buffer.concat([head, Buffer.from(id > 0 ? [id >> 8, id & 0xff] : []), Buffer.from(version === 5 ? [0] : []), payload]);
  const length: number[] = [];
  for (let left = body.length; left > 0 || length.length === 0; left >>= 7) length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from([id > 0 ? 0x32 : 0x30, ...length]), body]);
}
