import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FindInfluxdOptions {
  dataDir: string;
  /** A path that the caller was given; then no other is looked at. */
  given?: string | undefined;
  /** The PATH of the environment. */
  searchPath?: string | undefined;
}

/**
 * An influxd 1.x on this machine: the one given, one on the PATH, or the one that the set-up script unpacked into the
 * data directory. Version 2 and later are other programs with other settings, so they are passed over.
 *
 * @returns its path, undefined when there is none
 */
export async function findInfluxd({ dataDir, given, searchPath = '' }: FindInfluxdOptions): Promise<string | undefined> {
  const onPath = searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'influxd'));
  const candidates = given === undefined ? [...onPath, join(dataDir, 'influxd-package', 'usr', 'bin', 'influxd')] : [given];
  for (const candidate of candidates) if (await isInfluxd1(candidate)) return candidate;
  return undefined;
}

async function isInfluxd1(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['version'], { timeout: 10_000 });
    return /^InfluxDB v?1\./.test(stdout);
  } catch {
    return false;
  }
}
