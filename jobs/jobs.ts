import { createConsoleChannel } from '../alerts/channels/console.ts';
import { createMqttChannel, type Publish } from '../alerts/channels/mqtt.ts';
import { createNotices } from '../alerts/notices.ts';
import { createDetectors, type DetectorSettings } from '../analysis/detectors.ts';
import type { Clock } from '../domain/clock.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { createCatalogCache, type KnownSite } from './catalog-cache.ts';
import { createHealth, type Health } from './health.ts';
import { judgeNights, latestNight, sumOf } from './judge-night.ts';
import type { Log } from '../domain/log.ts';
import { createLoop } from './loop.ts';
import { watchNight } from './night-watch.ts';
import { createRejudge } from './rejudge.ts';
import { createScheduler } from './scheduler.ts';
import { judgeSilence } from './silence.ts';
import { type Job, jobTable, type SiteWork } from './table.ts';

const ROUND_MS = 2000;
/** While history is loaded last night is looked at this often. */
const GLANCE_MS = 10_000;
/** After a channel failed. */
const RETRY_MS = 30_000;

export interface JobsDeps {
  records: Records;
  readings: Pick<ReadingStore, 'range'>;
  detectors: DetectorSettings;
  /** Further lines of the cron table, that belong to no single site. */
  moreJobs?: readonly Job[];
  /** First level of the MQTT topics: notices go to `<root>/<site>/alerts`. */
  mqttRoot: string;
  publish: Publish;
  /** Takes a line of a notice for the terminal. */
  print: (line: string) => void;
  now: Clock;
  /** A clock that is never set; only differences count. */
  monotonic: Clock;
  log: Log;
}

export interface Jobs {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Run the cron jobs that are due now, each slot once. */
  runDue(): Promise<void>;
  /** Judge again the nights whose days changed; returns how many. While many intervals wait only last night is looked at. */
  rejudge(): Promise<number>;
  /** Send what waits in the outbox; false when a channel did not take it. */
  deliver(): Promise<boolean>;
}

/** Everything that happens by the clock or because intervals changed: detectors, alerts, notices. */
export function createJobs(given: JobsDeps): Jobs {
  const { records, readings, detectors: settings, moreJobs = [], mqttRoot, publish, print, now, monotonic, log } = given;
  const detectors = createDetectors(settings);
  const sites = createCatalogCache(records.catalog);
  const deps = { records, now, clockSetAt: () => scheduler.clockSetAt() };
  const inTurn = createTurnstile();
  const health = createHealth({ records, readings, now }, detectors.health);
  const rejudgeSite = createRejudge(deps, detectors.nights, health);
  const notices = createNotices({
    outbox: records.alerts,
    channels: [createConsoleChannel(print), createMqttChannel({ root: mqttRoot, publish })],
    site: async (id) => (await sites()).get(id),
    now,
    log,
  });

  const work = workOf(detectors, deps, health, inTurn);
  const window = { start: settings.acLeftOn.from, end: settings.acLeftOn.to };
  const scheduler = createScheduler({
    jobs: async () => [...[...(await sites()).values()].flatMap((site) => jobTable(site, work, window)), ...moreJobs],
    ledger: records.ledger,
    now,
    monotonic,
    log,
  });

  let glancedAt = Number.NEGATIVE_INFINITY;
  /** Last night, from what has come so far: people ask for it first, and the whole history may take minutes. */
  async function glance(known: readonly KnownSite[]): Promise<void> {
    if (monotonic() - glancedAt < GLANCE_MS) return;
    for (const site of known) {
      for (const detector of detectors.nights) await inTurn(() => watchNight(deps, site, detector));
    }
    glancedAt = monotonic();
  }

  async function rejudge(): Promise<number> {
    const known = [...(await sites()).values()];
    // Live readings mark a day or two of every meter; more than that is a history on its way, and judging it twice is waste.
    const usual = 2 * known.reduce((count, { plan }) => count + plan.meters.length, 0);
    if ((await records.intervals.touchedCount()) > usual) {
      await glance(known);
      return 0;
    }
    let nights = 0;
    for (const site of known) nights += await inTurn(() => rejudgeSite(site));
    return nights;
  }

  const loop = createLoop(async () => {
    try {
      await rejudge();
      return (await notices.deliver()) ? ROUND_MS : RETRY_MS;
    } catch (error) {
      log.error({ err: error }, 'changed nights could not be judged');
      return RETRY_MS;
    }
  });

  return {
    async start() {
      await scheduler.start();
      loop.start();
    },
    async stop() {
      await Promise.all([scheduler.stop(), loop.stop()]);
    },
    runDue: () => scheduler.runDue(),
    rejudge,
    deliver: notices.deliver,
  };
}

type Deps = { records: Records; now: Clock; clockSetAt: () => number };

function workOf(
  detectors: ReturnType<typeof createDetectors>,
  deps: Deps,
  health: Health,
  inTurn: ReturnType<typeof createTurnstile>,
): SiteWork {
  const nightly = detectors.nights.filter(({ scope }) => scope === 'night');
  const lasting = detectors.nights.filter(({ scope }) => scope === 'cause');
  return {
    watchNight: (site) => inTurn(() => sumOf(nightly.map((detector) => () => watchNight(deps, site, detector)))),
    judgeMorning: (site) =>
      inTurn(() =>
        sumOf(
          lasting.map((detector) => () => {
            const night = latestNight(detector, site.local, deps.now());
            return judgeNights(deps, site, detector, { fromNight: night, toNight: night });
          }),
        ),
      ),
    judgeSilence: (site) => inTurn(() => judgeSilence(deps, site, detectors.silence)),
    judgeHealth: (site) => inTurn(() => health.hourly(site)),
    compareMeters: (site) => inTurn(() => health.nightly(site)),
    judgePhases: (site) => inTurn(() => health.phases(site)),
  };
}

/** One after the other: two judgements of the same alerts at once would tell people twice. */
function createTurnstile() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(enter: () => Promise<T>): Promise<T> => {
    const turn = last.then(enter, enter);
    last = turn.catch(() => undefined);
    return turn;
  };
}
