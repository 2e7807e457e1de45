import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    // Minutes long, and only in `npm run test:faults` (scripts/test-faults.mjs).
    exclude: ['tests/bench/**', 'node_modules/**', ...(process.env['LONG_TESTS'] ? [] : ['tests/faults/long/**'])],
    // Real brokers, databases and browsers start in some files: generous enough for a loaded 2-core machine.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
