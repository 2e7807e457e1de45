import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScheduler, latestSlot } from '../../jobs/scheduler.ts';
import { everyFiveMinutes } from '../../jobs/cadence.ts';
import type { Job } from '../../jobs/table.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { silent } from './campus.ts';

const SHANGHAI = 'Asia/Shanghai';
const at = (text: string) => Date.parse(`${text}+08:00`);

let folder: string;
let records: Records;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenleaf-scheduler-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  records = await openRecords(join(folder, `${Math.random()}.sqlite`));
});
afterEach(() => records.close());

function jobOf(run: Job['run'], crons = ['15 6 * * *'], name = 'morning@school'): Job {
  return { name, crons, timeZone: SHANGHAI, run };
}

function schedulerOf(jobs: Job[], clock: { now: number }) {
  return createScheduler({
    jobs: () => Promise.resolve(jobs),
    ledger: records.ledger,
    now: () => clock.now,
    monotonic: () => 0,
    log: silent,
  });
}

describe('the latest slot', () => {
  it('is 06:15 of the day from 06:15 on, of the day before until then', () => {
    const slot = (text: string) => latestSlot({ crons: ['15 6 * * *'], timeZone: SHANGHAI }, at(text));
    expect(slot('2026-03-02T06:15:00')).toBe(at('2026-03-02T06:15:00'));
    expect(slot('2026-03-02T06:14:59')).toBe(at('2026-03-01T06:15:00'));
    expect(slot('2026-03-02T23:00:00')).toBe(at('2026-03-02T06:15:00'));
  });

  it('follows the zone through its change of clocks', () => {
    const london = (text: string) => latestSlot({ crons: ['15 6 * * *'], timeZone: 'Europe/London' }, Date.parse(text));
    expect(london('2026-03-28T12:00:00Z')).toBe(Date.parse('2026-03-28T06:15:00Z'));
    expect(london('2026-03-29T12:00:00Z')).toBe(Date.parse('2026-03-29T05:15:00Z'));
  });

  it('is the newest of several lines', () => {
    const crons = everyFiveMinutes({ start: '23:30', end: '06:00' });
    const slot = (text: string) => latestSlot({ crons, timeZone: SHANGHAI }, at(text));
    expect(slot('2026-03-02T23:29:59')).toBe(at('2026-03-02T06:00:00'));
    expect(slot('2026-03-02T23:30:00')).toBe(at('2026-03-02T23:30:00'));
    expect(slot('2026-03-03T00:07:00')).toBe(at('2026-03-03T00:05:00'));
    expect(slot('2026-03-03T12:00:00')).toBe(at('2026-03-03T06:00:00'));
  });
});

describe('cron lines of a window', () => {
  it('cover it every five minutes, both ends included', () => {
    const slots = (start: string, end: string) => {
      const job = { crons: everyFiveMinutes({ start, end }), timeZone: SHANGHAI };
      const found = new Set<number>();
      for (let minute = 0; minute < 1440; minute += 5) found.add(latestSlot(job, at('2026-03-02T12:00:00') + minute * 60_000));
      return [...found]
        .filter((slot) => slot >= at('2026-03-02T12:00:00'))
        .map((slot) => new Date(slot + 8 * 3_600_000).toISOString().slice(11, 16));
    };
    const night = slots('23:30', '06:00');
    expect([night[0], night.at(-1), night.length]).toEqual(['23:30', '06:00', 79]);
    expect(slots('22:50', '23:05')).toEqual(['22:50', '22:55', '23:00', '23:05']);
    expect(slots('22:10', '22:20')).toEqual(['22:10', '22:15', '22:20']);
  });
});

