// oxlint-disable-next-line import/default -- Vite builds the worker, and gives its address
import workerUrl from './worker.ts?worker&url';

/** Name of the background sync that sends what is kept. */
const SYNC = 'answers';

/** Not in any standard's types: only some browsers have it. */
interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** The page opens without a signal too. The development server changes too often for that. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Two doors, one program: whatever lies under the other pages of the dashboard is none of its business.
  for (const scope of ['/tonight', '/work']) void navigator.serviceWorker.register(workerUrl, { scope }).catch(() => undefined);
}

/** Asks the browser to send what is kept when the signal is back, even after the page was closed. */
export function askForSync(): void {
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .getRegistration()
    .then((registration: SyncRegistration | undefined) => registration?.sync?.register(SYNC))
    .catch(() => undefined);
}
