import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface RunningGreenleaf {
  /** http://127.0.0.1:port */
  url: string;
  /** Broker that the collector listens to, as the banner says. */
  broker: string;
  dataDir: string;
  /** Everything printed so far. */
  output(): string;
  stop(): Promise<number | null>;
}

export interface StartOptions {
  /** Text of greenleaf.yaml; absent: none. */
  settings?: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** Reuse a data folder of an earlier run. */
  dataDir?: string;
}

/** The whole program in a process of its own, as `npm start` runs it, on free ports and a temporary data folder. */
export async function startGreenleaf(options: StartOptions = {}): Promise<RunningGreenleaf> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'greenleaf-'));
  const config = options.settings === undefined ? {} : { GREENLEAF_CONFIG: join(dataDir, 'greenleaf.yaml') };
  if (options.settings !== undefined) writeFileSync(join(dataDir, 'greenleaf.yaml'), options.settings);
  const child = spawn(process.execPath, ['--import', 'tsx', 'main.ts', ...(options.args ?? [])], {
    cwd: ROOT,
    env: { ...process.env, GREENLEAF_DATA: dataDir, GREENLEAF_PORT: '0', GREENLEAF_MQTT_PORT: '0', ...config, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const collect = (line: string) => lines.push(line);
  createInterface({ input: child.stderr }).on('line', collect);
  const banner = new Promise<string>((ready, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      collect(line);
      const url = /Greenleaf is ready: (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) ready(url);
    });
    child.once('exit', (code) => fail(new Error(`Greenleaf ended with ${code} before it was ready:\n${lines.join('\n')}`)));
  });
  const url = await banner;
  return {
    url,
    broker: /MQTT\s+(mqtts?:\/\/\S+)/.exec(lines.join('\n'))?.[1] ?? '',
    dataDir,
    output: () => lines.join('\n'),
    stop: () => stop(child),
  };
}

export function removeData(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return child.exitCode;
}

/** GET an answer of the API as JSON. */
export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
