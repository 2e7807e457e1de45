import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rule } from '../../domain/finding.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { CollectorState, LatestReading, Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, planOf, silent } from '../jobs/campus.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const METERS = Array.from({ length: 30 }, (_, index) => `m${index}`);
const STARTED_AT = Date.parse('2026-03-02T10:00:30+08:00');

/** How a clock step is noticed and the bell armed again, and that no slot runs twice: tests/jobs/scheduler.test.ts. Here, what people see. */
describe('the clock of the machine is set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenleaf-clock-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let records: Records;
  let steppedMs: number;
  beforeEach(async () => {
    // Not setImmediate: long jobs let others have their turn by it.
    vi.useFakeTimers({ now: STARTED_AT, toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    steppedMs = 0;
    records = await openRecords(join(folder, `${Math.random()}.sqlite`), { temporary: true });
    await records.catalog.declare(planOf(METERS.map((id) => meterOf({ id }))));
  });
  afterEach(async () => {
    vi.useRealTimers();
    await records.close();
  });

  function startedJobs() {
    return createJobs({
      records,
      readings: { range: () => Promise.resolve([]) },
      detectors: {},
      mqttRoot: 'campus',
      publish: () => Promise.resolve(),
      print: () => undefined,
      now: () => Date.now(),
      monotonic: () => Date.now() - steppedMs - STARTED_AT,
      log: silent,
    });
  }

  function setClock(byMs: number): void {
    steppedMs += byMs;
    vi.setSystemTime(Date.now() + byMs);
  }

  /** Time goes by; the collector listens, and the meters report every 10 minutes. */
  async function pass(minutes: number, meters: readonly string[] = METERS): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      if (minute % 10 === 9) await hear(meters);
      await records.intake.saveState({ ...LISTENING, updatedAt: Date.now() });
      for (let step = 0; step < 6; step++) {
        await vi.advanceTimersByTimeAsync(MINUTE_MS / 6);
        await turn();
      }
    }
  }

  /** Their own clocks are not set. */
  const hear = (meters: readonly string[]) => {
    const latest = meters.map(
      (meter): LatestReading => ({
        site: 'school',
        meter,
        at: Date.now() - steppedMs,
        receivedAt: Date.now(),
        clock: 'device',
        fields: { energy_kwh: 1 },
      }),
    );
    return records.intake.commit({ latest, touched: [], refused: [], refusals: new Map(), unknown: [] });
  };
  const alerts = async (rule?: Rule) => (await records.alerts.list('school', { rule })).map(({ meter }) => meter);
  const lastSilenceSlot = async () => (await records.ledger.lastRuns()).find(({ job }) => job === 'silence@school')!.slotAt;

  it('3 h ahead: no meter is called silent because of it, and one that falls silent later is', async () => {
    await hear(METERS);
    const jobs = startedJobs();
    await jobs.start();
    await pass(11);
    setClock(3 * HOUR_MS);
    await pass(30);
    expect(await alerts()).toEqual([]);
    expect(await lastSilenceSlot(), 'the jobs go on by the new time').toBeGreaterThan(STARTED_AT + 3 * HOUR_MS);
    await pass(135, METERS.slice(1));
    // Beside them `clock_drift` for every meter: whose clock is wrong, ours or theirs, their stamps cannot tell.
    expect(await alerts('meter_silent')).toEqual(['m0']);
    await jobs.stop();
  }, 60_000);

  it('1 h back: nothing is told twice, and the jobs go on where they were', async () => {
    await hear(METERS);
    const jobs = startedJobs();
    await jobs.start();
    await pass(11);
    const slot = await lastSilenceSlot();
    setClock(-HOUR_MS);
    await pass(50);
    expect(await alerts()).toEqual([]);
    await pass(25);
    expect(await lastSilenceSlot()).toBeGreaterThan(slot);
    await jobs.stop();
  }, 60_000);
});

const LISTENING: CollectorState = {
  updatedAt: STARTED_AT,
  connected: true,
  broker: '127.0.0.1:1883',
  protocol: '5',
  trouble: null,
  storedReadings: 0,
  messages: 0,
  readingsPerSecond: 0,
  inFlight: 0,
  writeLagMs: null,
  spooled: 0,
  spoolSince: null,
  startedAt: STARTED_AT - 30 * HOUR_MS,
};
