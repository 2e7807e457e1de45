import { describe, expect, it } from 'vitest';
import { holidaysOf } from '../../domain/holidays.ts';
import { createLocalTime, daysBetween } from '../../domain/local-time.ts';
import type { PricePeriod, TimeOfUse, TouCalendar } from '../../domain/tariff.ts';
import { NO_WEATHER, weatherOf } from '../../domain/weather.ts';
import { createPriceClock } from '../../tariffs/price-clock.ts';
import { SHANGHAI } from './questions.ts';

const holidays = holidaysOf({ holidays: 'china' });
const tou = (...calendars: TouCalendar[]): TimeOfUse => ({ ratios: { peak: '1.7', valley: '0.4' }, calendars, defaultPeriod: 'flat' });
const all = (period: PricePeriod): TouCalendar['periods'] => [{ from: '00:00', to: '24:00', period }];
const clockOf = (of: TimeOfUse, more: Partial<Parameters<typeof createPriceClock>[1]> = {}) =>
  createPriceClock(of, { local: SHANGHAI, holidays, weather: NO_WEATHER, ...more });
/** Days of the span whose noon has the period. */
const daysWith = (of: TimeOfUse, period: PricePeriod, from: string, to: string, clock = clockOf(of)) =>
  daysBetween(from, to).filter((day) => clock.periodsOf(day)[48] === period);
/** `HH:mm` from which a period holds, in order. */
const changes = (periods: readonly PricePeriod[]) =>
  periods.flatMap((period, index) =>
    period === periods[index - 1]
      ? []
      : [`${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')} ${period}`],
  );

