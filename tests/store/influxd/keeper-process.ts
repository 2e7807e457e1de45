/** Opens influxd in a process of its own, so that a test can kill that process. Argument: the data directory. */
import { openInfluxd } from '../../../store/influxd/influxd.ts';
import { influxdBinary } from '../../support/influxd.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('which data directory?');
const silent = { info: () => undefined, warn: () => undefined };
const influxd = await openInfluxd({ binary: influxdBinary, dataDir, log: silent });
process.send?.({ pid: influxd.pid() });
