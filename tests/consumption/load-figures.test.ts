import { describe, expect, it } from 'vitest';
import type { LoadDay } from '../../consumption/load-days.ts';
import { amountOf, baseOf, hourRates, nightUse, peakOf, profileOf, quartersOf } from '../../consumption/load-figures.ts';
import { createLocalTime } from '../../domain/local-time.ts';

const shanghai = createLocalTime('Asia/Shanghai');
const london = createLocalTime('Europe/London');

/** A day of Shanghai; NaN is a gap. */
function dayOf(amounts: readonly number[], estimated: readonly number[] = []): LoadDay {
  const known = amounts.filter((amount, index) => !Number.isNaN(amount) && !estimated.includes(index)).length;
  return {
    day: '2026-11-20',
    startAt: shanghai.startOfDay('2026-11-20'),
    amounts: Float64Array.from(amounts),
    estimated: Uint8Array.from(amounts, (_, index) => (estimated.includes(index) ? 1 : 0)),
    known,
    expected: amounts.length,
  };
}
const flat = (amount: number, changes: Record<number, number> = {}) => Array.from({ length: 96 }, (_, index) => changes[index] ?? amount);

describe('peak', () => {
  it('is 20 kW at 10:15 for 5 kWh in one quarter hour, and passes over an estimate of 9 kWh', () => {
    const day = dayOf(flat(1, { 41: 5, 60: 9 }), [60]);
    expect(peakOf(day)).toEqual({ rate: 20, at: shanghai.at('2026-11-20', '10:15') });
  });

  it('is null where nothing is known', () => {
    expect(peakOf(dayOf(flat(Number.NaN)))).toBeNull();
  });
});

describe('base load', () => {
  it('is 2.5 kW: four half hours at 2 kW and the four next lowest at 3 kW', () => {
    // A quarter of 0.5 kWh is 2 kW, one of 0.75 kWh is 3 kW.
    const night: Record<number, number> = {};
    for (let index = 0; index < 8; index++) night[index] = 0.5;
    for (let index = 8; index < 16; index++) night[index] = 0.75;
    expect(baseOf(dayOf(flat(4, night)))).toBe(2.5);
  });

  it('is not said of a day with a gap of three hours: 42 of 48 half hours are under nine tenths', () => {
    const gap = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 30, Number.NaN]));
    expect(baseOf(dayOf(flat(1, gap)))).toBeNull();
  });
});

describe('night use', () => {
  it('is a third of a flat day: 8 of 24 hours', () => {
    expect(nightUse([dayOf(flat(1))], shanghai)).toEqual({ night: 32, all: 96, share: 0.333333, coverage: 1 });
  });

  it('counts 22:00 to 24:00 and 00:00 to 06:00 only: 1 of 3 kWh', () => {
    const day = dayOf(flat(0, { 23: 0.5, 24: 1, 87: 1, 88: 0.5 }));
    expect(nightUse([day], shanghai)).toMatchObject({ night: 1, all: 3 });
  });

  it('has no share where nothing was used', () => {
    expect(nightUse([dayOf(flat(0))], shanghai).share).toBeNull();
  });
});

describe('hours', () => {
  it('are means of what is known: 8 kW where one quarter is a gap, none where three are', () => {
    const hours = hourRates(dayOf(flat(2, { 4: Number.NaN, 8: Number.NaN, 9: Number.NaN, 10: Number.NaN })), shanghai);
    expect(hours[1]).toBe(8);
    expect(hours[2]).toBeNull();
    expect(hours).toHaveLength(24);
  });

  it('lack 01:00 on the day on which London skips it', () => {
    const day: LoadDay = { ...dayOf(flat(1).slice(0, 92)), day: '2026-03-29', startAt: london.startOfDay('2026-03-29') };
    expect(hourRates(day, london)[1]).toBeNull();
    expect(hourRates(day, london)[23]).toBe(4);
    expect(quartersOf(day, london).slice(3, 5)).toEqual([3, 8]);
  });
});

describe('profile', () => {
  it('is 12 kW in the mean with its middle half from 8 to 16, of days of 4, 8, 12, 16 and 20 kW', () => {
    const { days, mean, low, high } = profileOf(
      [1, 2, 3, 4, 5].map((amount) => dayOf(flat(amount))),
      shanghai,
    );
    expect({ days, mean: mean[40], low: low[40], high: high[40] }).toEqual({ days: 5, mean: 12, low: 8, high: 16 });
  });

  it('leaves a gap out of its quarter hour', () => {
    const { mean } = profileOf([dayOf(flat(1)), dayOf(flat(3, { 40: Number.NaN }))], shanghai);
    expect([mean[39], mean[40]]).toEqual([8, 4]);
  });
});

describe('amount of a day', () => {
  it('is what is known of it, and null without anything', () => {
    expect(amountOf(dayOf(flat(1, { 0: Number.NaN })))).toBe(95);
    expect(amountOf(dayOf(flat(Number.NaN)))).toBeNull();
  });
});