describe('due jobs', () => {
  it('run once a slot, however often the bell rings, and leave one line in the ledger', async () => {
    const clock = { now: at('2026-03-02T06:15:02') };
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve('5 water meters judged, 2 opened, 0 recovered'));
    const scheduler = schedulerOf([jobOf(run)], clock);
    await Promise.all([scheduler.runDue(), scheduler.runDue()]);
    clock.now += 60_000;
    await scheduler.runDue();
    expect(run).toHaveBeenCalledTimes(1);
    expect(await records.ledger.lastRuns()).toEqual([
      {
        job: 'morning@school',
        slotAt: at('2026-03-02T06:15:00'),
        startedAt: at('2026-03-02T06:15:02'),
        finishedAt: at('2026-03-02T06:15:02'),
        outcome: 'done',
        detail: '5 water meters judged, 2 opened, 0 recovered',
      },
    ]);
  });

  it('catch up once after three days of downtime, for the latest slot', async () => {
    const clock = { now: at('2026-03-02T06:20:00') };
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve(''));
    await schedulerOf([jobOf(run)], clock).runDue();
    clock.now = at('2026-03-05T09:00:00');
    const restarted = schedulerOf([jobOf(run)], clock);
    await restarted.runDue();
    await restarted.runDue();
    expect(run).toHaveBeenCalledTimes(2);
    expect(await records.ledger.lastRuns()).toMatchObject([{ slotAt: at('2026-03-05T06:15:00') }]);
  });

  it('are run by one of two instances', async () => {
    const clock = { now: at('2026-03-02T06:15:00') };
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve(''));
    const two = [schedulerOf([jobOf(run)], clock), schedulerOf([jobOf(run)], clock)];
    await Promise.all(two.map((scheduler) => scheduler.runDue()));
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('do not run again when the clock is set back', async () => {
    const clock = { now: at('2026-03-02T06:16:00') };
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve(''));
    const scheduler = schedulerOf([jobOf(run, ['*/5 * * * *'])], clock);
    await scheduler.runDue();
    clock.now = at('2026-03-02T06:11:00');
    await scheduler.runDue();
    clock.now = at('2026-03-02T06:17:00');
    await scheduler.runDue();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('go on after one of them failed; the failure stands in the ledger', async () => {
    const clock = { now: at('2026-03-02T06:15:00') };
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve('done'));
    const jobs = [jobOf(() => Promise.reject(new Error('no records')), undefined, 'a'), jobOf(run, undefined, 'b')];
    await schedulerOf(jobs, clock).runDue();
    expect(await records.ledger.lastRuns()).toMatchObject([
      { job: 'a', outcome: 'failed', detail: 'no records' },
      { job: 'b', outcome: 'done' },
    ]);
  });
});

describe('the bell', () => {
  beforeEach(() => void vi.useFakeTimers({ now: at('2026-03-02T06:14:30') }));
  afterEach(() => void vi.useRealTimers());

  const minutes = async (count: number) => {
    for (let second = 0; second < count * 60; second++) await vi.advanceTimersByTimeAsync(1000);
  };

  it('rings each minute, and is armed again when the clock was set back', async () => {
    let set = 0;
    const warned: string[] = [];
    const run = vi.fn<() => Promise<string>>(() => Promise.resolve(''));
    const elapsed = Date.now();
    const scheduler = createScheduler({
      jobs: () => Promise.resolve([jobOf(run, ['* * * * *'])]),
      ledger: records.ledger,
      now: () => Date.now(),
      monotonic: () => Date.now() - elapsed - set,
      log: { ...silent, warn: (_fields, message) => warned.push(message) },
    });
    await scheduler.start();
    expect(run).toHaveBeenCalledTimes(1);
    await minutes(2);
    expect(run).toHaveBeenCalledTimes(3);
    set = -3 * 3_600_000;
    vi.setSystemTime(Date.now() - 3 * 3_600_000);
    await minutes(2);
    expect(warned).toContain('the clock was set; the job bell is armed again');
    expect(run.mock.calls.length).toBeGreaterThanOrEqual(5);
    await scheduler.stop();
    const calls = run.mock.calls.length;
    await minutes(2);
    expect(run).toHaveBeenCalledTimes(calls);
  });
});
