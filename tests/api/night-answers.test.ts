import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TonightAnswer } from '../../api/schemas/tonight.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { acOn, at, eventOf, NIGHT, NOW, openNight, roundOf, stopOf } from './night-school.ts';
import type { School } from './school.ts';

const [in301, in303, inLibrary] = [acOn('a-ac'), acOn('ac-303'), acOn('ac-lib')];
const A3 = 'a:3:ac';
const LIB = 'lib:1:ac';
const stops = [stopOf(A3, 'a', [in301, in303]), stopOf(LIB, 'lib', [inLibrary], { floor: 1, addedAt: at('23:30') })];

async function open(...given: Parameters<typeof openNight>): Promise<School> {
  const school = await openNight(...given);
  onTestFinished(() => school.close());
  return school;
}
const usual = () => open([in301, in303, inLibrary], [roundOf(stops)]);
const tonight = (school: Pick<School, 'get'>) => school.get<TonightAnswer>('/tonight');
const answer = (more: object = {}) => ({ id: randomUUID(), stop: A3, word: 'off', at: at('23:39'), ...more });

describe('answers of the guard', () => {
  it('stand at every room of the stop, with his name, and are watched by the meter', async () => {
    const school = await usual();
    const guard = await school.as('guard', {}, '王师傅');
    expect(await guard.post('/tonight/answers', answer())).toEqual({ status: 200, body: { done: true } });
    const [stop] = (await tonight(guard)).stops;
    expect(stop).toMatchObject({ stage: 'verifying', needsSomebody: false });
    expect(stop!.rooms.map(({ stage, watchUntil }) => [stage, watchUntil])).toEqual([
      ['verifying', at('00:30')],
      ['verifying', at('00:30')],
    ]);
    const [entry] = await school.records.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'alert.answered', target: A3, byName: '王师傅', site: 'hill', detail: 'off' });
  });

  it('sent twice are one: one event a room, one line in the log', async () => {
    const school = await usual();
    const said = answer();
    for (let time = 0; time < 2; time++) expect((await school.post('/tonight/answers', said)).status).toBe(200);
    expect(await school.records.alertEvents.list('hill', { fromNight: NIGHT, toNight: NIGHT })).toHaveLength(2);
    expect((await school.records.audit.list({ limit: 10 })).filter(({ action }) => action === 'alert.answered')).toHaveLength(1);
  });

  it('that come late and out of order count by when they were said', async () => {
    const school = await usual();
    school.setNow(at('00:20'));
    await school.post('/tonight/answers', answer({ alerts: [in303.id], word: 'off', at: at('23:50') }));
    await school.post('/tonight/answers', answer({ alerts: [in303.id], word: 'claimed', at: at('23:45') }));
    const [stop] = (await tonight(school)).stops;
    expect(stop!.rooms.map(({ stage }) => stage)).toEqual(['unanswered', 'verifying']);
    expect(stop!.rooms[1]!.watchUntil).toBe(at('00:45'));
  });

  it('count into the credit when all rooms of a stop are answered, and when the meter has confirmed them', async () => {
    const school = await usual();
    const credit = async () => (await tonight(school)).credit;
    await school.post('/tonight/answers', answer({ alerts: [in301.id] }));
    expect(await credit()).toEqual({ stops: 2, answered: 0, confirmed: 0, avoidedKwh: 0, avoidedYuan: 0 });
    await school.post('/tonight/answers', answer({ word: 'no_access', alerts: [in303.id] }));
    expect(await credit()).toMatchObject({ answered: 1, confirmed: 0 });
    for (const alert of [in301, in303]) {
      await school.records.alertEvents.add(eventOf(alert, 'confirmed', '00:45', { by: 'meter', avoided: { kwh: 12, fen: 646 } }));
    }
    expect(await credit()).toEqual({ stops: 2, answered: 1, confirmed: 1, avoidedKwh: 24, avoidedYuan: 12.92 });
  });

  it.each([
    ['a stop that is not there', { stop: 'x' }, 422, "no stop 'x'"],
    ['a room of another stop', { alerts: [inLibrary.id] }, 422, 'is no alert of stop'],
    ['no rooms', { alerts: [] }, 400, 'body.alerts'],
    ['a word that he does not have', { word: 'accepted' }, 400, 'body.word'],
    ['an id that is none', { id: '1' }, 400, 'body.id'],
    ['a time to come', { at: NOW + 120_000 }, 422, 'ahead'],
    ['a time long ago', { at: NOW - 3 * 86_400_000 }, 422, 'two days'],
    ['a photo that is not there', { photo: 'abc' }, 422, "no photo 'abc'"],
    ['a name in the body', { by: 'x' }, 400, 'by'],
  ])('are refused with %s', async (_what, more, status, words) => {
    const school = await usual();
    const { status: got, body } = await school.post<Problem>('/tonight/answers', answer(more));
    expect([got, body.detail]).toEqual([status, expect.stringContaining(words)]);
    expect(await school.records.alertEvents.list('hill', { fromNight: NIGHT, toNight: NIGHT })).toEqual([]);
  });

  it('that were on the screen are marked as seen, at most now', async () => {
    const school = await usual();
    const guard = await school.as('guard');
    const id = await messageTo(school, guard.who.id);
    await guard.post('/tonight/seen', { alerts: [in301.id], at: NOW + 3_600_000 });
    expect(await school.records.outbox.delivery(id)).toMatchObject({ seenAt: NOW });
    expect((await guard.post('/tonight/seen', { alerts: [], at: NOW })).status).toBe(200);
  });

  it('of rooms that were on no list are kept with the round', async () => {
    const check = { space: 'a-305', result: null, at: null, by: '', byName: '' };
    const school = await open([], [roundOf([], { spotChecks: [check] })]);
    const found = { space: 'a-305', result: 'lights_on', at: at('23:38') };
    expect((await school.post('/tonight/spot-checks', found)).status).toBe(200);
    expect((await tonight(school)).spotChecks).toEqual([
      { space: 'a-305', place: { zh: '教学楼A 三楼 305', en: 'Block A, floor 3, 305' }, result: 'lights_on', at: at('23:38') },
    ]);
    expect((await school.post('/tonight/spot-checks', { ...found, space: 'a-301' })).status).toBe(422);
    expect((await school.post('/tonight/spot-checks', { ...found, space: 'nowhere' })).status).toBe(422);
    const librarian = await school.as('guard', { buildings: ['lib'] });
    expect((await librarian.post('/tonight/spot-checks', found)).status).toBe(422);
  });
});

/** A message about 301 that went to somebody. @returns its delivery */
async function messageTo({ records }: School, person: string): Promise<number> {
  await records.outbox.put([
    {
      site: 'hill',
      kind: 'opened',
      createdAt: NOW,
      urgency: 'tonight',
      audience: 'guard',
      alert: in301,
      text: null,
      link: '/tonight',
    },
  ]);
  const [message] = await records.outbox.messages(0, 10);
  await records.outbox.plan(
    message!.id,
    [{ message: message!.id, site: 'hill', person, address: 'x', rung: 0, dueAt: NOW, createdAt: NOW }],
    NOW,
  );
  const [delivery] = await records.outbox.deliveries({ site: 'hill', message: message!.id, limit: 1 });
  return delivery!.id;
}
