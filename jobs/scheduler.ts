import { CronExpressionParser } from 'cron-parser';
import { type ScheduledTask, schedule } from 'node-cron';
import type { Clock } from '../domain/clock.ts';
import type { JobLedger } from '../store/ports.ts';
import type { Log } from '../domain/log.ts';
import type { Job } from './table.ts';

/** How often the wall clock is compared with one that nobody sets. */
const WATCH_MS = 5000;
/** Further apart than this the wall clock was set. */
const STEP_MS = 5000;

interface SchedulerDeps {
  jobs: () => Promise<readonly Job[]>;
  ledger: JobLedger;
  now: Clock;
  /** Milliseconds of a clock that is never set, such as `performance.now`. */
  monotonic: Clock;
  log: Log;
}

export interface Scheduler {
  start(): Promise<void>;
  /** Resolves when the run that is on has ended. */
  stop(): Promise<void>;
  /**
   * Run what is due: for each job its latest slot, unless it ran before. After a pause the older slots of a job are not made
   * up for one by one: the latest covers them. Failures stand in the ledger; this never rejects because of one.
   */
  runDue(): Promise<void>;
  /** When the wall clock was last set, as it stood then; −∞: never. Times from before it say nothing about how long ago that was. */
  clockSetAt(): number;
}

/**
 * node-cron only rings: it keeps no state, catches nothing up and falls silent when the clock is set back. What is due is
 * decided from the table and the ledger, so that a slot runs once, whoever rings and however often.
 */
export function createScheduler({ jobs, ledger, now, monotonic, log }: SchedulerDeps): Scheduler {
  /** Slots that are known to be claimed: saves asking the ledger. */
  const claimed = new Map<string, number>();
  let running: Promise<void> = Promise.resolve();
  let bell: ScheduledTask | undefined;
  let watchdog: NodeJS.Timeout | undefined;
  let wall = now();
  let steady = monotonic();
  let clockSetAt = Number.NEGATIVE_INFINITY;

  async function runAll(): Promise<void> {
    // The bell may ring by the new time before the watchdog has looked.
    noteStep();
    try {
      for (const job of await jobs()) await runJob(job);
    } catch (error) {
      log.error({ err: error }, 'the jobs could not be looked through');
    }
  }

  async function runJob(job: Job): Promise<void> {
    const slotAt = latestSlot(job, now());
    if (claimed.get(job.name) === slotAt) return;
    const isOurs = await ledger.claim(job.name, slotAt, now());
    claimed.set(job.name, slotAt);
    if (!isOurs) return;
    try {
      const detail = await job.run();
      await ledger.finish(job.name, slotAt, 'done', detail, now());
      log.info({ job: job.name, slot: new Date(slotAt).toISOString() }, detail);
    } catch (error) {
      log.error({ err: error, job: job.name }, 'a job failed');
      await ledger.finish(job.name, slotAt, 'failed', error instanceof Error ? error.message : String(error), now());
    }
  }

  const runDue = () => (running = running.then(runAll));

  function ring(): void {
    // Every minute of every zone is a minute of UTC; the jobs' own zones decide what is due in it.
    bell = schedule('* * * * *', runDue, {
      name: 'due jobs',
      timezone: 'UTC',
      noOverlap: true,
      suppressMissedWarning: true,
      unref: true,
      logger: quiet(log),
    });
    // Lost rings are no loss: the next one finds what is due. One line is enough for a burst of them.
    bell.on('execution:failed', ({ execution }) => log.error({ err: execution?.error }, 'the job bell failed'));
  }

  async function silence(): Promise<void> {
    clearInterval(watchdog);
    await bell?.destroy();
    bell = undefined;
  }

  function noteStep(): void {
    const stepMs = now() - wall - (monotonic() - steady);
    wall = now();
    steady = monotonic();
    if (Math.abs(stepMs) <= STEP_MS || !bell) return;
    clockSetAt = wall;
    log.warn({ stepMs: Math.round(stepMs) }, 'the clock was set; the job bell is armed again');
    void armAgain();
  }

  async function armAgain(): Promise<void> {
    await bell?.destroy();
    // Stopped meanwhile.
    if (!bell) return;
    ring();
    await runDue();
  }

  return {
    async start() {
      const abandoned = await ledger.abandonRunning(now());
      if (abandoned > 0) log.warn({ abandoned }, 'the program ended while jobs ran');
      ring();
      watchdog = setInterval(noteStep, WATCH_MS);
      watchdog.unref();
      await runDue();
    },
    async stop() {
      await silence();
      await running;
    },
    runDue,
    clockSetAt: () => clockSetAt,
  };
}

/** The latest instant at or before `at` at which a job is due. */
export function latestSlot({ crons, timeZone }: Pick<Job, 'crons' | 'timeZone'>, at: number): number {
  // The parser looks strictly before its date.
  const currentDate = new Date(at + 1);
  return Math.max(...crons.map((cron) => CronExpressionParser.parse(cron, { currentDate, tz: timeZone }).prev().getTime()));
}

/** node-cron writes to the console by itself; its words belong into the log. */
function quiet(log: Log) {
  return {
    info() {},
    debug() {},
    warn: (message: string) => log.warn({}, message),
    error: (message: string | Error) => log.error({ err: message }, 'node-cron'),
  };
}
