import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thin } from '../../api/rate.ts';
import type { RateAnswer } from '../../api/schemas/consumption.ts';
import { LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
});
afterAll(() => school.close());

describe('rate of a meter', () => {
  it('shows 12 kW as it was sent beside 10 kW that the register proves', async () => {
    const at = LONDON.at('2026-05-19', '08:07');
    await school.write('a-main', [
      { at, fields: { power_kw: 12, energy_kwh: 100 } },
      { at: at + 1, fields: { energy_kwh: 100 } },
      { at: LONDON.at('2026-05-20', '00:00'), fields: { power_kw: 1 } },
    ]);
    await school.seedDay('a-main', '2026-05-19', [null, 2.5]);
    const answer = await school.get<RateAnswer>('/meters/a-main/rate?from=2026-05-18&to=2026-05-20');
    expect(answer.unit).toBe('kW');
    expect(answer.telemetry).toEqual([{ at, value: 12 }]);
    const start = LONDON.startOfDay('2026-05-19');
    expect(answer.intervals.slice(0, 3)).toEqual([
      { at: LONDON.startOfDay('2026-05-18'), value: null, quality: 'absent' },
      { at: start, value: null, quality: 'absent' },
      { at: start + 900_000, value: 10, quality: 'measured' },
    ]);
  });

  it('gives 0.005 m³ in an interval as 20 L/h, and a part of an interval as no rate', async () => {
    await school.seedDay('a-water', '2026-05-19', 0.005);
    await school.seedDay('a-water', '2026-05-18', 0.001, 'partial');
    const { unit, intervals } = await school.get<RateAnswer>('/meters/a-water/rate?from=2026-05-18&to=2026-05-20');
    expect(unit).toBe('L/h');
    expect(intervals[0]).toMatchObject({ value: null, quality: 'partial' });
    expect(intervals.at(-1)).toMatchObject({ value: 20, quality: 'measured' });
  });
});

describe('thin', () => {
  it('keeps the one peak and the one dip of 100,000 points within 2,000, in order of time', () => {
    const points = Array.from({ length: 100_000 }, (_, at) => ({ at, value: at === 70_001 ? 99 : at === 33_333 ? -99 : at % 7 }));
    const few = thin(points, 2000);
    expect(few.length).toBeLessThanOrEqual(2000);
    expect(few).toContainEqual({ at: 70_001, value: 99 });
    expect(few).toContainEqual({ at: 33_333, value: -99 });
    expect(few.every(({ at }, index) => index === 0 || few[index - 1]!.at < at)).toBe(true);
  });
});
