import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { type LoadedSettings, loadSettings } from './config/load.ts';
import type { Clock } from './domain/clock.ts';
import { type Broker, findBroker, openBroker } from './roles/broker.ts';
import { NIGHT_VARIABLE, startDemoNight } from './roles/demo-night.ts';
import { startCollector } from './roles/collector-role.ts';
import { type Foundation, openFoundation } from './roles/foundation.ts';
import { simulateNight } from './roles/night-simulator.ts';
import { ROLES, type Role, type RoleName } from './roles/role.ts';
import { type ServerRole, startServer } from './roles/server-role.ts';
import { forkSimulator, simulate } from './roles/simulator-role.ts';
import { createTerminalLog } from './roles/terminal-log.ts';
import { explainTrouble, StartTrouble } from './roles/trouble.ts';
import type { Records } from './store/ports.ts';

const HELP = `Greenleaf: electricity and water of a school campus

  npm start                            everything; without greenleaf.yaml a demo campus
  npm start -- --only collector        one role in this process: ${ROLES.join(', ')}
  npm start -- --demo-night            tonight on the demo campus, from 23:05 on, 20 times faster, with a simulated guard
    --speed N                          N times faster; --no-guard: you are the guard

Environment: GREENLEAF_CONFIG, GREENLEAF_DATA, GREENLEAF_PORT, GREENLEAF_MQTT_PORT (docs/settings.md)`;

/** What differs between a real start and a test of the whole. */
export interface Surroundings {
  now: Clock;
  /** Only where `now` does not run as fast as the machine's clock. */
  monotonic?: Clock | undefined;
  log: Logger;
  searchPath: string | undefined;
  print: (line: string) => void;
}

/**
 * Put the program together and start it: the roles asked for, on one foundation.
 *
 * @param only one role; undefined: collector and server here, and the simulator beside them when there is no other campus
 * @returns a way to stop everything, last started first stopped
 */
export async function compose(loaded: LoadedSettings, only: RoleName | undefined, around: Surroundings): Promise<Role & { url?: string }> {
  const { now, log } = around;
  if (only === 'simulator') return startSimulator((signal) => simulate(loaded, now, log, signal));
  const system = await composeSystem(loaded, only, around);
  if (only === undefined && loaded.sitePlans === null) {
    const campus = forkSimulator(MAIN_FILE, log);
    const stop = async () => {
      await campus.stop();
      await system.stop();
    };
    return { ...system, stop };
  }
  return system;
}

