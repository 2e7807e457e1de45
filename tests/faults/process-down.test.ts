import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';
import { createScheduler } from '../../jobs/scheduler.ts';
import { compose } from '../../main.ts';
import type { JobRun } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';

const scratch = mkdtempSync(join(tmpdir(), 'greenleaf-down-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Local time of the school. */
const at = (text: string) => Date.parse(`${text}+08:00`);
const silent = { info() {}, warn() {}, error() {} };

describe('a process that is down over the end of a month', () => {
  const TABLE = [
    { name: 'month', crons: ['30 6 1 * *'] },
    { name: 'midnight', crons: ['5 0 * * *'] },
    { name: 'five', crons: ['*/5 * * * *'] },
  ];

  /** One life of the program: the runs of its start. */
  async function live(path: string, now: number): Promise<string[]> {
    const records = await openRecords(path);
    const ran: string[] = [];
    const scheduler = createScheduler({
      jobs: () =>
        Promise.resolve(
          TABLE.map((job) => ({ ...job, timeZone: 'Asia/Shanghai', run: () => Promise.resolve(String(ran.push(job.name))) })),
        ),
      ledger: records.ledger,
      now: () => now,
      monotonic: () => 0,
      log: silent,
    });
    await scheduler.start();
    await scheduler.stop();
    await records.close();
    return ran;
  }

  it('makes up each job once, whatever it missed, and never again', async () => {
    const path = join(scratch, 'month.sqlite');
    await live(path, at('2026-01-31T23:50:00'));
    expect(await live(path, at('2026-01-31T23:54:59'))).toEqual([]);
    // Down over midnight and the first of the month.
    expect(await live(path, at('2026-02-01T09:01:00'))).toEqual(['month', 'midnight', 'five']);
    expect(await live(path, at('2026-02-01T09:01:30'))).toEqual([]);
    expect(await live(path, at('2026-02-01T09:05:00'))).toEqual(['five']);
    // Down over two ends of a month: one report, of the latest.
    expect(await live(path, at('2026-04-02T00:00:00'))).toEqual(['month', 'midnight', 'five']);
    expect(await live(path, at('2026-04-02T00:04:59'))).toEqual([]);
  });

  it('shows a run that was killed as failed, and does not count it as done', async () => {
    const path = join(scratch, 'killed.sqlite');
    const records = await openRecords(path);
    await records.ledger.claim('midnight', at('2026-02-01T00:05:00'), at('2026-02-01T00:05:01'));
    await records.close();
    await live(path, at('2026-02-01T00:06:00'));
    const again = await openRecords(path);
    expect((await again.ledger.lastRuns()).find(({ job }) => job === 'midnight')).toMatchObject({
      outcome: 'failed',
      detail: 'the program ended while it ran',
    });
    await again.close();
  });
});

describe('the whole program, down over midnight', () => {
  const SETTINGS = `
readings: sqlite
http: { port: 0 }
mqtt: { ownPort: 0 }
sites:
  - id: school
    name: 学校
    timeZone: Asia/Shanghai
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 一号楼, campus: main, function: teaching }]
    meters: [{ id: a1, name: 总表, building: b1, medium: electricity, role: building_main }]
`;

  it('makes up the night and the morning once, in the first start after it', async () => {
    const dataDir = join(scratch, 'whole');
    mkdirSync(dataDir);
    writeFileSync(join(scratch, 'greenleaf.yaml'), SETTINGS);
    const runs: JobRun[][] = [];
    for (const now of ['2026-01-31T23:50:00', '2026-02-01T07:02:00', '2026-02-01T07:03:00']) {
      const loaded = loadSettings({ env: { GREENLEAF_DATA: dataDir }, cwd: scratch });
      const around = { now: () => at(now), log: pino({ level: 'silent' }), searchPath: undefined, print: () => undefined };
      const system = await compose(loaded, undefined, around);
      await system.stop();
      const records = await openRecords(join(dataDir, 'records.sqlite'));
      runs.push(await records.ledger.lastRuns());
      await records.close();
    }
    const [, first, second] = runs;
    expect(first!.map(({ job, slotAt, outcome }) => ({ job, slotAt, outcome }))).toEqual(
      expect.arrayContaining([
        { job: 'morning@school', slotAt: at('2026-02-01T06:15:00'), outcome: 'done' },
        { job: 'night-watch@school', slotAt: at('2026-02-01T07:00:00'), outcome: 'done' },
        { job: 'silence@school', slotAt: at('2026-02-01T07:00:00'), outcome: 'done' },
      ]),
    );
    expect(second).toEqual(first);
  }, 60_000);
});
