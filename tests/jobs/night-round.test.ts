import { describe, expect, it } from 'vitest';
import { createNightDesk } from '../../desk/night-desk.ts';
import type { NightWord } from '../../domain/handling.ts';
import { addDays } from '../../domain/local-time.ts';
import { DEFAULT_ROUND } from '../../domain/round.ts';
import type { Space } from '../../domain/site.ts';
import { at, metered, spoiled } from '../analysis/series-of.ts';
import { meterOf, touch } from './campus.ts';
import { FROM, start, TO, type World } from './night-school.ts';

const NIGHT = '2026-06-20';
const MINUTE = 60_000;
const clockOf = (evening: string) => (time: string) => at(time < '12:00' ? addDays(evening, 1) : evening, time);
const clock = clockOf(NIGHT);
const OF_THE_NIGHT = ['list', 'added', 'reminder', 'missed'];
const GUARD = { id: 'zhang', name: '张师傅' };

const ROOMS: Space[] = ['301', '302', '303', '304', '305', '306'].map((name, index) => ({
  id: `r${name}`,
  building: 'b1',
  floor: 3,
  function: 'classroom',
  name,
  walkOrder: index,
}));
const meter = (room: string) =>
  meterOf({ id: `ac-${room}`, name: `${room}空调`, space: `r${room}`, role: 'room_breaker', readingIntervalS: 60 });
const runs =
  (from: number, to: number, power = 1.2) =>
  (instant: number) =>
    from <= instant && instant < to ? power : 0;
const runningUntil = (time: string) => metered(FROM, TO, runs(clock('19:00'), clock(time)));

/** 301 and 302 run all night, 303 from 23:00 on, 304 is off. */
const world = (): World => [
  { meter: meter('301'), series: runningUntil('07:00') },
  { meter: meter('302'), series: runningUntil('07:00') },
  { meter: meter('303'), series: metered(FROM, TO, runs(clock('23:00'), clock('07:00'))) },
  { meter: meter('304'), series: metered(FROM, TO, () => 0.02) },
];

/** @param earliest from when on an air-conditioner counts as left on: the rule's own 23:30 comes after the list is made */
async function night(rooms: World, from = '22:00', earliest = '23:00') {
  const wall = { now: clock(from), knownUntil: clock(from) };
  const school = await start(rooms, wall, { spaces: ROOMS });
  const { jobs, records } = school;
  const desk = createNightDesk({ records, detectors: {}, now: () => wall.now });
  const earlier = { by: 'Li', reason: 'earlier', setAt: 0, options: { from: earliest } };
  await records.ruleSettings.save({ site: 'school', rule: 'ac_left_on', scope: { kind: 'site', id: 'school' }, ...earlier });
  /** The program runs on, minute by five minutes; intervals are known as they pass. */
  async function runTo(until: number, stepMs = 5 * MINUTE): Promise<void> {
    for (; wall.now <= until; wall.now += stepMs) {
      wall.knownUntil = wall.now;
      await jobs.runDue();
      await jobs.tend();
    }
    wall.now = until;
  }
  let answers = 0;
  return {
    ...school,
    wall,
    desk,
    runTo: (time: string) => runTo(clock(time)),
    runUntil: runTo,
    round: (number = 1, of = NIGHT) => records.rounds.get('school', of, number),
    messages: async () =>
      (await records.outbox.messages(0, 1000)).map(({ kind, text, alert }) => `${kind} ${text?.title.zh ?? alert?.meter ?? ''}`),
    kinds: async () => (await records.outbox.messages(0, 1000)).map(({ kind }) => kind).filter((kind) => OF_THE_NIGHT.includes(kind)),
    words: async (room: string) =>
      (await records.alertEvents.list('school', { alert: `school:ac_left_on:ac-${room}:${NIGHT}` })).map(({ word }) => word),
    answer: (word: NightWord, names: string[], saidAt = wall.now) =>
      desk.answer(
        'school',
        {
          id: `answer-${answers++}`,
          stop: 'b1:3:ac',
          alerts: names.map((room) => `school:ac_left_on:ac-${room}:${NIGHT}`),
          word,
          reason: null,
          at: saidAt,
          photo: null,
        },
        GUARD,
      ),
  };
}

