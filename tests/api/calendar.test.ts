import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CalendarPlanAnswer, CalendarPlanView } from '../../api/schemas/calendar.ts';
import type { CalendarAnswer } from '../../api/schemas/sites.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { ADMINISTRATOR, type Asker, HILL, openSchool, type School } from './school.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const PLAN: CalendarPlanView = {
  terms: [
    { name: '秋', firstDay: '2026-08-31', lastDay: '2027-01-22' },
    { name: '春', firstDay: '2027-02-22', lastDay: '2027-07-02' },
  ],
  holidays: 'china',
  exceptions: [
    { firstDay: '2026-11-23', lastDay: '2026-11-24', type: 'exam', note: '期中', groups: ['senior'] },
    { firstDay: '2026-11-28', lastDay: '2026-11-28', type: 'event' },
  ],
  groups: [{ id: 'senior', name: '高三', nameEn: 'Grade 12', buildings: ['a'] }],
  week: { eveningStudy: [0, 1, 2, 3, 4], custody: [6], lightsOut: '22:00' },
};

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

async function put(plan: object, by: Asker = school) {
  const response = await by.inject({ method: 'PUT', url: '/api/sites/hill/calendar/plan', payload: { plan } });
  return { status: response.statusCode, answer: response.json<CalendarPlanAnswer>(), problem: response.json<Problem>() };
}
async function discard() {
  const response = await school.inject({ method: 'DELETE', url: '/api/sites/hill/calendar/plan' });
  return { status: response.statusCode, answer: response.json<CalendarPlanAnswer>(), problem: response.json<Problem>() };
}

describe('calendar of a school', () => {
  it('is the declared one until somebody edits it, and every day uses the new one at once', async () => {
    expect(await school.get<CalendarPlanAnswer>('/calendar/plan')).toMatchObject({ plan: HILL.calendar, edited: null, years: [] });
    const { status, answer } = await put(PLAN);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ plan: PLAN, edited: { by: ADMINISTRATOR, at: NOW } });
    expect(await school.get<CalendarPlanAnswer>('/calendar/plan')).toEqual(answer);
    const { days } = await school.get<CalendarAnswer>('/calendar?from=2026-11-27&to=2026-11-30');
    expect(days.map(({ type }) => type)).toEqual(['teaching', 'event', 'weekend']);
  });

  it('tells days of a building by its grade groups, holidays by name, and what is provisional', async () => {
    await put(PLAN);
    const typesOf = async (query: string) =>
      (await school.get<CalendarAnswer>(`/calendar?from=2026-11-23&to=2026-11-24${query}`)).days.map(({ type }) => type);
    expect(await typesOf('&building=a')).toEqual(['exam']);
    expect(await typesOf('&building=b')).toEqual(['teaching']);
    expect(await typesOf('')).toEqual(['teaching']);
    expect((await school.inject('/api/sites/hill/calendar?from=2026-11-23&to=2026-11-24&building=z')).statusCode).toBe(404);

    const autumn = await school.get<CalendarAnswer>('/calendar?from=2026-10-07&to=2026-10-09');
    expect(autumn).toEqual({
      days: [
        { day: '2026-10-07', type: 'statutory_holiday', holiday: '国庆节', isProvisional: false },
        { day: '2026-10-08', type: 'teaching', holiday: null, isProvisional: false },
      ],
      holidaysKnown: true,
    });
    const next = await school.get<CalendarAnswer>('/calendar?from=2027-01-01&to=2027-01-02');
    expect(next).toEqual({
      days: [{ day: '2027-01-01', type: 'statutory_holiday', holiday: '元旦', isProvisional: true }],
      holidaysKnown: false,
    });
  });

  it('gives the declared one back, once', async () => {
    await put(PLAN);
    expect((await discard()).answer).toMatchObject({ plan: HILL.calendar, edited: null });
    const again = await discard();
    expect([again.status, again.problem.detail]).toEqual([409, "the calendar of 'hill' is the one of the settings already"]);
  });

  it('keeps the newest of two edits', async () => {
    await put(PLAN);
    const { answer } = await put({ ...PLAN, exceptions: [] }, await school.as('logistics_head', {}, '李老师'));
    expect(answer.edited?.by).toBe('李老师');
    expect(answer.plan.exceptions).toEqual([]);
  });
});

