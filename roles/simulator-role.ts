import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readCredentials } from '../collector/mqtt-settings.ts';
import type { LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import { demoNightFaults } from '../simulators/demo-night.ts';
import type { Hands } from '../simulators/hands.ts';
import { runSimulator, type SimulatorProgress } from '../simulators/run-simulator.ts';
import { openRecords } from '../store/records/open-records.ts';
import { findBroker } from './broker.ts';
import { prepareDataDir } from './foundation.ts';
import type { Role } from './role.ts';

/** A broker of the school may drop what its queue cannot hold (mosquitto: 1,000 messages); ours holds everything. Readings a second. */
const FOREIGN_BROKER_RATE = 40_000;
const REPORT_MS = 5_000;
const GRACE_MS = 8_000;

/** What differs in the demo night. */
export interface NightSimulation {
  /** An instant of its evening. */
  at: number;
  longestWaitMs: number;
  onHands: (hands: Hands) => void;
  onHistory: () => void;
}

/** The demo campus, published until the signal says stop. */
export async function simulate(loaded: LoadedSettings, now: Clock, log: Log, signal: AbortSignal, night?: NightSimulation): Promise<void> {
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
    onProgress: createReporter(now, log, night?.onHistory),
    faults: night && ((model) => demoNightFaults(model, night.at)),
    longestWaitMs: night?.longestWaitMs,
    onHands: night && ((_site, hands) => night.onHands(hands)),
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

function createReporter(now: Clock, log: Log, onHistory?: () => void): (progress: SimulatorProgress) => void {
  let reportedAt = 0;
  let isComplete = false;
  return ({ phase, sent, total, readings }) => {
    if (phase === 'computing') return log.info({}, 'the simulator computes what its meters have counted');
    if (phase !== 'history' || isComplete) return;
    isComplete = sent >= total;
    if (isComplete) {
      onHistory?.();
      return log.info({ readings }, 'history is complete; the simulator goes on live');
    }
    if (now() - reportedAt < REPORT_MS) return;
    reportedAt = now();
    log.info({ readings }, `history ${Math.floor((100 * sent) / total)} %`);
  };
}

/** What the processes of the demo night tell each other. */
export type NightMessage = { beginAt: number } | { switchOff: string; at: number } | { history: 'complete' };

export interface ForkedSimulator extends Role {
  tell(message: NightMessage): void;
  onMessage(listener: (message: NightMessage) => void): void;
}

/** The simulator in a process of its own: its arithmetic must not hold up the collector. @param more further words of its command line */
export function forkSimulator(mainFile: string, log: Log, more: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ForkedSimulator {
  const child = fork(mainFile, ['--only', 'simulator', ...more], {
    execArgv: ['--import', 'tsx'],
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  let stopping = false;
  child.once('exit', (code) => {
    if (!stopping && code !== 0) log.error({ code }, 'the simulator ended; the campus gets no new readings');
  });
  return {
    tell: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) => void child.on('message', (message) => listener(message as NightMessage)),
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
