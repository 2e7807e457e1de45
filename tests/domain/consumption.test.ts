import { describe, expect, it } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import { sumAmounts } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter, MeterHistory } from '../../domain/site.ts';
import { meterOf } from '../jobs/campus.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const { dayOf } = createLocalTime('Etc/UTC');
const kwh = (hour: number, value: number): StoredReading => ({ at: hour * HOUR, fields: { energy_kwh: value }, clock: 'device' });
const meter = (facts: Partial<Meter>) => meterOf({ id: 'm', ratingPerHour: undefined, ...facts });
const ct = (ratio: number) => ({ ratios: [{ fromAt: 0, ratio }] });
const said = (facts: Partial<MeterHistory>): { history: MeterHistory } => ({
  history: { decisions: [], exchanges: [], ratioRegisters: [], places: [], parents: [], outages: [], spreads: [], ...facts },
});
/** Laid into the days, and held out of them. */
const total = (facts: Partial<Meter>, readings: StoredReading[]) => {
  const { segments, steps } = interpret(meter(facts), readings, dayOf);
  const held = steps.filter(({ booking }) => booking === 'held').map(({ consumption }) => consumption);
  return sumAmounts([...segments.map(({ amount }) => amount), ...held]);
};

describe('consumption, worked examples', () => {
  it('T02: 1,234.56 → 1,456.78 behind CT 200/5 is 8,888.80 kWh', () => {
    expect(total(ct(40), [kwh(0, 1234.56), kwh(24, 1456.78)])).toBe(8888.8);
  });

  it('T03: 999,987.65 → 000,123.45 behind CT 80 is 10,864.00 kWh', () => {
    expect(total(ct(80), [kwh(0, 999_987.65), kwh(24, 123.45)])).toBe(10_864);
  });

  it('T15: an exchange 5,000.00 → 5,120.40, then 0.00 → 88.15 is 208.55 kWh', () => {
    const exchanges = [{ at: 10 * HOUR, closing: 5120.4, opening: 0 }];
    expect(total(said({ exchanges }), [kwh(0, 5000), kwh(24, 88.15)])).toBe(208.55);
  });

  const ratios = [
    { fromAt: 0, ratio: 40 },
    { fromAt: 24 * HOUR, ratio: 60 },
  ];
  it('T16: 10.00 at ratio 40 and 8.00 at ratio 60 is 880 kWh', () => {
    expect(total({ ratios }, [kwh(0, 100), kwh(24, 110), kwh(48, 118)])).toBe(880);
  });

  it('T16 without a reading at the change: exact with the register that was written down, shared by time without', () => {
    const readings = [kwh(12, 100), kwh(36, 118)];
    expect(total({ ratios, ...said({ ratioRegisters: [{ at: 24 * HOUR, register: 110 }] }) }, readings)).toBe(880);
    expect(total({ ratios }, readings)).toBe(9 * 40 + 9 * 60);
    // A register that cannot have been shown then is no evidence.
    expect(total({ ratios, ...said({ ratioRegisters: [{ at: 24 * HOUR, register: 11 }] }) }, readings)).toBe(900);
  });
});

