import { describe, expect, it } from 'vitest';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { amount, at, HOUR_MS, school, worldFrom } from './support.ts';

const HEADS = 3 * 816 + 100 * 38 * 0.4 + 300;
const AREA_M2 = school.plan.buildings.reduce((sum, { areaM2 = 0 }) => sum + areaM2, 0);

describe('the simulated world', () => {
  it('gives the same amounts whoever asks, in whatever order', () => {
    const forward = worldFrom('2026-06-01');
    const backward = worldFrom('2026-06-01');
    const meter = forward.index('campus-main-e');
    const instants = [at('2026-06-01T08:03'), at('2026-06-04T23:59'), at('2026-06-08T12:00')];
    const first = instants.map((instant) => forward.world.totalAt(meter, instant));
    const second = instants.toReversed().map((instant) => backward.world.totalAt(meter, instant));
    expect(second.toReversed()).toEqual(first);
    expect(first[2]).toBeGreaterThan(10_000);
  });

  it('is another one with another seed', () => {
    const other = worldFrom('2026-06-01', [], createCampusModel({ seed: 2 }));
    const { world, index } = worldFrom('2026-06-01');
    const noon = at('2026-06-03T12:00');
    expect(other.world.totalAt(index('t1-main-e'), noon)).not.toBe(world.totalAt(index('t1-main-e'), noon));
  });

  it('carries in every parent what its children carry, and what hangs on it alone', () => {
    const { world, index } = worldFrom('2026-01-05');
    for (const day of ['2026-01-07', '2026-06-24', '2026-07-20']) {
      const { sums } = world.day(dayIndexOf(day));
      for (const { id } of world.meters) {
        const children = world.meters.flatMap(({ parent }, child) => (parent === id ? [sums[child]![1440]!] : []));
        const sum = children.reduce((total, part) => total + part, 0);
        expect(sums[index(id)]![1440]!, `${id} on ${day}`).toBeGreaterThanOrEqual(sum - 1e-9);
      }
    }
  });

  it('uses in a year what such schools use: 15–60 kWh/m², 100–900 kWh and 8–60 m³ a head', () => {
    const { world, index } = worldFrom('2025-11-01');
    const year = { kwh: 0, m3: 0 };
    const first = dayIndexOf('2025-11-01');
    const sampled = Array.from({ length: 73 }, (_, step) => first + step * 5);
    for (const day of sampled) {
      const { sums } = world.day(day);
      year.kwh += (sums[index('campus-main-e')]![1440]! * 365) / sampled.length;
      year.m3 += (sums[index('campus-main-w')]![1440]! * 365) / sampled.length;
    }
    expect(year.kwh / AREA_M2).toBeGreaterThan(15);
    expect(year.kwh / AREA_M2).toBeLessThan(60);
    expect(year.kwh / HEADS).toBeGreaterThan(100);
    expect(year.kwh / HEADS).toBeLessThan(900);
    expect(year.m3 / HEADS).toBeGreaterThan(8);
    expect(year.m3 / HEADS).toBeLessThan(60);
  });

  it('follows the school: full days, Fridays, weekends, vacation, make-up Saturdays', () => {
    const { world, index } = worldFrom('2026-05-01');
    const types = Object.fromEntries(
      ['2026-05-05', '2026-05-06', '2026-05-08', '2026-05-09', '2026-05-10', '2026-07-20'].map((day) => [
        day,
        world.days(dayIndexOf(day)).attendance,
      ]),
    );
    // 5 May is the last day of the holiday, 9 May a make-up Saturday.
    expect(types).toEqual({
      '2026-05-05': 'returning',
      '2026-05-06': 'full',
      '2026-05-08': 'full',
      '2026-05-09': 'leaving',
      '2026-05-10': 'returning',
      '2026-07-20': 'away',
    });
    const day = (meter: string, on: string) => world.day(dayIndexOf(on)).sums[index(meter)]![1440]!;
    expect(day('t1-light', '2026-05-09')).toBeGreaterThan(3 * day('t1-light', '2026-07-20'));
    expect(day('can-kitchen-e', '2026-07-20')).toBeLessThan(0.05 * day('can-kitchen-e', '2026-05-06'));
    expect(day('d1-main-w', '2026-05-06')).toBeGreaterThan(40);
  });

  it('starts the steam cabinets at half past four and keeps dormitories cool all night in season', () => {
    const { world, index } = worldFrom('2026-06-22');
    const kitchen = index('can-kitchen-e');
    expect(amount(world, kitchen, at('2026-06-24T03:00'), at('2026-06-24T04:00'))).toBeLessThan(1);
    expect(amount(world, kitchen, at('2026-06-24T04:40'), at('2026-06-24T05:10'))).toBeGreaterThan(40);
    const hot = Array.from({ length: 8 }, (_, day) => world.days(dayIndexOf('2026-06-22') + day)).find(
      ({ maxC, attendance }) => maxC > 31 && attendance === 'full',
    )!;
    expect(hot).toBeDefined();
    const three = hot.startAt + 27 * HOUR_MS;
    expect(amount(world, index('d1-ac'), three, three + HOUR_MS)).toBeGreaterThan(5);
  });

  it('has frost nights in winter, days above 33 °C in summer, and no jump at midnight', () => {
    const { world } = worldFrom('2025-11-01');
    const days = Array.from({ length: 365 }, (_, day) => world.days(dayIndexOf('2025-11-01') + day));
    expect(days.filter(({ minC }) => minC < -2).length).toBeGreaterThan(3);
    expect(days.filter(({ maxC }) => maxC > 33).length).toBeGreaterThan(3);
    const jumps = days.slice(1).map(({ temperature }, index) => Math.abs(temperature[0]! - days[index]!.temperature[1439]!));
    expect(Math.max(...jumps)).toBeLessThan(0.2);
  });
});
