// oxlint-disable-next-line import/default -- Vite builds the worker, and gives its address
import workerUrl from './push-worker.ts?worker&url';

/** Below which the worker stands: it answers no request of any page. */
const SCOPE = '/account';

/** Whether this browser can be told at all; a page without encryption cannot. */
export const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** `denied`: the person has said no, and only the settings of the browser can change that. */
export type Refused = 'denied' | 'unreachable';

export interface Subscribed {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/**
 * Asks the person and the browser's own push service. Most Android phones in China cannot reach that service: then it is
 * `unreachable` after a while.
 *
 * @param publicKey of this server, base64url
 */
export async function subscribe(publicKey: string): Promise<Subscribed | Refused> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  try {
    const registration = await navigator.serviceWorker.register(workerUrl, { scope: SCOPE });
    await activeOf(registration);
    // Subscribed under another key, a message of ours would be refused.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    const { endpoint, keys } = subscription.toJSON();
    return endpoint && keys?.p256dh && keys.auth ? { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } } : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** A worker that has just come is asleep still. */
async function activeOf({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (active || !worker) return;
  await new Promise<void>((resolve) => {
    worker.addEventListener('statechange', () => worker.state === 'activated' && resolve());
  });
}