describe('price clock', () => {
  it('takes half hours, the end of the day, and a period over midnight as early and late hours of the same day', () => {
    const clock = clockOf(
      tou({
        periods: [
          { from: '23:30', to: '05:30', period: 'valley' },
          { from: '09:00', to: '11:30', period: 'peak' },
        ],
      }),
    );
    expect(changes(clock.periodsOf('2026-03-03'))).toEqual(['00:00 valley', '05:30 flat', '09:00 peak', '11:30 flat', '23:30 valley']);
    expect(changes(clockOf(tou({ periods: [{ from: '22:00', to: '24:00', period: 'deep' }] })).periodsOf('2026-03-03'))).toEqual([
      '00:00 flat',
      '22:00 deep',
    ]);
  });

  it('lets the first calendar that fits win, and the default hold where none does', () => {
    const of = tou({ weekdays: [3], periods: all('valley') }, { months: [3], periods: all('peak') });
    expect(['2026-03-03', '2026-03-04', '2026-04-02'].map((day) => clockOf(of).periodsOf(day)[48])).toEqual(['peak', 'valley', 'flat']);
  });

  it('knows ranges of dates, also over the new year, both ends included', () => {
    expect(daysWith(tou({ dateRanges: ['07-15/08-31'], periods: all('peak') }), 'peak', '2026-07-13', '2026-07-17')).toEqual([
      '2026-07-15',
      '2026-07-16',
    ]);
    const winter = tou({ dateRanges: ['12-30/01-02'], periods: all('peak') });
    expect(daysWith(winter, 'peak', '2025-12-28', '2026-01-05')).toEqual(['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02']);
  });

  it('takes make-up workdays for workdays and holidays for rest', () => {
    const rest = tou({ days: 'rest', periods: all('valley') });
    // 2026-01-01 to 03 are off, Sunday the 4th is worked.
    expect(daysWith(rest, 'valley', '2025-12-31', '2026-01-12')).toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-03',
      '2026-01-10',
      '2026-01-11',
    ]);
    const work = tou({ days: 'workday', periods: all('peak') });
    expect(daysWith(work, 'peak', '2026-01-01', '2026-01-06')).toEqual(['2026-01-04', '2026-01-05']);
  });

  it('tells holidays of three days from shorter ones', () => {
    // In 2025 the new year is one day off, 清明 three.
    const statutory = tou({ days: 'statutory', periods: all('deep') });
    const long = tou({ days: 'statutory_ge3days', periods: all('deep') });
    expect(daysWith(statutory, 'deep', '2024-12-31', '2025-01-03')).toEqual(['2025-01-01']);
    expect(daysWith(long, 'deep', '2024-12-31', '2025-01-03')).toEqual([]);
    expect(daysWith(long, 'deep', '2025-04-03', '2025-04-08')).toEqual(['2025-04-04', '2025-04-05', '2025-04-06']);
  });

  const hours = (day: string, highest: number) =>
    Array.from({ length: 24 }, (_, hour) => ({
      at: SHANGHAI.startOfDay(day) + hour * 3_600_000,
      temperatureC: hour === 14 ? highest : 25,
    }));

  it('prices a day as hot from 35 °C on, and says which days those were', () => {
    const of = tou({ weather: { highestGe: 35 }, periods: all('sharp') });
    const weather = weatherOf([...hours('2026-07-01', 34.9), ...hours('2026-07-02', 35), ...hours('2026-07-03', 36)], []);
    const clock = clockOf(of, { weather });
    expect(daysWith(of, 'sharp', '2026-07-01', '2026-07-04', clock)).toEqual(['2026-07-02', '2026-07-03']);
    expect(clock.restedOn()).toMatchObject({ hot: ['2026-07-02', '2026-07-03'], weatherUnknown: [] });
  });

  it('waits for three hot days in a row, up to and with the day', () => {
    const of = tou({ weather: { highestGe: 35, daysInARow: 3 }, periods: all('sharp') });
    const weather = weatherOf(
      ['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04'].flatMap((day) => hours(day, 36)),
      [],
    );
    expect(daysWith(of, 'sharp', '2026-07-01', '2026-07-05', clockOf(of, { weather }))).toEqual(['2026-07-03', '2026-07-04']);
  });

  it('does not guess a temperature: the day is not hot and is named; one cool day of the three is enough to know', () => {
    const of = tou({ weather: { highestGe: 35, daysInARow: 2 }, periods: all('sharp') });
    const clock = clockOf(of, { weather: weatherOf([...hours('2026-07-01', 36), ...hours('2026-07-03', 30)], []) });
    expect(daysWith(of, 'sharp', '2026-07-02', '2026-07-05', clock)).toEqual([]);
    // The 2nd is unknown; the 3rd was cool; of the 4th nothing is known, but the day before was cool.
    expect(clock.restedOn().weatherUnknown).toEqual(['2026-07-02']);
  });

  it('names days whose holiday notice is not out, where holidays decide', () => {
    const clock = clockOf(tou({ days: 'statutory', periods: all('deep') }));
    clock.periodsOf('2026-05-01');
    clock.periodsOf('2027-05-01');
    expect(clock.restedOn().holidaysUnknown).toEqual(['2027-05-01']);
    const other = clockOf(tou({ months: [5], periods: all('deep') }));
    other.periodsOf('2027-05-01');
    expect(other.restedOn().holidaysUnknown).toEqual([]);
  });

  it('reads the clock on days of 23 and 25 hours', () => {
    const local = createLocalTime('Europe/London');
    const clock = clockOf(
      tou({
        periods: [
          { from: '01:00', to: '02:00', period: 'valley' },
          { from: '22:00', to: '24:00', period: 'peak' },
        ],
      }),
      { local },
    );
    const count = (day: string, period: PricePeriod) => clock.periodsOf(day).filter((one) => one === period).length;
    expect(
      ['2026-03-28', '2026-03-29', '2026-10-25'].map((day) => [clock.periodsOf(day).length, count(day, 'valley'), count(day, 'peak')]),
    ).toEqual([
      [96, 4, 8],
      [92, 0, 8],
      [100, 8, 8],
    ]);
  });
});
