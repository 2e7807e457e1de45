import http from 'node:http';
import https from 'node:https';
import { StoreUnavailable } from '../ports.ts';

/** Where an InfluxDB is and who we are to it. Secrets stay in here: no message carries them. */
export interface InfluxAddress {
  /** http(s)://host:port, with a path when it stands behind a proxy. */
  url: string;
  /** Letters, digits, `_` and `-`. */
  database: string;
  username?: string | undefined;
  /** A function is asked again whenever the server does not know the password any more. */
  password?: string | (() => string) | undefined;
}

export interface Answer {
  status: number;
  body: string;
  /** What the server asks us to wait, from `Retry-After`. */
  retryAfterMs: number | undefined;
}

export interface InfluxHttp {
  /** host:port, for people. */
  readonly host: string;
  /** Version that the server named last. */
  version(): string | undefined;
  /** @throws StoreUnavailable when no whole answer came before the deadline */
  send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer>;
  close(): void;
}

interface HttpOptions {
  /** An answer has to be there whole by then; a server that drips bytes does not get more time. */
  deadlineMs: number;
  /** Connections kept open; two are enough to keep InfluxDB busy with writes. */
  sockets: number;
}

const RETRY_AFTER_MS = 1000;
/** A proxy that asks for a day would keep live readings from the store for a day. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
const UNAUTHORIZED = 401;

/** HTTP to an InfluxDB over a few connections that stay open. Every call ends by its deadline, whatever the server does. */
export function createInfluxHttp(address: InfluxAddress, { deadlineMs, sockets }: HttpOptions): InfluxHttp {
  const base = new URL(address.url);
  const secure = base.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: sockets });
  const prefix = base.pathname.replace(/\/+$/, '');
  let authorization = authorizationOf(address);
  let version: string | undefined;

  async function send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const answer = await exchange(method, path, bytes);
    if (answer.status !== UNAUTHORIZED) return answer;
    const before = authorization;
    authorization = authorizationOf(address);
    return authorization === before ? answer : exchange(method, path, bytes);
  }

  /** `again`: a kept connection may have been closed by the server just now; that says nothing about the server. */
  async function exchange(method: 'GET' | 'POST', path: string, bytes: Buffer | undefined, again = true): Promise<Answer> {
    const headers = { ...(authorization !== undefined && { authorization }), ...(bytes && { 'content-length': bytes.length }) };
    const request = (secure ? https : http).request(base, { agent, method, path: prefix + path, headers });
    try {
      const { response, text } = await answerOf(request, bytes, deadlineMs);
      version = headerOf(response, 'x-influxdb-version') ?? version;
      return { status: response.statusCode ?? 0, body: text, retryAfterMs: retryAfterMs(response) };
    } catch (cause) {
      if (again && request.reusedSocket && isReset(cause)) return exchange(method, path, bytes, false);
      throw new StoreUnavailable(`InfluxDB at ${base.host}: ${reasonOf(cause)}`, RETRY_AFTER_MS, { cause });
    }
  }

  return { host: base.host, version: () => version, send, close: () => agent.destroy() };
}

/** The whole answer, or an error: cut, dripping and silent answers all end here. */
function answerOf(request: http.ClientRequest, body: Buffer | undefined, deadlineMs: number) {
  return new Promise<{ response: http.IncomingMessage; text: string }>((resolve, reject) => {
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    let failure = new Error('the connection was closed before the answer was whole');
    const note = (error: Error) => (failure = error);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ response, text: Buffer.concat(chunks).toString() }));
      // Otherwise thrown into the void; `close` below tells the caller.
      response.on('error', () => undefined);
    });
    request.on('error', note);
    request.on('close', () => {
      clearTimeout(deadline);
      reject(failure);
    });
    request.end(body);
  });
}

function authorizationOf({ username, password = '' }: InfluxAddress): string | undefined {
  if (username === undefined) return undefined;
  const secret = typeof password === 'function' ? password() : password;
  return `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
}

function headerOf(response: http.IncomingMessage, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** In seconds; the other form, a date, would compare the server's clock with ours. */
function retryAfterMs(response: http.IncomingMessage): number | undefined {
  const seconds = Number(headerOf(response, 'retry-after'));
  return seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : undefined;
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Connection errors of a name with several addresses come in a bundle without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ');
  return error instanceof Error ? error.message : String(error);
}
