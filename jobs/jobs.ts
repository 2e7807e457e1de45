import { createFeed } from '../alerts/delivery/feed.ts';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { DEFAULT_ROUND, type RoundTimes } from '../domain/round.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { createSchoolCache, type School } from './catalog-cache.ts';
import { DEFAULT_DIGEST_TIMES, type DigestTimes } from './digest-sources.ts';
import { digestJobs } from './digests.ts';
import { createFollowSettings } from './follow-settings.ts';
import { createHealth, type Health } from './health.ts';
import { createLoop } from './loop.ts';
import { closeLedgerJob } from './close-ledger.ts';
import { monthReportJob } from './month-report.ts';
import { watchNight } from './night-watch.ts';
import { createRejudge } from './rejudge.ts';
import { roundJobs } from './round-table.ts';
import { createRoundTend } from './round-tend.ts';
import { createScheduler } from './scheduler.ts';
import { createUrgentWatch } from './urgent-watch.ts';
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
  /** When the night round is. Absent: the defaults. */
  round?: RoundTimes | undefined;
  /** When digests are sent. Absent: the defaults. */
  digests?: DigestTimes | undefined;
  /** Further lines of the cron table, that belong to no single site. */
  moreJobs?: readonly Job[];
  /** First level of the MQTT topics: notices go to `<root>/<site>/alerts`. */
  mqttRoot: string;
  /** QoS 1; rejects when the broker has not taken it. */
  publish: (topic: string, payload: string) => Promise<void>;
  /** Takes a line of a notice for the terminal. */
  print: (line: string) => void;
  /** There may be messages for people: whoever delivers them looks now. */
  onMessages?: (() => void) | undefined;
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
  /** Look after the night round: what was found comes on to the list, what is said to be off is held against the meter. */
  tend(): Promise<void>;
  /** Feed what waits in the outbox to the terminal and to MQTT; false when the broker did not take it. */
  deliver(): Promise<boolean>;
  /** Intervals of a meter changed, up to an instant: urgent rules are judged at once. */
  intervalsChanged(site: string, meter: string, toAt: number): void;
}

/** Everything that happens by the clock or because intervals changed: detectors, alerts, notices. */
export function createJobs(given: JobsDeps): Jobs {
  const {
    records,
    readings,
    detectors,
    round: times = DEFAULT_ROUND,
    moreJobs = [],
    mqttRoot,
    publish,
    print,
    onMessages = () => undefined,
    now,
    monotonic,
    log,
  } = given;
  const schools = createSchoolCache(records.catalog, detectors);
  const deps = { records, readings, now, clockSetAt: () => scheduler.clockSetAt() };
  const inTurn = createTurnstile(onMessages);
  const health = createHealth(deps);
  const rejudgeSchool = createRejudge(deps, health);
  const followSettings = createFollowSettings(deps);
  const feed = createFeed({
    outbox: records.outbox,
    print,
    root: mqttRoot,
    publish,
    school: async (id) => (await schools()).get(id),
    now,
    log,
  });

  /** Live readings mark a day or two of every meter; more than that is a history on its way, and judging it twice is waste. */
  async function isLoading(): Promise<boolean> {
    const meters = [...(await schools()).values()].reduce((count, { plan }) => count + plan.meters.length, 0);
    return (await records.intervals.touchedCount()) > 2 * meters;
  }
  const urgent = createUrgentWatch({ ...deps, schools, inTurn, isLoading, monotonic, log });

  const rounds = { ...deps, times };
  const digests = { records, times: given.digests ?? DEFAULT_DIGEST_TIMES, now };
  const reports = { records, readings, detectors, now };
  const tendSchool = createRoundTend(rounds);
  const work = workOf(deps, health, inTurn, tendSchool);
  const linesOf = (school: School) => [
    ...jobTable(school, work),
    ...roundJobs(rounds, school, inTurn),
    ...digestJobs(digests, school, inTurn),
    closeLedgerJob(reports, school, inTurn),
    monthReportJob(reports, school, inTurn),
  ];
  const scheduler = createScheduler({
    jobs: async () => [...[...(await schools()).values()].flatMap(linesOf), ...moreJobs],
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
    if (await isLoading()) {
      await glance(known);
      return 0;
    }
    let nights = 0;
    for (const school of known) nights += await inTurn(() => rejudgeSchool(school));
    return nights;
  }

  async function tend(): Promise<void> {
    for (const school of (await schools()).values()) await inTurn(() => tendSchool(school));
  }

  const loop = createLoop(async () => {
    try {
      await rejudge();
      await tend();
      return (await feed.deliver()) ? ROUND_MS : RETRY_MS;
    } catch (error) {
      log.error({ err: error }, 'changed nights could not be judged');
      return RETRY_MS;
    }
  });

  return {
    async start() {
      await scheduler.start();
      loop.start();
      urgent.start();
    },
    async stop() {
      await Promise.all([scheduler.stop(), loop.stop(), urgent.stop()]);
    },
    runDue: () => scheduler.runDue(),
    rejudge,
    tend,
    deliver: feed.deliver,
    intervalsChanged: urgent.changed,
  };
}

type Deps = JudgeDeps & { records: Records; clockSetAt: () => number };

function workOf(deps: Deps, health: Health, inTurn: ReturnType<typeof createTurnstile>, tend: (school: School) => Promise<void>): SiteWork {
  return {
    watchLive: (school) => inTurn(() => watchNight(deps, school, 'live')),
    watchNight: (school) =>
      inTurn(async () => {
        const tally = await watchNight(deps, school, 'night');
        await tend(school);
        return tally;
      }),
    judgeMorning: (school) => inTurn(() => sumOf([() => watchNight(deps, school, 'morning'), () => health.quotas(school)])),
    judgeEvening: (school) => inTurn(() => watchNight(deps, school, 'evening')),
    judgeWeek: (school) => inTurn(() => watchNight(deps, school, 'weekly')),
    judgeSilence: (school) => inTurn(() => judgeSilence(deps, school)),
    judgeHealth: (school) => inTurn(() => health.hourly(school)),
    compareMeters: (school) => inTurn(() => health.nightly(school)),
    judgeMoments: (school) => inTurn(() => health.moments(school)),
  };
}

/** One after the other: two judgements of the same alerts at once would tell people twice. @param onDone after each */
function createTurnstile(onDone: () => void) {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(enter: () => Promise<T>): Promise<T> => {
    const turn = last.then(enter, enter);
    last = turn.catch(() => undefined).then(onDone);
    return turn;
  };
}
