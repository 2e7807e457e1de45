import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a write. All but `answer` and `refuse` reach the real server, only its answer does not come as it should. */
export type Conduct =
  | { kind: 'pass' }
  /** An answer that a healthy influxd cannot be made to give; nothing is stored. */
  | { kind: 'answer'; status: number; headers?: Record<string, string> }
  | { kind: 'late'; ms: number }
  /** The head and half of a body, then the end of the connection. */
  | { kind: 'cut' }
  /** A byte now and then, for ever. */
  | { kind: 'drip' }
  | { kind: 'refuse' };

/** Stands before a real influxd, as a proxy of a school does, and behaves as told. */
export interface InfluxFront {
  url: string;
  behave(conduct: Conduct): void;
  /** When the writes came, `performance.now()`. */
  writes(): readonly number[];
  close(): Promise<void>;
}

const DRIP_MS = 50;
const HALF_ANSWER = { 'content-type': 'application/json', 'content-length': '200' };

export async function openInfluxFront(target: string): Promise<InfluxFront> {
  let conduct: Conduct = { kind: 'pass' };
  const writes: number[] = [];
  const timers = new Set<NodeJS.Timeout>();

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const isWrite = incoming.url?.startsWith('/write') ?? false;
    if (isWrite) writes.push(performance.now());
    const now: Conduct = isWrite ? conduct : { kind: 'pass' };
    if (now.kind === 'refuse') return void incoming.socket.resetAndDestroy();
    if (now.kind === 'answer') return void response.writeHead(now.status, now.headers).end('{"error":"told to fail"}');
    const { status, body } = await forward(target, incoming, Buffer.concat(chunks));
    if (now.kind === 'cut') {
      response.writeHead(200, HALF_ANSWER).write('{"results":[', () => incoming.socket.resetAndDestroy());
    } else if (now.kind === 'drip') {
      response.writeHead(200, HALF_ANSWER);
      const timer = setInterval(() => response.write(' '), DRIP_MS);
      timers.add(timer);
      response.on('close', () => clearInterval(timer));
    } else {
      const answer = () => void response.writeHead(status).end(body);
      if (now.kind === 'late') timers.add(setTimeout(answer, now.ms));
      else answer();
    }
  }

  const server = createServer((incoming, response) => {
    response.on('error', () => {});
    respond(incoming, response).catch(() => incoming.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (next) => void (conduct = next),
    writes: () => writes,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 502, body: Buffer.concat(chunks) }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
