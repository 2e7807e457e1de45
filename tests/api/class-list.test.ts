import { describe, expect, it, onTestFinished } from 'vitest';
import { csvOf } from '../../api/csv.ts';
import type { ClassListRow } from '../../api/schemas/tonight.ts';
import { acOn, at, eventOf, NIGHT, openNight } from './night-school.ts';
import { LONDON, type School } from './school.ts';

const query = `fromNight=2026-05-01&toNight=${NIGHT}`;

async function open(...alerts: Parameters<typeof openNight>[0]): Promise<School> {
  const school = await openNight(alerts, [], LONDON.at('2026-05-20', '09:00'));
  onTestFinished(() => school.close());
  return school;
}
const rows = (school: Pick<School, 'get'>) => school.get<{ rows: ClassListRow[] }>(`/class-list?${query}`).then((list) => list.rows);

describe('class list', () => {
  it('says which rooms were left on, what they used too much, and how it ended', async () => {
    const switchedOff = acOn('a-ac', { endAt: at('23:50') }, 'recovered');
    const school = await open(switchedOff, acOn('ac-303', {}, 'expired'), acOn('ac-lib', { night: '2026-05-18' }, 'expired'));
    await school.records.alertEvents.add(eventOf(switchedOff, 'off', '23:50'));
    expect(await rows(school)).toEqual([
      {
        night: NIGHT,
        space: 'a-301',
        place: { zh: '教学楼A 三楼 301', en: 'Block A, floor 3, 301' },
        what: { zh: '空调未关', en: 'AC left on' },
        sinceAt: at('23:30'),
        kwh: 5,
        yuan: 2.69,
        end: 'guard',
      },
      expect.objectContaining({ space: 'a-303', end: 'all_night' }),
      expect.objectContaining({ night: '2026-05-18', space: 'lib-1' }),
    ]);
  });

  it('has no flat and no room of a dormitory, and for a homeroom teacher only the own room', async () => {
    const school = await open(
      acOn('ac-flat', {}, 'expired'),
      acOn('ac-b-101', {}, 'expired'),
      acOn('ac-303', {}, 'expired'),
      acOn('a-ac', {}, 'expired'),
    );
    expect((await rows(school)).map(({ space }) => space)).toEqual(['a-301', 'a-303']);
    const teacher = await school.as('grade_leader', { spaces: ['a-303'] });
    expect((await rows(teacher)).map(({ space }) => space)).toEqual(['a-303']);
    expect((await (await school.as('guard')).inject(`/api/sites/hill/class-list?${query}`)).statusCode).toBe(403);
  });

  it('opens in a spreadsheet as text that is no formula', async () => {
    const unknown = acOn('ac-303', { wasted: null }, 'no_data');
    const school = await open(acOn('ac-lib', {}, 'expired'), unknown);
    const response = await school.inject(`/api/sites/hill/class-list.csv?${query}`);
    expect(response.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="class-list-hill-2026-05-01-${NIGHT}.csv"`,
    });
    expect(response.body.split('\r\n')).toEqual([
      '\uFEFF夜（当晚日期）,地点,情况,开始,多用 kWh,约合 元,结果',
      `${NIGHT},教学楼A 三楼 303,空调未关,${NIGHT} 23:30,,,不清楚`,
      `${NIGHT},图书馆 一楼 =阅览室,空调未关,${NIGHT} 23:30,5,2.69,整夜未关`,
      '',
    ]);
    expect((await school.records.audit.list({ limit: 1 }))[0]).toMatchObject({ action: 'class_list.exported', detail: '2 rows' });
  });
});

describe('a table as text', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86', "'+86"],
    ['-x', "'-x"],
    ['-1.5', '-1.5'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['=a"b', `"'=a""b"`],
    ['a\nb', '"a\nb"'],
    ['301', '301'],
  ])('writes %j as %j', (text, cell) => {
    expect(csvOf([[text, 'x']])).toBe(`\uFEFF${cell},x\r\n`);
  });
});
