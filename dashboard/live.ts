import { useQueryCache } from '@pinia/colada';
import { defineStore } from 'pinia';
import { reactive, ref, watch } from 'vue';
import type { LiveAlerts, LiveIntervals, LiveReadings } from '../api/schemas/status.ts';
import { useVisit } from './access/visit.ts';
import { eventsUrl } from './api.ts';
import { useSession } from './session.ts';

type LiveReading = LiveReadings['meters'][number];

/** Consumption is asked again at most this often, however fast readings come in. */
const REFRESH_MS = 20_000;
/** While history is being loaded the charts grow as one watches. */
const LOADING_REFRESH_MS = 5_000;

/** What the server says by itself: newest registers, alerts, and how far the intervals are. */
export const useLive = defineStore('live', () => {
  const session = useSession();
  const visit = useVisit();
  const queries = useQueryCache();
  const latest = reactive(new Map<string, LiveReading>());
  const waitingMeterDays = ref<number | null>(null);
  const openAlerts = ref<number | null>(null);
  const connected = ref(false);
  let lastChange: number | undefined;
  let refreshDueAt = 0;

  // What fails stands in the query that failed, and on its card.
  const invalidate = (filter: { key: string[]; exact?: boolean }) => void queries.invalidateQueries(filter).catch(() => undefined);
  const refresh = (...key: string[]) => invalidate({ key });

  function refreshConsumption(site: string): void {
    if (Date.now() < refreshDueAt) return;
    refreshDueAt = Date.now() + ((waitingMeterDays.value ?? 0) > 0 ? LOADING_REFRESH_MS : REFRESH_MS);
    for (const part of ['today', 'consumption', 'nights', 'buildings', 'meters']) refresh('sites', site, part);
    invalidate({ key: ['sites', ''], exact: true });
  }

  function open(site: string): EventSource {
    const source = new EventSource(eventsUrl(site));
    const on = <Event>(name: string, take: (event: Event) => void) =>
      source.addEventListener(name, (message: MessageEvent<string>) => take(JSON.parse(message.data) as Event));
    source.addEventListener('open', () => (connected.value = true));
    source.addEventListener('error', () => {
      connected.value = false;
      // A browser gives up a stream that was refused, and does not say why.
      if (source.readyState === EventSource.CLOSED) void visit.checkEnd();
    });
    on<LiveReadings>('readings', ({ meters }) => {
      for (const reading of meters) latest.set(reading.meter, reading);
      refreshConsumption(site);
    });
    on<LiveIntervals>('intervals', (intervals) => {
      waitingMeterDays.value = intervals.waitingMeterDays;
      refreshConsumption(site);
    });
    on<LiveAlerts>('alerts', (alerts) => {
      openAlerts.value = alerts.open;
      if (lastChange !== undefined && alerts.lastChange !== lastChange) {
        // What is said about an alert changes it too.
        for (const part of ['alerts', 'buildings', 'tonight', 'rounds', 'permit-requests', 'work']) refresh('sites', site, part);
      }
      lastChange = alerts.lastChange;
    });
    return source;
  }

  watch(
    () => (visit.may('see') ? session.site?.id : undefined),
    (site, _before, onCleanup) => {
      if (site === undefined) return;
      latest.clear();
      lastChange = undefined;
      const source = open(site);
      onCleanup(() => {
        source.close();
        connected.value = false;
      });
    },
    { immediate: true },
  );

  return { latest, waitingMeterDays, openAlerts, connected };
});
