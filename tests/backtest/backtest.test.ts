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

function backtest(readings: Buffer, meters = METERS) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'meters.csv'), meters);
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
      { type: 'meter', meter: 'm1', total: 47, days: 47, held: null, unit: 'kWh' },
      { type: 'summary', readings: 47, missing: 1, refused: {} },
    ]);
  });

  it('counts exactly what a register moved: in its days, around a foreign frame, and in a gap over midnight', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 28) + hour * 3_600_000).toISOString();
    const litres = [
      [0, 167_835],
      [1, 167_844],
      [2, 155_000],
      [3, 167_851],
      [4, 167_851],
      [30, 168_103],
      [31, 168_110],
    ];
    const rows = litres.map(([hour, litre]) => `w1,${at(hour!)},${litre},L`);
    const meters =
      'meter,building,utility,kind,unit,timezone,nominal_interval_s,resolution_l\nw1,b1,water,register,L,Europe/Madrid,3600,1\n';
    const { stdout } = backtest(gzipSync(['meter,timestamp,value,unit', ...rows].join('\n')), meters);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.filter(({ type }) => type === 'meter' || type === 'step')).toMatchObject([
      { type: 'meter', meter: 'w1', total: 0.275, days: 0.023, held: 0.252, unit: 'm³' },
      { type: 'step', kind: 'glitch', detail: 'register 167.844 → 155, not counted' },
      { type: 'step', kind: 'gap', detail: 'register 167.851 → 168.103, 0.252 of a gap, in no single day' },
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
