import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { PermitRequestView } from '../../api/schemas/tonight.ts';
import { acOn, at, eventOf, NOW, openNight, roundOf, stopOf } from './night-school.ts';
import type { Asker, School } from './school.ts';

const alert = acOn('ac-303');
const asked = eventOf(alert, 'in_use', '23:35', { reason: 'working_late' });

async function open(): Promise<School> {
  const school = await openNight([alert], [roundOf([stopOf('a', 'a', [alert])])]);
  onTestFinished(() => school.close());
  await school.records.alertEvents.add(asked);
  return school;
}
const requests = (asker: Pick<Asker, 'get'>) =>
  asker.get<{ requests: PermitRequestView[] }>('/permit-requests').then((list) => list.requests);
const decide = (asker: Pick<Asker, 'post'>, body: object, event = asked.id) =>
  asker.post<Problem>(`/permit-requests/${encodeURIComponent(event)}`, body);
const approval = { decision: 'approve', untilAt: at('05:00'), weekly: null };

describe('requests for late use', () => {
  it('say where, who, why, and are open until the office has decided', async () => {
    const school = await open();
    const head = await school.as('logistics_head', {}, '李主任');
    expect(await requests(head)).toMatchObject([
      {
        event: asked.id,
        alert: alert.id,
        place: { zh: '教学楼A 三楼 303' },
        byName: '王师傅',
        reason: 'working_late',
        at: at('23:35'),
        photo: null,
      },
    ]);
    expect((await decide(head, approval)).status).toBe(200);
    expect(await requests(head)).toEqual([]);
    expect(await school.records.declarations.list('hill', { limit: 5 })).toMatchObject([
      { kind: 'permit', scope: { kind: 'space', id: 'a-303' }, untilAt: at('05:00'), by: '李主任' },
    ]);
    expect(await school.get('/tonight')).toMatchObject({
      stops: [{ stage: 'permitted', needsSomebody: false }],
      permitted: [{ until: at('05:00') }],
    });
    const [entry] = await school.records.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'permit.approved', target: alert.id, byName: '李主任' });
  });

  it('that are refused send somebody there again', async () => {
    const school = await open();
    expect((await decide(school, { decision: 'refuse', note: '没有申请' })).status).toBe(200);
    expect(await school.get('/tonight')).toMatchObject({ stops: [{ stage: 'refused', needsSomebody: true }] });
    expect(await school.records.declarations.list('hill', { limit: 5 })).toEqual([]);
    expect((await decide(school, approval)).body.detail).toContain('decided already');
  });

  it.each([
    ['without a reason to refuse', { decision: 'refuse', note: ' ' }, 400, 'body.note'],
    ['until yesterday', { ...approval, untilAt: NOW - 1 }, 422, 'over already'],
    ['with a clock time that is none', { ...approval, weekly: { weekdays: [1], start: '25:00', end: '23:00' } }, 400, 'HH:mm'],
    ['with no day of the week', { ...approval, weekly: { weekdays: [], start: '22:00', end: '23:00' } }, 400, 'weekdays'],
  ])('are not decided %s', async (_what, body, status, words) => {
    const school = await open();
    const answer = await decide(school, body);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(words)]);
    expect(await requests(school)).toHaveLength(1);
  });

  it('are the business of whoever may approve, in the part of the school that he reaches', async () => {
    const school = await open();
    const elsewhere = await school.as('logistics_head', { buildings: ['lib'] });
    expect(await requests(elsewhere)).toEqual([]);
    expect((await decide(elsewhere, approval)).status).toBe(404);
    const guard = await school.as('guard');
    expect((await decide(guard, approval)).status).toBe(403);
    expect((await decide(school, approval, 'nope')).status).toBe(422);
    expect(await requests(school)).toHaveLength(1);
  });
});
