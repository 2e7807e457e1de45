// `npm run test:faults`: every fault test, the long ones included, with the figures that they print. The last line counts
// them: "N passed, N failed". What follows `npm run test:faults --` goes to vitest.
import { conclude, findPrograms, runTests } from './vitest.mjs';

findPrograms();
process.env.LONG_TESTS = '1';
// One file at a time: the figures are of a machine that does nothing else.
conclude(await runTests(['tests/faults', '--no-file-parallelism', ...process.argv.slice(2)]));
