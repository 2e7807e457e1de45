import { SERIES_RULES } from '../analysis/registry.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { School } from './catalog-cache.ts';
import { watchRules } from './night-watch.ts';
import type { JudgeDeps } from './series-alerts.ts';

/** Rules for which people are called at any hour. */
const URGENT = SERIES_RULES.filter(({ urgency, cadence }) => urgency === 'now' && cadence === 'live');
/** What ends longer ago is history, which the other rounds look at. */
const FRESH_MS = 2 * 3_600_000;
/** Meters report together: they are judged together. */
const GATHER_MS = 100;
/** No more than a tenth of the time is spent on it, however many meters there are. */
const REST = 10;
const RETRY_MS = 5000;

interface UrgentWatchDeps extends JudgeDeps {
  schools: () => Promise<ReadonlyMap<string, School>>;
  /** One judgement at a time. */
  inTurn: <T>(enter: () => Promise<T>) => Promise<T>;
  /** A history is on its way. */
  isLoading: () => Promise<boolean>;
  monotonic: Clock;
  log: Log;
}

export interface UrgentWatch {
  /** Intervals of a meter changed, up to an instant. */
  changed(site: string, meter: string, toAt: number): void;
  /** Judges what changed; resolves when that is done. */
  runOnce(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Judges urgent rules as soon as intervals of their meters changed: a burst is not to wait for the next five minutes. */
export function createUrgentWatch(deps: UrgentWatchDeps): UrgentWatch {
  const { schools, inTurn, isLoading, now, monotonic, log } = deps;
  let waiting = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let restUntil = Number.NEGATIVE_INFINITY;
  let stopped = true;

  function arm(): void {
    if (stopped || timer || waiting.size === 0) return;
    const begin = () => {
      running = round();
    };
    timer = setTimeout(begin, Math.max(GATHER_MS, restUntil - monotonic()));
  }

  async function round(): Promise<void> {
    const startedAt = monotonic();
    try {
      await runOnce();
      restUntil = monotonic() + REST * (monotonic() - startedAt);
    } catch (error) {
      log.error({ err: error }, 'urgent rules could not be judged');
      restUntil = monotonic() + RETRY_MS;
    }
    timer = undefined;
    arm();
  }

  async function runOnce(): Promise<void> {
    if (waiting.size === 0) return;
    const changed = waiting;
    waiting = new Map();
    // The rounds of the cron table look at last night all the same.
    if (await isLoading()) return;
    const known = await schools();
    for (const [site, meters] of changed) {
      const school = known.get(site);
      if (school) await inTurn(() => watchRules(deps, school, URGENT, meters));
    }
  }

  return {
    changed(site, meter, toAt) {
      if (toAt < now() - FRESH_MS) return;
      const meters = waiting.get(site) ?? new Set();
      waiting.set(site, meters.add(meter));
      arm();
    },
    runOnce,
    start() {
      stopped = false;
      arm();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}
