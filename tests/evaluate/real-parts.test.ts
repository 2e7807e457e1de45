import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsIn, runRealPart } from '../../evaluate/real-parts.ts';

const HOUR_MS = 3_600_000;
const FIRST_AT = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 40;
const iso = (hour: number) => new Date(FIRST_AT + hour * HOUR_MS).toISOString();
/** Four days of water that never stops. */
const LEAK = { from: 30 * 24 + 3, to: 34 * 24 + 3 };

/** Registers in litres, hour by hour: 20 L an hour by day, nothing at night, 15 L an hour on top while it leaks. */
function readings(meters: readonly string[], leaking: string): string {
  const lines = meters.flatMap((meter) => {
    let total = 1000;
    return Array.from({ length: DAYS * 24 }, (_, hour) => {
      const line = `${meter},${iso(hour)},${total},L`;
      const isDay = hour % 24 >= 6 && hour % 24 < 22;
      total += (isDay ? 20 : 0) + (meter === leaking && hour >= LEAK.from && hour < LEAK.to ? 15 : 0);
      return line;
    });
  });
  return ['meter,timestamp,value,unit', ...lines, ''].join('\n');
}

let data: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'greenleaf-evaluate-'));
  writeRegisters(join(data, 'water-registers'));
  writeInjected(join(data, 'injected'));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

function writeRegisters(directory: string): void {
  mkdirSync(directory);
  const row = (meter: string, role: string) => `${meter},${meter},water,register,L,1,3600,UTC,${role}`;
  writeFileSync(
    join(directory, 'meters.csv'),
    ['meter,building,utility,kind,unit,resolution_l,nominal_interval_s,timezone,role', row('leaky', 'event'), row('dry', 'clean'), ''].join(
      '\n',
    ),
  );
  writeFileSync(join(directory, 'readings.csv.gz'), gzipSync(readings(['leaky', 'dry'], 'leaky')));
  const event = { start: iso(LEAK.from), end: iso(LEAK.to), hours: LEAK.to - LEAK.from };
  writeFileSync(
    join(directory, 'labels.json'),
    JSON.stringify({
      meters: { leaky: { role: 'event', continuous_flow_events: [event] }, dry: { role: 'clean', continuous_flow_events: [] } },
    }),
  );
}

function writeInjected(directory: string): void {
  mkdirSync(directory);
  writeFileSync(join(directory, 'water.csv.gz'), gzipSync(readings(['home'], 'home')));
  const fault = (id: string, type: string, hours: number, snr: number | null) => ({
    id,
    type,
    meter: 'home',
    start: iso(LEAK.from),
    end: iso(LEAK.from + hours),
    params: { lpm: 0.25 },
    snr,
  });
  const labels = {
    kind: 'register',
    tz: 'UTC',
    litres_per_pulse: null,
    faults: [fault('f1', 'toilet_flapper', LEAK.to - LEAK.from, null), fault('f2', 'toilet_flapper', 5, 2.5)],
    meters: { home: { unit: 'L', interval_s: 3600, untouched: false } },
  };
  writeFileSync(join(directory, 'water.labels.json'), JSON.stringify(labels));
}

describe('real series', () => {
  it('are the parts whose files are there', () => {
    expect(partsIn(data)).toEqual(['injected-water', 'water-registers']);
  });

  it('find the continuous flow of a home, and say nothing of a clean one', async () => {
    const { truths, said, meterNights } = await runRealPart('water-registers', data);
    expect(truths).toMatchObject([{ cause: 'continuous_flow', sizeClass: '48 h or longer', isFindable: true }]);
    expect(Object.keys(truths[0]!.foundAt)).toContain('continuous_flow');
    const hours = (truths[0]!.foundAt.continuous_flow! - truths[0]!.startAt) / HOUR_MS;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThanOrEqual(36);
    expect(said.filter(({ meter }) => meter === 'dry')).toEqual([]);
    // Only on the clean home a false finding would be known as one.
    expect(meterNights.continuous_flow).toBe(DAYS - 1);
    // A single home has no night use for statistics.
    expect([meterNights.night_flow_step, meterNights.slow_leak]).toEqual([0, 0]);
  });

  it('sort injected faults by what they are against: length and background', async () => {
    const { truths } = await runRealPart('injected-water', data);
    expect(truths.map(({ id, cause, sizeClass, isFindable }) => [id, cause, sizeClass, isFindable])).toEqual([
      ['f1', 'running_toilet', '24 h or longer, flat background', true],
      ['f2', 'running_toilet', 'shorter than 24 h, snr below 3', false],
    ]);
    expect(Object.keys(truths[0]!.foundAt)).toContain('continuous_flow');
  });

  it('name the file that is not there', async () => {
    await expect(runRealPart('campus-electricity', data)).rejects.toThrow(/campus-electricity: there is no such folder/);
  });
});
