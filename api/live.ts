import type { LatestReading, Records } from '../store/ports.ts';
import { toValues } from './meter-summaries.ts';
import type { LiveAlerts, LiveIntervals, LiveReadings } from './schemas/status.ts';
import type { SiteView } from './site-views.ts';

export type LiveEvent =
  | { name: 'readings'; body: LiveReadings }
  | { name: 'alerts'; body: LiveAlerts }
  | { name: 'intervals'; body: LiveIntervals };
export type Listener = (event: LiveEvent) => void;

export interface LiveFeed {
  /** Calls back at once with what is known, then with every change, until the returned function is called. */
  listen(view: SiteView, listener: Listener): () => void;
  close(): void;
}

interface SitePoll {
  listeners: Set<Listener>;
  /** The newest body of each event, as text: what a new listener gets first, and what a change differs from. */
  state: Map<LiveEvent['name'], LiveEvent>;
  seenAt: Map<string, number>;
  timer: NodeJS.Timeout;
}

/**
 * What happens at a site, polled from the records once for all listeners and only while somebody listens. Polling
 * sees what every process wrote, whichever role it has.
 */
export function createLiveFeed(parts: {
  records: Pick<Records, 'intake' | 'alerts' | 'intervals'>;
  onError: (error: unknown) => void;
  everyMs?: number;
}): LiveFeed {
  const { records, onError, everyMs = 1000 } = parts;
  const polls = new Map<string, SitePoll>();

  async function look(view: SiteView, poll: SitePoll): Promise<void> {
    const [latest, open, lastChange, waitingMeterDays] = await Promise.all([
      records.intake.latest(view.id),
      records.alerts.openCount(view.id),
      records.alerts.lastChange(view.id),
      records.intervals.touchedCount(),
    ]);
    const fresh = latest.filter(({ meter, at }) => poll.seenAt.get(meter) !== at);
    for (const { meter, at } of fresh) poll.seenAt.set(meter, at);
    poll.state.set('readings', { name: 'readings', body: toReadings(view, latest) });
    if (fresh.length > 0) tell(poll, { name: 'readings', body: toReadings(view, fresh) });
    update(poll, { name: 'alerts', body: { open, lastChange } });
    update(poll, { name: 'intervals', body: { waitingMeterDays } });
  }

  function start(view: SiteView): SitePoll {
    const poll: SitePoll = { listeners: new Set(), state: new Map(), seenAt: new Map(), timer: setTimeout(turn, 0) };
    function turn(): void {
      void look(view, poll)
        .catch(onError)
        .finally(() => {
          if (polls.get(view.id) === poll) poll.timer = setTimeout(turn, everyMs);
        });
    }
    polls.set(view.id, poll);
    return poll;
  }

  function stop(id: string, poll: SitePoll): void {
    clearTimeout(poll.timer);
    if (polls.get(id) === poll) polls.delete(id);
  }

  return {
    listen(view, listener) {
      const poll = polls.get(view.id) ?? start(view);
      for (const event of poll.state.values()) listener(event);
      poll.listeners.add(listener);
      return () => {
        poll.listeners.delete(listener);
        if (poll.listeners.size === 0) stop(view.id, poll);
      };
    },
    close() {
      for (const [id, poll] of polls) stop(id, poll);
    },
  };
}

function update(poll: SitePoll, event: LiveEvent): void {
  const before = poll.state.get(event.name);
  poll.state.set(event.name, event);
  if (JSON.stringify(before) !== JSON.stringify(event)) tell(poll, event);
}

function tell(poll: SitePoll, event: LiveEvent): void {
  for (const listener of poll.listeners) listener(event);
}

function toReadings(view: SiteView, latest: readonly LatestReading[]): LiveReadings {
  return {
    meters: latest.flatMap((reading) => {
      const meter = view.meters.get(reading.meter);
      return meter ? [{ meter: reading.meter, at: reading.at, ...toValues(meter, reading) }] : [];
    }),
  };
}
