import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import { LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
  // 9.6 and 2.4 kWh a day; the air-conditioners miss the 12th, and know half of the 13th.
  for (const day of ['2026-05-11', '2026-05-12', '2026-05-13']) await school.seedDay('a-main', day, 0.1);
  await school.seedDay('a-ac', '2026-05-11', 0.025);
  await school.seedDay(
    'a-ac',
    '2026-05-13',
    Array.from({ length: 48 }, () => 0.025),
  );
  const [fromAt, toAt] = [LONDON.at('2026-05-11', '23:45'), LONDON.at('2026-05-13', '00:00')];
  const held = { meter: 'a-ac', fromAt, toAt, from: 0, to: 1, kind: 'gap', amount: 1, consumption: 1, booking: 'held', size: 1 } as const;
  await school.seedSteps(held);
});
afterAll(() => school.close());

const ask = async (query: string) => (await school.get<ConsumptionAnswer>(`/consumption?by=virtual&${query}`)).series;
const SPAN = 'from=2026-05-11&to=2026-05-14';

describe('virtual meters', () => {
  it('give 7.2 kWh where both terms are known, and null where one is not', async () => {
    const [rest] = await ask(`meter=a-rest&${SPAN}`);
    expect(rest).toMatchObject({ key: 'a-rest', nameEn: 'Block A without AC', unit: 'kWh' });
    expect(rest!.buckets.map(({ value }) => value)).toEqual([7.2, null, 8.4]);
  });

  it('are known as well as the worst of their terms', async () => {
    const [rest] = await ask(`meter=a-rest&${SPAN}`);
    expect(rest!.buckets.map(({ coverage }) => coverage)).toEqual([1, 0, 0.5]);
  });

  it('take off what a term used in a gap', async () => {
    // 28.8 of the block; 2.4 + 1.2 of its air-conditioners, and 1 in the gap around the 12th.
    const [rest] = await ask(`meter=a-rest&bucket=month&${SPAN}`);
    expect(rest).toMatchObject({ total: 24.2, held: -1 });
  });

  it('know nothing as long as one term was never read', async () => {
    const [half] = await ask(`meter=half&${SPAN}`);
    expect(half).toMatchObject({ total: null, coverage: 0, held: 0 });
  });

  it('are listed by their series, of one medium when it is asked for', async () => {
    expect((await ask(SPAN)).map(({ key }) => key)).toEqual(['a-rest', 'half', 'tap']);
    expect((await ask(`medium=water&${SPAN}`)).map(({ key }) => key)).toEqual(['tap']);
  });

  it('that are not there are named, and they stand in no building', async () => {
    const at = '/api/sites/hill/consumption?by=virtual';
    const none = await school.inject(`${at}&meter=x&${SPAN}`);
    expect([none.statusCode, none.json<Problem>().detail]).toEqual([404, "no virtual meter 'x'; there is: a-rest, half, tap"]);
    const inside = await school.inject(`${at}&building=a&${SPAN}`);
    expect(inside.json<Problem>()).toMatchObject({ status: 400, errors: [{ path: 'query.building' }] });
  });
});
