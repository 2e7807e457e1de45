import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CalendarPlanAnswer } from '../../api/schemas/calendar.ts';
import type { Problem } from '../../api/schemas/common.ts';
import type { CalendarAnswer } from '../../api/schemas/sites.ts';
import { ADMINISTRATOR, openSchool, type School } from './school.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const PAPER = 'https://www.gov.cn/zhengce/zhengceku/202611/content_7999999.htm';
type Day = [name: string, date: string, isOffDay: boolean];

/** In the shape of holiday-cn: 2019's year began with the December before, and had a second paper. */
const file = (days: readonly Day[], more: object = {}) => ({
  $schema: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json',
  $id: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/2027.json',
  year: 2027,
  papers: [PAPER],
  days: days.map(([name, date, isOffDay]) => ({ name, date, isOffDay })),
  ...more,
});
const DAYS: readonly Day[] = [
  ['元旦', '2026-12-27', false],
  ['元旦', '2026-12-31', true],
  ['元旦', '2027-01-01', true],
  ['劳动节', '2027-05-01', true],
  ['劳动节', '2027-05-02', true],
  ['劳动节', '2027-05-04', true],
  ['国庆节', '2027-10-01', true],
  ['国庆节', '2027-10-02', true],
  ['国庆节', '2027-10-03', true],
  ['国庆节', '2027-10-09', false],
];

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
  const plan = { terms: [{ name: '全年', firstDay: '2026-08-31', lastDay: '2027-12-31' }], holidays: 'china' as const, exceptions: [] };
  await school.records.calendars.save('hill', { plan, by: '王老师', at: NOW });
});
afterEach(() => school.close());

const send = (content: object | string) =>
  school.post<CalendarPlanAnswer & Problem>('/calendar/holidays', {
    file: typeof content === 'string' ? content : JSON.stringify(content),
  });

describe('holidays of a year', () => {
  it('become days off with names and make-up workdays, from the December before on', async () => {
    const { status, body } = await send(file(DAYS));
    expect(status).toBe(200);
    expect(body.edited).toEqual({ by: ADMINISTRATOR, at: NOW });
    expect(body.years.at(-1)).toEqual({ year: 2027, source: PAPER, isProvisional: false });
    expect(body.certainUntil).toBe('2027-12-28');
    expect(body.plan.holidayYears).toEqual([
      {
        year: 2027,
        source: PAPER,
        off: [
          { name: '元旦', firstDay: '2026-12-31', lastDay: '2027-01-01' },
          { name: '劳动节', firstDay: '2027-05-01', lastDay: '2027-05-02' },
          { name: '劳动节', firstDay: '2027-05-04', lastDay: '2027-05-04' },
          { name: '国庆节', firstDay: '2027-10-01', lastDay: '2027-10-03' },
        ],
        makeupWorkdays: ['2026-12-27', '2027-10-09'],
      },
    ]);
    const { days } = await school.get<CalendarAnswer>('/calendar?from=2026-12-27&to=2026-12-28');
    expect(days).toEqual([{ day: '2026-12-27', type: 'makeup_teaching', holiday: null, isProvisional: false }]);
  });

  it('of a second file take the place of the first', async () => {
    await send(file(DAYS));
    const { body } = await send(file([...DAYS, ['国庆节', '2027-10-04', true]], { papers: [PAPER, '国办发明电〔2027〕1号'] }));
    expect(body.plan.holidayYears).toHaveLength(1);
    expect(body.years.at(-1)?.source).toBe(`${PAPER} 国办发明电〔2027〕1号`);
  });

  it('may come in any order, and with a byte order mark', async () => {
    const { status, body } = await send(`\uFEFF${JSON.stringify(file(DAYS.toReversed()))}`);
    expect(status).toBe(200);
    expect(body.plan.holidayYears?.[0]?.off).toHaveLength(4);
  });
});

describe('a list of holidays is refused', () => {
  it.each<[string, object | string, string]>([
    ['that is no JSON', 'year: 2027', 'body.file: file: Invalid input'],
    ['without papers', file(DAYS, { papers: undefined }), 'papers: Invalid input'],
    ['with no paper in its list', file(DAYS, { papers: [] }), 'papers: empty; allowed: at least one notice of the State Council'],
    [
      'with a paper that is no notice',
      file(DAYS, { papers: ['https://holidays.example/2027'] }),
      "'https://holidays.example/2027' names no notice",
    ],
    ['with a paper on a host that only looks like it', file(DAYS, { papers: ['https://gov.cn.example/a'] }), 'names no notice'],
    ['of a year that is not settled', file([], { papers: [] }), 'its notice is not published yet'],
    [
      'of another year than its days',
      file(DAYS, { year: 2028 }),
      'days: 2026-12-27 is not of the notice for 2028; allowed: 2027-12-01 to 2029-01-31',
    ],
    ['with a day of November', file([...DAYS, ['元旦', '2026-11-30', false]]), 'days: 2026-11-30 is not of the notice for 2027'],
    ['with a day twice', file([...DAYS, ['国庆节', '2027-10-01', false]]), 'days: 2027-10-01 is there twice'],
    ['that is cut off before National Day', file(DAYS.slice(0, 6)), 'days: 2027-10-01 is no day off; by law it is one in every year'],
    ['with a day that does not exist', file([...DAYS, ['春节', '2027-02-30', true]]), 'days.10.date'],
    ['with isOffDay as text', file(DAYS, { days: [{ name: '元旦', date: '2027-01-01', isOffDay: 'true' }] }), 'days.0.isOffDay'],
    ['of a year of no use', file([], { year: 27 }), 'year: 27; allowed: 2000 to 2100'],
  ])('%s', async (_, content, detail) => {
    const { status, body } = await send(content);
    expect([status, body.detail]).toEqual([422, expect.stringContaining(detail)]);
    expect(body.errors?.[0]?.path).toBe('body.file');
    expect((await school.get<CalendarPlanAnswer>('/calendar/plan')).plan.holidayYears).toBeUndefined();
  });

  it('where the school follows none', async () => {
    await school.records.calendars.discard('hill', '王老师', NOW);
    const { status, body } = await send(file(DAYS));
    expect([status, body.detail]).toEqual([409, expect.stringContaining('follows no statutory holidays')]);
  });
});
