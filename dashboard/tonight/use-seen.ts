import { onScopeDispose } from 'vue';
import { aheadMs } from './live-page.ts';
import { post } from './network.ts';

/** So long half of an item has to be on the screen. */
const LOOK_MS = 1_000;
const MOST = 200;

/**
 * Tells the server which alerts were on the screen: proof that the list was seen. Each once a visit; what fails is told again
 * with the next one. Not kept: that something was seen matters only while it is fresh.
 */
export function useSeen(site: string) {
  const told = new Set<string>();
  const untold = new Set<string>();
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const alertsOf = new WeakMap<Element, () => readonly string[]>();
  const observer = new IntersectionObserver((entries) => entries.forEach(look), { threshold: 0.5 });

  function look({ target, isIntersecting }: IntersectionObserverEntry): void {
    clearTimeout(timers.get(target));
    timers.delete(target);
    if (isIntersecting)
      timers.set(
        target,
        setTimeout(() => note(alertsOf.get(target)?.() ?? []), LOOK_MS),
      );
  }

  function note(alerts: readonly string[]): void {
    for (const alert of alerts) if (!told.has(alert)) untold.add(alert);
    if (untold.size > 0) void tell();
  }

  async function tell(): Promise<void> {
    const alerts = [...untold].slice(0, MOST);
    const body = JSON.stringify({ alerts, at: Date.now() + (aheadMs.value ?? 0) });
    alerts.forEach((alert) => untold.delete(alert));
    try {
      const response = await post(`/api/sites/${encodeURIComponent(site)}/tonight/seen`, body, 'application/json', 15_000);
      // A refusal stays one, however often it is told.
      if (response.status < 500) alerts.forEach((alert) => told.add(alert));
      else alerts.forEach((alert) => untold.add(alert));
    } catch {
      alerts.forEach((alert) => untold.add(alert));
    }
  }

  onScopeDispose(() => {
    observer.disconnect();
    timers.forEach((timer) => clearTimeout(timer));
  });
  return {
    watch(element: Element, alerts: () => readonly string[]): void {
      alertsOf.set(element, alerts);
      observer.observe(element);
    },
    unwatch: (element: Element) => observer.unobserve(element),
  };
}

export type Seen = ReturnType<typeof useSeen>;
