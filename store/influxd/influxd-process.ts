import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InfluxdHome } from './influxd-home.ts';

const STOP_MS = 15_000;

/**
 * Start influxd. In a session of its own: Ctrl-C is for us, who stop it after the last batch. Its words go to a file:
 * a pipe would break, and kill it, when we are killed.
 */
export function spawnInfluxd(binary: string, home: InfluxdHome, port: number): ChildProcess {
  home.writeConfig(port);
  const log = openSync(home.logFile, 'a', 0o600);
  try {
    // Settings of another influxd in the environment (INFLUXDB_…) would win over our file.
    return spawn(binary, ['run', '-config', home.configFile], {
      cwd: home.dir,
      env: { HOME: home.dir },
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Ask it to end, and make it end when it does not. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(force);
}

/** End the influxd that an earlier run of ours left behind when it was killed; two on the same files would spoil them. */
export async function stopStale(home: InfluxdHome): Promise<boolean> {
  const pid = home.running()?.pid;
  if (pid === undefined || !isOurs(pid, home)) return false;
  signal(pid, 'SIGTERM');
  for (let waitedMs = 0; isOurs(pid, home); waitedMs += 50) {
    if (waitedMs >= STOP_MS) signal(pid, 'SIGKILL');
    await sleep(50);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}

/** A number alone proves nothing, it may belong to another program by now: its command line has to name our settings. */
function isOurs(pid: number, home: InfluxdHome): boolean {
  return commandLine(pid).includes(home.configFile);
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** A port of 127.0.0.1 that is free now: the preferred one when it is, else one that the system chooses. */
export async function freePort(preferred: number | undefined): Promise<number> {
  const server = createServer();
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  try {
    await listen(preferred ?? 0);
  } catch {
    await listen(0);
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port on 127.0.0.1');
  return address.port;
}

/** The last words in influxd's log, for an error message. */
export function lastWords(home: InfluxdHome): string {
  return readFileSync(home.logFile, 'utf8').trim().split('\n').slice(-3).join('\n');
}
