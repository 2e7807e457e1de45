import { describe, expect, it } from 'vitest';
import { listText } from '../../../alerts/night/list-text.ts';
import { planRound } from '../../../alerts/night/plan-round.ts';
import { stopFacts } from '../../../alerts/night/stop-facts.ts';
import { joinRooms } from '../../../alerts/night/room-names.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { Expected } from '../../../domain/round.ts';
import { alertOf, clock, eventOf, found, ground, NIGHT, sourcesOf } from './night-rig.ts';

const plan = {
  site: 'school',
  night: NIGHT,
  number: 1,
  endsAt: clock('01:30'),
  maxStops: 12,
  expected: [],
  spaces: [],
  blind: ['ac-304', 'ac-305'],
};
const rate = (value: number, unit: 'kW' | 'L/h' = 'kW') => ({ rate: { value, unit } });

/** The example of the domain note, 5.4. */
const example: Alert[] = [
  ...['301', '303', '306'].map((room) => alertOf('ac_left_on', `ac-${room}`, rate(0.7))),
  alertOf('lights_left_on', 'lab-light', rate(0.4)),
  alertOf('night_excess_building', 'off-main', {
    ...rate(1.9),
    certainty: 'inferred',
    evidence: [
      { name: 'units_low', value: 1, unit: 'units' },
      { name: 'units_high', value: 2, unit: 'units' },
    ],
    reasons: [
      { name: 'ac_size', weight: 0.4 },
      { name: 'ac_weather', weight: 0.1 },
    ],
    spaces: ['off-205', 'off-208'],
  }),
  alertOf('continuous_flow', 'gate-water', rate(120, 'L/h')),
];

function text(alerts: Alert[], more: { isLate?: boolean; dataUntil?: number | null; blind?: string[]; expected?: Expected[] } = {}) {
  const round = planRound(
    found(alerts),
    { ...plan, blind: more.blind ?? plan.blind, expected: more.expected ?? [] },
    ground,
    clock('23:15'),
  );
  const { isLate = false, dataUntil = clock('23:15') } = more;
  return listText(round, { ...sourcesOf(alerts), dataUntil, isLate, recheckClock: '23:30' });
}

describe('the list as a message', () => {
  it('says what still runs and is looked at again at 23:30, also when nothing is on the list', () => {
    const place = { zh: '教学楼B 三楼', en: 'Block B, floor 3' };
    const what = { zh: '301/303 空调未关 2 间', en: '301/303: AC left on, 2 rooms' };
    expect(text([], { expected: [{ place, what }] }).lines).toEqual([
      { zh: '此刻还开着，23:30 仍开就列入：', en: 'Still on now; listed if they run at 23:30:' },
      { zh: '· 教学楼B 三楼 301/303 空调未关 2 间', en: '· Block B, floor 3: 301/303: AC left on, 2 rooms' },
    ]);
  });

  it('says it as the guard reads it', () => {
    const { title, lines } = text(example);
    expect(title.zh).toBe('今晚巡查 11-20（数据截至 23:15，2 间无数据）');
    expect(lines.map(({ zh }) => zh)).toEqual([
      '① 教学楼B 三楼 301/303/306 空调未关 3 间，约 2.1 kW，到早上约 14 度/7.6 元',
      '② 实验楼 二楼 机房照明未关，约 0.4 kW，到早上约 2.5 度/1.4 元',
      '③ 行政楼 整楼比平时高 1.9 kW（约 1–2 台空调，可能 205、208），到早上约 11 度/5.9 元',
      '④ 北门 一楼 卫生间 持续出水约 120 L/h，请看冲水箱和龙头，到早上约 2.8 元',
    ]);
  });

  it('says the same in English', () => {
    const { title, lines } = text(example);
    expect(title.en).toBe("Tonight's round 11-20 (data until 23:15, no data for 2 rooms)");
    expect(lines[0]!.en).toBe('① Teaching B, floor 3: 301/303/306: AC left on, 3 rooms; about 2.1 kW; about 14 kWh / ¥7.6 until morning');
  });

  it('says that there is nowhere to go, that it is late, and that nothing is known', () => {
    const { title, lines } = text([], { isLate: true, dataUntil: null, blind: [] });
    expect(title.zh).toBe('今晚巡查 11-20（23:15 补发，没有数据）');
    expect(lines.map(({ zh }) => zh)).toEqual(['今晚没有要去的地方。']);
  });

  it('writes rooms in a row as a range', () => {
    expect(joinRooms(['301', '302', '303', '304', '305', '306'])).toBe('301–306');
    expect(joinRooms(['301', '302', '304', '307', '308', '309'])).toBe('301/302/304/307–309');
    expect(joinRooms(['机房1', '机房2', '机房3', '器材室'])).toBe('机房1–3/器材室');
    expect(joinRooms(['099', '100', '9', '10', '11'])).toBe('099/100/9/10/11');
  });
});

