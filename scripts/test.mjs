// `npm test`: types, lint, format, architecture, then the tests. The last line counts them: "N passed, N failed".
// What follows `npm test --` goes to vitest.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, INFLUXD_FOLDER, ROOT } from './setup/places.mjs';
import { run } from './setup/run.mjs';

/** Each is one count in the sum, beside the tests. */
const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', args: remember('tsc') },
  { name: 'types of the dashboard', program: 'vue-tsc/bin/vue-tsc.js', args: ['-p', 'dashboard', ...remember('vue-tsc')] },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: 'prettier/bin/prettier.cjs', args: ['--check', '.', '--cache', '--cache-location', join(CACHE, 'prettier')] },
  { name: 'architecture', program: 'dependency-cruiser/bin/dependency-cruise.mjs', args: ['--config', '.dependency-cruiser.cjs', '.'] },
];
const REPORT = join(CACHE, 'vitest.json');

/** What a compiler found out about unchanged files, for the next run. */
function remember(name) {
  return ['--incremental', '--tsBuildInfoFile', join(CACHE, `${name}.tsbuildinfo`)];
}

const module = (path) => join(ROOT, 'node_modules', path);
// Programs of the project's own tools, and an influxd that setup unpacked, are found by name.
process.env.PATH = [module('.bin'), process.env.PATH, INFLUXD_FOLDER].join(delimiter);

const checks = await runChecks();
const tests = await runTests(process.argv.slice(2));
const sum = (key) => checks[key] + tests[key];
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  const waiting = [...CHECKS];
  // Two at a time: they are single-threaded and a school's machine has two cores.
  await Promise.all([work(), work()]);
  return counts;

  async function work() {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = performance.now();
      const { ok, output } = await run(process.execPath, [module(check.program), ...check.args]);
      counts[ok ? 'passed' : 'failed'] += 1;
      console.log(`${ok ? '✓' : '✗'} ${check.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      if (!ok) console.log(output.trimEnd());
    }
  }
}

async function runTests(args) {
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
