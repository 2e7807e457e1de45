import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard } from './dashboard.mjs';
import { provideInfluxd } from './influxd.mjs';
import { holdLock } from './lock.mjs';
import { installPackages } from './packages.mjs';
import { DATA, ROOT } from './places.mjs';
import { provideTestTools } from './test-tools.mjs';
import { explainSystemError, Trouble } from './trouble.mjs';

/** What each verb needs, in order. A step that finds its work done says nothing. */
const STEPS = {
  start: [() => installPackages('run'), buildDashboard, checkDataFolder, provideInfluxd],
  dev: [() => installPackages('all'), checkDataFolder, provideInfluxd],
  test: [() => installPackages('all'), buildDashboard, provideInfluxd, provideTestTools],
};

/**
 * @param {string | undefined} verb start, test or dev
 * @returns {Promise<number>} exit code
 */
export async function setUp(verb) {
  const steps = STEPS[verb];
  if (!steps) {
    console.error(`setup: unknown verb '${verb ?? ''}'; known: ${Object.keys(STEPS).join(', ')}`);
    return 1;
  }
  try {
    const release = await holdLock();
    try {
      for (const step of steps) await step(verb);
    } finally {
      release();
    }
    return 0;
  } catch (error) {
    const trouble = error instanceof Trouble ? error : explainSystemError(error, error?.path ?? ROOT);
    console.error(`\n${trouble.message}`);
    console.error(`What to do: ${trouble.wayOut}`);
    if (trouble.log) console.error(`The whole output: ${trouble.log}`);
    return 1;
  }
}

/** The program writes here; better a sentence now than an error from a database later. */
function checkDataFolder() {
  try {
    mkdirSync(DATA, { recursive: true });
    const probe = join(DATA, `.probe-${process.pid}`);
    writeFileSync(probe, Buffer.alloc(4096));
    rmSync(probe);
  } catch (error) {
    throw explainSystemError(error, DATA, 'or name another folder: GREENLEAF_DATA=/path/to/folder npm start');
  }
}