describe('a stop', () => {
  const floor = example.slice(0, 3);
  const [first, second, third] = floor as [Alert, Alert, Alert];
  const stop = planRound(found(floor), plan, ground, clock('23:15')).stops[0]!;
  const facts = (alerts: Alert[], events: Parameters<typeof sourcesOf>[1] = [], now = clock('23:15')) =>
    stopFacts(stop, sourcesOf(alerts, events, now))!;

  it('adds up what runs until the rule says that the night is over', () => {
    const { kw, kwhUntilMorning, fenUntilMorning, sinceAt, certainty, readingAgeMs, stage, needsSomebody } = facts(floor);
    expect({ kw, kwhUntilMorning, fenUntilMorning, sinceAt, certainty, readingAgeMs, stage, needsSomebody }).toEqual({
      kw: expect.closeTo(2.1, 6) as number,
      // 2.1 kW from 23:15 to 06:00.
      kwhUntilMorning: expect.closeTo(14.175, 6) as number,
      fenUntilMorning: 3 * 254,
      sinceAt: clock('22:45'),
      certainty: 'measured',
      readingAgeMs: 60_000,
      stage: 'unanswered',
      needsSomebody: true,
    });
  });

  it('takes away what the meter has confirmed, and stays unanswered while one room is', () => {
    const events = [
      eventOf(first, 'off', clock('23:20')),
      eventOf(first, 'confirmed', clock('00:15'), { avoided: { kwh: 4.1, fen: 221 } }),
      eventOf(second, 'off', clock('23:50')),
    ];
    const { kw, stage, rooms } = facts(floor, events, clock('00:20'));
    expect([kw, stage]).toEqual([expect.closeTo(1.4, 6), 'unanswered']);
    expect(rooms.map((room) => room.meterWord?.zh ?? null)).toEqual(['表已确认关闭，少用约 4.1 度', '待表确认，约 00:45 有结果', null]);
    expect(rooms.map(({ watchUntil }) => watchUntil)).toEqual([null, clock('00:45'), null]);
    expect(rooms.map(({ isOver }) => isOver)).toEqual([true, false, false]);
  });

  it('needs somebody again when the meter denies it', () => {
    const answered = floor.map((alert) => eventOf(alert, 'off', clock('23:20')));
    expect(facts(floor, answered).needsSomebody).toBe(false);
    const denied = [...answered, eventOf(third, 'still_on', clock('23:45'), { rate: 0.9 })];
    const { needsSomebody, stage, rooms } = facts(floor, denied, clock('23:50'));
    expect([needsSomebody, stage, rooms[2]!.meterWord!.zh]).toEqual([true, 'still_on', '仍在用，约 0.9 kW，请再去看']);
  });

  it('says that nobody knows when the watch ends without data, and what ended by itself', () => {
    const [gone] = facts(floor, [eventOf(first, 'off', clock('23:20'))], clock('00:50')).rooms;
    expect(gone!.meterWord!.zh).toBe('表无数据，未能确认');
    const ended = { ...second, state: 'recovered' as const, finding: { ...second.finding, endAt: clock('23:40') } };
    const { rooms, needsSomebody } = facts([first, ended, third], [], clock('00:50'));
    expect([rooms[1]!.meterWord!.zh, rooms[1]!.isOver, needsSomebody]).toEqual(['23:40 起已自行恢复', true, true]);
  });

  it('words the reasons of what is inferred', () => {
    const alert = example[4]!;
    const building = planRound(found([alert]), plan, ground, clock('23:15')).stops[0]!;
    const { certainty, reasons } = stopFacts(building, sourcesOf([alert]))!;
    expect([certainty, reasons.map(({ zh }) => zh)]).toEqual(['inferred', ['多出的功率有一台空调那么大', '室外温度正是开空调的时候']]);
  });
});