describe('the night round', () => {
  it('freezes at 23:15 what runs, and says so once', async () => {
    const school = await night(world());
    await school.runTo('23:10');
    expect(await school.round()).toBeUndefined();
    await school.runTo('23:20');
    const round = (await school.round())!;
    expect(round).toMatchObject({ frozenAt: clock('23:15'), endsAt: clock('01:30'), recheckedAt: null, blind: [], leftOut: [] });
    expect(round.stops.map(({ id, alerts }) => [id, alerts.length])).toEqual([['b1:3:ac', 2]]);
    const [list] = (await school.records.outbox.messages(0, 100)).filter(({ kind }) => kind === 'list');
    expect(list!.text!.lines[0]!.zh).toMatch(/^① 教学楼B 三楼 301\/302 空调未关 2 间，约 2\.4 kW，到早上约 16 度\/8\.7 元$/);
    expect(await school.kinds()).toEqual(['list']);
  });

  it('adds at 23:30 and later what is found then, and takes nothing away', async () => {
    const rooms = world();
    rooms[3] = { meter: meter('304'), series: metered(FROM, TO, runs(clock('00:00'), clock('00:40'), 2)) };
    const school = await night(rooms);
    await school.runTo('23:35');
    expect((await school.round())!.stops[0]!.alerts.map((id) => id.split(':')[2])).toEqual(['ac-301', 'ac-302', 'ac-303']);
    expect((await school.round())!.recheckedAt).toBe(clock('23:30'));
    await school.runTo('01:20');
    expect((await school.round())!.stops[0]!.alerts).toHaveLength(4);
    expect(await school.kinds()).toEqual(['list', 'added', 'added', 'reminder']);
  });

  it('tells at 23:15 which air-conditioners run, where left on means on at 23:30, and adds those that still do', async () => {
    const rooms = world();
    rooms[1] = { meter: meter('302'), series: runningUntil('23:16') };
    const school = await night(rooms, '22:00', '23:30');
    await school.runTo('23:25');
    const round = (await school.round())!;
    expect(round.stops).toEqual([]);
    expect(round.expected.map(({ place, what }) => `${place.zh} ${what.zh}`)).toEqual(['教学楼B 三楼 301/302 空调未关 2 间']);
    const [list] = (await school.records.outbox.messages(0, 100)).filter(({ kind }) => kind === 'list');
    expect(list!.text!.lines.map(({ zh }) => zh)).toEqual(['此刻还开着，23:30 仍开就列入：', '· 教学楼B 三楼 301/302 空调未关 2 间']);
    expect(await school.alerts()).toEqual([]);
    await school.runTo('23:35');
    expect((await school.round())!.stops[0]!.alerts.map((id) => id.split(':')[2])).toEqual(['ac-301', 'ac-303']);
    expect((await school.round())!.expected).toEqual([]);
    expect(await school.kinds()).toEqual(['list', 'added']);
  });

  it('adds nothing after its end', async () => {
    const rooms = world();
    rooms[3] = { meter: meter('304'), series: metered(FROM, TO, runs(clock('01:30'), clock('05:00'), 2)) };
    const school = await night(rooms);
    await school.runTo('04:00');
    expect((await school.alerts()).some(({ meter: id, night: of }) => id === 'ac-304' && of === NIGHT)).toBe(true);
    expect((await school.round())!.stops[0]!.alerts).toHaveLength(3);
  });

  it('says what it cannot see when the data end at 23:00', async () => {
    const rooms = world();
    const gap = (series: World[number]['series']) => spoiled(series, clock('23:00'), clock('23:30'), 'absent');
    rooms[3] = { meter: meter('304'), series: gap(rooms[3]!.series) };
    rooms.push({ meter: meter('305'), series: gap(runningUntil('19:30')) });
    const school = await night(rooms);
    const heard = (names: string[], time: string) =>
      school.records.intake.commit({
        ...touch([]),
        latest: names.map((room) => {
          const reading = { at: clock(time), receivedAt: clock(time), clock: 'device', fields: { energy_kwh: 1 } } as const;
          return { site: 'school', meter: `ac-${room}`, ...reading };
        }),
      });
    await heard(['301', '302', '303', '304', '305'], '23:00');
    await school.runTo('23:10');
    await heard(['301', '302', '303'], '23:15');
    await school.runTo('23:20');
    expect((await school.round())!.blind).toEqual(['ac-304', 'ac-305']);
    expect((await school.messages()).find((line) => line.startsWith('list'))).toBe('list 今晚巡查 06-20（数据截至 23:15，2 间无数据）');
    await heard(['301', '302', '303'], '23:30');
    await school.runTo('23:35');
    // Still so: nothing new to tell about it.
    expect((await school.round())!.blind).toEqual(['ac-304', 'ac-305']);
    expect((await school.messages()).find((line) => line.startsWith('added'))).toBe('added 巡查 23:30 复查：新增 1 处');
  });

  it('tells at 23:30 of rooms that fell silent since', async () => {
    const rooms = world();
    rooms[3] = { meter: meter('304'), series: spoiled(rooms[3]!.series, clock('23:00'), clock('23:30'), 'absent') };
    const school = await night(rooms);
    await school.runTo('23:35');
    expect((await school.messages()).filter((line) => /list|added/.test(line))).toEqual([
      'list 今晚巡查 06-20（没有数据）',
      'added 巡查 23:30 复查：新增 1 处，1 间无数据',
    ]);
  });

  it('makes the list up, late and once, when the program was down at its time', async () => {
    const school = await night(world(), '23:42');
    await school.runTo('00:10');
    expect((await school.round())!.frozenAt).toBe(clock('23:42'));
    const lists = (await school.messages()).filter((line) => line.startsWith('list'));
    expect(lists).toEqual(['list 今晚巡查 06-20（23:42 补发，没有数据）']);
  });

  it('makes no list when the night is over', async () => {
    const school = await night(world(), '02:00');
    await school.runTo('03:00');
    expect([await school.round(), await school.kinds()]).toEqual([undefined, []]);
  });

  it.each([
    ['three hours ahead', 3],
    ['one hour back', -1],
  ])('makes one list though the clock is set %s', async (_, hours) => {
    const school = await night(world());
    await school.runTo('23:20');
    const right = school.wall.now;
    await school.runUntil(right + hours * 3_600_000, Math.abs(hours) * 3_600_000);
    school.wall.now = right + hours * 3_600_000;
    for (let step = 0; step < 6; step++) {
      school.wall.now += 5 * MINUTE;
      await school.jobs.runDue();
      await school.jobs.tend();
    }
    // It is set right again.
    school.wall.now = right;
    await school.runTo('00:20');
    const kinds = await school.kinds();
    expect(kinds.filter((kind) => kind === 'list')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'reminder').length).toBeLessThanOrEqual(1);
    expect(await school.round(2)).toBeUndefined();
  });

  it('still makes the list when its time was spent while the clock stood hours ahead', async () => {
    const school = await night(world(), '22:00');
    await school.runTo('22:30');
    // 03:00 by the clock: the night seems to be over.
    school.wall.now = clock('03:00');
    await school.jobs.runDue();
    expect(await school.round()).toBeUndefined();
    school.wall.now = clock('22:35');
    await school.runTo('23:30');
    expect((await school.round())!.frozenAt).toBe(clock('23:20'));
  });
});

