import { describe, expect, it } from 'vitest';
import { eventsByAlert } from '../../../alerts/digest/round-tally.ts';
import { waitingWords } from '../../../alerts/digest/waiting.ts';
import { doneSince, workMessage, workOf } from '../../../alerts/digest/work-list.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { AlertEvent } from '../../../domain/handling.ts';
import { leak, leftOn, meterTrouble, MORNING, PLAN, SHANGHAI, word } from './school.ts';

const DAY_MS = 86_400_000;
const PRICES = { yuanPerKwh: 0.538, yuanPerM3: 3.19 };
const ids = (alerts: readonly Alert[], events: readonly AlertEvent[] = []) =>
  workOf(alerts, eventsByAlert(events)).map(({ alert, stage }) => [alert.meter, alert.rule, stage]);
const message = (alerts: readonly Alert[], events: readonly AlertEvent[] = []) =>
  workMessage(workOf(alerts, eventsByAlert(events)), PLAN, SHANGHAI, MORNING);

describe('cost of waiting', () => {
  const words = (alert: Alert) => waitingWords(alert.finding, PRICES, MORNING, SHANGHAI);

  it('is 9.19 yuan a day for 120 L/h, and 29 yuan since Tuesday', () => {
    expect(words(leak('lab-water'))).toEqual({
      zh: '每天约 9.19 元，自周二已 29 元',
      en: 'about 9.19 yuan a day, 29 yuan since Tuesday',
    });
  });

  it('names the date of what began more than six days ago, and no cost a day of what has ended', () => {
    const old = leak('lab-water', { startAt: SHANGHAI.at('2026-11-13', '02:00'), endAt: MORNING, state: 'recovered' });
    expect(words(old)).toEqual({ zh: '自11月13日共 29 元', en: '29 yuan since 13 Nov' });
    expect(words(leak('lab-water', { startAt: SHANGHAI.at('2026-11-14', '02:00') }))?.zh).toContain('自周六');
  });

  it('is not said of a meter that is silent', () => {
    expect(words(meterTrouble('office-main'))).toBeNull();
  });
});

describe('work list', () => {
  it('has leaks first, the largest in front, then meters, then the rest', () => {
    const alerts = [
      meterTrouble('office-main'),
      meterTrouble('lab-water', 'frost_risk'),
      leak('office-water', { rate: 30 }),
      leak('lab-water', { rate: 120 }),
      leftOn('ac-301', { state: 'open' }),
    ];
    expect(ids(alerts).map(([meter, rule]) => `${meter} ${rule}`)).toEqual([
      'lab-water zero_flow_fail',
      'office-water zero_flow_fail',
      'office-main meter_silent',
      'lab-water frost_risk',
    ]);
  });

  it('keeps what is being repaired until it is accepted, even when the meter shows nothing any more', () => {
    const gone = leak('lab-water', { state: 'recovered', endAt: MORNING });
    expect(ids([gone])).toEqual([]);
    expect(ids([gone], [word(gone, 'handling', '07:00')])).toEqual([['lab-water', 'zero_flow_fail', 'handling']]);
    const repaired = [word(gone, 'handling', '07:00'), word(gone, 'repaired', '07:10')];
    expect(ids([gone], repaired)).toEqual([['lab-water', 'zero_flow_fail', 'repaired']]);
    expect(ids([gone], [...repaired, word(gone, 'accepted', '07:20')])).toEqual([]);
  });

  it('leaves out what is not sure, until somebody deals with it', () => {
    const guess = leak('lab-water', { isFirm: false });
    expect(ids([guess])).toEqual([]);
    expect(ids([guess], [word(guess, 'handling', '07:00')])).toEqual([['lab-water', 'zero_flow_fail', 'handling']]);
  });

  it('leaves out what is no fault, and what people do not want to hear of', () => {
    const [wrong, withdrawn] = [leak('lab-water'), leak('office-water', { state: 'withdrawn' })];
    expect(ids([wrong, withdrawn], [word(wrong, 'false_alarm', '07:00'), word(withdrawn, 'handling', '07:00')])).toEqual([]);
  });

  it('remembers what was done in the last days, the newest first', () => {
    const [lab, office] = [leak('lab-water'), leak('office-water')];
    const events = eventsByAlert([
      word(lab, 'accepted', '07:00', { at: MORNING - 6 * DAY_MS }),
      word(office, 'false_alarm', '07:00', { at: MORNING - 5 * DAY_MS }),
    ]);
    expect(doneSince([lab, office], events, MORNING - 7 * DAY_MS).map(({ stage }) => stage)).toEqual(['false_alarm', 'accepted']);
    expect(doneSince([lab, office], events, MORNING - 5 * DAY_MS).map(({ alert }) => alert.meter)).toEqual(['office-water']);
  });
});

describe('work list as a message', () => {
  it('says what, since when, how much and what it costs, with how far the repair is', () => {
    const lab = leak('lab-water');
    const text = message([lab, meterTrouble('office-main')], [word(lab, 'handling', '07:00')])!;
    expect(text.title).toEqual({ zh: '11月20日维修单：漏水 1 处，表计 1 块', en: 'Work of 20 Nov: 1 leak, 1 meter' });
    expect(text.lines[0]!.zh).toBe(
      '1. 实验楼夜间持续出水，11月17日 02:00 起约 120 L/h，已流失约 9.1 m³，请检查冲水箱和龙头。每天约 9.19 元，自周二已 29 元。（处理中）',
    );
    expect(text.lines[0]!.en).toMatch(
      /^1\. Laboratory: water flows all night.* About 9\.19 yuan a day, 29 yuan since Tuesday\. \(being handled\)$/,
    );
    expect(text.lines[1]!.zh).toMatch(/^2\. /);
  });

  it('is not sent when nothing is to be done, and stops at twelve lines', () => {
    expect(message([])).toBeUndefined();
    const many = Array.from({ length: 15 }, (_, index) =>
      meterTrouble('office-main', 'meter_silent', { night: `2026-11-0${index % 9}`, startAt: index }),
    );
    const { lines } = message(many)!;
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toEqual({ zh: '另有 3 项，见维修页。', en: '3 more on the page.' });
  });
});
