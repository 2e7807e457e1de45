import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoads } from '../../alerts/channels/create-roads.ts';
import { VENDOR_HOSTS } from '../../alerts/channels/registry.ts';
import type { HttpQuestion, Roads } from '../../alerts/channels/roads.ts';
import type { Resolve } from '../../outgoing/open-addresses.ts';
import { createAuthority } from './certificates.ts';

/** What a vendor says, or does. */
export type Reply =
  | { status: number; body?: object | string; headers?: Record<string, string> }
  | ((request: Asked, response: ServerResponse) => void);

/** A question as it arrived. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
  bytes: Buffer;
}

export interface Vendor {
  /** Names that lead here, as the settings would have them. */
  hosts: string[];
  /** PEM of the authority that signed its certificate. */
  ca: string;
  port: number;
  /** Says these one after the other, the last again and again. */
  will(...replies: Reply[]): void;
  /** Everything asked since `will`. */
  asked: Asked[];
  /** The roads of a real server that lead here: DNS and port are another, all else is as it is at a school. */
  roads(more?: Partial<Parameters<typeof createRoads>[0]>): Roads;
  close(): Promise<void>;
}

/** 20 November 2026, 23:15 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 20, 15, 15);

/** Every name is this machine. */
export const everythingIsHere: Resolve = (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);

/** All vendors at once, on one port of this machine, with certificates for their names. */
export async function openVendor(...moreHosts: string[]): Promise<Vendor> {
  const dir = mkdtempSync(join(tmpdir(), 'greenleaf-vendor-'));
  const names = [...VENDOR_HOSTS, ...moreHosts];
  const authority = createAuthority(dir, 'vendors');
  const { certFile, keyFile } = authority.sign('vendor', names.map((name) => `DNS:${name}`).join(','));
  const ca = readFileSync(authority.caFile, 'utf8');
  const asked: Asked[] = [];
  let replies: Reply[] = [];

  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const question = toAsked(request, Buffer.concat(chunks));
      asked.push(question);
      say(replies.length > 1 ? replies.shift()! : replies[0]!, question, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    hosts: names,
    ca,
    port,
    asked,
    will(...next) {
      asked.length = 0;
      replies = next;
    },
    roads(more) {
      const privateHosts = names.map((name) => `${name.replace('*.', '12345.')}:${port}`);
      const deps = { hosts: [], privateHosts, publish: () => Promise.resolve(), vapid: () => undefined, now: () => NOW };
      const roads = createRoads({ ...deps, ca, resolve: everythingIsHere, ...more });
      return { ...roads, http: (question) => roads.http(atPort(question, port)) };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function atPort({ url, headers, ...rest }: HttpQuestion, port: number): HttpQuestion {
  const there = new URL(url);
  there.port = String(port);
  return { ...rest, url: there, headers: { ...headers, host: url.host } };
}

function toAsked({ method = '', url = '', headers }: IncomingMessage, bytes: Buffer): Asked {
  const { pathname, searchParams } = new URL(url, 'https://vendor');
  return { method, path: pathname, query: searchParams, headers, body: bytes.toString(), bytes };
}

function say(reply: Reply, question: Asked, response: ServerResponse): void {
  if (typeof reply === 'function') return reply(question, response);
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? ''));
}