describe('what the meter says after "off"', () => {
  it('confirms 45 minutes later, with what was avoided until opening', async () => {
    const rooms = world();
    rooms[0] = { meter: meter('301'), series: runningUntil('23:50') };
    const school = await night(rooms);
    await school.runTo('23:52');
    await school.answer('off', ['301']);
    await school.runTo('00:44');
    expect(await school.words('301')).toEqual(['off']);
    await school.runTo('00:50');
    const events = await school.records.alertEvents.list('school', { alert: `school:ac_left_on:ac-301:${NIGHT}` });
    expect(events.map(({ word, by }) => `${word} ${by}`)).toEqual(['off zhang', 'confirmed meter']);
    // 1.2 kW × 6 h 8 min.
    expect(events[1]).toMatchObject({ at: clock('00:45'), avoided: { kwh: expect.closeTo(7.36, 1) as number } });
  });

  it('denies at once what still runs, tells the guard, and confirms the second try', async () => {
    const rooms = world();
    rooms[1] = { meter: meter('302'), series: runningUntil('00:20') };
    const school = await night(rooms);
    await school.runTo('23:40');
    await school.answer('off', ['302']);
    await school.runTo('00:05');
    expect(await school.words('302')).toEqual(['off', 'still_on']);
    expect((await school.messages()).filter((line) => line.startsWith('still_on'))).toEqual(['still_on ac-302']);
    await school.runTo('00:20');
    await school.answer('off', ['302']);
    await school.runTo('01:20');
    expect(await school.words('302')).toEqual(['off', 'still_on', 'off', 'confirmed']);
  });

  it('re-opens what was confirmed and runs again before opening', async () => {
    const rooms = world();
    const again = (instant: number) =>
      Math.max(runs(clock('19:00'), clock('23:30'))(instant), runs(clock('01:00'), clock('02:00'))(instant));
    rooms[0] = { meter: meter('301'), series: metered(FROM, TO, again) };
    const school = await night(rooms);
    await school.runTo('23:35');
    await school.answer('off', ['301']);
    await school.runTo('01:20');
    expect(await school.words('301')).toEqual(['off', 'confirmed', 'still_on']);
  });

  it('says nothing while the readings are missing, and confirms when they come', async () => {
    const rooms = world();
    const truth = runningUntil('23:50');
    const lost = { meter: meter('301'), series: spoiled(truth, clock('00:00'), clock('06:00'), 'absent') };
    rooms[0] = lost;
    const school = await night(rooms);
    await school.runTo('23:52');
    await school.answer('off', ['301']);
    await school.runTo('01:30');
    expect(await school.words('301')).toEqual(['off']);
    lost.series = truth;
    await school.runTo('01:40');
    expect(await school.words('301')).toEqual(['off', 'confirmed']);
  });
});

