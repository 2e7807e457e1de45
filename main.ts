import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { type LoadedSettings, loadSettings } from './config/load.ts';
import type { Clock } from './domain/clock.ts';
import { type Broker, findBroker, openBroker } from './roles/broker.ts';
import { startCollector } from './roles/collector-role.ts';
import { type Foundation, openFoundation } from './roles/foundation.ts';
import { ROLES, type Role, type RoleName } from './roles/role.ts';
import { startServer } from './roles/server-role.ts';
import { forkSimulator, simulate } from './roles/simulator-role.ts';
import { createTerminalLog } from './roles/terminal-log.ts';
import { explainTrouble, StartTrouble } from './roles/trouble.ts';

const HELP = `Greenleaf: electricity and water of a school campus

  npm start                            everything; without greenleaf.yaml a demo campus
  npm start -- --only collector        one role in this process: ${ROLES.join(', ')}

Environment: GREENLEAF_CONFIG, GREENLEAF_DATA, GREENLEAF_PORT, GREENLEAF_MQTT_PORT (docs/settings.md)`;

/** What differs between a real start and a test of the whole. */
export interface Surroundings {
  now: Clock;
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
  const { now, log, print } = around;
  if (only === 'simulator') return startSimulator(loaded, now, log);
  const running: Role[] = [];
  const stop = async () => {
    for (const role of running.splice(0).toReversed()) await role.stop();
  };
  try {
    const foundation = await openFoundation({ loaded, ...around });
    running.push({ stop: () => foundation.close() });
    const broker = only === 'server' ? undefined : await openBroker(loaded, log);
    if (broker) running.push({ stop: () => broker.close() });
    const brokerUrl = broker?.url ?? (await findBroker(loaded));
    if (broker) running.push(await startCollector(foundation, broker));
    introduce(foundation, brokerUrl, broker, print);
    if (only === 'collector') return { stop };
    const server = await startServer(foundation, brokerUrl, { version: VERSION, dashboardDir: DASHBOARD_DIR, print });
    running.push(server);
    if (only === undefined && loaded.sitePlans === null) running.push(forkSimulator(fileURLToPath(import.meta.url), log));
    print(`Greenleaf is ready: ${server.url}`);
    return { stop, url: server.url };
  } catch (error) {
    await stop();
    throw error;
  }
}

const DASHBOARD_DIR = fileURLToPath(new URL('dist/dashboard', import.meta.url));
const VERSION = (JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }).version;

function startSimulator(loaded: LoadedSettings, now: Clock, log: Logger): Role {
  const stopping = new AbortController();
  const done = simulate(loaded, now, log, stopping.signal);
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

/** @throws StartTrouble naming what was wrong in the command line */
function parseCommand(argv: readonly string[]): { only: RoleName | undefined; help: boolean } {
  try {
    const { values } = parseArgs({ args: [...argv], options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    const only = ROLES.find((role) => role === values.only);
    if (values.only !== undefined && only === undefined) {
      throw new StartTrouble(`--only '${values.only}' is not a role; allowed: ${ROLES.join(', ')}`);
    }
    return { only, help: values.help ?? false };
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

async function main(): Promise<void> {
  const { only, help } = parseCommand(process.argv.slice(2));
  if (help) return console.log(HELP);
  const loaded = loadSettings({ env: process.env, cwd: process.cwd() });
  const log = createTerminalLog(process.stderr.isTTY, only ?? 'greenleaf');
  for (const warning of loaded.warnings) log.warn({}, warning);
  const system = await compose(loaded, only, { now: Date.now, log, searchPath: process.env['PATH'], print: (line) => console.log(line) });
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
