import { describe, expect, it } from 'vitest';
import { morningDigest } from '../../../alerts/digest/morning-digest.ts';
import { morningFacts, type NightBook } from '../../../alerts/digest/morning-facts.ts';
import { addDays } from '../../../domain/local-time.ts';
import { leak, leftOn, meterTrouble, MORNING, NIGHT, PLAN, roundOf, SHANGHAI, word } from './school.ts';

const book = (changes: Partial<NightBook> = {}): NightBook => ({
  plan: PLAN,
  local: SHANGHAI,
  now: MORNING,
  night: NIGHT,
  rounds: [roundOf([])],
  alerts: [],
  events: [],
  coverage: 1,
  demoted: [],
  ...changes,
});
const digest = (changes: Partial<NightBook> = {}) => morningDigest(morningFacts(book(changes)));
const zh = (changes: Partial<NightBook> = {}) => digest(changes).lines.map((line) => line.zh);
const en = (changes: Partial<NightBook> = {}) => digest(changes).lines.map((line) => line.en);

/** 301 is off and confirmed, 303 was said to be off and is not, 401 was switched off by nobody and found after the list. */
function busyNight(): Partial<NightBook> {
  const [a301, a303, a401] = [
    leftOn('ac-301', { state: 'recovered', endAt: SHANGHAI.at(NIGHT, '23:50') }),
    leftOn('ac-303', { wasted: 13 }),
    leftOn('ac-401', { wasted: 6.5 }),
  ];
  return {
    rounds: [roundOf([[a301, a303]], { blind: ['dorm-ac'] })],
    alerts: [a301, a303, a401, leak('lab-water'), leak('office-water', { rate: 30, wasted: 1 }), meterTrouble('office-main')],
    events: [
      word(a301, 'off', '23:50'),
      word(a301, 'confirmed', '00:45', { avoided: { kwh: 14.23, fen: 766 } }),
      word(a303, 'off', '23:51'),
      word(a303, 'still_on', '00:15', { rate: 2 }),
    ],
    coverage: 0.9786,
    demoted: [{ zh: '照明未关', en: 'Lights left on' }],
  };
}

