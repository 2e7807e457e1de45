import { spawnSync } from 'node:child_process';

/** For `describe.skipIf(!hasInfluxd)`. Says loudly what is not being tested. */
export const hasInfluxd = !spawnSync('influxd', ['version']).error;
if (!hasInfluxd) console.warn('SKIPPED: tests against a real InfluxDB, because influxd is not installed (apt-get install influxdb)');
