import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectorState } from '../../../store/ports.ts';

export const METERS = Array.from({ length: 30 }, (_, index) => `m${String(index).padStart(2, '0')}`);
export const WRITTEN_FILE = 'written.txt';
/** An influxd of our own, so that each new collector finds and replaces the one that the killed one left behind. */
export const ADDRESS = { readings: 'influx' as const, influx: { database: 'greenleaf' } };

/** What the collector's process tells the test while it lives. */
export interface Told {
  state: CollectorState;
  /** Lines logged since the last time. */
  said: string[];
}

export interface KilledCollector {
  /** Starts a new process; the one before has ended. */
  start(): void;
  kill(): Promise<void>;
  /** Let it end in order. @returns its exit code */
  stop(): Promise<number | null>;
  /** Of the process that runs now; undefined until it has said anything. */
  state(): CollectorState | undefined;
  /** Readings written to the store by all of them, repeats included. */
  written(): number;
  influxdPid(): number;
}

/** One collector after the other on the same data folder. @param said gets their log lines */
export function createKilledCollector(url: string, dir: string, said: string[]): KilledCollector {
  let child: ChildProcess | undefined;
  let state: CollectorState | undefined;

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null;
    const ended = once(running, 'exit');
    running.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  return {
    start() {
      state = undefined;
      child = fork(new URL('./killable.ts', import.meta.url), [url, dir], { execArgv: ['--import', 'tsx'] });
      child.on('message', (told: Told) => {
        state = told.state;
        said.push(...told.said);
      });
      child.once('exit', (code) => {
        if (code !== null && code !== 0) said.push(`error the collector ended by itself ${JSON.stringify({ code })}`);
      });
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    state: () => state,
    written: () =>
      readFileSync(join(dir, WRITTEN_FILE), 'utf8')
        .split('\n')
        .reduce((sum, count) => sum + Number(count), 0),
    influxdPid: () => (JSON.parse(readFileSync(join(dir, 'influxd', 'running.json'), 'utf8')) as { pid: number }).pid,
  };
}
