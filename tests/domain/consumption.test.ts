import { describe, expect, it } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { meterOf } from '../jobs/campus.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const kwh = (hour: number, value: number): StoredReading => ({ at: hour * HOUR, fields: { energy_kwh: value }, clock: 'device' });
const meter = (facts: Partial<Meter>) => meterOf({ id: 'm', ratingPerHour: undefined, ...facts });
const ct = (ratio: number) => ({ ratios: [{ fromAt: 0, ratio }] });
const total = (facts: Partial<Meter>, readings: StoredReading[], ...more: Parameters<typeof interpret>[2][]) =>
  interpret(meter(facts), readings, ...more).segments.reduce((sum, { amount }) => sum + amount, 0);

describe('consumption, worked examples', () => {
  it('T02: 1,234.56 → 1,456.78 behind CT 200/5 is 8,888.80 kWh', () => {
    expect(total(ct(40), [kwh(0, 1234.56), kwh(24, 1456.78)])).toBeCloseTo(8888.8, 9);
  });

  it('T03: 999,987.65 → 000,123.45 behind CT 80 is 10,864.00 kWh', () => {
    expect(total(ct(80), [kwh(0, 999_987.65), kwh(24, 123.45)])).toBeCloseTo(10_864, 9);
  });

  it('T15: an exchange 5,000.00 → 5,120.40, then 0.00 → 88.15 is 208.55 kWh', () => {
    const readings = [kwh(0, 5000), kwh(24, 88.15)];
    expect(total({}, readings, [{ toAt: 24 * HOUR, kind: 'exchange', closing: 5120.4, opening: 0 }])).toBeCloseTo(208.55, 9);
  });

  it('T16: 10.00 at ratio 40 and 8.00 at ratio 60 is 880 kWh', () => {
    const ratios = [
      { fromAt: 0, ratio: 40 },
      { fromAt: 24 * HOUR, ratio: 60 },
    ];
    expect(total({ ratios }, [kwh(0, 100), kwh(24, 110), kwh(48, 118)])).toBeCloseTo(880, 9);
  });
});

describe('consumption', () => {
  const spans = (readings: StoredReading[], facts: Partial<Meter> = {}) =>
    interpret(meter(facts), readings).segments.map(({ fromAt, toAt, amount, quality }) => [
      fromAt / MINUTE,
      toAt / MINUTE,
      amount,
      quality,
    ]);

  it('is measured at the meter’s rhythm, interpolated over two hours, estimated over more', () => {
    expect(spans([kwh(0, 1), kwh(0.25, 2), kwh(2.25, 3), kwh(4.5, 4)])).toEqual([
      [0, 15, 1, 'measured'],
      [15, 135, 1, 'interpolated'],
      [135, 270, 1, 'estimated'],
    ]);
    expect(spans([kwh(0, 1), kwh(24, 2)], { readingIntervalS: 86_400 })).toEqual([[0, 1440, 1, 'measured']]);
  });

  it('passes over readings that carry no register', () => {
    const power: StoredReading = { at: 0.1 * HOUR, fields: { power_kw: 4 }, clock: 'device' };
    expect(spans([kwh(0, 1), power, kwh(0.25, 2)])).toEqual([[0, 15, 1, 'measured']]);
  });

  it('does not count what an unexplained step claims, and judges the rating behind the ratio', () => {
    const readings = [kwh(0, 100), kwh(0.25, 160), kwh(0.5, 160.1)];
    expect(total({ ratingPerHour: 400, ...ct(40) }, readings)).toBeCloseTo(4, 9);
    expect(total({ ratingPerHour: 12_000, ...ct(40) }, readings)).toBeCloseTo(2404, 9);
  });

  it('lays amounts of a feed into the interval that ends at the reading, never over the one before', () => {
    const amount = (minute: number, value: number): StoredReading => ({
      at: minute * MINUTE,
      fields: { interval_kwh: value },
      clock: 'device',
    });
    expect(spans([amount(30, 2), amount(40, 1), amount(90, 3), amount(95, -1)], { kind: 'interval', readingIntervalS: 1800 })).toEqual([
      [0, 30, 2, 'measured'],
      [30, 40, 1, 'measured'],
      [60, 90, 3, 'measured'],
    ]);
  });

  it('is nothing for an instrument without a register', () => {
    expect(interpret(meter({ medium: 'weather' }), [{ at: 0, fields: { temperature_c: 20 }, clock: 'device' }])).toEqual({
      segments: [],
      steps: [],
    });
  });
});
