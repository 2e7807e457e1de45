import { describe, expect, it } from 'vitest';
import type { DayBook } from '../../analysis/health-detector.ts';
import { createMeterStuckDetector, meterStuckOptions } from '../../analysis/meter-stuck.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { INTERVAL_MS, QUALITIES } from '../../domain/interval.ts';
import { weekdayOf } from '../../domain/local-time.ts';
import type { CalendarPlan, Meter } from '../../domain/site.ts';
import { at, breaker, knownAt, metered, shanghai, spoiled, waterMain } from './series-of.ts';

const FROM = '2026-06-01';
const TO = '2026-07-20';
const HOUR = 3_600_000;
const detector = createMeterStuckDetector();
const main: Meter = { ...breaker, id: 'e-b1', role: 'building_main', space: undefined };
const feed: Meter = { ...main, id: 'feed', kind: 'interval', resolution: 0.1, readingIntervalS: 3600 };
const noPlan: CalendarPlan = { terms: [], holidays: 'none', exceptions: [] };

/** Day totals of one meter from its series, beside what its parent counts without it. */
function bookOf(meter: Meter, { startAt, values }: IntervalSeries, remainder: (day: string) => number | undefined): DayBook {
  return {
    total: (id, day) => {
      const first = (shanghai.startOfDay(day) - startAt) / INTERVAL_MS;
      if (id !== meter.id || first < 0 || first + 96 > values.length) return undefined;
      return values.slice(first, first + 96).reduce((sum, value) => sum + value, 0);
    },
    remainder: (_parent, day) => remainder(day),
  };
}

function judge(
  meter: Meter,
  series: IntervalSeries,
  more: { now?: number; remainder?: (day: string) => number | undefined; plan?: CalendarPlan; fromDay?: string } = {},
) {
  const { now = shanghai.startOfDay(TO), remainder = () => undefined, plan = noPlan, fromDay = FROM } = more;
  const known = knownAt(series, now);
  const days = bookOf(meter, known, remainder);
  return detector.judge({
    meter,
    series: known,
    days,
    calendar: createCalendar(plan),
    local: shanghai,
    fromAt: shanghai.startOfDay(fromDay),
    now,
  });
}

const between = (instant: number, from: number, to: number) => from <= instant && instant < to;
/** A building with a base load of 3 kW that follows the day. */
const load = (instant: number) => 3 + 2 * Math.sin(instant / (4 * HOUR)) ** 2;
const stood = (from: number, to: number, rate: (instant: number) => number = load) =>
  metered(FROM, TO, (instant) => (between(instant, from, to) ? 0 : rate(instant)));

/** Hourly amounts in steps of 0.1 kWh, a quarter of each in every interval. */
function hourly(amount: (hourAt: number, index: number) => number): IntervalSeries {
  const startAt = shanghai.startOfDay(FROM);
  const count = (shanghai.startOfDay(TO) - startAt) / INTERVAL_MS;
  const values = Float64Array.from({ length: count }, (_, index) => {
    const hour = Math.floor(index / 4);
    return Math.round(amount(startAt + hour * HOUR, hour) * 10) / 40;
  });
  return { startAt, values, qualities: new Uint8Array(count).fill(QUALITIES.indexOf('measured')) };
}
const varied = (_at: number, index: number) => 8 + 3 * Math.sin(index / 3) + ((index * 7) % 11) / 10;

