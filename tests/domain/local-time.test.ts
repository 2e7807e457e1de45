import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays, createLocalTime, daysBetween, weekdayOf, windowOn } from '../../domain/local-time.ts';

const HOUR = 3_600_000;
const ZONES = ['Asia/Shanghai', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'];
const hoursOf = (zone: string, day: string) => {
  const local = createLocalTime(zone);
  return (local.startOfDay(addDays(day, 1)) - local.startOfDay(day)) / HOUR;
};

describe('local time', () => {
  it('knows days of 23, 23.5, 24, 24.5 and 25 hours', () => {
    expect(hoursOf('Asia/Shanghai', '2026-03-29')).toBe(24);
    expect(hoursOf('Europe/London', '2026-03-29')).toBe(23);
    expect(hoursOf('Europe/London', '2026-10-25')).toBe(25);
    expect(hoursOf('America/New_York', '2026-03-08')).toBe(23);
    expect(hoursOf('America/New_York', '2026-11-01')).toBe(25);
    expect(hoursOf('Australia/Lord_Howe', '2026-10-04')).toBe(23.5);
    expect(hoursOf('Australia/Lord_Howe', '2026-04-05')).toBe(24.5);
  });

  it('takes a time that the clock skips for the first instant after the jump, and the first of two', () => {
    const london = createLocalTime('Europe/London');
    expect(london.at('2026-03-29', '01:30')).toBe(Date.parse('2026-03-29T01:00:00Z'));
    expect(london.at('2026-10-25', '01:30')).toBe(Date.parse('2026-10-25T00:30:00Z'));
  });

  it('agrees with luxon on the day, the clock and the start of the day of any instant', () => {
    const instant = fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        const local = createLocalTime(zone);
        const other = DateTime.fromMillis(at, { zone });
        expect(local.dayOf(at)).toBe(other.toISODate());
        expect(local.clockOf(at)).toBe(other.toFormat('HH:mm'));
        expect(local.offsetMs(at)).toBe(other.offset * 60_000);
        expect(local.startOfDay(local.dayOf(at))).toBe(other.startOf('day').toMillis());
      }),
      { numRuns: 500 },
    );
  });

  it('has every instant in the day that it names', () => {
    const instant = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        const local = createLocalTime(zone);
        const day = local.dayOf(at);
        expect(local.startOfDay(day)).toBeLessThanOrEqual(at);
        expect(local.startOfDay(addDays(day, 1))).toBeGreaterThan(at);
      }),
    );
  });

  it('counts days over months and leap years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysBetween('2026-03-02', '2026-03-02')).toEqual([]);
    expect(weekdayOf('2026-11-20')).toBe(5);
  });

  it('lets a window cross midnight; seven hours of a night are six or eight when the clock changes', () => {
    const night = { start: '23:30', end: '06:00' };
    const hours = (zone: string, day: string) => {
      const { fromAt, toAt } = windowOn(createLocalTime(zone), day, night);
      return (toAt - fromAt) / HOUR;
    };
    expect(hours('Asia/Shanghai', '2026-03-28')).toBe(6.5);
    expect(hours('Europe/London', '2026-03-28')).toBe(5.5);
    expect(hours('Europe/London', '2026-10-24')).toBe(7.5);
    const noon = windowOn(createLocalTime('Asia/Shanghai'), '2026-03-28', { start: '12:00', end: '13:00' });
    expect(noon).toEqual({ fromAt: Date.parse('2026-03-28T04:00:00Z'), toAt: Date.parse('2026-03-28T05:00:00Z') });
  });

  it('refuses a zone that does not exist', () => {
    expect(() => createLocalTime('Asia/Nowhere')).toThrow(RangeError);
  });
});
