import type { Post } from './send-answer.ts';

const READ_MS = 15_000;

/** A request with an end: where the signal is bad, a phone waits for minutes. */
export async function request(url: string, init: RequestInit = {}, timeoutMs = READ_MS): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    return await fetch(url, { credentials: 'same-origin', cache: 'no-store', ...init, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

export const post: Post = (url, body, type, timeoutMs) =>
  request(url, { method: 'POST', body, headers: { 'content-type': type } }, timeoutMs);

/** Version 4. `randomUUID` is only there where the page is secure; a school may serve it by plain http in its own network. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** One at a time among the open pages and the service worker; old browsers have no locks and may send twice, which the ids make one. */
export async function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  return 'locks' in navigator ? await navigator.locks.request('greenleaf-outbox', work) : await work();
}
