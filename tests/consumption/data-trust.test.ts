import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataTrustAnswer } from '../../api/schemas/data-trust.ts';
import { openSchool, type School } from '../api/school.ts';

const NOW = Date.UTC(2026, 4, 10, 11);
let school: School;

beforeAll(async () => {
  school = await openSchool(NOW);
  for (const day of ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04']) await school.seedDay('a-main', day, 1);
  // Half of the 3rd is missing at one meter, which was not there before the 2nd.
  await school.seedDay('b-main', '2026-05-02', 1, 'manual');
  await school.seedDay(
    'b-main',
    '2026-05-03',
    Array.from({ length: 48 }, () => 1),
  );
  await school.seedDay('b-main', '2026-05-04', 1, 'estimated');
});
afterAll(() => school.close());

describe('data trust', () => {
  it('tells each day of each meter, the weakest first: null before it was there, half for half a day', async () => {
    const { days, meters } = await school.get<DataTrustAnswer>('/data-trust?from=2026-05-01&to=2026-05-05');
    expect(days).toEqual(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04']);
    const b = meters.find(({ id }) => id === 'b-main')!;
    expect(b).toMatchObject({ days: [null, 1, 0.5, 0], coverage: 0.5, estimated: 0.333333 });
    expect(b.manual).toBeCloseTo(96 / 288, 6);
    expect(meters.find(({ id }) => id === 'a-main')).toMatchObject({ coverage: 1, days: [1, 1, 1, 1] });
    expect(meters.map(({ id }) => id).indexOf('b-main')).toBeLessThan(meters.map(({ id }) => id).indexOf('a-main'));
  });

  it('gives the mean of the meters of a medium, instruments without consumption apart', async () => {
    const { media, meters } = await school.get<DataTrustAnswer>('/data-trust?from=2026-05-01&to=2026-05-05');
    expect(media.map(({ medium }) => medium)).not.toContain('weather');
    expect(meters.map(({ id }) => id)).not.toContain('outdoor');
  });

  it('refuses more than 92 days, and says so', async () => {
    const response = await school.inject('/api/sites/hill/data-trust?from=2026-01-01&to=2026-05-05');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ detail: expect.stringContaining('at most 92 days') as string });
  });
});
