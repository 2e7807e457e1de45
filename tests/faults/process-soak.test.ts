import { describe, expect, it } from 'vitest';
import { hasInfluxd } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { runSoak } from './soak/run-soak.ts';

/** Growth of the resident memory after the first seconds that is still no leak: V8 lets its heap grow before it collects. */
const GROWTH_MB = 120;
/** On a machine that runs other tests at the same time; by itself it is below 2 s (`npm run soak`). */
const LAG_MS = 10_000;

/** The long form is `npm run soak -- --minutes 60`. Linux tells memory and open files of a process; other systems do not. */
describe.skipIf(!hasMosquitto || !hasInfluxd || process.platform !== 'linux')('the whole program under the load of 2,000 meters', () => {
  it('stays flat in memory and open files, keeps up, and loses nothing', async () => {
    const reports = await runSoak({ seconds: 25, meters: 2_000, burstEveryS: 4, burst: 1_500, reportEveryS: 5 });
    const words = JSON.stringify(reports);
    const [warm, last] = [reports[1]!, reports.at(-1)!];
    expect(last.published, words).toBeGreaterThan(8_000);
    expect(last.rssMb - warm.rssMb, words).toBeLessThan(GROWTH_MB);
    expect(Math.abs(last.fds - warm.fds), words).toBeLessThanOrEqual(8);
    expect(Math.max(...reports.map(({ lagMs }) => lagMs)), words).toBeLessThan(LAG_MS);
  }, 240_000);
});
