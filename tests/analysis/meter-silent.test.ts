import { describe, expect, it } from 'vitest';
import { createMeterSilentDetector, meterSilentOptions } from '../../analysis/meter-silent.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, shanghai, waterMain } from './series-of.ts';

const detector = createMeterSilentDetector();
const NOW = at('2026-06-20', '14:00');
const LONG_AGO = at('2026-06-01', '00:00');
const battery = { ...waterMain, battery: true };

function judge(
  lastAt: number | undefined,
  more: { meter?: Meter; receivedAt?: number; listeningSince?: number | null; now?: number } = {},
) {
  const { meter = breaker, receivedAt = lastAt ?? 0, listeningSince = LONG_AGO, now = NOW } = more;
  const latest = new Map(lastAt === undefined ? [] : [[meter.id, { at: lastAt, receivedAt }]]);
  return detector.judge({ meters: [meter], latest, listeningSince, local: shanghai, now });
}

describe('meter_silent', () => {
  it('has the defaults of the domain note', () => {
    expect(meterSilentOptions.parse({})).toEqual({ mainsHours: 2, batteryHours: 26 });
  });

  it('calls a mains meter silent after 2 hours, a battery meter after 26', () => {
    expect(judge(at('2026-06-20', '12:00')).findings).toEqual([]);
    expect(judge(at('2026-06-20', '11:59')).findings).toMatchObject([
      { meter: 'ac-301', night: '2026-06-20', startAt: at('2026-06-20', '11:59'), rate: null, wasted: null },
    ]);
    expect(judge(at('2026-06-19', '12:00'), { meter: battery }).findings).toEqual([]);
    expect(judge(at('2026-06-19', '11:59'), { meter: battery }).findings).toHaveLength(1);
  });

  it('keeps one key however long it lasts', () => {
    const nights = ['2026-06-20', '2026-06-21', '2026-06-30'].map(
      (day) => judge(at('2026-06-20', '11:00'), { now: at(day, '20:00') }).findings[0]!.night,
    );
    expect(nights).toEqual(['2026-06-20', '2026-06-20', '2026-06-20']);
  });

  it('does not blame meters for a time in which nobody listened', () => {
    const restarted = judge(at('2026-06-20', '02:00'), { listeningSince: at('2026-06-20', '13:00') });
    expect(restarted).toMatchObject({ findings: [], blind: [] });
    expect(restarted.judged.size).toBe(0);
    expect(judge(at('2026-06-20', '02:00'), { listeningSince: null }).judged.size).toBe(0);
    expect(judge(at('2026-06-20', '02:00'), { listeningSince: at('2026-06-20', '11:59') }).findings).toHaveLength(1);
  });

  it('does not call a meter silent that sends old readings', () => {
    expect(judge(at('2026-03-01', '00:00'), { receivedAt: NOW - 60_000 }).findings).toEqual([]);
  });

  it('is blind, not alarmed, about a meter that never reported', () => {
    expect(judge(undefined)).toMatchObject({ findings: [], blind: [{ rule: 'meter_silent', meter: 'ac-301', why: 'not_enough_history' }] });
  });
});
