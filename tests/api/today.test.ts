import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quantile } from '../../consumption/quantile.ts';
import type { TodayAnswer } from '../../api/schemas/consumption.ts';
import { addDays, daysBetween, weekdayOf } from '../../domain/local-time.ts';
import { LONDON, openSchool, type School } from './school.ts';

/** A Wednesday. */
const DAY = '2026-05-20';
const weekdaysBefore = (day: string, count: number) =>
  daysBetween(addDays(day, -60), day)
    .filter((candidate) => ![0, 6].includes(weekdayOf(candidate)))
    .slice(-count);

let school: School;
beforeEach(async () => {
  school = await openSchool(LONDON.at(DAY, '09:10'));
});
afterEach(() => school.close());

const ask = () => school.get<TodayAnswer>('/today?medium=electricity');
/** Known until 09:00: 36 intervals. */
const untilNine = (amount: number) => Array.from({ length: 96 }, (_, index) => (index < 36 ? amount : null));

describe('today', () => {
  it('compares 9 kWh until 09:00 with 7.2 kWh, the middle of five weekdays until 09:00', async () => {
    const days = weekdaysBefore(DAY, 5);
    for (const [index, day] of days.entries()) await school.seedDay('a-main', day, [0.1, 0.15, 0.2, 0.25, 0.3][index]!);
    await school.seedDay('a-main', '2026-05-17', 9); // a Sunday: not of this kind
    await school.seedDay('a-main', DAY, untilNine(0.25));
    const answer = await ask();
    expect(answer).toMatchObject({ unit: 'kWh', day: DAY, dayType: 'teaching', soFar: 9, coverage: 1, usualSoFar: 7.2, comparedDays: 5 });
    expect(answer.hours).toHaveLength(24);
    // Hours of 0.4, 0.6, 0.8, 1.0 and 1.2 kWh: quartiles at the second and fourth.
    expect(answer.hours[8]).toEqual({
      at: LONDON.at(DAY, '08:00'),
      value: 1,
      coverage: 1,
      usualLow: 0.6,
      usualMiddle: 0.8,
      usualHigh: 1,
    });
    expect(answer.hours[10]).toMatchObject({ value: null, coverage: 0, usualMiddle: 0.8 });
  });

  it('says nothing of the usual with four days', async () => {
    for (const day of weekdaysBefore(DAY, 4)) await school.seedDay('a-main', day, 0.1);
    await school.seedDay('a-main', DAY, untilNine(0.25));
    const answer = await ask();
    expect(answer).toMatchObject({ soFar: 9, usualSoFar: null, comparedDays: 4 });
    expect(answer.hours.every(({ usualMiddle }) => usualMiddle === null)).toBe(true);
  });

  it('looks at the 20 newest of 30 days, and passes over days that are known by half', async () => {
    const days = weekdaysBefore(DAY, 30);
    for (const day of days.slice(0, 10)) await school.seedDay('a-main', day, 5);
    for (const day of days.slice(10)) await school.seedDay('a-main', day, 0.1);
    for (const day of days.slice(-2))
      await school.seedDay(
        'a-main',
        day,
        Array.from({ length: 48 }, () => 7),
      );
    await school.seedDay('a-main', DAY, untilNine(0.1));
    expect(await ask()).toMatchObject({ soFar: 3.6, usualSoFar: 3.6, comparedDays: 18 });
  });

  it('keeps its hours apart on the day the clock goes back: 25 of them', async () => {
    school.setNow(LONDON.at('2026-10-25', '20:00'));
    await school.seedDay('a-main', '2026-10-25', 0.25);
    const { hours } = await ask();
    expect(hours).toHaveLength(25);
    expect(hours.map(({ value }) => value)).toEqual(Array.from({ length: 25 }, () => 1));
  });

  it('has null for a day without readings', async () => {
    expect(await ask()).toMatchObject({ soFar: null, coverage: 0, usualSoFar: null, comparedDays: 0 });
  });
});

describe('quantile', () => {
  it('agrees with R: quantile(c(15, 20, 35, 40, 50), c(.25, .4)) is 20 and 29', () => {
    const samples = [50, 15, 40, 20, 35];
    expect([quantile(samples, 0.25), quantile(samples, 0.4)]).toEqual([20, 29]);
    expect(quantile([], 0.5)).toBeNull();
  });
});
