import type { Alert } from '../domain/alert.ts';
import type { LatestReading, Records } from '../store/ports.ts';
import { toValues } from './meter-summaries.ts';
import { reachesAlert } from './reached.ts';
import type { LiveAlerts, LiveIntervals, LiveReadings } from './schemas/status.ts';
import type { SiteView } from '../consumption/site-view.ts';

export type LiveEvent =
  | { name: 'readings'; body: LiveReadings }
  | { name: 'alerts'; body: LiveAlerts }
  | { name: 'intervals'; body: LiveIntervals };
export type Listener = (event: LiveEvent) => void;

export interface LiveFeed {
  /** Calls back soon with what is known inside of the view, then with every change there, until the returned function is called. */
  listen(view: SiteView, listener: Listener): () => void;
  close(): void;
}

/** Somebody who listens, with what was said to him last. */
interface Ear {
  view: SiteView;
  listener: Listener;
  /** Event → its newest body, as text. Empty: nothing was said yet. */
  said: Map<LiveEvent['name'], string>;
  lastChange: number;
}

interface SitePoll {
  site: string;
  ears: Set<Ear>;
  seenAt: Map<string, number>;
  /** Largest `updatedAt` of the site's alerts that was looked at. */
  changesSeenAt: number;
  timer: NodeJS.Timeout | undefined;
  isLooking: boolean;
  isNeeded: boolean;
}

/** Of the newest alerts so many say when something changed last inside of a view. */
const NEWEST_ALERTS = 500;

/**
 * What happens at a site, polled from the records once for all listeners and only while somebody listens. Polling
 * sees what every process wrote, whichever role it has. Each listener is told of what his view holds.
 */
export function createLiveFeed(parts: {
  records: Pick<Records, 'intake' | 'alerts' | 'intervals'>;
  onError: (error: unknown) => void;
  everyMs?: number;
}): LiveFeed {
  const { records, onError, everyMs = 1000 } = parts;
  const polls = new Map<string, SitePoll>();

  async function look(poll: SitePoll): Promise<void> {
    const { site } = poll;
    const ears = [...poll.ears];
    const [latest, changes, waiting] = await Promise.all([
      records.intake.latest(site),
      readChanges(poll, ears),
      records.intervals.touchedByMeter(site),
    ]);
    const fresh = latest.filter(({ meter, at }) => poll.seenAt.get(meter) !== at);
    for (const { meter, at } of fresh) poll.seenAt.set(meter, at);
    poll.changesSeenAt = changes.lastAt;
    for (const ear of ears.filter((heard) => poll.ears.has(heard))) {
      const readings = toReadings(ear.view, ear.said.size === 0 ? latest : fresh);
      if (readings.meters.length > 0) tell(ear, { name: 'readings', body: readings });
      tellChange(ear, { name: 'alerts', body: toAlerts(ear, changes) });
      tellChange(ear, { name: 'intervals', body: { waitingMeterDays: sumInside(ear.view, waiting) } });
    }
  }

  async function readChanges(poll: SitePoll, ears: readonly Ear[]): Promise<Changes> {
    const { site } = poll;
    const lastAt = await records.alerts.lastChange(site);
    const isAnyNew = ears.some(({ said }) => said.size === 0);
    const [open, changed] = await Promise.all([
      records.alerts.list(site, { state: 'open' }),
      lastAt > poll.changesSeenAt ? records.alerts.changedSince(site, poll.changesSeenAt, NEWEST_ALERTS) : [],
    ]);
    const known = isAnyNew ? await records.alerts.changedSince(site, 0, NEWEST_ALERTS) : [];
    return { lastAt, open, changed: [...changed, ...known] };
  }

  /** Now, or as soon as the look that goes on has ended. */
  function hurry(poll: SitePoll): void {
    poll.isNeeded = true;
    if (poll.isLooking) return;
    clearTimeout(poll.timer);
    poll.timer = setTimeout(() => turn(poll), 0);
  }

  function turn(poll: SitePoll): void {
    poll.isLooking = true;
    poll.isNeeded = false;
    void look(poll)
      .catch(onError)
      .finally(() => {
        poll.isLooking = false;
        if (polls.get(poll.site) === poll) poll.timer = setTimeout(() => turn(poll), poll.isNeeded ? 0 : everyMs);
      });
  }

  function start(site: string): SitePoll {
    const poll = { site, ears: new Set<Ear>(), seenAt: new Map(), changesSeenAt: 0, timer: undefined, isLooking: false, isNeeded: true };
    polls.set(site, poll);
    return poll;
  }

  function stop(poll: SitePoll): void {
    clearTimeout(poll.timer);
    if (polls.get(poll.site) === poll) polls.delete(poll.site);
  }

  return {
    listen(view, listener) {
      const poll = polls.get(view.id) ?? start(view.id);
      const ear: Ear = { view, listener, said: new Map(), lastChange: 0 };
      poll.ears.add(ear);
      hurry(poll);
      return () => {
        poll.ears.delete(ear);
        if (poll.ears.size === 0) stop(poll);
      };
    },
    close() {
      for (const poll of polls.values()) stop(poll);
    },
  };
}

interface Changes {
  /** Of the whole site. */
  lastAt: number;
  open: readonly Alert[];
  changed: readonly Alert[];
}

function toAlerts(ear: Ear, { open, changed, lastAt }: Changes): LiveAlerts {
  const inside = changed.filter((alert) => reachesAlert(ear.view, alert));
  ear.lastChange = ear.view.isWhole ? lastAt : Math.max(ear.lastChange, ...inside.map(({ updatedAt }) => updatedAt));
  return { open: open.filter((alert) => reachesAlert(ear.view, alert)).length, lastChange: ear.lastChange };
}

/** Of what is counted by meter the part inside of a view. */
export function sumInside({ meters }: SiteView, byMeter: ReadonlyMap<string, number>): number {
  return [...byMeter].reduce((sum, [meter, count]) => sum + (meters.has(meter) ? count : 0), 0);
}

function tellChange(ear: Ear, event: LiveEvent): void {
  if (ear.said.get(event.name) !== JSON.stringify(event.body)) tell(ear, event);
}

function tell(ear: Ear, event: LiveEvent): void {
  ear.said.set(event.name, JSON.stringify(event.body));
  ear.listener(event);
}

function toReadings(view: SiteView, latest: readonly LatestReading[]): LiveReadings {
  return {
    meters: latest.flatMap((reading) => {
      const meter = view.meters.get(reading.meter);
      return meter ? [{ meter: reading.meter, at: reading.at, ...toValues(meter, reading) }] : [];
    }),
  };
}
