/**
 * Service worker of the phone pages: keeps the shell (the page, its script and style) so that they open without a signal, and
 * sends what is kept when the browser says that the signal is back. It never keeps an answer of the API.
 */
import { openOutbox } from './indexed-outbox.ts';
import { oneAtATime, post } from './network.ts';
import { flush } from './outbox.ts';
import { sendAnswer } from './send-answer.ts';
import { assetsOf, isShellPage } from './shell-files.ts';

/** The few things of a service worker that are used here; the DOM's types know none of them. */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: 'install' | 'activate' | 'sync', listener: (event: Extendable) => void): void;
  addEventListener(name: 'fetch', listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as WorkerScope;
const SHELL = 'greenleaf-phone';
/** All phone pages are one file. */
const PAGE = '/tonight';
/** Where the signal is bad the kept page is better than a long wait. */
const PAGE_MS = 2_500;
const LONGEST_WAIT_MS = 10_000;

worker.addEventListener('install', (event) => event.waitUntil(fetchShell().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && isShellPage(pathname)) event.respondWith(openPage(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(openAsset(request));
});
worker.addEventListener('sync', (event) => event.waitUntil(sendKept()));

/** The newest page, with all that it needs, then it takes the old one's place: never half of each. */
async function fetchShell(): Promise<Response> {
  const page = await fetch(PAGE, { cache: 'no-store', headers: { accept: 'text/html' } });
  if (!page.ok) throw new Error(`HTTP ${page.status}`);
  const shell = await caches.open(SHELL);
  const wanted = assetsOf(await page.clone().text());
  for (const asset of wanted) if (!(await shell.match(asset))) await shell.add(asset);
  await shell.put(PAGE, page.clone());
  for (const { url } of await shell.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !wanted.includes(pathname)) await shell.delete(url);
  }
  return page;
}

async function openPage(event: Fetching): Promise<Response> {
  const newest = fetchShell();
  event.waitUntil(newest.catch(() => undefined));
  const kept = await caches.match(PAGE);
  if (!kept) return newest;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PAGE_MS));
  return Promise.race([newest.catch(() => kept), late]);
}

async function openAsset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The page does the same while it is open; together they take turns. What is left makes the browser try again. */
async function sendKept(): Promise<void> {
  const store = await openOutbox();
  const waiting = (await store.all()).filter(({ refusal }) => refusal === null);
  if (waiting.length === 0) return;
  // What can still be taken back waits for its seconds here too.
  const dueInMs = Math.max(...waiting.map(({ dueAt }) => dueAt)) - Date.now();
  await new Promise((resolve) => setTimeout(resolve, Math.min(dueInMs, LONGEST_WAIT_MS)));
  const here = await visitorId();
  if (here === undefined) return;
  // The worker cannot know the difference of the clocks: every answer carries the one of its moment.
  const send = (answer: Parameters<typeof sendAnswer>[0]) =>
    sendAnswer(answer, { post, aheadMs: answer.aheadMs ?? 0, now: Date.now, keep: (changed) => store.put(changed) });
  const { trouble } = await oneAtATime(() => flush(store, here, Date.now(), send));
  if (trouble !== null && trouble !== 'ended') throw new Error(trouble);
}

async function visitorId(): Promise<string | undefined> {
  const response = await fetch('/api/session', { cache: 'no-store' });
  if (!response.ok) return undefined;
  const { visitor } = (await response.json()) as { visitor: { id: string } | null };
  return visitor?.id;
}
