import { describe, expect, it } from 'vitest';
import { clockPicture } from '../../tariffs/clock-picture.ts';
import { readExample } from '../../tariffs/examples.ts';

const pictureOf = async (name: string) => clockPicture((await readExample(name)).tou!);

describe('the clock of a tariff through the year', () => {
  it('has other days only where they differ', async () => {
    expect((await pictureOf('commercial-tou-jiangsu-2025')).map(({ days }) => days)).toEqual(['workday']);
    expect((await pictureOf('commercial-tou-zhejiang-2026')).map(({ days }) => days)).toEqual(['workday', 'holiday']);
    expect((await pictureOf('commercial-tou-guangdong')).map(({ days }) => days)).toEqual(['workday', 'hot']);
  });

  it('has two rows of a month that changes in its middle, and 29 days in February', () => {
    const [workdays] = clockPicture({
      ratios: { peak: '2' },
      calendars: [{ dateRanges: ['07-15/08-31'], periods: [{ from: '22:00', to: '02:00', period: 'peak' }] }],
      defaultPeriod: 'flat',
    });
    const rows = workdays!.rows.map(({ month, firstDay, lastDay, runs }) => [month, firstDay, lastDay, runs.length]);
    expect(rows).toHaveLength(13);
    expect([rows[1], rows[6], rows[7], rows[8]]).toEqual([
      [2, 1, 29, 1],
      [7, 1, 14, 1],
      [7, 15, 31, 3],
      [8, 1, 31, 3],
    ]);
  });
});
