import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalanceAnswer } from '../../api/schemas/balance.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
  // January: 5 % are missing. February: 10 %. March: the child misses two days, April: its gap of two days is known.
  const seed = async (first: string, count: number, amount: number, child: number) => {
    for (const day of daysFrom(first, count)) await school.seedDay('a-main', day, amount);
    for (const day of daysFrom(first, count)) await school.seedDay('a-ac', day, child);
  };
  await seed('2026-01-01', 31, 0.1, 0.095);
  await seed('2026-02-01', 28, 0.1, 0.09);
  await seed('2026-03-01', 29, 0.1, 0.1);
  await seed('2026-04-01', 30, 0.1, 0.1);
  for (const day of ['2026-03-30', '2026-03-31']) await school.seedDay('a-main', day, 0.1);
});
afterAll(() => school.close());

const ask = (query: string) => school.get<BalanceAnswer>(`/balance?${query}`);

describe('balance', () => {
  it('finds 5 % in January fine and 10 % in February not, and says its bounds', async () => {
    const { rows, lowest, highest } = await ask('from=2026-01-01&to=2026-03-01');
    expect([lowest, highest]).toEqual([-0.02, 0.08]);
    expect(rows).toMatchObject([
      { month: '2026-01', gap: 14.88, gapShare: 0.05, verdict: 'inside' },
      { month: '2026-02', gap: 26.88, gapShare: 0.1, verdict: 'outside' },
    ]);
    expect(rows[0]).toEqual({
      month: '2026-01',
      meter: { id: 'a-main', name: 'a-main', nameEn: 'a-main', medium: 'electricity', unit: 'kWh', building: 'a' },
      parent: { value: 297.6, coverage: 1 },
      children: [{ id: 'a-ac', name: 'a-ac', nameEn: 'a-ac', value: 282.72, coverage: 1 }],
      childrenSum: { value: 282.72, coverage: 1 },
      gap: 14.88,
      gapShare: 0.05,
      verdict: 'inside',
    });
  });

  it('takes a family that never was within the bounds for one with circuits that nobody meters', async () => {
    expect((await ask('from=2026-02-01&to=2026-03-01')).rows).toMatchObject([{ gapShare: 0.1, verdict: 'partly' }]);
  });

  it('says nothing of March: of the child 29 of 31 days are known, less than 95 %', async () => {
    const { rows } = await ask('from=2026-03-01&to=2026-04-01');
    expect(rows).toMatchObject([{ childrenSum: { coverage: 0.935397 }, gap: null, gapShare: null, verdict: 'unknown' }]);
  });

  it('adds what a child used in a gap inside the month', async () => {
    const [fromAt, toAt] = [LONDON.at('2026-04-10', '22:00'), LONDON.at('2026-04-11', '02:00')];
    const held = { meter: 'a-ac', fromAt, toAt, from: 0, to: 1, kind: 'gap', amount: 1, consumption: 1, booking: 'held', size: 1 } as const;
    await school.seedSteps(held);
    const { rows } = await ask('medium=electricity&from=2026-04-01&to=2026-05-01');
    expect(rows).toMatchObject([{ parent: { value: 288 }, childrenSum: { value: 289 }, gap: -1 }]);
  });

  it('has no rows of a medium in which no meter is below another, and none of the weather', async () => {
    expect((await ask('medium=water&from=2026-01-01&to=2026-02-01')).rows).toEqual([]);
    const response = await school.inject('/api/sites/hill/balance?medium=weather&from=2026-01-01&to=2026-02-01');
    expect(response.json<Problem>()).toMatchObject({ status: 400, errors: [{ path: 'query.medium' }] });
  });
});
