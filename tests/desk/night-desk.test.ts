import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNightDesk } from '../../desk/night-desk.ts';
import { stageOf } from '../../domain/handling.ts';
import type { Round } from '../../domain/round.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { alertOf, clock, NIGHT, PLAN } from '../alerts/night/night-rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const GUARD = { id: 'zhang', name: '张师傅' };
const OFFICE = { id: 'wang', name: '王主任' };
const rooms = ['301', '303', '306'].map((room) => alertOf('ac_left_on', `ac-${room}`, { openedAt: clock('23:10') }));
const late = alertOf('ac_left_on', 'ac-304', { openedAt: clock('23:45') });
const round: Round = {
  site: 'school',
  night: NIGHT,
  number: 1,
  frozenAt: clock('23:15'),
  recheckedAt: null,
  endsAt: clock('01:30'),
  stops: [{ id: 'b:3:ac', building: 'b', floor: 3, subject: 'ac', alerts: rooms.map(({ id }) => id), addedAt: clock('23:15') }],
  leftOut: [],
  expected: [],
  spotChecks: [{ space: 'off-205', result: null, at: null, by: '', byName: '' }],
  blind: [],
  remindedAt: null,
  reportedAt: null,
};

async function open() {
  const records = await openRecords(join(temporaryFolder(), 'records.sqlite'), { temporary: true });
  onTestFinished(() => records.close());
  await records.catalog.declare(PLAN);
  await records.alerts.apply(
    [...rooms, late].map((alert) => ({ alert })),
    clock('23:45'),
  );
  await records.rounds.save(round);
  const wall = { now: clock('23:50') };
  const desk = createNightDesk({ records, detectors: {}, now: () => wall.now });
  const said = { id: 'a1', stop: 'b:3:ac', word: 'off', reason: null, at: clock('23:40'), photo: null } as const;
  const events = () => records.alertEvents.list('school', { fromNight: NIGHT, toNight: NIGHT });
  const about = async () => (await events()).map(({ id, alert, word }) => `${id} ${alert.split(':')[2]} ${word}`).toSorted();
  const messages = async () => (await records.outbox.messages(0, 100)).filter(({ kind }) => kind === 'permit_request');
  return { records, desk, wall, said, events, about, messages };
}

describe("the guard's answer", () => {
  it('is one word for each room of the stop, with who and when it was pressed', async () => {
    const { desk, said, events, about } = await open();
    await desk.answer('school', said, GUARD);
    expect(await about()).toEqual(['a1:0 ac-301 off', 'a1:1 ac-303 off', 'a1:2 ac-306 off']);
    expect((await events())[0]).toMatchObject({ at: clock('23:40'), recordedAt: clock('23:50'), by: 'zhang', byName: '张师傅' });
  });

  it('is one when it is sent twice, also when a room has joined the stop since', async () => {
    const { desk, said, about, records } = await open();
    await desk.answer('school', said, GUARD);
    const alerts = [rooms[0]!, rooms[1]!, late, rooms[2]!].map(({ id }) => id);
    await records.rounds.save({ ...round, stops: [{ ...round.stops[0]!, alerts }] });
    await desk.answer('school', said, GUARD);
    expect(await about()).toEqual(['a1:0 ac-301 off', 'a1:1 ac-303 off', 'a1:2 ac-306 off']);
  });

  it('may be of single rooms', async () => {
    const { desk, said, about } = await open();
    await desk.answer('school', { ...said, alerts: [rooms[1]!.id] }, GUARD);
    expect(await about()).toEqual(['a1:1 ac-303 off']);
  });

  it.each([
    ['a stop that is not there', { stop: 'b:9:ac' }, /no stop 'b:9:ac'/],
    ['a room of another stop', { alerts: [late.id] }, /is no alert of stop 'b:3:ac'/],
    ['a time ahead', { at: clock('23:52') }, /lies more than a minute ahead/],
    ['a time of three days ago', { at: clock('23:40') - 3 * 86_400_000 }, /more than two days ago/],
    ['a photo that is not there', { photo: 'p' }, /no photo 'p'/],
  ])('is refused with words for %s', async (_, more, words) => {
    const { desk, said, about } = await open();
    await expect(desk.answer('school', { ...said, ...more }, GUARD)).rejects.toThrow(words);
    expect(await about()).toEqual([]);
  });

  it('changes nothing about the alert', async () => {
    const { desk, said, records } = await open();
    await desk.answer('school', { ...said, word: 'false_alarm' }, GUARD);
    expect((await records.alerts.get('school', rooms[0]!.id))!.state).toBe('open');
  });
});

