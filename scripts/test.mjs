// `npm test`: types, lint, format, architecture, then the tests. The last line counts them: "N passed, N failed".
// What follows `npm test --` goes to vitest.
import { join } from 'node:path';
import { CACHE } from './setup/places.mjs';
import { run } from './setup/run.mjs';
import { conclude, findPrograms, module, runTests } from './vitest.mjs';

/** Each is one count in the sum, beside the tests. */
const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', args: remember('tsc') },
  { name: 'types of the dashboard', program: 'vue-tsc/bin/vue-tsc.js', args: ['-p', 'dashboard', ...remember('vue-tsc')] },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: 'prettier/bin/prettier.cjs', args: ['--check', '.', '--cache', '--cache-location', join(CACHE, 'prettier')] },
  { name: 'architecture', program: 'dependency-cruiser/bin/dependency-cruise.mjs', args: ['--config', '.dependency-cruiser.cjs', '.'] },
];

/** What a compiler found out about unchanged files, for the next run. */
function remember(name) {
  return ['--incremental', '--tsBuildInfoFile', join(CACHE, `${name}.tsbuildinfo`)];
}

findPrograms();
const checks = await runChecks();
const tests = await runTests(process.argv.slice(2));
conclude({ passed: checks.passed + tests.passed, failed: checks.failed + tests.failed, skipped: tests.skipped });

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
