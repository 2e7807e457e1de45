import { describe, expect, it } from 'vitest';
import { fridayDigest } from '../../../alerts/digest/friday-digest.ts';
import { fridayFacts, type WeekBook } from '../../../alerts/digest/friday-facts.ts';
import { leak, leftOn, meterTrouble, PLAN, roundOf, SHANGHAI, word } from './school.ts';

const NOW = SHANGHAI.at('2026-11-20', '16:00');
const NO_TRUST = { answers: 0, precision: null, demoted: [] };
const book = (changes: Partial<WeekBook> = {}): WeekBook => ({
  plan: PLAN,
  local: SHANGHAI,
  now: NOW,
  fromNight: '2026-11-13',
  toNight: '2026-11-19',
  rounds: [],
  alerts: [],
  events: [],
  trust: NO_TRUST,
  ...changes,
});
const zh = (changes: Partial<WeekBook> = {}) => fridayDigest(fridayFacts(book(changes))).lines.map((line) => line.zh);
const en = (changes: Partial<WeekBook> = {}) => fridayDigest(fridayFacts(book(changes))).lines.map((line) => line.en);

/** Three nights: 301 answered and confirmed, 301 again with nobody there, 303 with its own two nights; a leak that was accepted. */
function week(): Partial<WeekBook> {
  const one = leftOn('ac-301', { state: 'recovered', endAt: SHANGHAI.at('2026-11-19', '23:50'), wasted: 1 });
  const two = leftOn('ac-301', { night: '2026-11-18', wasted: 13 });
  const three = leftOn('ac-303', { night: '2026-11-17', wasted: 4 });
  const mended = leak('office-water', { state: 'recovered', endAt: NOW });
  return {
    rounds: [
      roundOf([[one]], { spotChecks: [{ space: '401', result: 'ac_on', at: NOW, by: 'p1', byName: '王师傅' }] }),
      roundOf([[two]], { night: '2026-11-18', endsAt: SHANGHAI.at('2026-11-19', '01:30') }),
      roundOf([], { night: '2026-11-17' }),
    ],
    alerts: [
      one,
      two,
      three,
      leak('lab-water'),
      mended,
      leftOn('office-main', { isFirm: false, rate: 1.9, wasted: 8 }, 'night_excess_building'),
      meterTrouble('office-main', 'meter_silent', { startAt: SHANGHAI.at('2026-11-15', '10:00'), night: '2026-11-15' }),
    ],
    events: [
      word(one, 'off', '23:50'),
      word(one, 'confirmed', '00:45', { avoided: { kwh: 12.3, fen: 662 } }),
      word(mended, 'repaired', '08:00'),
      word(mended, 'accepted', '09:00'),
    ],
    trust: { answers: 42, precision: 36 / 42, demoted: [{ zh: '照明未关', en: 'Lights left on' }] },
  };
}

describe('friday digest', () => {
  it('tells the week: rounds, what was avoided, how far to trust it, the worst rooms, repairs, and what called nobody', () => {
    const lines = zh(week());
    expect(lines.slice(0, 5)).toEqual([
      '本周 2 夜有清单，共 2 处 2 间；1 夜有人答复；1 夜没有人答复。',
      '表已确认关闭 1 间，少用 12.3 kWh，约 6.62 元；整夜未关 2 间次。',
      '近 30 夜 42 次答复，86 % 说得对；误报过半、不再派人的规则：照明未关；抽查 1 间，1 间开着而不在清单上。',
      '未关最多：教学楼B 三楼 301（2 夜，14 kWh）、教学楼B 三楼 303（1 夜，4 kWh）。',
      '维修：新发现 3 项，已验收 1 项，未完 2 项；最久的是行政楼，已 5 天。',
    ]);
    expect(lines[5]).toContain('行政楼');
    expect(lines).toHaveLength(6);
    expect(en(week())[4]).toBe('Repairs: 3 found, 1 accepted, 2 to be done; the oldest is Office, for 5 days.');
  });

  it('of a week without anything says so, and does not call too few answers a precision', () => {
    expect(zh()).toEqual([
      '本周没有生成清单。',
      '没有表确认的节约；没有看到整夜未关的。',
      '近 30 夜只有 0 次答复，准不准还说不上。',
      '本周没有房间被发现未关。',
      '没有要修的。',
    ]);
  });

  it('names five quiet findings and counts the rest', () => {
    const alerts = Array.from({ length: 7 }, (_, index) => leftOn('ac-301', { night: `2026-11-1${index + 3}`, isFirm: false }));
    const lines = zh({ alerts });
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('另有 2 条，见告警页。');
  });

  it('does not hold a permitted room against it', () => {
    const alert = leftOn('ac-301');
    expect(zh({ alerts: [alert], events: [word(alert, 'permit_approved', '08:00')] })[3]).toBe('本周没有房间被发现未关。');
  });
});
