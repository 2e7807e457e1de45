/** `npm run soak -- --minutes 60`: the whole program under the load of 2,000 meters; one line a minute. It judges nothing but the four checks. */
import { parseArgs } from 'node:util';
import { hasInfluxd } from '../../support/influxd.ts';
import { hasMosquitto } from '../../support/mosquitto.ts';
import { runSoak, type SoakReport } from './run-soak.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, meters: { type: 'string', default: '2000' } } });
const minutes = Number(values.minutes);
const meters = Number(values.meters);
if (!(minutes > 0) || !(Number.isInteger(meters) && meters > 0))
  throw new Error('npm run soak -- [--minutes 60] [--meters 2000]: numbers above 0');
if (!hasMosquitto || !hasInfluxd) throw new Error('the soak needs mosquitto and influxd (apt-get install mosquitto influxdb)');

const COLUMNS = ['second', 'rssMb', 'fds', 'lagMs', 'spooled', 'published', 'stored'] as const;
const line = (cells: readonly (string | number)[]) => console.log(cells.map((cell) => String(cell).padStart(10)).join(''));
line(COLUMNS);
const reports = await runSoak({
  seconds: minutes * 60,
  meters,
  burstEveryS: 60,
  burst: meters,
  reportEveryS: Math.min(60, minutes * 60),
  onReport: (report) => line(COLUMNS.map((column) => report[column])),
});
const span = (key: keyof SoakReport) =>
  `${Math.min(...reports.map((report) => report[key]))} to ${Math.max(...reports.map((report) => report[key]))}`;
console.log(
  `soak of ${minutes} min, ${meters} meters: RSS ${span('rssMb')} MB, open files ${span('fds')}, longest lag ${Math.max(...reports.map(({ lagMs }) => lagMs))} ms; nothing lost, nothing twice`,
);
