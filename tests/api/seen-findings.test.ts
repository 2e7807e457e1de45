import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { SeenFindingPlaces, SeenFindingView } from '../../api/schemas/work.ts';
import { NOW, openNight } from './night-school.ts';
import type { Asker, School } from './school.ts';

async function open(): Promise<School> {
  const school = await openNight([], []);
  onTestFinished(() => school.close());
  return school;
}
const found = (more: object = {}) => ({
  id: randomUUID(),
  building: 'a',
  space: 'a-303',
  what: 'lights_on',
  at: NOW - 1000,
  note: '后门',
  ...more,
});
const list = (asker: Pick<Asker, 'get'>) => asker.get<{ findings: SeenFindingView[] }>('/seen-findings').then(({ findings }) => findings);

describe('where something can be seen', () => {
  it('is what an inspector reaches, floor by floor, and never a flat', async () => {
    const school = await open();
    const ask = (asker: Pick<Asker, 'get'>) => asker.get<SeenFindingPlaces>('/seen-findings/places');
    const places = async (asker: Pick<Asker, 'get'>) => (await ask(asker)).buildings;
    const student = await school.as('student_inspector');
    expect((await ask(student)).now).toBe(NOW);
    const all = await places(student);
    expect(all.map(({ id }) => id)).toEqual(['a', 'b', 'lib']);
    expect(all[0]!.rooms.filter(({ floor }) => floor === 3).map(({ id }) => id)).toEqual(expect.arrayContaining(['a-303', 'a-305']));
    expect(all[2]).toEqual({
      id: 'lib',
      name: '图书馆',
      nameEn: 'Library',
      rooms: [{ id: 'lib-1', name: '=阅览室', nameEn: 'reading room', floor: 1 }],
    });
    const narrow = await places(await school.as('student_inspector', { buildings: ['lib'] }));
    expect(narrow.map(({ id }) => id)).toEqual(['lib']);
  });
});

describe('what people saw on a walk', () => {
  it('is told by an inspector, who sees his own, and graded by the office, which sees all', async () => {
    const school = await open();
    const [one, other] = [await school.as('student_inspector', {}, '小明'), await school.as('student_inspector', {}, '小红')];
    const said = found();
    for (let time = 0; time < 2; time++) expect((await one.post('/seen-findings', said)).status).toBe(200);
    await other.post('/seen-findings', found({ building: 'lib', space: null, what: 'leak' }));
    expect(await list(one)).toEqual([
      {
        id: said.id,
        at: NOW - 1000,
        place: { zh: '教学楼A 三楼 303', en: 'Block A, floor 3, 303' },
        what: 'lights_on',
        note: '后门',
        photo: null,
        byName: '小明',
        review: null,
      },
    ]);
    const head = await school.as('logistics_head', {}, '李主任');
    expect((await list(head)).map(({ byName }) => byName).toSorted()).toEqual(['小明', '小红'].toSorted());
    expect((await head.post(`/seen-findings/${said.id}/review`, { isRight: true, note: '已关' })).status).toBe(200);
    expect((await list(one))[0]!.review).toEqual({ by: '李主任', at: NOW, isRight: true, note: '已关' });
    expect((await one.post(`/seen-findings/${said.id}/review`, { isRight: true })).status).toBe(403);
    const actions = (await school.records.audit.list({ limit: 10 })).map(({ action }) => action);
    expect(actions).toEqual(['finding.reviewed', 'finding.reported', 'finding.reported']);
  });

  it.each([
    ['a building that is not there', { building: 'x' }, 422, "no building 'x'"],
    ['a room of another building', { building: 'lib' }, 422, "no room 'a-303' in building 'lib'"],
    ['a time to come', { at: NOW + 120_000 }, 422, 'ahead'],
    ['a time of last month', { at: NOW - 30 * 86_400_000 }, 422, 'a week'],
    ['a photo that is not there', { photo: 'x' }, 422, "no photo 'x'"],
    ['a thing that is none', { what: 'ghost' }, 400, 'body.what'],
  ])('is refused with %s', async (_what, more, status, words) => {
    const school = await open();
    const { status: got, body } = await school.post<Problem>('/seen-findings', found(more));
    expect([got, body.detail]).toEqual([status, expect.stringContaining(words)]);
    expect(await list(school)).toEqual([]);
  });

  it('is not graded where it is not there or not reached', async () => {
    const school = await open();
    const said = found();
    await school.post('/seen-findings', said);
    expect((await school.post('/seen-findings/nope/review', { isRight: true })).status).toBe(404);
    const elsewhere = await school.as('logistics_head', { buildings: ['lib'] });
    expect((await elsewhere.post(`/seen-findings/${said.id}/review`, { isRight: true })).status).toBe(404);
    expect(await list(elsewhere)).toEqual([]);
  });
});
