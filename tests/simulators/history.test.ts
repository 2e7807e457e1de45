import { describe, expect, it } from 'vitest';
import { type HistoryMessage, historyWeeks, recordTape } from '../../simulators/history.ts';
import { type LiveMessage, runLive } from '../../simulators/live.ts';
import { batchPayloads, MAX_PAYLOAD_BYTES } from '../../simulators/payload.ts';
import { meterFault } from '../../simulators/faults/make-fault.ts';
import { at, HOUR_MS, QUARTER_MS, school, worldFrom } from './support.ts';

const never = new AbortController().signal;
const FIRST = at('2026-05-20T00:00');
const NOW = at('2026-06-05T10:20');

async function historyTo(toAt: number, faults = [] as Parameters<typeof worldFrom>[1], fromAt = FIRST): Promise<HistoryMessage[]> {
  const { world, reader } = worldFrom('2026-05-20', faults);
  const tape = await recordTape(world, reader, fromAt, toAt, never);
  return [...historyWeeks(world, reader, tape, { fromAt, toAt })].flatMap(({ messages }) => messages);
}

const rowsOf = (messages: readonly HistoryMessage[], meter: string) =>
  messages
    .filter((message) => message.meter === meter)
    .flatMap(({ payload }) => (JSON.parse(payload) as { rows: number[][] }).rows)
    .toSorted((a, b) => a[0]! - b[0]!);

describe('history', () => {
  it('is the same bytes for the same seed', async () => {
    expect(await historyTo(NOW)).toEqual(await historyTo(NOW));
  });

  it('brings a register every quarter of an hour, the newest week first', async () => {
    const messages = await historyTo(NOW);
    const rows = rowsOf(messages, 't1-main-e');
    expect(rows).toHaveLength((NOW - FIRST) / QUARTER_MS - (20 * 60_000) / QUARTER_MS + 2);
    expect(rows.every(([instant], index) => index === 0 || instant! > rows[index - 1]![0]!)).toBe(true);
    const firstAt = messages
      .filter(({ meter }) => meter === 't1-main-e')
      .map(({ payload }) => (JSON.parse(payload) as { rows: number[][] }).rows[0]![0]!);
    expect(firstAt).toEqual(firstAt.toSorted((a, b) => b - a));
    expect(rows.at(-1)![0]).toBeLessThan(NOW);
  });

  it('gives the same readings whether it is published in one go or up to a restart and on from there', async () => {
    const whole = await historyTo(NOW);
    const restartAt = at('2026-06-02T13:07');
    const parts = [...(await historyTo(restartAt)), ...(await historyTo(NOW, [], restartAt))];
    for (const meter of ['campus-main-e', 't3-305-ac', 'd1-main-w', 'out-temp']) expect(rowsOf(parts, meter)).toEqual(rowsOf(whole, meter));
  });

  it('sends what was held back after everything else of its week', async () => {
    const held = meterFault(school, 'late_backfill', 't2-main-e', { startAt: at('2026-06-02T09:00'), endAt: at('2026-06-02T15:00') });
    const messages = await historyTo(NOW, [held]);
    const clean = await historyTo(NOW);
    expect(rowsOf(messages, 't2-main-e')).toEqual(rowsOf(clean, 't2-main-e'));
    const late = messages.findIndex(({ meter, readings }) => meter === 't2-main-e' && readings === 24);
    expect(late).toBeGreaterThan(messages.findIndex(({ meter }) => meter === 'campus-main-w'));
  });

  it('keeps every message below the limit that brokers take', async () => {
    for (const { payload } of await historyTo(NOW)) expect(payload.length).toBeLessThan(MAX_PAYLOAD_BYTES);
    const rows = Array.from({ length: 5000 }, (_, index) => [1_790_000_000_000 + index, index / 100]);
    const batches = batchPayloads(['ts', 'energy_kwh'], rows);
    expect(batches.length).toBeGreaterThan(1);
    for (const { payload } of batches) expect(payload.length).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
    expect(batches.flatMap(({ payload }) => (JSON.parse(payload) as { rows: number[][] }).rows)).toEqual(rows);
  });
});

describe('live', () => {
  /** Runs the live part over some simulated minutes, on a clock that the test moves. */
  async function live(fromAt: number, minutes: number): Promise<(LiveMessage & { at: number })[]> {
    const { world, reader } = worldFrom('2026-05-20');
    const stop = new AbortController();
    const sent: (LiveMessage & { at: number })[] = [];
    // A clock that is a little late already: the loop need not wait, and falls behind by seconds only.
    let now = fromAt + 120_000;
    let slots = 0;
    await runLive({
      world,
      reader,
      stepMs: 60_000,
      now: () => (now += 25_000),
      signal: stop.signal,
      afterAt: fromAt,
      send: async (message) => void sent.push({ ...message, at: now }),
      catchUp: async () => undefined,
      onSlot: () => ++slots === minutes && stop.abort(),
    });
    return sent;
  }

  it('continues the registers of history without a jump', async () => {
    const before = rowsOf(await historyTo(NOW), 't1-main-e').at(-1)!;
    const messages = (await live(NOW, 30)).filter(({ meter }) => meter === 't1-main-e');
    const readings = messages.map(({ payload }) => JSON.parse(payload) as { ts: number; energy_kwh: number; power_kw: number });
    expect(readings).toHaveLength(30);
    let last = { ts: before[0]!, energy_kwh: before[1]! };
    for (const reading of readings) {
      expect(reading.ts).toBeGreaterThan(last.ts);
      expect(reading.energy_kwh).toBeGreaterThanOrEqual(last.energy_kwh);
      last = reading;
    }
    const history = rowsOf(await historyTo(NOW + 2 * HOUR_MS), 't1-main-e').find(([instant]) => instant! > last.ts)!;
    expect(history[1]).toBeGreaterThanOrEqual(last.energy_kwh);
    const kwh = (last.energy_kwh - readings[0]!.energy_kwh) * 60;
    const kw = readings.reduce((sum, { power_kw }) => sum + power_kw, 0) / readings.length;
    expect(Math.abs(kwh - (kw * 29) / 60)).toBeLessThan(2);
  });

  it('sends one object a meter, with its momentary rate, never from the future', async () => {
    const messages = await live(NOW, 2);
    expect(messages).toHaveLength(2 * school.plan.meters.length);
    for (const { meter, payload, at: sentAt } of messages) {
      const { ts, ...fields } = JSON.parse(payload) as Record<string, number>;
      expect(ts, meter).toBeLessThanOrEqual(sentAt);
      const { medium } = school.plan.meters.find(({ id }) => id === meter)!;
      const expected = {
        electricity: ['energy_kwh', 'power_kw'],
        water: ['volume_m3', 'flow_lph'],
        weather: ['temperature_c', 'humidity_pct'],
      };
      expect(Object.keys(fields), meter).toEqual(expected[medium as 'electricity']);
    }
  });
});
