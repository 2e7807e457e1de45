import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network that can be spoilt: a TCP proxy on a free loopback port in front of a real server. */
export interface TcpProxy {
  port: number;
  /** Connections through it at this moment. */
  connections(): number;
  /** Bytes passed on since the start, both ways. */
  bytes(): number;
  /** Blackhole: nothing passes in either direction and nobody is told; new connections are accepted and stay silent. */
  pause(): void;
  /** End of `pause`, `halfOpen`, `refuse`, `drip` and `delay`. What was held passes, in order. */
  heal(): void;
  /** Cut all connections now (RST); new ones are welcome. */
  destroy(): void;
  /** Cut all connections, and each new one, until `heal`. */
  refuse(): void;
  /** One direction is dead: what the server says does not come through, what the client says does. */
  halfOpen(): void;
  /** Everything comes later by so many ms, in order. */
  delay(ms: number): void;
  /** So many bytes every 10 ms in each direction of each connection. */
  drip(bytes: number): void;
  /** Cut a connection after so many more bytes from the server: an answer that breaks off in the middle. Once. */
  cutAfter(bytes: number): void;
  close(): Promise<void>;
}

type Direction = 'up' | 'down';

const DRIP_MS = 10;

/** @param target port, on the same machine, that the proxy stands for */
export async function openTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<{ sockets: readonly [Socket, Socket]; pumps: readonly [Pump, Pump] }>();
  const rules: Rules = { dead: new Set(), delayMs: 0, dripBytes: 0 };
  let refusing = false;
  let cutAfter: number | undefined;
  let passed = 0;

  const server = createServer({ allowHalfOpen: false, noDelay: true }, (client) => {
    if (refusing) {
      client.on('error', () => {});
      return void client.resetAndDestroy();
    }
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const cut = () => {
      pairs.delete(pair);
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    const count = (direction: Direction, length: number): boolean => {
      passed += length;
      if (direction === 'up' || cutAfter === undefined) return true;
      cutAfter -= length;
      if (cutAfter > 0) return true;
      cutAfter = undefined;
      return false;
    };
    const pair = {
      sockets: [client, upstream] as const,
      pumps: [createPump('up', upstream, rules, count, cut), createPump('down', client, rules, count, cut)] as const,
    };
    pairs.add(pair);
    for (const [index, socket] of pair.sockets.entries()) {
      socket.on('data', (chunk) => pair.pumps[index]!.take(chunk));
      socket.on('error', () => {});
      // A blackhole hides the end of a connection too.
      socket.on('close', () => {
        pair.pumps[index]!.take(undefined);
        if (pair.sockets.every(({ destroyed }) => destroyed)) pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const destroyAll = () => {
    for (const { sockets } of pairs) for (const socket of sockets) socket.resetAndDestroy();
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => pairs.size,
    bytes: () => passed,
    pause: () => void (rules.dead = new Set(['up', 'down'])),
    heal() {
      refusing = false;
      Object.assign(rules, { dead: new Set(), delayMs: 0, dripBytes: 0 });
      for (const { pumps } of pairs) for (const pump of pumps) pump.run();
    },
    destroy: destroyAll,
    refuse() {
      refusing = true;
      destroyAll();
    },
    halfOpen: () => void (rules.dead = new Set(['down'])),
    delay: (ms) => void (rules.delayMs = ms),
    drip: (bytes) => void (rules.dripBytes = bytes),
    cutAfter: (bytes) => void (cutAfter = bytes),
    async close() {
      destroyAll();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

interface Rules {
  dead: ReadonlySet<Direction>;
  delayMs: number;
  dripBytes: number;
}

interface Pump {
  /** @param chunk undefined: the end */
  take(chunk: Buffer | undefined): void;
  run(): void;
}

/** Carries the bytes of one direction by the rules of the moment. */
function createPump(
  direction: Direction,
  to: Socket,
  rules: Readonly<Rules>,
  count: (direction: Direction, length: number) => boolean,
  cut: () => void,
): Pump {
  const queue: { at: number; chunk: Buffer | undefined }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    for (let first = queue[0]; first && !rules.dead.has(direction); first = queue[0]) {
      const waitMs = first.at - performance.now();
      if (waitMs > 0) return void (timer = setTimeout(run, waitMs));
      const { chunk } = first;
      if (chunk === undefined || !to.writable) {
        queue.length = 0;
        return to.destroySoon();
      }
      const part = rules.dripBytes > 0 ? chunk.subarray(0, rules.dripBytes) : chunk;
      if (part.length === chunk.length) queue.shift();
      else first.chunk = chunk.subarray(part.length);
      to.write(part);
      if (!count(direction, part.length)) return cut();
      if (rules.dripBytes > 0) return void (timer = setTimeout(run, DRIP_MS));
    }
  }

  return {
    take(chunk) {
      queue.push({ at: performance.now() + rules.delayMs, chunk });
      if (!timer) run();
    },
    run,
  };
}
