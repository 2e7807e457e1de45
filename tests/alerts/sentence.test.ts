import { describe, expect, it } from 'vitest';
import { placeOf, sentenceOf } from '../../alerts/sentence.ts';
import type { Finding } from '../../domain/finding.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import { type AlertPlace, threeDigits } from '../../domain/words.ts';
import { meterOf, planOf } from '../jobs/campus.ts';

const local = createLocalTime('Asia/Shanghai');
const at = (clock: string, day = '2026-11-20') => local.at(day, clock);
const place: AlertPlace = {
  meter: { name: '301空调', nameEn: 'AC 301' },
  building: { name: '教学楼B', nameEn: 'Teaching B' },
  space: { name: '301', nameEn: 'Room 301', floor: 3, function: 'classroom' },
};
const finding = (more: Partial<Finding>): Finding => ({
  rule: 'ac_left_on',
  meter: 'm1',
  night: '2026-11-20',
  startAt: at('23:30'),
  certainty: 'measured',
  rate: { value: 2.0999, unit: 'kW' },
  wasted: { value: 3.2146, unit: 'kWh' },
  evidence: [],
  ...more,
});

describe('sentences', () => {
  it('says where an air-conditioner was left on, since when, how much, what to do', () => {
    expect(sentenceOf(finding({}), place, local)).toEqual({
      zh: '教学楼B 三楼 301 空调未关，23:30 起约 2.1 kW，已多用 3.21 kWh，请到场关掉。',
      en: 'Teaching B, floor 3, Room 301: air-conditioner left on, about 2.1 kW since 23:30, 3.21 kWh wasted so far. Please switch it off.',
    });
  });

  it('asks nobody to go there when the night is over', () => {
    expect(sentenceOf(finding({}), place, local, true)).toEqual({
      zh: '教学楼B 三楼 301 空调 23:30 起整夜未关，约 2.1 kW，多用 3.21 kWh。',
      en: 'Teaching B, floor 3, Room 301: air-conditioner on from 23:30 until morning, about 2.1 kW, 3.21 kWh wasted.',
    });
  });

  it('leaves out what is not known yet', () => {
    expect(sentenceOf(finding({ wasted: { value: 0, unit: 'kWh' } }), place, local).zh).toBe(
      '教学楼B 三楼 301 空调未关，23:30 起约 2.1 kW，请到场关掉。',
    );
  });

  it('says when it ended', () => {
    expect(sentenceOf(finding({ endAt: at('01:15', '2026-11-21') }), place, local)).toEqual({
      zh: '教学楼B 三楼 301 空调 23:30–01:15 未关，约 2.1 kW，多用 3.21 kWh，现已关闭。',
      en: 'Teaching B, floor 3, Room 301: air-conditioner on from 23:30 to 01:15, about 2.1 kW, 3.21 kWh wasted. It is off now.',
    });
  });

  it('names a whole floor, a basement, and a building without spaces', () => {
    const zh = (space: AlertPlace['space']) => sentenceOf(finding({ wasted: null }), { ...place, space }, local).zh;
    expect(zh({ name: '三层', floor: 3, function: 'floor' })).toBe('教学楼B 三楼空调未关，23:30 起约 2.1 kW，请到场关掉。');
    expect(zh({ name: '车库', floor: -1, function: 'other' })).toBe('教学楼B 地下一层 车库空调未关，23:30 起约 2.1 kW，请到场关掉。');
    expect(zh(undefined)).toBe('教学楼B 空调未关，23:30 起约 2.1 kW，请到场关掉。');
  });

  it('says how much water runs away and what such a flow usually is', () => {
    const leak = (lph: number, more: Partial<Finding> = {}) =>
      sentenceOf(
        finding({
          rule: 'zero_flow_fail',
          startAt: at('01:00', '2026-11-18'),
          rate: { value: lph, unit: 'L/h' },
          wasted: { value: 1.512, unit: 'm³' },
          ...more,
        }),
        { ...place, space: undefined },
        local,
      );
    expect(leak(31.5)).toEqual({
      zh: '教学楼B 夜间持续出水，11月18日 01:00 起约 31.5 L/h，已流失约 1.51 m³，请检查冲水箱和龙头。',
      en: 'Teaching B: water flows all night, about 31.5 L/h since 01:00 on 18 Nov, 1.51 m³ lost so far, estimated. Please check cisterns and taps.',
    });
    expect(leak(1234).zh).toContain('约 1,230 L/h');
    expect(leak(1234).en).toContain('close the valve');
    expect(leak(12).zh).toContain('滴漏');
    expect(leak(31.5, { endAt: at('05:00') })).toEqual({
      zh: '教学楼B 夜间持续出水，11月18日 01:00 至 11月20日 05:00，约 31.5 L/h，约流失 1.51 m³，现已停止。',
      en: 'Teaching B: water flowed all night, from 01:00 on 18 Nov to 05:00 on 20 Nov, about 31.5 L/h, 1.51 m³ lost, estimated. It has stopped.',
    });
  });

  it('names the meter that is silent', () => {
    const silence = finding({ rule: 'meter_silent', startAt: at('14:05'), rate: null, wasted: null });
    expect(sentenceOf(silence, place, local)).toEqual({
      zh: '301空调（教学楼B）自 11月20日 14:05 起无数据，请检查供电和通信。',
      en: 'AC 301 (Teaching B) has been silent since 14:05 on 20 Nov. Please check its power and its connection.',
    });
    expect(sentenceOf({ ...silence, endAt: at('16:00') }, place, local).zh).toBe(
      '301空调（教学楼B）曾自 11月20日 14:05 起无数据，11月20日 16:00 恢复。',
    );
  });

  it('has neither exclamation marks nor more than three digits of precision', () => {
    expect([0.123456, 2.0999, 31.46, 1234.5, 86420].map(threeDigits)).toEqual(['0.123', '2.1', '31.5', '1,230', '86,400']);
    for (const rule of ['ac_left_on', 'zero_flow_fail', 'meter_silent'] as const) {
      const { zh, en } = sentenceOf(finding({ rule }), place, local);
      expect(zh + en).not.toMatch(/[!！]/);
    }
  });

  it('calls a meter that is not declared any more by its id', () => {
    const plan = planOf([meterOf({ id: 'm1' })]);
    expect(placeOf(plan, 'm1')).toMatchObject({ meter: { id: 'm1' }, building: { id: 'b1' }, space: undefined });
    expect(placeOf(plan, 'gone')).toEqual({ meter: { name: 'gone' }, building: undefined, space: undefined, others: [] });
  });
});
