import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA = process.env['GREENLEAF_DATA'] || fileURLToPath(new URL('../../data', import.meta.url));
const searchPath = process.env['PATH'] ?? '';
/** On the PATH, or where the set-up script unpacked Debian's package. */
const folders = [...searchPath.split(delimiter).filter(Boolean), join(DATA, 'influxd-package', 'usr', 'bin')];
const found = folders.map((folder) => join(folder, 'influxd')).find((binary) => !spawnSync(binary, ['version']).error);

/** Path of the program. */
export const influxdBinary = found ?? 'influxd';

/** For `describe.skipIf(!hasInfluxd)`. Says loudly what is not being tested. */
export const hasInfluxd = found !== undefined;
if (!hasInfluxd) console.warn('SKIPPED: tests against a real InfluxDB, because influxd is not installed (apt-get install influxdb)');

// The whole program, started by a test, looks on the PATH.
if (found !== undefined) process.env['PATH'] = `${searchPath}${delimiter}${dirname(found)}`;
