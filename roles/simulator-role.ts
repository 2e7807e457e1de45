import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readCredentials } from '../collector/mqtt-settings.ts';
import type { LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import { runSimulator, type SimulatorProgress } from '../simulators/run-simulator.ts';
import { openRecords } from '../store/records/open-records.ts';
import { findBroker } from './broker.ts';
import { prepareDataDir } from './foundation.ts';
import type { Role } from './role.ts';

/** A broker of the school may drop what its queue cannot hold (mosquitto: 1,000 messages); ours holds everything. Readings a second. */
const FOREIGN_BROKER_RATE = 40_000;
const REPORT_MS = 5_000;
const GRACE_MS = 8_000;

/** The demo campus, published until the signal says stop. */
export async function simulate(loaded: LoadedSettings, now: Clock, log: Log, signal: AbortSignal): Promise<void> {
  const { mqtt, simulator } = loaded.settings;
  prepareDataDir(loaded.dataDir);
  const url = await findBroker(loaded);
  const since = await newestReadingAt(loaded.dataDir);
  await runSimulator({
    url,
    ...readCredentials(mqtt),
    root: mqtt.root,
    seed: simulator.seed,
    siteIds: [DEMO_SITE],
    months: simulator.months,
    liveMs: simulator.liveSeconds * 1000,
    now,
    since,
    truthFile: join(loaded.dataDir, 'simulator', 'truth.json'),
    demoFaults: true,
    historyRate: mqtt.url === undefined ? undefined : FOREIGN_BROKER_RATE,
    signal,
    onProgress: createReporter(now, log),
  });
}

async function newestReadingAt(dataDir: string): Promise<number | undefined> {
  const records = await openRecords(join(dataDir, 'records.sqlite'));
  try {
    const latest = await records.intake.latest(DEMO_SITE);
    return latest.length === 0 ? undefined : Math.max(...latest.map(({ at }) => at));
  } finally {
    await records.close();
  }
}

function createReporter(now: Clock, log: Log): (progress: SimulatorProgress) => void {
  let reportedAt = 0;
  let isComplete = false;
  return ({ phase, sent, total, readings }) => {
    if (phase === 'computing') return log.info({}, 'the simulator computes what its meters have counted');
    if (phase !== 'history' || isComplete) return;
    isComplete = sent >= total;
    if (isComplete) return log.info({ readings }, 'history is complete; the simulator goes on live');
    if (now() - reportedAt < REPORT_MS) return;
    reportedAt = now();
    log.info({ readings }, `history ${Math.floor((100 * sent) / total)} %`);
  };
}

/** The simulator in a process of its own: its arithmetic must not hold up the collector. */
export function forkSimulator(mainFile: string, log: Log): Role {
  const child = fork(mainFile, ['--only', 'simulator'], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  let stopping = false;
  child.once('exit', (code) => {
    if (!stopping && code !== 0) log.error({ code }, 'the simulator ended; the campus gets no new readings');
  });
  return {
    async stop() {
      stopping = true;
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}
