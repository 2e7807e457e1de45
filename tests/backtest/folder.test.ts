import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFolder } from '../../backtest/folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const METERS = 'meter,building,utility,kind,unit,timezone,function,role\n';

function folderWith(files: Record<string, string | Buffer>, meters = 'm1,b1,electricity,register,kWh,Asia/Shanghai,dormitory,lighting') {
  const folder = temporaryFolder();
  const all = { 'meters.csv': METERS + meters, 'readings.csv': 'meter,timestamp,value,unit\n', ...files };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
  return openFolder(folder, {});
}

const WEATHER = 'timestamp,air_temperature_c\n2016-01-01T00:00:00Z,3.5\n2016-01-01T01:00:00Z,\n2016-01-01T02:00:00Z,2\n';
const HOURS = [
  { at: Date.UTC(2016, 0, 1, 0), temperatureC: 3.5 },
  { at: Date.UTC(2016, 0, 1, 2), temperatureC: 2 },
];

describe('a folder of old readings', () => {
  it('says what a building is for and what a meter is behind', () => {
    expect(folderWith({}).meters).toMatchObject([{ meter: { role: 'lighting' }, buildingFunction: 'dormitory' }]);
    // Public data sets use the column for something else.
    const { meters } = folderWith({}, 'm1,b1,water,register,m3,Asia/Shanghai,gymnasium,event');
    expect(meters).toMatchObject([{ meter: { role: 'building_main' }, buildingFunction: 'gymnasium' }]);
  });

  it('takes the weather with it, packed or not, and does without', () => {
    expect(folderWith({ 'weather.csv': WEATHER }).weather).toEqual(HOURS);
    expect(folderWith({ 'weather.csv.gz': gzipSync(WEATHER) }).weather).toEqual(HOURS);
    expect(folderWith({}).weather).toEqual([]);
  });

  it('names a weather file that cannot be read', () => {
    expect(() => folderWith({ 'weather.csv': 'time,warmth\n1,2\n' })).toThrow(/weather\.csv: .*air_temperature_c/);
    expect(() => folderWith({ 'weather.csv.gz': 'hello' })).toThrow(/weather\.csv\.gz/);
  });
});