describe('meter_stuck', () => {
  it('has the defaults of the domain note', () => {
    expect(meterStuckOptions.parse({})).toEqual({ registerHours: 24, feedHours: 6, constantHours: 12, quietHours: 2 });
    expect(meterStuckOptions.safeParse({ hours: 24 }).success).toBe(false);
  });

  it('finds a register that stands still after 24 hours, and says since when', () => {
    const series = stood(at('2026-07-08', '10:00'), at('2026-07-12', '16:00'));
    expect(judge(main, series, { now: at('2026-07-09', '09:45') }).findings).toEqual([]);
    const [finding, ...others] = judge(main, series, { now: at('2026-07-09', '10:15') }).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'meter_stuck', meter: 'e-b1', night: '2026-07-08', startAt: at('2026-07-08', '10:00') });
    expect(finding).toMatchObject({ endAt: undefined, certainty: 'measured', rate: null, wasted: null });
    expect(finding!.evidence).toContainEqual({ name: 'unchanged_for', value: 24, unit: 'h' });
    expect(finding!.evidence).toContainEqual({ name: 'threshold', value: 24, unit: 'h' });
    // 3 kW and the mean of 2 sin²: 4 kW all day long.
    expect(finding!.evidence.find(({ name }) => name === 'usual_day')!.value).toBeCloseTo(96, -0.5);
    expect(judge(main, series).findings).toMatchObject([{ startAt: at('2026-07-08', '10:00'), endAt: at('2026-07-12', '16:00') }]);
  });

  it('keeps start and key however long it lasts, and asks for earlier days where it does not see the weeks before', () => {
    const series = stood(at('2026-06-20', '10:00'), at(TO, '00:00'));
    for (const now of ['2026-06-22', '2026-07-01', '2026-07-19']) {
      expect(judge(main, series, { now: at(now, '00:00') }).findings).toMatchObject([{ night: '2026-06-20' }]);
    }
    expect(judge(main, series).cutOff).toBe(true);
    expect(judge(main, metered(FROM, TO, load)).cutOff).toBe(false);
  });

  it('passes over what has ended before the days that are asked for', () => {
    const series = stood(at('2026-06-20', '10:00'), at('2026-06-23', '10:00'));
    expect(judge(main, series).findings).toHaveLength(1);
    expect(judge(main, series, { fromDay: '2026-06-25' }).findings).toEqual([]);
  });

  it('says nothing while the meter is new: less than a week is known', () => {
    expect(judge(main, stood(at('2026-06-07', '10:00'), at('2026-06-09', '10:00'))).findings).toEqual([]);
    expect(judge(main, stood(at('2026-06-08', '10:00'), at('2026-06-10', '10:00'))).findings).toHaveLength(1);
  });

  it('takes a gap for silence, not for standing still', () => {
    const series = spoiled(
      stood(at('2026-07-08', '10:00'), at('2026-07-09', '16:00')),
      at('2026-07-08', '12:00'),
      at('2026-07-09', '09:00'),
      'absent',
    );
    expect(judge(main, series).findings).toEqual([]);
  });

  it('does not wonder at a meter that is at zero every night, every weekend and for a holiday', () => {
    const office = (instant: number) => {
      const away = weekdayOf(shanghai.dayOf(instant)) % 6 === 0 || between(instant, at('2026-07-06', '00:00'), at('2026-07-16', '00:00'));
      const clock = shanghai.clockOf(instant);
      return !away && clock >= '08:00' && clock < '18:00' ? 0.4 : 0;
    };
    expect(judge(waterMain, metered(FROM, TO, office)).findings).toEqual([]);
  });

  it('does not wonder at a dormitory that is never quiet in term, when the vacation begins', () => {
    const plan: CalendarPlan = { ...noPlan, terms: [{ name: 'spring', firstDay: '2026-02-20', lastDay: '2026-07-08' }] };
    const dormitory = stood(at('2026-07-09', '00:00'), at(TO, '00:00'), () => 1.5);
    expect(judge(waterMain, dormitory, { plan }).findings).toEqual([]);
    expect(judge(waterMain, dormitory).findings).toHaveLength(1);
  });

  it('leaves circuits alone that somebody switches off for the season', () => {
    const off = stood(at('2026-07-02', '10:00'), at(TO, '00:00'), () => 0.1);
    expect(judge({ ...breaker, role: 'ac_circuit' }, off).findings).toEqual([]);
    expect(judge({ ...breaker, role: 'branch' }, off).findings).toHaveLength(1);
  });

  describe('with a parent', () => {
    // Used by day only, 12 m³ a day: its own history says nothing about a day without.
    const byDay = (instant: number) => (shanghai.clockOf(instant) >= '07:00' && shanghai.clockOf(instant) < '19:00' ? 1 : 0);
    const child: Meter = { ...waterMain, parent: 'w-campus' };
    const still = stood(at('2026-07-08', '12:00'), at('2026-07-11', '12:00'), byDay);
    const trembling = (day: string) => 2 + 0.3 * (Number(day.slice(8)) % 3);
    const isStill = (day: string) => day > '2026-07-08' && day < '2026-07-11';

    it('finds it when the parent goes on counting what it used to count, and calls that inferred', () => {
      const remainder = (day: string) => trembling(day) + (isStill(day) ? 12 : 0);
      const [finding] = judge(child, still, { remainder }).findings;
      expect(finding).toMatchObject({ night: '2026-07-08', startAt: at('2026-07-08', '12:00'), certainty: 'inferred' });
    });

    it('believes it when the parent counts less by as much, and when the parent says nothing', () => {
      expect(judge(child, still, { remainder: trembling }).findings).toEqual([]);
      expect(judge(child, still).findings).toEqual([]);
    });

    it('does not blame it for what another one missed already before', () => {
      const remainder = (day: string) => trembling(day) + (day > '2026-07-03' && day < '2026-07-11' ? 12 : 0);
      expect(judge(child, still, { remainder }).findings).toEqual([]);
    });

    it('cannot tell where the parent varies more than that anyway', () => {
      const remainder = (day: string) => 40 + 15 * (Number(day.slice(8)) % 3) + (isStill(day) ? 12 : 0);
      expect(judge(child, still, { remainder }).findings).toEqual([]);
    });
  });

  describe('a feed of amounts', () => {
    it('is dead after 6 hours of zero when it never was at zero before', () => {
      const dead = hourly((instant, index) =>
        between(instant, at('2026-07-08', '02:00'), at('2026-07-08', '15:00')) ? 0 : varied(instant, index),
      );
      expect(judge(feed, dead, { now: at('2026-07-08', '07:45') }).findings).toEqual([]);
      expect(judge(feed, dead, { now: at('2026-07-08', '08:00') }).findings).toMatchObject([
        { startAt: at('2026-07-08', '02:00'), endAt: undefined },
      ]);
      expect(judge(feed, dead).findings).toMatchObject([{ startAt: at('2026-07-08', '02:00'), endAt: at('2026-07-08', '15:00') }]);
    });

    it('is found each time, however often it dies', () => {
      const days = ['2026-06-12', '2026-06-19', '2026-06-24', '2026-07-01', '2026-07-08'];
      const dead = hourly((instant, index) => {
        const dies = days.some((day) => between(instant, at(day, '02:00'), at(day, '15:00')));
        return dies ? 0 : varied(instant, index);
      });
      expect(judge(feed, dead).findings.map(({ night }) => night)).toEqual(days);
    });

    it('may be at zero when its small amounts are rounded to it', () => {
      const small = hourly((instant, index) =>
        between(instant, at('2026-07-08', '02:00'), at('2026-07-08', '15:00')) ? 0 : 0.1 + (index % 2) / 10,
      );
      expect(judge(feed, small).findings).toEqual([]);
    });

    it('is stuck after 12 hours of one amount that its resolution would show to vary', () => {
      const same = (amount: number) =>
        hourly((instant, index) =>
          between(instant, at('2026-07-08', '17:00'), at('2026-07-12', '08:00')) ? amount : varied(instant, index),
        );
      expect(judge(feed, same(13.8), { now: at('2026-07-09', '04:45') }).findings).toEqual([]);
      const [finding] = judge(feed, same(13.8), { now: at('2026-07-09', '05:00') }).findings;
      expect(finding).toMatchObject({ startAt: at('2026-07-08', '17:00'), certainty: 'measured' });
      expect(finding!.evidence).toContainEqual({ name: 'amount', value: expect.closeTo(13.8, 6), unit: 'kWh/h' });
      expect(judge(feed, same(13.8)).findings).toMatchObject([{ endAt: at('2026-07-12', '08:00') }]);
      // 4.9 kWh/h are 49 steps of 0.1: rounding alone may keep such an amount the same for hours.
      expect(judge(feed, same(4.9)).findings).toEqual([]);
      expect(judge(feed, same(5)).findings).toHaveLength(1);
    });

    it('learns the step in which amounts come, when it is coarser than what is declared', () => {
      const flat = hourly((instant, index) =>
        between(instant, at('2026-07-08', '06:00'), at('2026-07-08', '22:00')) ? 0.7 : 0.4 + (index % 5) / 10,
      );
      expect(judge({ ...feed, resolution: 0.01 }, flat).findings).toEqual([]);
    });

    it('is not stuck at a base load that stayed the same for ten hours every night', () => {
      const flat = hourly((instant, index) => {
        const clock = shanghai.clockOf(instant);
        const long = between(instant, at('2026-07-08', '20:00'), at('2026-07-09', '10:00'));
        return clock >= '21:00' || clock < '07:00' || long ? 11.8 : varied(instant, index);
      });
      expect(judge(feed, flat).findings).toEqual([]);
    });
  });
});
