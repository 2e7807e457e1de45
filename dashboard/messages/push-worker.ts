/** Service worker that shows what the server pushes (alerts/channels/web-push.ts), and opens its page. It touches no request. */

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Extendable {
  data: { json(): unknown } | null;
}
interface Clicked extends Extendable {
  notification: Notification & { data: unknown };
}
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  clients: { openWindow(url: string): Promise<unknown> };
  addEventListener(name: 'install', listener: (event: Extendable) => void): void;
  addEventListener(name: 'push', listener: (event: Pushed) => void): void;
  addEventListener(name: 'notificationclick', listener: (event: Clicked) => void): void;
}

const worker = globalThis as unknown as WorkerScope;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('push', (event) => {
  const { id, title, body, url, urgency } = read(event);
  // The same tag takes the place of what it repeats.
  const options = { body, tag: id, requireInteraction: urgency === 'now', icon: '/icons/tonight-192.png', data: { url } };
  event.waitUntil(worker.registration.showNotification(title, options));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url?: string | null };
  event.waitUntil(worker.clients.openWindow(url ?? '/'));
});

interface Payload {
  id: string;
  title: string;
  body: string;
  url: string | null;
  urgency: string;
}
/** A push has to show something, or the browser ends the subscription. */
function read({ data }: Pushed): Payload {
  const nothing = { id: 'greenleaf', title: '绿叶 Greenleaf', body: '', url: null, urgency: 'today' };
  try {
    return { ...nothing, ...(data?.json() as Partial<Payload>) };
  } catch {
    return nothing;
  }
}