describe('what people answer', () => {
  it('changes nothing about what the meters say', async () => {
    const [answered, silent] = [await night(world()), await night(world())];
    await answered.runTo('23:40');
    await answered.answer('false_alarm', ['301']);
    await answered.answer('off', ['302']);
    await answered.answer('in_use', ['303']);
    await answered.runTo('06:30');
    await silent.runTo('06:30');
    const outcome = async ({ alerts }: typeof silent) => (await alerts()).map(({ id, state, finding }) => ({ id, state, finding }));
    expect(await outcome(answered)).toEqual(await outcome(silent));
    expect((await outcome(silent)).length).toBeGreaterThan(2);
  }, 60_000);
});

describe('a round that nobody walks', () => {
  it('is reminded of once at 00:30 and reported once at 07:00', async () => {
    const school = await night(world());
    await school.runTo('00:25');
    expect(await school.kinds()).toEqual(['list', 'added']);
    await school.runTo('07:30');
    expect(await school.kinds()).toEqual(['list', 'added', 'reminder', 'missed']);
    expect((await school.messages()).filter((line) => /reminder|missed/.test(line))).toEqual([
      'reminder 今晚巡查还没有人处理，1 处等着去',
      'missed 06-20 夜间巡查没有人反馈',
    ]);
    expect(await school.round()).toMatchObject({ remindedAt: clock('00:30'), reportedAt: clock('07:00') });
  });

  it('is none when somebody answered anything', async () => {
    const school = await night(world());
    await school.runTo('23:50');
    await school.answer('claimed', ['301']);
    await school.runTo('07:30');
    expect(await school.kinds()).toEqual(['list', 'added']);
  });

  it('is none when there was nothing to do', async () => {
    const school = await night([world()[3]!]);
    await school.runTo('07:30');
    expect(await school.kinds()).toEqual(['list']);
    const list = (await school.records.outbox.messages(0, 9)).find(({ kind }) => kind === 'list');
    expect(list!.text!.lines).toEqual([{ zh: '今晚没有要去的地方。', en: 'Nowhere to go tonight.' }]);
  });
});

describe('a rule that was wrong too often', () => {
  it('goes to the digest by itself, says so once, and comes back after 30 nights', async () => {
    const nights = Array.from({ length: 4 }, (_, index) => addDays(NIGHT, index));
    const power = (instant: number) => Math.max(...nights.map((one) => runs(clockOf(one)('19:00'), clockOf(one)('07:00'))(instant)));
    const rooms: World = ['301', '302', '303'].map((room) => ({ meter: meter(room), series: metered(FROM, TO, power) }));
    const school = await night(rooms);
    for (const one of nights) {
      await school.runUntil(clockOf(one)('23:40'));
      const round = (await school.records.rounds.get('school', one, 1))!;
      const [stop] = round.stops;
      if (stop) {
        const said = { stop: stop.id, word: 'false_alarm', reason: null, at: school.wall.now, photo: null } as const;
        await school.desk.answer('school', { id: `wrong-${one}`, ...said }, GUARD);
      }
      school.wall.now = clockOf(addDays(one, 1))('21:55') - 24 * 3_600_000 + 3_600_000 * 24;
    }
    const rounds = await school.records.rounds.list('school', nights[0]!, nights.at(-1)!);
    // Six wrong answers in two nights.
    expect(rounds.toReversed().map(({ stops, leftOut }) => [stops.length, leftOut.length])).toEqual([
      [1, 0],
      [1, 0],
      [0, 3],
      [0, 3],
    ]);
    expect((await school.messages()).filter((line) => line.startsWith('demoted'))).toEqual(['demoted “空调未关”改入早报']);
  }, 60_000);
});

describe('a second list', () => {
  it('has only what still needs somebody', async () => {
    const wall = { now: clock('22:00'), knownUntil: clock('22:00') };
    const times = { ...DEFAULT_ROUND, second: '01:00' };
    const { jobs, records } = await start(world(), wall, { spaces: ROOMS }, times);
    const desk = createNightDesk({ records, detectors: {}, now: () => wall.now });
    const run = async (time: string) => {
      for (; wall.now <= clock(time); wall.now += 5 * MINUTE) {
        wall.knownUntil = wall.now;
        await jobs.runDue();
      }
    };
    await run('23:50');
    const alerts = [`school:ac_left_on:ac-301:${NIGHT}`];
    await desk.answer('school', { id: 'a', stop: 'b1:3:ac', alerts, word: 'no_access', reason: null, at: wall.now, photo: null }, GUARD);
    await run('01:05');
    const second = (await records.rounds.get('school', NIGHT, 2))!;
    expect(second.stops[0]!.alerts.map((id) => id.split(':')[2])).toEqual(['ac-302', 'ac-303']);
    expect([second.frozenAt, second.endsAt, second.spotChecks]).toEqual([clock('01:00'), clock('03:00'), []]);
  });
});
