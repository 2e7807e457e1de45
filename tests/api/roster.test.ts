import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { RosterAnswer } from '../../api/schemas/messages.ts';
import type { Roster } from '../../domain/roster.ts';
import { admit } from '../support/visitors.ts';
import { type Asker, LONDON, openSchool, type School } from './school.ts';

/** A Wednesday. */
const NOW = LONDON.at('2026-05-20', '12:00');
const DAILY = [0, 1, 2, 3, 4, 5, 6];

let school: School;
let li: Asker;
beforeEach(async () => {
  school = await openSchool(NOW);
  li = await school.as('guard', {}, '老李');
});
afterEach(() => school.close());

const put = (roster: Roster) => school.send<RosterAnswer & Problem>('PUT', '/roster', roster);
const gapsOf = (answer: RosterAnswer, duty: string) => answer.gaps.filter((gap) => gap.duty === duty);
const pair = async ({ who: { id, name } }: Asker) => {
  await admit(school.records, { role: 'guard', id, name, kind: 'device' });
};
const addPhone = ({ post, who: { id } }: Asker, isOn = true) =>
  post('/addresses', { channel: 'ntfy', name: 'phone', person: id, isOn, settings: { topic: 'hill-9f2c7' } });

describe('the roster', () => {
  it('empty at first: each duty has a gap on each of 14 days, with what happens then', async () => {
    const answer = await school.get<RosterAnswer>('/roster');
    expect(answer.roster).toEqual({ weekly: [], days: [] });
    expect(answer.floor).toEqual({ urgency: 'now', rules: ['burst', 'frozen_no_flow'] });
    expect(answer.people).toContainEqual({ id: li.who.id, name: '老李', role: 'guard', canBeTold: false });
    expect(gapsOf(answer, 'guard')).toHaveLength(14);
    expect(gapsOf(answer, 'guard')[0]).toMatchObject({ day: '2026-05-20', why: { zh: '无人值班，也没有能通知到的门卫。' } });
  });

  it('somebody on duty who has an address: no gap; with a paired phone alone, which wakes nobody, he is named', async () => {
    const weekly = [{ duty: 'guard', person: li.who.id, weekdays: DAILY }] as const;
    await pair(li);
    const before = await put({ weekly, days: [] });
    expect(gapsOf(before.body, 'guard')[0]!.why.zh).toBe('老李没有任何接收方式，通知不到。请为他添加通道。');
    await addPhone(li);
    const after = await school.get<RosterAnswer>('/roster');
    expect(after.people.find(({ id }) => id === li.who.id)!.canBeTold).toBe(true);
    expect(gapsOf(after, 'guard')).toEqual([]);
  });

  it('nobody on Sundays: a gap on both, and all guards are told then', async () => {
    await addPhone(li);
    const { body } = await put({ weekly: [{ duty: 'guard', person: li.who.id, weekdays: [1, 2, 3, 4, 5, 6] }], days: [] });
    expect(gapsOf(body, 'guard')).toEqual(
      ['2026-05-24', '2026-05-31'].map((day) => ({
        day,
        duty: 'guard',
        why: { zh: '无人值班，届时通知全部门卫（1 人）。', en: 'nobody is on duty: all guards (1) are told.' },
      })),
    );
  });

  it('an address counts only while it is on', async () => {
    await addPhone(li, false);
    expect((await school.get<RosterAnswer>('/roster')).people.find(({ id }) => id === li.who.id)!.canBeTold).toBe(false);
    await addPhone(li);
    expect((await school.get<RosterAnswer>('/roster')).people.find(({ id }) => id === li.who.id)!.canBeTold).toBe(true);
  });

  it('refuses unknown people and days that end before they begin, by line', async () => {
    const { status, body } = await put({
      weekly: [{ duty: 'guard', person: 'zhao', weekdays: [1] }],
      days: [{ duty: 'guard', person: li.who.id, firstDay: '2026-06-02', lastDay: '2026-06-01', note: '' }],
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: 'body.weekly.0.person', message: "there is no person 'zhao' at 'hill'" },
      { path: 'body.days.0.lastDay', message: "must not be before 2026-06-02 (got '2026-06-01')" },
    ]);
  });

  it('somebody who has left may stay in an old line, and is nobody on duty', async () => {
    const roster = { weekly: [{ duty: 'guard', person: li.who.id, weekdays: DAILY }], days: [] } as const;
    await put(roster);
    const person = await school.records.people.get(li.who.id);
    await school.records.people.save({ ...person!, disabledAt: NOW });
    const { status, body } = await put(roster);
    expect(status).toBe(200);
    expect(gapsOf(body, 'guard')).toHaveLength(14);
  });
});

describe('what nobody can mute', () => {
  it('is set by rule and urgency; a rule that there is not is refused', async () => {
    const set = (rules: string[]) => school.send<Problem>('PUT', '/floor', { urgency: 'tonight', rules });
    expect(await set(['burst'])).toEqual({ status: 200, body: { floor: { urgency: 'tonight', rules: ['burst'] } } });
    const refused = await set(['burts']);
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain("there is no rule 'burts'; allowed: ");
    expect((await school.get<RosterAnswer>('/roster')).floor).toEqual({ urgency: 'tonight', rules: ['burst'] });
  });
});
