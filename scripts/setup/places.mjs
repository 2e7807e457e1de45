import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Where the program keeps everything; the same rule as in config/load.ts. */
export const DATA = resolve(ROOT, process.env.GREENLEAF_DATA || 'data');
export const CACHE = join(ROOT, '.cache');
/** influxd of the distribution's package, unpacked. */
export const INFLUXD_PACKAGE = join(DATA, 'influxd-package');
export const INFLUXD_FOLDER = join(INFLUXD_PACKAGE, 'usr/bin');
export const DASHBOARD = join(ROOT, 'dist/dashboard');

/** System programs stand in sbin, which is not on the PATH of an ordinary user. */
const EXTRA = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @returns {string | undefined} full path of a program */
export function which(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...EXTRA].filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
