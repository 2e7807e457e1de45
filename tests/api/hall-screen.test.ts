import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HallAnswer } from '../../api/schemas/hall-screen.ts';
import { daysFrom, HILL, openSchool, type School } from './school.ts';

/** Noon of Wednesday 20 May in London. */
const NOW = Date.UTC(2026, 4, 20, 11);
let school: School;

beforeAll(async () => {
  school = await openSchool(NOW, { hallScreen: true });
  const flats = HILL.buildings.map((building) => (building.id === 'b' ? { ...building, function: 'staff_apartment' as const } : building));
  await school.records.catalog.declare({ ...HILL, buildings: flats });
  for (const day of daysFrom('2026-04-01', 42)) await school.seedDay('a-main', day, 2);
  for (const day of daysFrom('2026-05-13', 7)) await school.seedDay('a-main', day, 1);
  for (const day of daysFrom('2026-04-01', 49)) await school.seedDay('b-main', day, 1);
});
afterAll(() => school.close());

const read = async () => (await school.app.inject('/api/hall/hill')).json<HallAnswer>();

describe('the screen in the hall', () => {
  it('needs nobody to sign in', async () => {
    const answer = await read();
    expect(answer).toMatchObject({ name: '山中学', today: '2026-05-20' });
  });

  it('sums the month until yesterday beside as many days of the last: 19 days of 96 × 3 less a week of 96', async () => {
    const [electricity] = (await read()).media;
    expect(electricity!.thisMonth).toMatchObject({ value: 19 * 96 * 3 - 7 * 96, coverage: 1 });
    expect(electricity!.lastMonth).toMatchObject({ value: 19 * 96 * 3 });
  });

  it('names buildings that fell, and no homes', async () => {
    const { buildings } = await read();
    expect(buildings).toEqual([{ name: '教学楼A', nameEn: 'Block A', unit: 'kWh', week: 7 * 96, before: 14 * 96, coverage: 1 }]);
  });

  it('carries no id, person, alert or meter', async () => {
    const keys = [...JSON.stringify(await read()).matchAll(/"(\w+)":/g)].map(([, key]) => key);
    expect(keys.filter((key) => /^(id|meter|person|alert|space)$/.test(key!))).toEqual([]);
  });

  it('is not there while the settings do not say so, and for a school that is not', async () => {
    const closed = await openSchool(NOW);
    expect((await closed.app.inject('/api/hall/hill')).statusCode).toBe(404);
    await closed.close();
    expect((await school.app.inject('/api/hall/elsewhere')).statusCode).toBe(404);
  });
});
