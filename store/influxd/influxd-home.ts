import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of our influxd: its settings, its data, and what the next start has to know. */
export interface InfluxdHome {
  dir: string;
  configFile: string;
  logFile: string;
  lockFile: string;
  /** The administrator's name and password; made at the first start. */
  username: string;
  password: string;
  running(): Running | undefined;
  noteRunning(running: Running): void;
  writeConfig(port: number): void;
}

/** The influxd that was started last. */
export interface Running {
  pid: number;
  port: number;
}

const MAX_LOG_BYTES = 5_000_000;

export function openInfluxdHome(dataDir: string): InfluxdHome {
  const dir = resolve(dataDir, 'influxd');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const configFile = join(dir, 'influxd.conf');
  const logFile = join(dir, 'influxd.log');
  const runningFile = join(dir, 'running.json');
  if (existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.old`);
  return {
    dir,
    configFile,
    logFile,
    lockFile: join(dir, 'owner.lock'),
    username: 'greenleaf',
    password: passwordIn(join(dir, 'password')),
    running: () => (existsSync(runningFile) ? parseRunning(readFileSync(runningFile, 'utf8')) : undefined),
    noteRunning: (running) => replaceFile(runningFile, JSON.stringify(running)),
    writeConfig: (port) => replaceFile(configFile, configText(dir, port)),
  };
}

/** Other people of this machine, and web pages in its browsers, reach loopback ports too: so there is a password. */
function passwordIn(file: string): string {
  // `wx`: of two processes that start at once, one makes it and both read it.
  try {
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

function parseRunning(text: string): Running | undefined {
  try {
    const { pid, port } = JSON.parse(text) as Partial<Running>;
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid: Number(pid), port: Number(port) } : undefined;
  } catch {
    return undefined;
  }
}

/** Never half a file, whenever we are killed. */
function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Loopback only, with a password, nothing sent to anybody, none of the services that we do not use. */
function configText(dir: string, port: number): string {
  const path = (name: string) => JSON.stringify(join(dir, name));
  return `# Written by Greenleaf at every start.
reporting-disabled = true
bind-address = "127.0.0.1:0"

[meta]
dir = ${path('meta')}

[data]
dir = ${path('data')}
wal-dir = ${path('wal')}
index-version = "inmem"
query-log-enabled = false

[http]
bind-address = "127.0.0.1:${port}"
auth-enabled = true
log-enabled = false

[monitor]
store-enabled = false

[continuous_queries]
enabled = false

[subscriber]
enabled = false

[logging]
level = "warn"
suppress-logo = true
`;
}
