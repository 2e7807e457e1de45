import http from 'node:http';
import https from 'node:https';
import { type Openness, openLookup, refuseClosedAddress, type Resolve } from './open-addresses.ts';

export interface HttpQuestion {
  method: 'POST' | 'PUT' | 'GET';
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

/** Status and body of any answer, redirects included: they are not followed. */
export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

export interface RequestLimits extends Openness {
  /** From the first byte of the question to the last of the answer. */
  deadlineMs: number;
  maxBytes: number;
  /** Absent: those of the system. */
  resolve?: Resolve | undefined;
  /** PEM of an authority of one's own, in place of the known ones. */
  ca?: string | undefined;
}

/**
 * One question to a host that the settings name. Redirects are answers like others and are not followed; certificates are
 * checked; an answer that is too long, too slow or cut off is an error. Errors name hosts and addresses, never paths or bodies.
 *
 * @throws RoadClosed for an address that must not be asked; Error with the reason
 */
export async function boundedRequest({ method, url, headers, body }: HttpQuestion, limits: RequestLimits): Promise<HttpAnswer> {
  refuseClosedAddress(url.hostname.replace(/^\[|\]$/g, ''), limits);
  const all = { 'user-agent': 'greenleaf', accept: 'application/json', ...headers };
  const lookup = openLookup(limits, limits.resolve);
  const options = { method, headers: all, agent: false, lookup, ...(limits.ca === undefined ? {} : { ca: limits.ca }) };
  return answerOf((url.protocol === 'https:' ? https : http).request(url, options), body, limits);
}

function answerOf(request: http.ClientRequest, body: HttpQuestion['body'], { deadlineMs, maxBytes }: RequestLimits): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    let failure = new Error('the connection was closed before the answer was whole');
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) request.destroy(new Error(`the answer is longer than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        if (bytes > maxBytes) return;
        resolve({ status: response.statusCode ?? 0, headers: plain(response.headers), body: Buffer.concat(chunks).toString() });
      });
      // Otherwise thrown into the void; `close` below tells the caller.
      response.on('error', () => undefined);
    });
    request.on('error', (error) => (failure = error));
    request.on('close', () => {
      clearTimeout(deadline);
      reject(failure);
    });
    request.end(body);
  });
}

function plain(headers: http.IncomingHttpHeaders): HttpAnswer['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}
