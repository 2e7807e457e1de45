import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { DeclarationRequest, DeclarationView } from '../../api/schemas/declarations.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const permit: DeclarationRequest = {
  kind: 'permit',
  scope: { kind: 'space', id: 'a-301' },
  fromAt: NOW,
  untilAt: NOW + 8 * HOUR_MS,
  reason: '家长会',
};
const declare = (changes: Partial<DeclarationRequest> = {}) =>
  school.post<{ declaration: DeclarationView }>('/declarations', { ...permit, ...changes });
const refused = (body: object) => school.post<Problem>('/declarations', body);
const list = async (query = '') => (await school.get<{ declarations: DeclarationView[] }>(`/declarations${query}`)).declarations;

describe('declarations', () => {
  it('answer with what is in force now, and are part of the plan at once', async () => {
    const { status, body } = await declare();
    expect(status).toBe(200);
    expect(body.declaration).toMatchObject({
      kind: 'permit',
      state: 'in_force',
      scope: { kind: 'space', id: 'a-301', name: '301', nameEn: '301' },
      rules: null,
      weekly: null,
      by: ADMINISTRATOR,
      reason: '家长会',
      recordedAt: NOW,
      ended: null,
    });
    expect(await list()).toEqual([body.declaration]);
    const [plan] = await school.records.catalog.sites();
    expect(plan!.declarations).toMatchObject([{ id: body.declaration.id, site: 'hill', untilAt: permit.untilAt }]);
  });

  it('come newest first, and by the state that the clock gives them', async () => {
    const ids: string[] = [];
    for (const fromAt of [NOW - 2 * DAY_MS, NOW, NOW + DAY_MS]) {
      ids.unshift((await declare({ fromAt, untilAt: fromAt + DAY_MS })).body.declaration.id);
      school.setNow(NOW + ids.length);
    }
    expect((await list()).map(({ id, state }) => [id, state])).toEqual([
      [ids[0], 'ahead'],
      [ids[1], 'in_force'],
      [ids[2], 'over'],
    ]);
    expect((await list('?state=over')).map(({ id }) => id)).toEqual([ids[2]]);
    expect(await list('?limit=2')).toHaveLength(2);
  });

  it('of a change need no end and hold from then on', async () => {
    const { untilAt: _, ...open } = permit;
    const { body } = await school.post<{ declaration: DeclarationView }>('/declarations', { ...open, kind: 'change' });
    expect(body.declaration).toMatchObject({ fromAt: NOW, untilAt: NOW, state: 'in_force' });
    school.setNow(NOW + 900 * DAY_MS);
    expect((await list())[0]!.state).toBe('in_force');
  });

  it('keep a permit that comes back every week with its days once and in order', async () => {
    const { body } = await declare({ weekly: { weekdays: [3, 1, 3], start: '22:00', end: '01:00' } });
    expect(body.declaration.weekly).toEqual({ weekdays: [1, 3], start: '22:00', end: '01:00' });
  });

  it('name the rules of an exclusion', async () => {
    const { body } = await declare({ kind: 'exclusion', rules: ['zero_flow_fail', 'zero_flow_fail'] });
    expect(body.declaration.rules).toEqual(['zero_flow_fail']);
  });

  it.each<[string, Partial<DeclarationRequest>, string[]]>([
    ['no end', { untilAt: undefined }, ['body.untilAt']],
    ['an end that is the beginning', { untilAt: NOW }, ['body.untilAt']],
    ['an end after 400 days', { untilAt: NOW + 400 * DAY_MS + 1 }, ['body.untilAt']],
    ['an end of a change', { kind: 'change' }, ['body.untilAt']],
    ['rules of a permit', { rules: ['ac_left_on'] }, ['body.rules']],
    ['a rule that is not there', { kind: 'exclusion', rules: ['ac_left_on', 'ac_left_off'] }, ['body.rules']],
    ['weeks of an exclusion', { kind: 'exclusion', weekly: { weekdays: [1], start: '20:00', end: '22:00' } }, ['body.weekly']],
    ['a window without length', { weekly: { weekdays: [1], start: '20:00', end: '20:00' } }, ['body.weekly.end']],
    ['several at once', { rules: ['x'], untilAt: 5 }, ['body.rules', 'body.untilAt']],
  ])('are refused with %s, and nothing is kept', async (_what, changes, paths) => {
    const { status, body } = await refused({ ...permit, ...changes });
    expect(status).toBe(422);
    expect(body.errors!.map(({ path }) => path)).toEqual(paths);
    for (const { message } of body.errors!) expect(body.detail).toContain(message);
    expect(await list()).toEqual([]);
  });

  it('say which rules there are, and which places', async () => {
    expect((await refused({ ...permit, kind: 'exclusion', rules: ['x'] })).body.detail).toContain("no rule 'x'; known: ac_left_on");
    const nowhere = await refused({ ...permit, scope: { kind: 'building', id: 'z' } });
    expect(nowhere).toMatchObject({ status: 404, body: { detail: "no building 'z'; there is: a, b" } });
    expect((await refused({ ...permit, scope: { kind: 'site', id: 'valley' } })).body.detail).toBe("no site 'valley'; there is: hill");
  });

  it('are ended once, with who and why; what is over has ended by itself', async () => {
    const { id } = (await declare()).body.declaration;
    const end = (given: string) =>
      school.post<Problem & { declaration: DeclarationView }>(`/declarations/${given}/end`, { reason: '提前结束' });
    school.setNow(NOW + HOUR_MS);
    const ended = { at: NOW + HOUR_MS, by: ADMINISTRATOR, reason: '提前结束' };
    expect((await end(id)).body.declaration).toMatchObject({ id, state: 'ended', ended });
    expect(await list('?state=ended')).toMatchObject([{ id, ended }]);
    expect(await end(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(`was ended already, by ${ADMINISTRATOR}`) as unknown },
    });
    expect((await end('nope')).status).toBe(404);
    const other = (await declare({ fromAt: NOW, untilAt: NOW + 2 * HOUR_MS })).body.declaration.id;
    school.setNow(NOW + 2 * HOUR_MS);
    expect(await end(other)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('ended by itself') as unknown } });
  });
});
