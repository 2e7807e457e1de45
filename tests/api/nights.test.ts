import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightsAnswer } from '../../api/schemas/consumption.ts';
import { LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
});
afterAll(() => school.close());

/** A day whose intervals from 02:00 to 05:00 are given; the rest is loud. */
const withNight = (night: readonly (number | null)[]) =>
  Array.from({ length: 96 }, (_, index) => (index >= 8 && index < 20 ? night[index - 8]! : 9));
const twelve = (amount: number | null) => Array.from({ length: 12 }, () => amount);

describe('nights', () => {
  it('reads 2 kW and 20 L/h on the morning after the evening that names the night', async () => {
    await school.seedDay('a-main', '2026-05-12', withNight(twelve(0.5)));
    await school.seedDay('a-water', '2026-05-12', withNight(twelve(0.005)));
    const span = 'from=2026-05-11&to=2026-05-13';
    expect(await school.get<NightsAnswer>(`/nights?medium=electricity&${span}`)).toEqual({
      unit: 'kW',
      nights: [
        { night: '2026-05-11', value: 2, coverage: 1 },
        { night: '2026-05-12', value: null, coverage: 0 },
      ],
    });
    const water = await school.get<NightsAnswer>(`/nights?medium=water&building=a&${span}`);
    expect(water).toMatchObject({ unit: 'L/h', nights: [{ value: 20, coverage: 1 }, { value: null }] });
  });

  it('does not take a gap for a quiet night: 2 kW from the quarter that is known', async () => {
    await school.seedDay('a-main', '2026-05-15', withNight([...twelve(0.5).slice(0, 3), ...twelve(null).slice(0, 9)]));
    const { nights } = await school.get<NightsAnswer>('/nights?medium=electricity&from=2026-05-14&to=2026-05-15');
    expect(nights).toEqual([{ night: '2026-05-14', value: 2, coverage: 0.25 }]);
  });
});
