import type { TonightAnswer, TonightStop } from '../../../api/schemas/tonight.ts';
import type { WorkAnswer, WorkItem } from '../../../api/schemas/work.ts';
import { addDays, createLocalTime } from '../../../domain/local-time.ts';

const TIME = createLocalTime('Asia/Shanghai');
export const NIGHT = '2026-11-20';
/** A clock time of the night; after midnight of the next day. */
export const at = (clock: string) => TIME.at(clock < '12:00' ? addDays(NIGHT, 1) : NIGHT, clock);
const both = (zh: string, en: string) => ({ zh, en });

export function room(alert: string, zh: string, more: Partial<TonightStop['rooms'][number]> = {}): TonightStop['rooms'][number] {
  return {
    alert,
    name: both(zh, zh),
    stage: 'unanswered',
    isOver: false,
    sinceAt: at('22:41'),
    kw: 0.7,
    meterWord: null,
    watchUntil: null,
    ...more,
  };
}

export const B3: TonightStop = {
  id: 'b:3:ac',
  number: 1,
  addedAt: at('23:15'),
  isLate: false,
  subject: 'ac',
  place: both('教学楼B 三楼', 'Teaching block B, 3rd floor'),
  what: both('301、303、306 空调未关 3 间', 'AC left on in 301, 303, 306'),
  cost: both('约 2.1 kW · 到早上 14 度 7.6 元', 'about 2.1 kW · 14 kWh, ¥7.6 by morning'),
  sinceAt: at('22:41'),
  kw: 2.1,
  kwhUntilMorning: 14,
  yuanUntilMorning: 7.6,
  certainty: 'measured',
  reasons: [both('空调有单独的电表', 'The air-conditioner has its own meter')],
  readingAgeMs: 180_000,
  stage: 'unanswered',
  needsSomebody: true,
  rooms: [room('a-301', '301'), room('a-303', '303'), room('a-306', '306')],
};
export const LAB: TonightStop = {
  ...B3,
  id: 'lab:2:lights',
  number: 2,
  subject: 'lights',
  place: both('实验楼 2F 机房', 'Lab building, 2F computer room'),
  what: both('照明未关', 'Lights left on'),
  cost: both('约 0.6 kW · 到早上 4.1 度 2.2 元', 'about 0.6 kW · 4.1 kWh, ¥2.2 by morning'),
  certainty: 'inferred',
  reasons: [both('比平时高 0.6 kW', '0.6 kW above the usual'), both('课表上没有人', 'Nobody is booked')],
  rooms: [room('a-lab', '机房')],
};
export const BURST: TonightStop = {
  ...B3,
  id: 'gate:1:burst',
  number: 3,
  addedAt: at('23:38'),
  isLate: true,
  subject: 'burst',
  place: both('北门 卫生间', 'North gate, toilets'),
  what: both('水管可能爆裂，约 2.4 m³/h', 'Pipe may have burst, about 2.4 m³/h'),
  cost: both('每小时约 9.8 元', 'about ¥9.8 an hour'),
  rooms: [room('a-gate', '卫生间')],
};

export const RUNNING: TonightAnswer = {
  now: at('23:31'),
  timeZone: 'Asia/Shanghai',
  site: both('绿叶中学', 'Greenleaf School'),
  night: NIGHT,
  state: 'running',
  freezeAt: at('23:15'),
  recheckAt: at('23:30'),
  recheckedAt: at('23:30'),
  endsAt: at('01:30'),
  number: 1,
  dataUntil: at('23:28'),
  stops: [B3, LAB],
  spotChecks: [
    { space: 's-108', place: both('教学楼A 108', 'Teaching block A, 108'), result: null, at: null },
    { space: 's-412', place: both('实验楼 412', 'Lab building, 412'), result: null, at: null },
  ],
  expected: [],
  permitted: [{ place: both('行政楼 205', 'Office building, 205'), until: at('01:00'), reason: '月考阅卷' }],
  blind: { rooms: 2, places: [both('教学楼A 101', 'Teaching block A, 101'), both('教学楼A 102', 'Teaching block A, 102')] },
  leftOut: 3,
  demoted: [],
  credit: { stops: 2, answered: 0, confirmed: 0, avoidedKwh: 0, avoidedYuan: 0 },
  onDuty: ['王师傅', '李师傅'],
};
export const BEFORE: TonightAnswer = {
  ...RUNNING,
  state: 'before',
  recheckedAt: null,
  stops: [],
  spotChecks: [],
  leftOut: 0,
  credit: { ...RUNNING.credit, stops: 0 },
};

/** The same stop, when its rooms stand otherwise. */
export const withRooms = (stop: TonightStop, rooms: Partial<TonightStop['rooms'][number]>[]): TonightStop => ({
  ...stop,
  rooms: stop.rooms.map((one, index) => ({ ...one, ...rooms[index] })),
});

function workItem(id: string, place: string, sentence: string, sentenceEn: string, more: Partial<WorkItem> = {}): WorkItem {
  return {
    alert: {
      id,
      rule: 'zero_flow_fail',
      ruleName: both('夜间一直有水流', 'Flow all night'),
      about: 'use',
      urgency: 'today',
      state: 'open',
      night: NIGHT,
      startAt: at('02:00'),
      endAt: null,
      openedAt: at('06:00'),
      updatedAt: at('06:00'),
      closedAt: null,
      audience: 'maintainer',
      certainty: 'measured',
      rate: { value: 120, unit: 'L/h' },
      wasted: null,
      evidence: [],
      reasons: [],
      isFirm: true,
      cost: null,
      sentence: both(sentence, sentenceEn),
      building: { id: 'lab', name: '实验楼', nameEn: 'Lab building' },
      space: null,
      meter: { id: 'lab-water', name: '实验楼水表', nameEn: 'Water meter of the lab building', medium: 'water' },
      others: [],
      spaces: [],
    },
    place: both(place, place),
    stage: 'unanswered',
    steps: [],
    waiting: null,
    acceptance: null,
    ...more,
  };
}

export const WORK: WorkAnswer = {
  now: at('07:02'),
  day: '2026-11-21',
  timeZone: 'Asia/Shanghai',
  site: both('绿叶中学', 'Greenleaf School'),
  leaks: [
    workItem(
      'w-leak',
      '实验楼',
      '实验楼昨夜 02:00 起持续出水约 120 L/h，像冲水箱不停水。',
      'About 120 L/h all night since 02:00 in the lab building: like a cistern that does not close.',
      {
        waiting: both('每天约 9.2 元，自周二已 412 元', 'about ¥9.2 a day, ¥412 since Tuesday'),
      },
    ),
    workItem('w-mended', '教学楼A', '教学楼A 夜间漏水约 60 L/h。', 'A leak of about 60 L/h at night in block A.', {
      stage: 'repaired',
      acceptance: { nights: 1, needed: 2 },
      steps: [{ word: 'repaired', at: at('15:20'), byName: '张师傅', note: '换了角阀', photo: null }],
    }),
  ],
  meters: [
    workItem('w-silent', '行政楼', '行政楼总表 26 小时没有读数。', 'The main meter of the office building has been silent for 26 hours.'),
  ],
  other: [],
  done: [],
};
