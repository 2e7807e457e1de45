import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, INFLUXD_FOLDER, ROOT } from './setup/places.mjs';

const REPORT = join(CACHE, 'vitest.json');

export const module = (path) => join(ROOT, 'node_modules', path);

/** Programs of the project's own tools, and an influxd that setup unpacked, are found by name. */
export function findPrograms() {
  process.env.PATH = [module('.bin'), process.env.PATH, INFLUXD_FOLDER].join(delimiter);
}

/** Run the tests; what they print is seen. @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function runTests(args) {
  mkdirSync(CACHE, { recursive: true });
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [module('vitest/vitest.mjs'), 'run', ...reporters, ...args], { cwd: ROOT, stdio: 'inherit' });
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const counts = readReport();
  // A file that cannot be loaded or an error outside a test fails the run without a failed test.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** The last line of a run, and its exit code. */
export function conclude({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function readReport() {
  try {
    const report = JSON.parse(readFileSync(REPORT, 'utf8'));
    const broken = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    console.log('vitest left no report');
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
