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
  pid: number;
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
  /** What it prints when it is up; the first group is the address. Default: the line with the address of the pages. */
  until?: RegExp;
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
  // A test that is cut off must not leave it running.
  process.once('exit', () => child.kill('SIGKILL'));
  const lines: string[] = [];
  const banner = new Promise<string>((ready, fail) => {
    const read = (line: string) => {
      lines.push(line);
      const url = (options.until ?? /Greenleaf is ready: (http:\S+)/).exec(line)?.[1];
      if (url !== undefined) ready(url);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
    child.once('exit', (code) => fail(new Error(`Greenleaf ended with ${code} before it was ready:\n${lines.join('\n')}`)));
  });
  const url = await banner;
  return {
    url,
    broker: /MQTT\s+(mqtts?:\/\/\S+)/.exec(lines.join('\n'))?.[1] ?? '',
    dataDir,
    pid: child.pid!,
    output: () => lines.join('\n'),
    stop: () => stop(child),
  };
}

/** Start it where it cannot start: what it says, and how it ends. */
export async function failToStart(options: StartOptions): Promise<string> {
  try {
    const running = await startGreenleaf(options);
    await running.stop();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it started all the same');
}

export function removeData(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return child.exitCode;
}

/** GET an answer of the API as JSON. @param headers of whoever asks (tests/support/sign-in.ts) */
export async function getJson<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
