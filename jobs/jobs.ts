import { createConsoleChannel } from '../alerts/channels/console.ts';
import { createMqttChannel, type Publish } from '../alerts/channels/mqtt.ts';
import { createNotices } from '../alerts/notices.ts';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { createSchoolCache, type School } from './catalog-cache.ts';
import { createFollowSettings } from './follow-settings.ts';
import { createHealth, type Health } from './health.ts';
import { createLoop } from './loop.ts';
import { watchNight } from './night-watch.ts';
import { createRejudge } from './rejudge.ts';
import { createScheduler } from './scheduler.ts';
import type { JudgeDeps } from './series-alerts.ts';
import { judgeSilence } from './silence.ts';
import { type Job, jobTable, type SiteWork } from './table.ts';
import { sumOf } from './tally.ts';

const ROUND_MS = 2000;
/** While history is loaded last night is looked at this often. */
const GLANCE_MS = 10_000;
/** After a channel failed. */
const RETRY_MS = 30_000;

export interface JobsDeps {
  records: Records;
  readings: Pick<ReadingStore, 'range'>;
  /** Options of the settings file, by rule. */
  detectors: RuleDefaults;
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
  /**
   * Judge again the nights whose days changed; returns how many. While many intervals wait only last night is looked at.
   * Settings and declarations that changed are followed.
   */
  rejudge(): Promise<number>;
  /** Send what waits in the outbox; false when a channel did not take it. */
  deliver(): Promise<boolean>;
}

/** Everything that happens by the clock or because intervals changed: detectors, alerts, notices. */
export function createJobs(given: JobsDeps): Jobs {
  const { records, readings, detectors, moreJobs = [], mqttRoot, publish, print, now, monotonic, log } = given;
  const schools = createSchoolCache(records.catalog, detectors);
  const deps = { records, readings, now, clockSetAt: () => scheduler.clockSetAt() };
  const inTurn = createTurnstile();
  const health = createHealth(deps);
  const rejudgeSchool = createRejudge(deps, health);
  const followSettings = createFollowSettings(deps);
  const notices = createNotices({
    outbox: records.alerts,
    channels: [createConsoleChannel(print), createMqttChannel({ root: mqttRoot, publish })],
    site: async (id) => (await schools()).get(id),
    now,
    log,
  });

  const work = workOf(deps, health, inTurn);
  const scheduler = createScheduler({
    jobs: async () => [...[...(await schools()).values()].flatMap((school) => jobTable(school, work)), ...moreJobs],
    ledger: records.ledger,
    now,
    monotonic,
    log,
  });

  let glancedAt = Number.NEGATIVE_INFINITY;
  /** Last night, from what has come so far: people ask for it first, and the whole history may take minutes. */
  async function glance(known: readonly School[]): Promise<void> {
    if (monotonic() - glancedAt < GLANCE_MS) return;
    for (const school of known) await inTurn(() => watchNight(deps, school, 'live', 'night', 'morning'));
    glancedAt = monotonic();
  }

  async function rejudge(): Promise<number> {
    const known = [...(await schools()).values()];
    for (const school of known) await inTurn(() => followSettings(school));
    // Live readings mark a day or two of every meter; more than that is a history on its way, and judging it twice is waste.
    const usual = 2 * known.reduce((count, { plan }) => count + plan.meters.length, 0);
    if ((await records.intervals.touchedCount()) > usual) {
      await glance(known);
      return 0;
    }
    let nights = 0;
    for (const school of known) nights += await inTurn(() => rejudgeSchool(school));
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

type Deps = JudgeDeps & { records: Records; clockSetAt: () => number };

function workOf(deps: Deps, health: Health, inTurn: ReturnType<typeof createTurnstile>): SiteWork {
  return {
    watchLive: (school) => inTurn(() => watchNight(deps, school, 'live')),
    watchNight: (school) => inTurn(() => watchNight(deps, school, 'night')),
    judgeMorning: (school) => inTurn(() => sumOf([() => watchNight(deps, school, 'morning'), () => health.quotas(school)])),
    judgeEvening: (school) => inTurn(() => watchNight(deps, school, 'evening')),
    judgeWeek: (school) => inTurn(() => watchNight(deps, school, 'weekly')),
    judgeSilence: (school) => inTurn(() => judgeSilence(deps, school)),
    judgeHealth: (school) => inTurn(() => health.hourly(school)),
    compareMeters: (school) => inTurn(() => health.nightly(school)),
    judgeMoments: (school) => inTurn(() => health.moments(school)),
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
