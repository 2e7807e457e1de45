import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { closedAddress, openLookup } from './open-addresses.ts';

export interface GetLimits {
  /** From the first byte of the question to the last of the answer. */
  deadlineMs: number;
  maxBytes: number;
  /** Loopback and the addresses of a private network may be asked. */
  allowPrivate: boolean;
}

export interface Answer {
  status: number;
  body: string;
}

/**
 * One GET to a host that the settings name. Redirects are answers like others and are not followed; an answer that is too
 * long, too slow or cut off is an error.
 *
 * @throws Error with the reason
 */
export function boundedGet(url: URL, { deadlineMs, maxBytes, allowPrivate }: GetLimits): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A host that is an address is connected to without a look-up.
  const closed = isIP(host) === 0 ? undefined : closedAddress(host, allowPrivate);
  if (closed !== undefined) return Promise.reject(new Error(closed));
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/json', 'user-agent': 'greenleaf' };
    const request = (url.protocol === 'https:' ? https : http).get(url, { headers, agent: false, lookup: openLookup(allowPrivate) });
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
        if (bytes <= maxBytes) resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
      // Otherwise thrown into the void; `close` below tells the caller.
      response.on('error', () => undefined);
    });
    request.on('error', (error) => (failure = error));
    request.on('close', () => {
      clearTimeout(deadline);
      reject(failure);
    });
  });
}
