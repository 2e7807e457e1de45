import { describe, expect, it } from 'vitest';
import {
  createTimeFormat,
  formatBytes,
  formatChange,
  formatNumber,
  formatShare,
  formatValue,
  formatYuan,
  toHeadline,
} from '../../dashboard/format.ts';

/** Narrow and plain no-break spaces made visible. */
const seen = (text: string | null) => text?.replaceAll('\u202f', '_').replaceAll('\u00a0', '~');

describe('numbers', () => {
  it('123_456.70 for 123456.7 with two decimals', () => expect(seen(formatNumber(123456.7, 2))).toBe('123_456.70'));
  it('a true minus, and no minus before a rounded zero', () => {
    expect(formatNumber(-1.5, 1)).toBe('−1.5');
    expect(formatNumber(-0.04, 1)).toBe('0.0');
  });
  it('three figures in prose: 1_284, 61.3, 9.20', () => {
    expect(seen(formatValue(1284.4, 'kWh'))).toBe('1_284~kWh');
    expect(seen(formatValue(61.34, 'm³'))).toBe('61.3~m³');
    expect(seen(formatValue(9.2, 'm³'))).toBe('9.20~m³');
  });
  it('a dash for what was not measured, and 0 for a measured nothing', () => {
    expect(formatValue(null, 'kWh')).toBe('–');
    expect(seen(formatValue(0, 'kWh'))).toBe('0~kWh');
  });
  it('8.64 万 from 86,400 is not said, 12.3 万 from 123,000 is, in Chinese only', () => {
    expect(seen(toHeadline(86_400, 'kWh', 'zh-CN').number)).toBe('86_400');
    expect(toHeadline(123_000, 'kWh', 'zh-CN')).toEqual({ number: '12.3', unit: '万\u00a0kWh' });
    expect(seen(toHeadline(123_000, 'kWh', 'en').number)).toBe('123_000');
  });
  it('99.9 % for a share just short of whole, 100 % only for all of it', () => {
    expect(seen(formatShare(0.99999))).toBe('99.9~%');
    expect(seen(formatShare(1))).toBe('100~%');
    expect(seen(formatShare(0.9))).toBe('90.0~%');
  });
  it('−6.0 % and +12 % against the usual; nothing against nothing', () => {
    expect(seen(formatChange(94, 100))).toBe('−6.0~%');
    expect(seen(formatChange(112, 100))).toBe('+12~%');
    expect(seen(formatChange(100.01, 100))).toBe('±0~%');
    expect(formatChange(5, 0)).toBeNull();
    expect(formatChange(null, 100)).toBeNull();
  });
  it('48.3 MB', () => expect(seen(formatBytes(48_300_000))).toBe('48.3~MB'));
});

describe('money', () => {
  it('has two figures, and the fen of nothing larger than a yuan', () => {
    expect([7.13, 0.482, 11.2, 1284, 0.05, 99.6].map(formatYuan)).toEqual(['¥7.1', '¥0.48', '¥11', '¥1\u202f300', '¥0.05', '¥100']);
  });
  it('is a dash where it is not known, and never a false nothing', () => {
    expect([null, 0, 0.004].map(formatYuan)).toEqual(['–', '¥0', '<¥0.01']);
  });
});

describe('times', () => {
  const at = Date.parse('2026-11-20T15:42:10Z');
  const chinese = createTimeFormat('zh-CN', 'Asia/Shanghai');
  const english = createTimeFormat('en', 'Asia/Shanghai');

  it('are those of the site, not of the browser: 15:42 UTC is 23:42 in Shanghai', () => {
    expect(chinese.full(at)).toBe('2026-11-20 23:42:10');
    expect(chinese.clock(at)).toBe('23:42');
    expect(createTimeFormat('zh-CN', 'America/New_York').full(at)).toBe('2026-11-20 10:42:10');
  });
  it('say the day with its weekday', () => {
    expect(chinese.day('2026-11-20')).toBe('11月20日 周五');
    expect(english.day('2026-11-20')).toBe('Fri, Nov 20');
    expect(chinese.month('2026-11-01')).toBe('2026年11月');
  });
  it('say moments as people do: the clock today, yesterday, then the date', () => {
    expect(chinese.moment(at, at + 60_000)).toBe('23:42');
    expect(chinese.moment(at, at + 3_600_000)).toBe('昨天 23:42');
    expect(english.moment(at, at + 3_600_000)).toBe('yesterday 23:42');
    expect(chinese.moment(at, at + 5 * 86_400_000)).toBe('11-20 23:42');
    expect(chinese.moment(at, at + 90 * 86_400_000)).toBe('2026-11-20 23:42');
  });
  it('count spans in the largest unit that says enough', () => {
    expect(chinese.span(42_000)).toMatch(/^42\s?秒/);
    expect(chinese.span(7_100_000)).toMatch(/^118\s?分钟/);
    expect(chinese.span(7_200_000)).toMatch(/^2\s?小时/);
    expect(english.span(3 * 86_400_000)).toBe('3 days');
    expect(english.span(-5)).toBe('0 seconds');
  });
});
