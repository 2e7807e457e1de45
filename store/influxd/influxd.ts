import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../domain/log.ts';
import { createInfluxdHealth, type InfluxdHealth } from './influxd-health.ts';
import { type InfluxdHome, openInfluxdHome } from './influxd-home.ts';
import { createInfluxdKeeper, type InfluxdKeeper } from './influxd-keeper.ts';
import { freePort, lastWords, stopStale } from './influxd-process.ts';
import { tryLock } from './process-lock.ts';

export interface InfluxdOptions {
  binary: string;
  /** Greenleaf's data directory; influxd gets the folder `influxd` in it. */
  dataDir: string;
  /** Default: that of the last start, else any free one. */
  port?: number;
  log: Pick<Log, 'info' | 'warn'>;
  /** How long it may take to come up; with years of data that can be a minute. */
  startDeadlineMs?: number;
  /** Time between two looks at its health, and how long it may take to answer one. */
  watchMs?: number;
}

/** An influxd of our own on a loopback port. It is started again when it ends or no longer answers. */
export interface Influxd {
  url: string;
  username: string;
  password: string;
  /** Undefined when another process of ours runs it. */
  pid(): number | undefined;
  isHealthy(): boolean;
  /** End it, hard, and start it again; nothing when another process of ours runs it. */
  restart(): void;
  /** Stops influxd when it is ours, and waits until it has ended. */
  close(): Promise<void>;
}

const WATCH_MS = 5000;
const LOOK_MS = 50;
/** So often it may end while coming up before we give up. */
const MAX_RESTARTS = 2;
/** So many looks in vain, one after the other, and a running influxd is taken for dead. */
const MAX_MISSED = 6;

/** What the process that runs influxd holds. */
interface Own {
  keeper: InfluxdKeeper;
  unlock: () => void;
}

/**
 * Start influxd and keep it running; or, when another process of ours does so, use that one and take over when it dies.
 *
 * @throws Error when it does not come up, with its own last words
 */
export async function openInfluxd(options: InfluxdOptions): Promise<Influxd> {
  const home = openInfluxdHome(options.dataDir);
  const { health, port, ...first } = await comeUp(options, home);
  let own = first.own;
  let missed = 0;
  let busy = false;

  async function look(): Promise<void> {
    missed = (await health.isWell()) ? 0 : missed + 1;
    if (missed === 0) own?.keeper.praise();
    else if (!own) own = await takeOver(options, home, port);
    else if (missed % MAX_MISSED === 0) {
      options.log.warn({ missed }, 'influxd does not answer any more; it is ended and started again');
      own.keeper.kill();
    }
  }

  const watch = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch((error: unknown) => options.log.warn({ err: error }, 'influxd could not be looked after'))
      .finally(() => (busy = false));
  }, options.watchMs ?? WATCH_MS);

  return {
    url: `http://127.0.0.1:${port}`,
    username: home.username,
    password: home.password,
    pid: () => own?.keeper.pid(),
    isHealthy: () => missed === 0,
    restart: () => own?.keeper.kill(),
    async close() {
      clearInterval(watch);
      health.close();
      await release(own);
    },
  };
}

async function release(own: Own | undefined): Promise<void> {
  await own?.keeper.close();
  own?.unlock();
}

/** Run it or find it run by another process, and wait until it answers. */
async function comeUp(options: InfluxdOptions, home: InfluxdHome) {
  const { startDeadlineMs = 120_000, watchMs = WATCH_MS } = options;
  let own: Own | undefined;
  let health: InfluxdHealth | undefined;
  try {
    for (let waitedMs = 0; waitedMs < startDeadlineMs; waitedMs += LOOK_MS) {
      own ??= await takeOver(options, home, options.port);
      const port = own?.keeper.port ?? home.running()?.port;
      if (port !== undefined) {
        health = createInfluxdHealth(home, port, watchMs);
        if (await health.isWell()) return { own, health, port };
        health.close();
      }
      if (own && own.keeper.restarts() > MAX_RESTARTS) break;
      await sleep(LOOK_MS);
    }
    throw new Error(`influxd (${options.binary}) does not come up; its last words in ${home.logFile}:\n${lastWords(home)}`);
  } catch (error) {
    health?.close();
    await release(own);
    throw error;
  }
}

/**
 * Become the one that runs influxd, unless another process does.
 *
 * @param port the one it has to have; undefined: that of the last start when it is free, else any
 */
async function takeOver({ binary, log }: InfluxdOptions, home: InfluxdHome, port: number | undefined): Promise<Own | undefined> {
  const unlock = tryLock(home.lockFile);
  if (!unlock) return undefined;
  try {
    if (await stopStale(home)) log.info({}, 'ended the influxd that an earlier run left behind');
    const free = await freePort(port ?? home.running()?.port);
    if (port !== undefined && free !== port) throw new Error(`port ${port} of 127.0.0.1, which influxd should have, is taken`);
    return { keeper: createInfluxdKeeper(binary, home, free, log), unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}
