import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSubItems, type SubItemsAnswer } from '../../consumption/sub-items.ts';
import { toSiteView } from '../../consumption/site-view.ts';
import { NATIONAL_SCHEME } from '../../domain/item-code.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { HILL, LONDON, openSchool, type School } from '../api/school.ts';

const DAY = '2026-05-12';
const main = HILL.meters.find(({ id }) => id === 'a-main')!;
const coded = (id: string, code: string, more: Partial<Meter> = {}): Meter => ({
  ...main,
  id,
  name: id,
  parent: 'a-main',
  role: 'branch',
  item: { scheme: NATIONAL_SCHEME, code },
  ...more,
});

/** Block A: 96 kWh; lighting and sockets 48 with an air conditioner of 12 behind it, a second one of 6; a kitchen of another scheme. */
const PLAN: SitePlan = {
  ...HILL,
  virtualMeters: [],
  meters: [
    { ...main, item: { scheme: NATIONAL_SCHEME, code: '01000' } },
    coded('light', '01A10'),
    coded('ac-behind', '01B20', { parent: 'light' }),
    coded('ac', '01B20'),
    coded('kitchen', '01D20', { item: { scheme: 'province-X', code: '01D20' } }),
    HILL.meters.find(({ id }) => id === 'b-main')!,
  ],
};

let school: School;
let answer: SubItemsAnswer;
const ask = (query: { building?: string; from: string; to: string }) =>
  readSubItems(school.records.intervals, toSiteView(PLAN, LONDON, {}), query, LONDON.at('2026-05-20', '12:00'));
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
  await school.records.catalog.declare(PLAN);
  const amounts = { 'a-main': 1, light: 0.5, 'ac-behind': 0.125, ac: 0.0625, kitchen: 0.1, 'b-main': 1 };
  for (const [meter, amount] of Object.entries(amounts)) await school.seedDay(meter, DAY, amount);
  answer = await ask({ building: 'a', from: DAY, to: '2026-05-13' });
});
afterAll(() => school.close());

const itemOf = (name: string) => answer.items.find(({ item }) => item === name);

describe('sub-items', () => {
  it('are 36 kWh of lighting and 18 of air conditioning of 96: what is behind the lighting meter is counted once', () => {
    expect(answer.total.value).toBe(96);
    expect(itemOf('lighting_sockets')).toMatchObject({ meters: 1, amount: { value: 36, coverage: 1 }, share: 0.375 });
    expect(itemOf('air_conditioning')).toMatchObject({ meters: 2, amount: { value: 18, coverage: 1 }, share: 0.1875 });
  });

  it('are not zero but unknown where nothing meters them, also behind a code of another scheme', () => {
    expect(itemOf('power')).toEqual({
      item: 'power',
      meters: 0,
      buildings: 0,
      amount: { value: null, coverage: 0, estimated: 0 },
      share: null,
    });
    expect(itemOf('special')).toMatchObject({ meters: 0, amount: { value: null } });
  });

  it('leave 42 kWh as the rest', () => {
    expect(answer).toMatchObject({ rest: 42, restShare: 0.4375 });
  });

  it('say that one of two buildings meters them', async () => {
    const whole = await ask({ from: DAY, to: '2026-05-13' });
    expect(whole).toMatchObject({ total: { value: 192 }, buildings: 2 });
    expect(whole.items[0]).toMatchObject({ item: 'lighting_sockets', buildings: 1, share: 0.1875 });
  });

  it('have no rest where a day of one of them is missing', async () => {
    await school.seedDay('a-main', '2026-05-13', 1);
    await school.seedDay('light', '2026-05-13', 0.5);
    await school.seedDay('ac-behind', '2026-05-13', 0.125);
    const two = await ask({ building: 'a', from: DAY, to: '2026-05-14' });
    expect(two.total.value).toBe(192);
    expect(two.items[1]).toMatchObject({ amount: { value: 30, coverage: 0.75 }, share: null });
    expect(two).toMatchObject({ rest: null, restShare: null });
  });
});