/** All of it but the simulator. */
async function composeSystem(
  loaded: LoadedSettings,
  only: Exclude<RoleName, 'simulator'> | undefined,
  around: Surroundings,
): Promise<Role & Partial<ServerRole> & { records: Records }> {
  const { log, print } = around;
  const running: Role[] = [];
  const stop = async () => {
    for (const role of running.splice(0).toReversed()) await role.stop();
  };
  try {
    const foundation = await openFoundation({ loaded, ...around });
    const { records } = foundation;
    running.push({ stop: () => foundation.close() });
    const broker = only === 'server' ? undefined : await openBroker(loaded, log);
    if (broker) running.push({ stop: () => broker.close() });
    const brokerUrl = broker?.url ?? (await findBroker(loaded));
    if (broker) running.push(await startCollector(foundation, broker));
    introduce(foundation, brokerUrl, broker, print);
    if (only === 'collector') return { stop, records };
    const server = await startServer(foundation, brokerUrl, {
      version: VERSION,
      dashboardDir: DASHBOARD_DIR,
      print,
      monotonic: around.monotonic,
    });
    running.push(server);
    print(`Greenleaf is ready: ${server.url}`);
    return { ...server, stop, records };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The demo campus at night, on a clock of its own (docs/developer.md). */
async function composeNight(loaded: LoadedSettings, { speed, withoutGuard }: NightWishes, around: Surroundings): Promise<Role> {
  const { log, print } = around;
  return startDemoNight({
    loaded,
    speed,
    withoutGuard,
    log,
    print,
    fork: (more, env) => forkSimulator(MAIN_FILE, log, more, env),
    async compose(own, clock) {
      const system = await composeSystem(own, undefined, { ...around, ...clock });
      if (system.url === undefined || !system.runDue) throw new Error('the demo night has no server');
      return { ...system, url: system.url, runDue: system.runDue };
    },
  });
}

const MAIN_FILE = fileURLToPath(import.meta.url);
const DASHBOARD_DIR = fileURLToPath(new URL('dist/dashboard', import.meta.url));
const VERSION = (JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }).version;

function startSimulator(run: (signal: AbortSignal) => Promise<void>): Role {
  const stopping = new AbortController();
  const done = run(stopping.signal);
  // A failure ends the process like any other; see main below.
  done.catch(fail);
  return {
    async stop() {
      stopping.abort();
      await done.catch(() => undefined);
    },
  };
}

function introduce(
  { loaded, plans, readings }: Foundation,
  brokerUrl: string,
  broker: Broker | undefined,
  print: (line: string) => void,
): void {
  const meters = plans.reduce((count, plan) => count + plan.meters.length, 0);
  const names = plans.map(({ site }) => `${site.name} (${site.id})`).join(', ');
  print(`  Schools   ${names}: ${meters} meters${loaded.sitePlans === null ? ', simulated' : ''}`);
  print(`  MQTT      ${brokerUrl}${broker?.isOwn ? ' (our own, on loopback)' : ''}`);
  print(`  Readings  ${readings.place}`);
  print(`  Data      ${loaded.dataDir}`);
}

interface NightWishes {
  speed: number;
  withoutGuard: boolean;
}

interface Command {
  only: RoleName | undefined;
  night: NightWishes | undefined;
  help: boolean;
}

const OPTIONS = {
  only: { type: 'string' },
  'demo-night': { type: 'boolean' },
  speed: { type: 'string' },
  'no-guard': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
const FASTEST = 120;

/** @throws StartTrouble naming what was wrong in the command line */
function parseCommand(argv: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS });
    const only = ROLES.find((role) => role === values.only);
    if (values.only !== undefined && only === undefined) {
      throw new StartTrouble(`--only '${values.only}' is not a role; allowed: ${ROLES.join(', ')}`);
    }
    const speed = Number(values.speed ?? 20);
    if (!(speed >= 1 && speed <= FASTEST)) throw new StartTrouble(`--speed '${values.speed}' is not allowed; allowed: 1 to ${FASTEST}`);
    const night = values['demo-night'] ? { speed, withoutGuard: values['no-guard'] ?? false } : undefined;
    return { only, night, help: values.help ?? false };
  } catch (error) {
    if (error instanceof StartTrouble) throw error;
    throw new StartTrouble(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

function fail(error: unknown): never {
  const words = explainTrouble(error);
  console.error(words ?? error);
  process.exit(1);
}

function start(loaded: LoadedSettings, only: RoleName | undefined, night: NightWishes | undefined, around: Surroundings): Promise<Role> {
  const campusOfNight = process.env[NIGHT_VARIABLE];
  if (!night) return compose(loaded, only, around);
  if (only === undefined) return composeNight(loaded, night, around);
  if (only !== 'simulator' || campusOfNight === undefined)
    throw new StartTrouble('--demo-night starts everything; allowed: without --only');
  return Promise.resolve(startSimulator((signal) => simulateNight(loaded, campusOfNight, around.log, signal)));
}

async function main(): Promise<void> {
  const { only, night, help } = parseCommand(process.argv.slice(2));
  if (help) return console.log(HELP);
  const loaded = loadSettings({ env: process.env, cwd: process.cwd() });
  const log = createTerminalLog(process.stderr.isTTY, only ?? 'greenleaf');
  for (const warning of loaded.warnings) log.warn({}, warning);
  const around: Surroundings = { now: Date.now, log, searchPath: process.env['PATH'], print: (line) => console.log(line) };
  const system = await start(loaded, only, night, around);
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    system.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main().catch(fail);