describe('normal use', () => {
  const untilAt = clock('06:00') + 30 * 86_400_000;
  async function asked() {
    const opened = await open();
    await opened.desk.answer(
      'school',
      { ...opened.said, alerts: [rooms[0]!.id, rooms[1]!.id], word: 'in_use', reason: 'working_late' },
      GUARD,
    );
    return opened;
  }

  it('is asked of the office in one message', async () => {
    const { messages } = await asked();
    const [message, ...more] = await messages();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ audience: 'logistics', link: '/permits' });
    expect(message!.text!.lines[0]!.zh).toBe('教学楼B 三楼 301、303：张师傅 报告为正常使用（加班）');
  });

  it('becomes a permit of the room when the office approves, and only then', async () => {
    const { desk, records, events } = await asked();
    expect(await records.declarations.list('school', { limit: 9 })).toEqual([]);
    const weekly = { weekdays: [1, 2], start: '18:00', end: '23:59' };
    await desk.decide('school', 'a1:0', { approve: { untilAt, weekly }, note: '高三备课' }, OFFICE);
    const [permit, ...more] = await records.declarations.list('school', { limit: 9 });
    expect(more).toEqual([]);
    expect(permit).toMatchObject({
      kind: 'permit',
      scope: { kind: 'space', id: 'b-301' },
      fromAt: clock('23:40'),
      untilAt,
      weekly,
      reason: '加班：高三备课',
      by: '王主任',
    });
    expect(stageOf((await events()).filter(({ alert }) => alert === rooms[0]!.id))).toBe('permitted');
  });

  it('sends somebody again when the office refuses', async () => {
    const { desk, records, events } = await asked();
    await desk.decide('school', 'a1:1', { approve: null, note: '' }, OFFICE);
    expect(stageOf((await events()).filter(({ alert }) => alert === rooms[1]!.id))).toBe('refused');
    expect(await records.declarations.list('school', { limit: 9 })).toEqual([]);
  });

  it('is decided once, about an answer that is there, until a time that comes', async () => {
    const { desk } = await asked();
    const approve = { untilAt: clock('23:30'), weekly: null };
    await expect(desk.decide('school', 'a1:0', { approve, note: '' }, OFFICE)).rejects.toThrow(/is over already/);
    await expect(desk.decide('school', 'zz:0', { approve: null, note: '' }, OFFICE)).rejects.toThrow(/no answer 'in_use' with id 'zz:0'/);
    await desk.decide('school', 'a1:0', { approve: null, note: '' }, OFFICE);
    await expect(desk.decide('school', 'a1:0', { approve: null, note: '' }, OFFICE)).rejects.toThrow(/decided already, by 王主任/);
  });
});

describe('a spot check', () => {
  it('is written into the round, the later word wins', async () => {
    const { desk, records } = await open();
    const check = (result: 'all_off' | 'ac_on', time: string) =>
      desk.checkSpot('school', { space: 'off-205', result, at: clock(time) }, GUARD);
    await check('ac_on', '23:45');
    await check('all_off', '23:30');
    const { spotChecks } = (await records.rounds.get('school', NIGHT, 1))!;
    expect(spotChecks).toEqual([{ space: 'off-205', result: 'ac_on', at: clock('23:45'), by: 'zhang', byName: '张师傅' }]);
  });

  it('is refused for a room that was not drawn', async () => {
    const { desk } = await open();
    await expect(desk.checkSpot('school', { space: 'b-301', result: 'all_off', at: clock('23:45') }, GUARD)).rejects.toThrow(
      /no spot check of 'b-301'/,
    );
  });
});

describe('a repair', () => {
  it('is kept once, with its note', async () => {
    const { desk, events } = await open();
    const word = { id: 'r1', alert: late.id, word: 'repaired', at: clock('23:46'), note: '换了浮球阀', photo: null } as const;
    await desk.repair('school', word, GUARD);
    await desk.repair('school', word, GUARD);
    expect((await events()).map(({ id, word: said, note }) => [id, said, note])).toEqual([['r1', 'repaired', '换了浮球阀']]);
  });

  it('is refused about an alert that is not there', async () => {
    const { desk } = await open();
    const word = { id: 'r1', alert: 'gone', word: 'repaired', at: clock('23:46'), note: '', photo: null } as const;
    await expect(desk.repair('school', word, GUARD)).rejects.toThrow(/no alert 'gone'/);
  });
});