describe('a calendar that cannot hold', () => {
  const day = { firstDay: '2026-12-01', lastDay: '2026-12-01' };
  it.each<[string, Partial<CalendarPlanView>, string, RegExp]>([
    [
      'a term that ends before it begins',
      { terms: [{ name: '秋', firstDay: '2027-01-22', lastDay: '2026-08-31' }] },
      'body.plan.terms.0.lastDay',
      /ends on 2026-08-31, before it begins on 2027-01-22; allowed/,
    ],
    [
      'terms that overlap by a day',
      { terms: [...PLAN.terms, { name: '夏', firstDay: '2027-07-02', lastDay: '2027-07-20' }] },
      'body.plan.terms.2',
      /term '夏' \(2027-07-02 to 2027-07-20\) overlaps '春'/,
    ],
    [
      'an exception for a group that is not there',
      { exceptions: [{ ...day, type: 'event', groups: ['junior'] }] },
      'body.plan.exceptions.0.groups',
      /no grade group 'junior'; there is: senior/,
    ],
    [
      'a group in a building that is not there',
      { groups: [{ id: 'senior', name: '高三', buildings: ['a', 'tower'] }] },
      'body.plan.groups.0.buildings',
      /no building 'tower'; there is: a, b/,
    ],
    [
      'two groups of one name',
      { groups: [...PLAN.groups!, { id: 'senior', name: '又', buildings: [] }] },
      'body.plan.groups.1',
      /grade group 'senior' is there twice/,
    ],
    [
      'holidays outside of their year',
      { holidayYears: [{ year: 2027, source: 'x', off: [{ name: '元旦', ...day, firstDay: '2026-01-01' }], makeupWorkdays: [] }] },
      'body.plan.holidayYears.0.off.0.firstDay',
      /2026-01-01 is outside of what a notice of 2027 speaks of; allowed: 2026-12-01 to 2028-01-31/,
    ],
    [
      'a day that is off and made up',
      { holidayYears: [{ year: 2027, source: 'x', off: [{ name: '元旦', ...day }], makeupWorkdays: ['2026-12-01'] }] },
      'body.plan.holidayYears.0.makeupWorkdays.0',
      /2026-12-01 is off \(元旦\) and a make-up workday/,
    ],
  ])('is refused: %s', async (_, change, path, message) => {
    const { status, problem } = await put({ ...PLAN, ...change });
    expect(status).toBe(422);
    expect(problem.errors).toContainEqual({ path, message: expect.stringMatching(message) as string });
    expect((await school.get<CalendarPlanAnswer>('/calendar/plan')).edited).toBeNull();
  });

  it('is told of the whole shape: an unknown day type, a clock time, a name that is missing', async () => {
    const wrongType = await put({ ...PLAN, exceptions: [{ ...day, type: 'party' }] });
    expect(wrongType.status).toBe(400);
    expect(wrongType.problem.detail).toContain('body.plan.exceptions.0.type: Invalid option');
    expect((await put({ ...PLAN, week: { ...PLAN.week, lightsOut: '25:00' } })).problem.detail).toContain("'25:00'");
  });
});

describe('warnings of a calendar', () => {
  const texts = async () => (await school.get<CalendarPlanAnswer>('/calendar/plan')).warnings.map(({ en }) => en);

  it('ask for terms where there are none', async () => {
    expect(await texts()).toEqual([expect.stringMatching(/^There are no terms/)]);
  });

  it('begin 60 days before the notice of the next year is needed', async () => {
    school.setNow(Date.UTC(2026, 9, 29, 12));
    expect((await put(PLAN)).answer.warnings).toEqual([]);
    school.setNow(Date.UTC(2026, 9, 30, 12));
    const { certainUntil, warnings } = await school.get<CalendarPlanAnswer>('/calendar/plan');
    expect(certainUntil).toBe('2026-12-28');
    expect(warnings.map(({ en }) => en)).toEqual([expect.stringMatching(/holidays of 2027 was not imported: from 2026-12-29 on/)]);
    expect(warnings[0]!.zh).toContain('2027 年的放假安排还没有导入');
  });

  it('begin 60 days before the last term ends, of the school and of a group', async () => {
    const groups = [{ ...PLAN.groups![0]!, terms: [{ name: '高三秋', firstDay: '2026-08-20', lastDay: '2026-12-01' }] }];
    const { answer } = await put({ ...PLAN, holidays: 'none', terms: [PLAN.terms[0]], groups });
    expect(answer.certainUntil).toBe('2026-12-01');
    expect(answer.warnings.map(({ en }) => en)).toEqual([expect.stringMatching(/^Terms of Grade 12 end on 2026-12-01/)]);
    school.setNow(Date.UTC(2026, 10, 23, 12));
    expect(await texts()).toHaveLength(2);
  });
});
