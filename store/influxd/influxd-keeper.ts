import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../domain/log.ts';
import type { InfluxdHome } from './influxd-home.ts';
import { lastWords, spawnInfluxd, stopProcess } from './influxd-process.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

export interface InfluxdKeeper {
  port: number;
  pid(): number | undefined;
  /** How often it was started again since it was last said to be well. */
  restarts(): number;
  /** Say that it is well: the next pause is the shortest again. */
  praise(): void;
  /** End it as it does not answer; it is started again. */
  kill(): void;
  close(): Promise<void>;
}

/** Runs influxd, and runs it again after a growing pause whenever it ends, until closed. Ends with this process. */
export function createInfluxdKeeper(binary: string, home: InfluxdHome, port: number, log: Pick<Log, 'info' | 'warn'>): InfluxdKeeper {
  const closing = new AbortController();
  let restarts = 0;
  let child = start();
  const kept = keep();
  const endWithUs = () => void child.kill('SIGTERM');
  process.on('exit', endWithUs);

  function start(): ChildProcess {
    const started = spawnInfluxd(binary, home, port);
    if (started.pid !== undefined) home.noteRunning({ pid: started.pid, port });
    return started;
  }

  async function keep(): Promise<void> {
    for (;;) {
      const how = await endOf(child);
      if (closing.signal.aborted) return;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** restarts, LONGEST_PAUSE_MS);
      log.warn({ how, pauseMs, words: lastWords(home) }, 'influxd ended; it is started again');
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      restarts++;
      child = start();
    }
  }

  return {
    port,
    pid: () => child.pid,
    restarts: () => restarts,
    praise: () => void (restarts = 0),
    kill: () => void child.kill('SIGKILL'),
    async close() {
      closing.abort();
      await stopProcess(child);
      await kept;
      process.off('exit', endWithUs);
    },
  };
}

/** How a child ended, in words; one that could not be started has ended as well. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}
