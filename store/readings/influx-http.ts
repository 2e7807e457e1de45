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
  password?: string | undefined;
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

/** HTTP to an InfluxDB over a few connections that stay open. Every call ends by its deadline, whatever the server does. */
export function createInfluxHttp(address: InfluxAddress, { deadlineMs, sockets }: HttpOptions): InfluxHttp {
  const base = new URL(address.url);
  const secure = base.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: sockets });
  const prefix = base.pathname.replace(/\/+$/, '');
  const authorization = address.username === undefined ? {} : { authorization: basic(address.username, address.password ?? '') };
  let version: string | undefined;

  /** `again`: a kept connection may have been closed by the server just now; that says nothing about the server. */
  async function send(method: 'GET' | 'POST', path: string, body?: string, again = true): Promise<Answer> {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const headers = { ...authorization, ...(bytes && { 'content-length': bytes.length }) };
    const request = (secure ? https : http).request(base, { agent, method, path: prefix + path, headers });
    try {
      const { response, text } = await answerOf(request, bytes, deadlineMs);
      version = headerOf(response, 'x-influxdb-version') ?? version;
      return { status: response.statusCode ?? 0, body: text, retryAfterMs: secondsToMs(headerOf(response, 'retry-after')) };
    } catch (cause) {
      if (again && request.reusedSocket && isReset(cause)) return send(method, path, body, false);
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

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function headerOf(response: http.IncomingMessage, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function secondsToMs(text: string | undefined): number | undefined {
  const seconds = Number(text);
  return seconds > 0 ? seconds * 1000 : undefined;
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Connection errors of a name with several addresses come in a bundle without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ');
  return error instanceof Error ? error.message : String(error);
}