describe('morning digest', () => {
  it('tells a busy night in five lines', () => {
    expect(zh(busyNight())).toEqual([
      '昨夜清单 1 处 2 间；已答复 2 间；表已确认关闭 1 间；说已关、表仍在走 1 间。',
      '表已确认少用 14.2 kWh，约 7.66 元。',
      '整夜未关 2 处（教学楼B 三楼 303、教学楼B 四楼 401），多用 19.5 kWh，约 10.5 元；另有 1 处没有列入清单。',
      // (120 + 30) L/h × 24 h × 3.19 yuan/m³.
      '漏水 2 处：实验楼 120 L/h、行政楼 30 L/h，每天约 11.5 元。',
      '看不到的：1 块表没有数据（行政楼）；昨夜数据覆盖 97.8 %；1 间列清单时无数据；误报过半、只进晨报的规则：照明未关。',
    ]);
    expect(en(busyNight())).toEqual([
      'Last night 1 stop with 2 rooms; 2 answered; 1 confirmed off by the meter; 1 said to be off and still on by the meter.',
      'Avoided, confirmed by the meter: 14.2 kWh, about 7.66 yuan.',
      'On all night, 2 places (Teaching B, floor 3 303, Teaching B, floor 4 401), 19.5 kWh, about 10.5 yuan too much; 1 more on no list.',
      '2 leaks: Laboratory 120 L/h, Office 30 L/h, about 11.5 yuan a day.',
      'Not seen: 1 meter without data (Office); 97.8 % of the night is known; 1 room without data when the list was made; rules wrong too often, only told here: Lights left on.',
    ]);
    expect(digest(busyNight()).title).toEqual({ zh: '绿叶中学 11月20日晨报', en: 'Greenleaf School: the night to 20 Nov' });
  });

  it('of a quiet night names nothing and counts nothing', () => {
    expect(zh()).toEqual([
      '昨夜清单上没有要去的地方。',
      '没有表确认的节约。',
      '没有看到整夜未关的地方。',
      '没有看到漏水。',
      '没有失联的表；昨夜数据覆盖 100 %。',
    ]);
  });

  it('does not take a list that was never made for a quiet night', () => {
    expect(zh({ rounds: [], coverage: null })).toEqual([
      '昨夜没有生成清单，程序可能没有运行。',
      '没有表确认的节约。',
      '没有看到整夜未关的地方。',
      '没有看到漏水。',
      '没有失联的表。',
    ]);
  });

  it('says that nobody answered', () => {
    const alert = leftOn('ac-301');
    expect(zh({ rounds: [roundOf([[alert]])], alerts: [alert] })[0]).toBe('昨夜清单 1 处 1 间；没有人答复。');
    const looked = { space: '401', result: 'all_off', at: MORNING, by: 'p1', byName: '王师傅' } as const;
    // He was there: the spot check proves it.
    expect(zh({ rounds: [roundOf([[alert]], { spotChecks: [looked] })], alerts: [alert] })[0]).toContain('已答复 0 间');
  });

  it('asks for the office where somebody works late, and does not call that room left on', () => {
    const alert = leftOn('ac-301');
    const lines = zh({
      rounds: [roundOf([[alert]])],
      alerts: [alert],
      events: [word(alert, 'in_use', '23:40', { reason: 'working_late' })],
    });
    expect(lines[0]).toContain('1 间报正常使用，等您审批');
    expect(lines[2]).toBe('没有看到整夜未关的地方。');
  });

  it('keeps what is inferred apart, and counts a feeder and its rooms once', () => {
    const alerts = [
      leftOn('b-feeder', { wasted: 20 }, 'breaker_not_opened'),
      leftOn('ac-301', { wasted: 13 }),
      leftOn('office-main', { wasted: 11 }, 'night_excess_building'),
    ];
    expect(zh({ rounds: [roundOf([alerts])], alerts })[2]).toBe(
      '整夜未关 1 处（教学楼B 三楼 301），多用 20 kWh，约 10.8 元；推断整夜偏高：行政楼。',
    );
  });

  it('counts a leak once, however many rules and meters see it', () => {
    const alerts = [leak('lab-water'), leak('lab-water', { rate: 110 }, 'night_flow_step'), leak('wc-water', { rate: 100 })];
    expect(zh({ alerts })[3]).toBe('漏水 2 处：实验楼 120 L/h、实验楼 一楼 卫生间 100 L/h，每天约 9.19 元。');
    expect(zh({ alerts: [leak('lab-water', { state: 'recovered', endAt: MORNING })] })[3]).toBe('没有看到漏水。');
    expect(zh({ alerts: [leak('lab-water', { isFirm: false })] })[3]).toBe('没有看到漏水。');
  });

  it('credits nothing that the meter denied afterwards', () => {
    const alert = leftOn('ac-301');
    const events = [
      word(alert, 'off', '23:50'),
      word(alert, 'confirmed', '00:45', { avoided: { kwh: 10, fen: 538 } }),
      word(alert, 'still_on', '02:00', { rate: 2 }),
    ];
    const lines = zh({ rounds: [roundOf([[alert]])], alerts: [alert], events });
    expect(lines[0]).toContain('说已关、表仍在走 1 间');
    expect(lines[1]).toBe('没有表确认的节约。');
    const waiting = zh({ rounds: [roundOf([[alert]])], alerts: [alert], events: events.slice(0, 1) });
    expect(waiting[1]).toBe('表还没有确认少用了多少。');
  });

  it('takes both lists of a night as one', () => {
    const [first, second] = [leftOn('ac-301'), leftOn('ac-401')];
    const rounds = [roundOf([[first], [second]], { number: 2, leftOut: [first.id] }), roundOf([[first]], { leftOut: [second.id] })];
    expect(zh({ rounds, alerts: [first, second], events: [word(first, 'no_access', '23:40')] })[0]).toBe(
      '昨夜清单 2 处 2 间；已答复 1 间；表已确认关闭 0 间。',
    );
  });

  it('warns on Mondays, 60 days before the holiday table or the terms end', () => {
    const onDay = (day: string, changes: Partial<NightBook> = {}) =>
      zh({ now: SHANGHAI.at(day, '07:30'), night: addDays(day, -1), ...changes })[5];
    // The notice for 2027 is not there: from 29 December on everything is a guess.
    expect(onDay('2026-10-26')).toBeUndefined();
    expect(onDay('2026-11-02')).toMatch(/^2027 年的放假安排还没有导入：从 2026-12-29 起/);
    expect(onDay('2026-11-03')).toBeUndefined();
    const known = { ...PLAN, calendar: { ...PLAN.calendar, holidays: 'none' as const } };
    expect(onDay('2026-11-16', { plan: known })).toBeUndefined();
    expect(onDay('2026-11-23', { plan: known })).toMatch(/^学期只填到 2027-01-22/);
  });

  it('says that the day is a guess when nobody imported its year', () => {
    expect(zh({ now: SHANGHAI.at('2027-01-05', '07:30'), night: '2027-01-04' })[4]).toContain('今天上不上课只是推断');
    expect(zh()[4]).not.toContain('推断');
  });
});