describe('consumption', () => {
  const spans = (readings: StoredReading[], facts: Partial<Meter> = {}) =>
    interpret(meter(facts), readings, dayOf).segments.map(({ fromAt, toAt, amount, quality }) => [
      fromAt / MINUTE,
      toAt / MINUTE,
      amount,
      quality,
    ]);
  const booked = (readings: StoredReading[], facts: Partial<Meter> = {}) =>
    interpret(meter(facts), readings, dayOf).steps.map(({ kind, consumption, booking, size }) => [kind, consumption, booking, size]);

  it('is measured at the meter’s rhythm, interpolated over two hours, estimated over more', () => {
    expect(spans([kwh(0, 1), kwh(0.25, 2), kwh(2.25, 3), kwh(4.5, 4)])).toEqual([
      [0, 15, 1, 'measured'],
      [15, 135, 1, 'interpolated'],
      [135, 270, 1, 'estimated'],
    ]);
    expect(spans([kwh(0, 1), kwh(24, 2)], { readingIntervalS: 86_400 })).toEqual([[0, 1440, 1, 'measured']]);
  });

  it('keeps the total of a long gap over midnight out of its days, unless it is asked to spread it', () => {
    const readings = [kwh(20, 1), kwh(30, 4)];
    expect(spans(readings, ct(40))).toEqual([]);
    expect(booked(readings, ct(40))).toEqual([['gap', 120, 'held', 120]]);
    const spread = [[1200, 1800, 3, 'estimated']];
    expect(spans(readings, { spreadGaps: true })).toEqual(spread);
    expect(spans(readings, said({ spreads: [30 * HOUR] }))).toEqual(spread);
    expect(spans(readings, said({ spreads: [31 * HOUR] }))).toEqual([]);
    // Up to midnight is inside one day.
    expect(spans([kwh(20, 1), kwh(24, 4)])).toEqual([[1200, 1440, 3, 'estimated']]);
  });

  it('is manual where a person took the reading at one of its ends', () => {
    const readings = [kwh(0, 1), kwh(0.25, 2), kwh(0.5, 3), kwh(0.75, 4)];
    expect(spans(readings, { manualAt: [0.25 * HOUR] }).map(([, , , quality]) => quality)).toEqual(['manual', 'manual', 'measured']);
  });

  it('is laid on both sides of an exchange with the ratio of each, and never told when the registers are not known', () => {
    const history = said({ exchanges: [{ at: 0.5 * HOUR, closing: 110, opening: 2 }] });
    const ratios = [
      { fromAt: 0, ratio: 40 },
      { fromAt: 0.5 * HOUR, ratio: 1 },
    ];
    const readings = [kwh(0, 100), kwh(1, 5)];
    expect(spans(readings, { ...history, ratios })).toEqual([
      [0, 30, 400, 'interpolated'],
      [30, 60, 3, 'interpolated'],
    ]);
    expect(booked(readings, { ...history, ratios })).toEqual([['exchange', 403, 'laid', 3800]]);
    const serials = [
      { serial: 'a', firstAt: 0, lastAt: 0 },
      { serial: 'b', firstAt: HOUR, lastAt: HOUR },
    ];
    expect(booked(readings, { serials })).toEqual([['exchange', null, 'none', 95]]);
  });

  it('has the digits of the new meter from an exchange on', () => {
    const history = said({ exchanges: [{ at: 0.5 * HOUR, closing: 100, opening: 9990, digits: 4 }] });
    expect(total(history, [kwh(0, 100), kwh(1, 9998), kwh(2, 3)])).toBe(13);
  });

  it('takes no time over an exchange at the very instant of a reading, and loses nothing', () => {
    const history = said({ exchanges: [{ at: HOUR, closing: 110, opening: 0 }] });
    expect(spans([kwh(0, 100), kwh(1, 0), kwh(2, 1)], history)).toEqual([
      [0, 60, 10, 'interpolated'],
      [60, 120, 1, 'interpolated'],
    ]);
  });

  it('sums to the difference of the registers behind a ratio that no grain divides: 3,200 pulses a kWh', () => {
    const readings = Array.from({ length: 96 }, (_, index) => kwh(index / 4, 8 + 3 * index));
    const { segments } = interpret(meter({ resolution: 1, ...ct(1 / 3200) }), readings, dayOf);
    expect(sumAmounts(segments.map(({ amount }) => amount))).toBe(Math.round((285 / 3200) * 1e6) / 1e6);
  });

  it('is negative only where the register is declared to run backwards', () => {
    const readings = [kwh(0, 10), kwh(0.25, 7)];
    expect(spans(readings, { falls: 'net' })).toEqual([[0, 15, -3, 'measured']]);
    expect(spans(readings)).toEqual([]);
  });

  it('is not known while the meter is bypassed, of a feed of amounts neither', () => {
    const history = said({ outages: [{ fromAt: 0.25 * HOUR, toAt: 0.5 * HOUR, why: 'bypassed' }] });
    expect(spans([kwh(0, 1), kwh(0.25, 2), kwh(0.5, 3), kwh(0.75, 4)], history).map(([from]) => from)).toEqual([0, 30]);
    const amounts = [0.25, 0.5, 0.75].map((hour): StoredReading => ({ at: hour * HOUR, fields: { interval_kwh: 1 }, clock: 'device' }));
    expect(spans(amounts, { kind: 'interval', ...history }).map(([from]) => from)).toEqual([0, 30]);
  });

  it('passes over readings that carry no register', () => {
    const power: StoredReading = { at: 0.1 * HOUR, fields: { power_kw: 4 }, clock: 'device' };
    expect(spans([kwh(0, 1), power, kwh(0.25, 2)])).toEqual([[0, 15, 1, 'measured']]);
  });

  it('does not count what an unexplained step claims, and judges the rating behind the ratio', () => {
    const readings = [kwh(0, 100), kwh(0.25, 160), kwh(0.5, 160.1)];
    expect(total({ ratingPerHour: 400, ...ct(40) }, readings)).toBe(4);
    expect(total({ ratingPerHour: 12_000, ...ct(40) }, readings)).toBe(2404);
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
    expect(interpret(meter({ medium: 'weather' }), [{ at: 0, fields: { temperature_c: 20 }, clock: 'device' }], dayOf)).toEqual({
      segments: [],
      steps: [],
    });
  });
});
