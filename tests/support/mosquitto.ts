import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
  /** Of its own; gone with it. */
  dir: string;
  /** Stops it; `SIGKILL` is a crash. The port and the persisted state stay for `start`. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Other users and passwords from now on, as `systemctl reload mosquitto` after mosquitto_passwd does. */
  reload(users: Users): Promise<void>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

/** User → password. */
export type Users = Readonly<Record<string, string>>;

export interface MosquittoOptions {
  /** Lines of mosquitto.conf that win over those of deploy/mosquitto.conf. */
  conf?: readonly string[];
  /** Keep sessions and queues over a restart, as deploy/mosquitto.conf does. Without: in memory, which is faster. */
  persistent?: boolean;
  /** Access as in deploy/mosquitto.conf, with these users and the rights of deploy/acl.example. Without: for everybody. */
  users?: Users;
  /** PEM files for the listener of deploy/mosquitto-tls.conf, which is then the only one. */
  tls?: { certFile: string; keyFile: string; clientCaFile?: string };
}

/** A real mosquitto with the configuration that we ship, on a free loopback port in a folder of its own. */
export async function openMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  if (!BINARY) throw new Error('mosquitto is not installed');
  const binary = BINARY;
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-mosquitto-'));
  const port = await freePort();
  await writeFile(join(dir, 'mosquitto.conf'), confOf(options, dir, port));
  if (options.users) await writeUsers(dir, options.users);
  await writeFile(join(dir, 'greenleaf.acl'), shipped('acl.example'), { mode: 0o600 });
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(binary, ['-c', join(dir, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    let words = '';
    started.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
    for (let attempt = 0; attempt < 800; attempt++) {
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
    url: `${options.tls ? 'mqtts://localhost' : 'mqtt://127.0.0.1'}:${port}`,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    dir,
    start,
    stop,
    async reload(users) {
      await writeUsers(dir, users);
      child?.kill('SIGHUP');
    },
    async close() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const shipped = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');

/** The shipped files as they are, but for port and paths; then what the test wants otherwise: of two lines the later one counts. */
function confOf({ conf = [], persistent, users, tls }: MosquittoOptions, dir: string, port: number): string {
  let text = shipped('mosquitto.conf');
  if (users)
    text = replaceLines(
      text,
      [/^password_file .*/m, `password_file ${dir}/greenleaf.passwd`],
      [/^acl_file .*/m, `acl_file ${dir}/greenleaf.acl`],
    );
  else text = replaceLines(text, [/^allow_anonymous .*/m, 'allow_anonymous true'], [/^password_file .*/m, ''], [/^acl_file .*/m, '']);
  text = replaceLines(text, [/^listener .*/m, tls ? '' : `listener ${port} 127.0.0.1`]);
  if (tls) text += tlsConf(tls, port);
  const own = [
    `persistence_location ${dir}/`,
    ...(persistent ? [] : ['persistence false']),
    // Started by root it would drop to a user that cannot read the folder.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  return [text, ...own, ...conf, ''].join('\n');
}

function tlsConf({ certFile, keyFile, clientCaFile }: NonNullable<MosquittoOptions['tls']>, port: number): string {
  const text = replaceLines(
    shipped('mosquitto-tls.conf'),
    [/^listener .*/m, `listener ${port} 127.0.0.1`],
    [/^certfile .*/m, `certfile ${certFile}`],
    [/^keyfile .*/m, `keyfile ${keyFile}`],
  );
  if (clientCaFile === undefined) return text;
  return replaceLines(text, [/^#cafile .*/m, `cafile ${clientCaFile}`], [/^#require_certificate .*/m, 'require_certificate true']);
}

function replaceLines(text: string, ...changes: [RegExp, string][]): string {
  for (const [line, by] of changes) {
    if (!line.test(text)) throw new Error(`the shipped configuration has no line ${line.source}`);
    text = text.replace(line, by);
  }
  return text;
}

async function writeUsers(dir: string, users: Users): Promise<void> {
  const file = join(dir, 'greenleaf.passwd');
  await writeFile(file, Object.entries(users).map((entry) => `${entry.join(':')}\n`).join(''), { mode: 0o600 }); // prettier-ignore
  const { status, stderr } = spawnSync('mosquitto_passwd', ['-U', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mosquitto_passwd: ${stderr}`);
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
