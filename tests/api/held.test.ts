import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import { sumAmounts } from '../../domain/interval.ts';
import type { StepRecord } from '../../store/ports.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(LONDON.at('2026-06-20', '12:00'));
});
afterEach(() => school.close());

const ask = (query: string) => school.get<ConsumptionAnswer>(`/consumption?${query}`);

/** A long gap of which only the total is known. */
function gap(meter: string, from: [string, string], to: [string, string], consumption: number): StepRecord {
  const [fromAt, toAt] = [LONDON.at(...from), LONDON.at(...to)];
  return {
    meter,
    fromAt,
    toAt,
    from: 0,
    to: consumption,
    kind: 'gap',
    amount: consumption,
    consumption,
    booking: 'held',
    size: consumption,
  };
}

describe('a gap from 10 May 20:00 to 12 May 06:00 that took 30 kWh', () => {
  beforeEach(async () => {
    for (const day of daysFrom('2026-05-01', 9)) await school.seedDay('a-main', day, 0.25);
    await school.seedDay(
      'a-main',
      '2026-05-10',
      Array.from({ length: 96 }, (_, index) => (index < 80 ? 0.25 : null)),
    );
    await school.seedSteps(gap('a-main', ['2026-05-10', '20:00'], ['2026-05-12', '06:00'], 30));
  });

  it('is in May and in no day of it, and covers nothing', async () => {
    const [month] = (await ask('by=meter&meter=a-main&bucket=month&from=2026-05-01&to=2026-06-01')).series;
    const days = (await ask('by=meter&meter=a-main&bucket=day&from=2026-05-01&to=2026-06-01')).series[0]!;
    expect(month!.buckets).toMatchObject([{ value: 266, held: 30 }]); // 9 × 24 + 20 + 30
    expect(days.buckets.every(({ held }) => held === 0)).toBe(true);
    expect(sumAmounts(days.buckets.map(({ value }) => value))).toBe(236);
    expect(days).toMatchObject({ total: 266, held: 30 });
    expect(month!.coverage).toBe(days.coverage);
    expect(days.buckets[10]).toMatchObject({ value: null, coverage: 0 });
  });

  it('is in no month that it only touches, and in a span of both', async () => {
    await school.seedSteps(gap('b-main', ['2026-05-30', '12:00'], ['2026-06-02', '12:00'], 7));
    const [b] = (await ask('by=meter&meter=b-main&bucket=month&from=2026-05-01&to=2026-07-01')).series;
    expect(b!.buckets.map(({ value, held }) => [value, held])).toEqual([
      [null, 0],
      [null, 0],
    ]);
    expect(b).toMatchObject({ total: 7, held: 7 });
  });

  it('is nobody’s in a span that cuts it', async () => {
    const [cut] = (await ask('by=meter&meter=a-main&bucket=day&from=2026-05-01&to=2026-05-12')).series;
    expect(cut).toMatchObject({ total: 236, held: 0 });
  });

  it('counts for the site only when its meter does: a gap of the air-conditioners is inside their main meter', async () => {
    await school.seedSteps(gap('a-ac', ['2026-05-10', '20:00'], ['2026-05-12', '06:00'], 5));
    const site = (await ask('by=medium&medium=electricity&bucket=month&from=2026-05-01&to=2026-06-01')).series[0]!;
    expect(site).toMatchObject({ total: 266, held: 30 });
  });
});

describe('sums', () => {
  it('are exact: month = Σ days + held, site = Σ buildings, whatever the amounts', async () => {
    const amount = fc.integer({ min: 0, max: 2_000_000 }).map((grains) => grains / 1e6);
    await fc.assert(
      fc.asyncProperty(fc.array(amount, { minLength: 62, maxLength: 62 }), amount, async (amounts, held) => {
        const days = daysFrom('2026-05-01', 31);
        for (const [index, day] of days.entries()) {
          await school.seedDay('a-main', day, [amounts[index]!]);
          await school.seedDay('b-main', day, [amounts[31 + index]!, 0.1, 0.2]);
        }
        await school.seedSteps(gap('b-main', ['2026-05-04', '20:00'], ['2026-05-06', '06:00'], held));
        const span = 'medium=electricity&from=2026-05-01&to=2026-06-01';
        const site = (await ask(`by=medium&bucket=month&${span}`)).series[0]!;
        const daily = (await ask(`by=medium&bucket=day&${span}`)).series[0]!;
        const buildings = (await ask(`by=building&bucket=month&${span}`)).series;
        expect(site.total).toBe(sumAmounts([...daily.buckets.map(({ value }) => value), held]));
        expect(site.buckets[0]!.value).toBe(site.total);
        expect(site.total).toBe(sumAmounts(buildings.map(({ total }) => total)));
      }),
      { numRuns: 4 },
    );
  });
});
