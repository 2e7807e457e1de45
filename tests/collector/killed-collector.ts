import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { CollectorState } from '../../store/ports.ts';

export interface KillableSettings {
  url: string;
  /** Data folder: what one process leaves, the next one finds. */
  dir: string;
  protocol?: '5' | '3.1.1';
  /** It kills itself after so many of these steps. */
  kill?: { after: 'write' | 'commit'; count: number };
}

/** What the collector's process tells the test while it lives. */
export interface Told {
  state: CollectorState;
  /** Lines logged since the last time. */
  said: string[];
}

export interface KillableCollector {
  /** As it told last; undefined until then. */
  state(): CollectorState | undefined;
  /** @returns exit code and signal */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<[number | null, NodeJS.Signals | null]>;
  /** Resolves when it has ended by itself. */
  ended: Promise<[number | null, NodeJS.Signals | null]>;
}

/** A collector in a process of its own. @param said gets its log lines */
export function startKillable(settings: KillableSettings, said: string[]): KillableCollector {
  const child: ChildProcess = fork(new URL('./killable.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
  });
  // A test that is cut off must not leave it running.
  const cutOff = () => void child.kill('SIGKILL');
  process.once('exit', cutOff);
  let state: CollectorState | undefined;
  child.on('message', (told: Told) => {
    state = told.state;
    said.push(...told.said);
  });
  const ended = once(child, 'exit') as KillableCollector['ended'];
  void ended.then(() => process.off('exit', cutOff));
  return {
    state: () => state,
    async end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
