import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Debian keeps it in /usr/sbin, which is not on every user's PATH. */
const BINARY = ['mosquitto', '/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) => !spawnSync(path, ['-h']).error);

/** For `describe.skipIf(!hasMosquitto)`. Says loudly what is not being tested. */
export const hasMosquitto = BINARY !== undefined;
if (!hasMosquitto)
  console.warn('SKIPPED: tests against a real MQTT broker, because mosquitto is not installed (apt-get install mosquitto)');

export interface Mosquitto {
  url: string;
  port: number;
  pid: number;
  /** Stops it; `SIGKILL` is a crash. The port and the persisted state stay for `start`. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

export interface MosquittoOptions {
  /** Lines of mosquitto.conf that are added to the defaults below; `%dir%` is the broker's own folder. */
  conf?: readonly string[];
  /** Keep sessions and queues over a restart. */
  persistent?: boolean;
}

/** A real mosquitto on a free loopback port in a folder of its own. Its queues have no limit: the default drops at 1,000. */
export async function openMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  if (!BINARY) throw new Error('mosquitto is not installed');
  const binary = BINARY;
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-mosquitto-'));
  const port = await freePort();
  const conf = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
    ...(options.persistent ? ['persistence true', `persistence_location ${dir}/`, 'autosave_interval 1', 'autosave_on_changes true'] : []),
    // Started by root it would drop to a user that cannot read the folder.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...(options.conf ?? []),
  ];
  await writeFile(join(dir, 'mosquitto.conf'), conf.join('\n').replaceAll('%dir%', dir) + '\n');
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(binary, ['-c', join(dir, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    let words = '';
    started.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
    for (let attempt = 0; attempt < 200; attempt++) {
      if (started.exitCode !== null) throw new Error(`mosquitto ended with code ${started.exitCode}: ${words}`);
      if (await answers(port)) return;
      await pause(25);
    }
    throw new Error(`mosquitto did not listen on ${port}: ${words}`);
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }

  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    start,
    stop,
    async close() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
