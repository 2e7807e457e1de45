import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, unpackSystemPackage } from './apt.mjs';
import { DATA, INFLUXD_FOLDER, INFLUXD_PACKAGE, ROOT, which } from './places.mjs';
import { keepLog, run, step } from './run.mjs';

/** Says that influxd could not be had, and why; delete it to try again. */
const REFUSED = join(DATA, 'influxd-not-available.txt');

/**
 * influxd for a local InfluxDB: on the PATH, or the distribution's package unpacked into the data folder.
 * Where none can be had, Greenleaf keeps readings in SQLite; that is no failure.
 *
 * @param {string} verb
 */
export async function provideInfluxd(verb) {
  if (which('influxd') || existsSync(join(INFLUXD_FOLDER, 'influxd')) || existsSync(REFUSED)) return;
  if (verb !== 'test' && isNotWanted()) return;
  const why = hasApt() ? await step("InfluxDB (the distribution's package, unpacked into the data folder)", unpack) : 'there is no apt-get';
  if (!why) return;
  mkdirSync(DATA, { recursive: true });
  writeFileSync(REFUSED, `${why}\nDelete this file to let setup try again, or put influxd on the PATH.\n`);
  console.log(`setup: no InfluxDB: ${why}. ${verb === 'test' ? 'Its tests will be SKIPPED' : 'Readings are kept in SQLite'}.`);
  console.log(`setup: to try again, delete ${REFUSED}`);
}

/** @returns {Promise<string>} why it cannot be had; empty when it is there */
async function unpack() {
  const fresh = `${INFLUXD_PACKAGE}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const unpacked = await unpackSystemPackage('influxdb', fresh);
  const tried = unpacked.ok ? await run(join(fresh, 'usr/bin/influxd'), ['version'], { timeoutMs: 20_000 }) : unpacked;
  if (tried.ok) {
    renameSync(fresh, INFLUXD_PACKAGE);
    return '';
  }
  rmSync(fresh, { recursive: true, force: true });
  const log = keepLog('influxd', tried.output);
  return unpacked.ok ? `its program does not run here (${log})` : `its package cannot be downloaded (${log})`;
}

/** The settings choose another store. Setup runs before any package is there, so it only looks; the program reads properly. */
function isNotWanted() {
  const file = process.env.GREENLEAF_CONFIG || 'greenleaf.yaml';
  try {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return /^readings:\s*['"]?sqlite/m.test(text) || /^influx:.*(\n[ \t].*)*?\burl:/m.test(text);
  } catch {
    return false;
  }
}
