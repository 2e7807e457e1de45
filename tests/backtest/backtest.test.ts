import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const METERS = 'meter,building,utility,kind,unit,timezone,interval_s\nm1,b1,electricity,interval,kWh,Europe/London,3600\n';
const hours = Array.from({ length: 48 }, (_, hour) => new Date(Date.UTC(2026, 2, 31) + hour * 3_600_000).toISOString());
/** 1 kWh each hour of 31 March and 1 April (UTC); the hour at 05:00 of the first day is missing. */
const READINGS = ['meter,timestamp,value,unit', ...hours.map((at, hour) => `m1,${at},${hour === 5 ? '' : 1},kWh`)].join('\n');

function backtest(readings: Buffer) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'meters.csv'), METERS);
  writeFileSync(join(folder, 'readings.csv.gz'), readings);
  return spawnSync(process.execPath, ['--import', 'tsx', 'backtest/cli.ts', folder, '--json'], { encoding: 'utf8' });
}

describe('backtest', () => {
  it('sums local months, and shows the missing hour as coverage and not as zero', () => {
    const { stdout, stderr } = backtest(gzipSync(READINGS));
    expect(stderr).toBe('');
    const lines = stdout.trim().split('\n');
    // Summer time: the local March has the 23 UTC hours until 23:00, of which one is missing.
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'month', meter: 'm1', month: '2026-03', value: 22, unit: 'kWh', coverage: 0.9565 },
      { type: 'month', meter: 'm1', month: '2026-04', value: 25, unit: 'kWh', coverage: 1 },
      { type: 'summary', readings: 47, missing: 1, refused: {} },
    ]);
  });

  it.each([
    ['cut off', gzipSync(READINGS).subarray(0, 60)],
    ['no gzip at all', Buffer.from('hello')],
    ['no CSV', gzipSync('meter,timestamp\n"a')],
    ['without the columns', gzipSync('a,b\n1,2\n')],
  ])('names a readings file that is %s, without a stack trace', (_, readings) => {
    const { status, stderr } = backtest(readings);
    expect(status).toBe(1);
    expect(stderr).toContain('readings.csv.gz');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
