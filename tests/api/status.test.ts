import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import type { CollectorState } from '../../store/ports.ts';
import { LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const COLLECTOR: CollectorState = {
  updatedAt: NOW - 1000,
  connected: true,
  broker: 'mqtt://127.0.0.1:1883',
  protocol: '5',
  trouble: null,
  storedReadings: 1200,
  messages: 12,
  readingsPerSecond: 3.5,
  inFlight: 0,
  writeLagMs: 240,
  spooled: 0,
  spoolSince: null,
  startedAt: NOW - 60_000,
};

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
});
afterAll(() => school.close());
const status = async () => (await school.inject('/api/status')).json<StatusAnswer>();

describe('status', () => {
  it('has no collector before the first one has spoken', async () => {
    const answer = await status();
    expect(answer).toMatchObject({
      version: '0.0.1',
      now: NOW,
      readings: { kind: 'sqlite', reachable: true },
      events: [],
      collector: null,
      jobs: [],
    });
    expect(answer.records!.bytes).toBeGreaterThan(4096);
  });

  it('shows rates, lag, what was refused, unknown meters, waiting meters and jobs', async () => {
    const { intake, ledger } = school.records;
    await intake.saveState(COLLECTOR);
    await intake.commit({
      latest: [],
      touched: [{ site: 'hill', meter: 'a-main', fromAt: NOW - 900_000, toAt: NOW }],
      refused: [{ at: NOW, reason: 'bad_json', topic: 'campus/hill/a-main', detail: 'not JSON', sample: '{' }],
      refusals: new Map([['bad_json', 7]]),
      unknown: [
        { site: 'hill', source: 'native', address: 'x', topic: 'campus/hill/x', sample: '{}', count: 2, firstAt: NOW - 5, lastAt: NOW },
      ],
    });
    await ledger.claim('night', NOW, NOW);
    await ledger.finish('night', NOW, 'done', '2 found', NOW + 10);
    const answer = await status();
    expect(answer.collector).toEqual({ ...COLLECTOR, alive: true });
    expect(answer.refusals).toMatchObject([{ reason: 'bad_json', count: 7 }]);
    expect(answer.refusedMessages).toMatchObject([{ topic: 'campus/hill/a-main', sample: '{' }]);
    expect(answer.unknownMeters).toMatchObject([{ address: 'x', count: 2 }]);
    expect(answer.intervals).toEqual({ waitingMeterDays: 1, unjudgedDays: 0 });
    expect(answer.jobs).toEqual([{ job: 'night', slotAt: NOW, startedAt: NOW, finishedAt: NOW + 10, outcome: 'done', detail: '2 found' }]);
  });

  it('shows what may have cost data, newest first', async () => {
    const lost = { at: NOW - 1000, kind: 'session_lost' as const, fromAt: NOW - 60_000, detail: 'the broker forgot our session' };
    const full = { at: NOW, kind: 'disk_full' as const, fromAt: null, detail: '12 readings' };
    await school.records.intake.recordEvent(lost);
    await school.records.intake.recordEvent(full);
    expect((await status()).events).toEqual([full, lost]);
  });

  it('counts the days before today that were computed anew and not judged since', async () => {
    await school.seedDay('a-main', '2026-01-05', 1);
    expect((await status()).intervals.unjudgedDays).toBe(1);
  });

  it('calls a collector dead that has not spoken for 11 seconds', async () => {
    school.setNow(NOW + 10_001);
    expect((await status()).collector).toMatchObject({ alive: false, connected: true });
  });
});
