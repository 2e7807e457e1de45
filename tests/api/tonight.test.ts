import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TonightAnswer } from '../../api/schemas/tonight.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { acOn, at, eventOf, leakOf, NIGHT, NOW, openNight, roundOf, stopOf } from './night-school.ts';
import { LONDON, type School } from './school.ts';

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

describe("tonight's list", () => {
  it('names each stop in words of a guard, with what it costs until morning', async () => {
    const list = await tonight(await usual());
    expect(list).toMatchObject({ night: NIGHT, state: 'running', number: 1, recheckedAt: at('23:30'), leftOut: 0, onDuty: [], now: NOW });
    expect(list.stops.map(({ number, id, isLate, stage, needsSomebody }) => ({ number, id, isLate, stage, needsSomebody }))).toEqual([
      { number: 1, id: A3, isLate: false, stage: 'unanswered', needsSomebody: true },
      { number: 2, id: LIB, isLate: true, stage: 'unanswered', needsSomebody: true },
    ]);
    const [first] = list.stops;
    expect(first).toMatchObject({
      place: { zh: '教学楼A 三楼', en: 'Block A, floor 3' },
      what: { zh: '301/303 空调未关 2 间' },
      kw: 4,
      certainty: 'measured',
      // 2 kW from 23:40 until 06:00 × 0.538 yuan, 6.81 for each room.
      yuanUntilMorning: 13.62,
    });
    expect(first!.kwhUntilMorning).toBeCloseTo(25.33, 2);
    expect(first!.rooms.map(({ name, isOver, meterWord }) => [name.zh, isOver, meterWord])).toEqual([
      ['301', false, null],
      ['303', false, null],
    ]);
  });

  it('is not there before it is frozen, and stays until noon of the next day', async () => {
    const school = await open([], [], LONDON.at(NIGHT, '15:00'));
    expect(await tonight(school)).toMatchObject({ state: 'before', night: NIGHT, freezeAt: at('23:15'), stops: [], dataUntil: null });
    await school.records.rounds.save(roundOf([]));
    school.setNow(at('11:59'));
    expect(await tonight(school)).toMatchObject({ state: 'ended', night: NIGHT });
    school.setNow(LONDON.at('2026-05-20', '12:00'));
    expect(await tonight(school)).toMatchObject({ state: 'before', night: '2026-05-20' });
  });

  it('of which none was made is over when the night is over', async () => {
    const school = await open([], [], at('08:00'));
    expect(await tonight(school)).toMatchObject({ state: 'ended', night: NIGHT, stops: [] });
  });

  it('never shows a home: no flat and no room of a dormitory, on no part of it', async () => {
    const homes = [acOn('ac-flat'), acOn('ac-b-101')];
    const round = roundOf([stopOf('flats:1:ac', 'flats', [homes[0]!]), stopOf('b:1:ac', 'b', [homes[1]!]), ...stops]);
    const school = await open([in301, in303, inLibrary, ...homes], [round]);
    for (const scope of [
      { kind: 'building', id: 'flats' } as const,
      { kind: 'space', id: 'b-101' } as const,
      { kind: 'space', id: 'a-305' } as const,
    ]) {
      await school.records.declarations.save({
        id: randomUUID(),
        site: 'hill',
        kind: 'permit',
        scope,
        rules: null,
        fromAt: at('20:00'),
        untilAt: at('05:00'),
        reason: '加班',
        by: '李主任',
        recordedAt: 0,
        ended: null,
      });
    }
    const list = await tonight(school);
    expect(list.stops.map(({ id }) => id)).toEqual([A3, LIB]);
    expect(list.permitted).toEqual([
      { place: { zh: '教学楼A 三楼 305', en: 'Block A, floor 3, 305' }, until: at('05:00'), reason: '加班' },
    ]);
    expect(JSON.stringify(list)).not.toMatch(/flat|公寓|b-101/);
  });

  it('says which late use is allowed tonight, also one that comes back every week, and not what is over', async () => {
    const school = await usual();
    const permit = { site: 'hill', kind: 'permit', rules: null, by: '李主任', recordedAt: 0, ended: null } as const;
    const year = { fromAt: 0, untilAt: LONDON.at('2027-01-01', '00:00') };
    const scope = { kind: 'space', id: 'a-305' } as const;
    // The evening is a Tuesday.
    await school.records.declarations.save({
      ...permit,
      ...year,
      id: 'tue',
      scope,
      reason: '周二',
      weekly: { weekdays: [2], start: '21:00', end: '00:30' },
    });
    await school.records.declarations.save({
      ...permit,
      ...year,
      id: 'wed',
      scope,
      reason: '周三',
      weekly: { weekdays: [3], start: '21:00', end: '00:30' },
    });
    await school.records.declarations.save({ ...permit, id: 'over', scope, reason: '过去', fromAt: 0, untilAt: at('23:00') });
    await school.records.declarations.save({
      ...permit,
      ...year,
      id: 'ended',
      scope,
      reason: '收回',
      ended: { at: at('22:00'), by: '李主任', reason: '' },
    });
    expect((await tonight(school)).permitted).toMatchObject([{ reason: '周二', until: at('00:30') }]);
  });

  it('counts what it cannot see, and names the places', async () => {
    const school = await open([], [roundOf([], { blind: ['ac-303', 'ac-305'] })]);
    expect((await tonight(school)).blind).toMatchObject({ rooms: 2, places: [{ zh: '教学楼A 三楼 303' }, { zh: '教学楼A 三楼 305' }] });
  });

  it('has a burst of another night, with what was said about it', async () => {
    const burst = leakOf({ rule: 'burst', night: '2026-05-18', startAt: LONDON.at('2026-05-18', '22:00') });
    const school = await open([burst], [roundOf([stopOf('a::burst', 'a', [burst], { floor: null, subject: 'burst' })])]);
    await school.records.alertEvents.add(eventOf(burst, 'claimed', '23:35'));
    expect((await tonight(school)).stops).toMatchObject([{ subject: 'burst', stage: 'claimed' }]);
  });

  it('costs a phone that asks again nothing while nothing changed', async () => {
    const school = await usual();
    const ask = (tag?: string) => school.inject({ url: '/api/sites/hill/tonight', headers: tag ? { 'if-none-match': tag } : {} });
    const first = await ask();
    const tag = String(first.headers['etag']);
    school.setNow(NOW + 59_000);
    const again = await ask(tag);
    expect([again.statusCode, again.body]).toEqual([304, '']);
    await school.post('/tonight/answers', answer());
    expect((await ask(tag)).statusCode).toBe(200);
    // A minute later less is left until morning.
    school.setNow(NOW + 60_000);
    expect((await ask(String((await ask()).headers['etag']))).statusCode).toBe(304);
  });

  it('shows a guard of one building that building, under the numbers of the whole list', async () => {
    const round = roundOf(stops, {
      leftOut: [in301.id],
      blind: ['ac-303'],
      spotChecks: [{ space: 'a-305', result: null, at: null, by: '', byName: '' }],
    });
    const school = await open([in301, in303, inLibrary], [round]);
    const guard = await school.as('guard', { buildings: ['lib'] });
    const list = await tonight(guard);
    expect(list.stops.map(({ number, id }) => [number, id])).toEqual([[2, LIB]]);
    expect(list).toMatchObject({ leftOut: 0, blind: { rooms: 0 }, spotChecks: [], credit: { stops: 1 } });
    const refused = await guard.post<Problem>('/tonight/answers', answer());
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringContaining(`no stop '${A3}'`)]);
    expect((await guard.post('/tonight/answers', answer({ stop: LIB }))).status).toBe(200);
  });

  it('is for whoever walks, not for a grade leader', async () => {
    const school = await usual();
    const leader = await school.as('grade_leader');
    expect((await leader.inject('/api/sites/hill/tonight')).statusCode).toBe(403);
    expect((await school.app.inject('/api/sites/hill/tonight')).statusCode).toBe(401);
  });
});
