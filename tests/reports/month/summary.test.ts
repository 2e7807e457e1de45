import { describe, expect, it } from 'vitest';
import type { Indicator, MonthReport } from '../../../reports/month/schema.ts';
import { lastWholeMonth, moveMonth, spansOf } from '../../../reports/month/spans.ts';
import { summaryOf, yearShare } from '../../../reports/month/summary.ts';
import { SAMPLE_REPORT } from './sample-report.ts';

const told = (changes: Partial<MonthReport>) => summaryOf({ ...SAMPLE_REPORT, ...changes });
const electricity = SAMPLE_REPORT.indicators.find(({ code }) => code === 'electricity')!;
const withRow = (changes: Partial<Indicator>) =>
  told({ indicators: SAMPLE_REPORT.indicators.map((row) => (row.code === 'electricity' ? { ...row, ...changes } : row)) });

describe('five sentences of a month', () => {
  it('call a lower use less than last year, and an estimated one estimated', () => {
    const month = { value: '86420', coverage: 0.99, isEstimated: true, why: null };
    const [first] = withRow({ month, yoy: -0.062, mom: 0.118 });
    expect(first!.zh).toMatch(
      /^本月用电 86,420 kWh（估），较上年同期减少 6.2 %（教学日 \d+ 天，上年同期 \d+ 天），较上月增加 11.8 %；电费 [\d,]+\.\d\d 元/,
    );
    expect(first!.en).toMatch(
      /^Electricity 86,420 kWh \(estimated\), 6.2 % less than in the same month last year \(\d+ teaching days against \d+\)/,
    );
    expect(first!.zh).not.toContain('节约');
  });

  it('say why last year is not compared', () => {
    const last = { value: '90000', coverage: 0.5, isEstimated: false, why: null };
    expect(withRow({ yoy: null, lastYear: last })[0]!.zh).toContain('数据不全，不作同比');
    expect(withRow({ yoy: null, lastYear: { ...last, value: null } })[0]!.zh).toContain('没有上年同期数据可比');
    expect(electricity.lastYear.value).not.toBeNull();
  });

  it('tell the weather-adjusted change with the quality of its model only', () => {
    const model = { kind: 'both', r2: 0.912, cvrmse: 0.118, days: 360 };
    const [, , third] = told({ adjusted: { yoy: -0.031, interval: [-0.06, -0.002], model, refused: null } });
    expect(third!.zh).toContain('−3.1 %（90 % 区间 −6 % 至 −0.2 %；模型 R² = 0.91，CV(RMSE) = 11.8 %，仅供参考）');
    const refused = { zh: '天气数据不全。', en: 'The weather is not known.' };
    const [, , none] = told({ adjusted: { yoy: null, interval: null, model, refused } });
    expect(none!.zh).toContain('不作气温修正（天气数据不全）。');
    expect(none!.en).toContain('not adjusted for the weather (The weather is not known).');
  });

  it('call what the rounds avoided an estimate', () => {
    const avoided = { kwh: '312.4', yuan: '168.07', rooms: 29, how: { zh: '', en: '' } };
    const [, , , fourth] = told({ avoided });
    expect(fourth!.zh).toContain('巡查关闭后少用约 312 kWh，约 168.07 元（估）');
  });
});

describe('spans of a month', () => {
  it('go over the turn of the year', () => {
    expect(spansOf('2026-01')).toEqual({
      month: { from: '2026-01-01', to: '2026-02-01' },
      lastMonth: { from: '2025-12-01', to: '2026-01-01' },
      lastYear: { from: '2025-01-01', to: '2025-02-01' },
      cumulated: { from: '2026-01-01', to: '2026-02-01' },
      cumulatedLastYear: { from: '2025-01-01', to: '2025-02-01' },
      thirteen: { from: '2025-01-01', to: '2026-02-01' },
    });
    expect(spansOf('2026-12').month).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect([moveMonth('2026-01', -1), moveMonth('2026-11', 14), lastWholeMonth('2026-03-01')]).toEqual(['2025-12', '2028-01', '2026-02']);
  });

  it('are 181 of 365 days at the end of June', () => {
    expect(yearShare('2026-06')).toBe(181 / 365);
    expect(yearShare('2026-12')).toBe(1);
  });
});
