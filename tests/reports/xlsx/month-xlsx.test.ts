import { describe, expect, it } from 'vitest';
import { monthXlsx } from '../../../reports/xlsx/month-xlsx.ts';
import type { MonthReport } from '../../../reports/month/schema.ts';
import { hasOpenpyxl, openedWorkbook, type OtherWorkbook } from '../../support/other-programs.ts';
import { SAMPLE_REMARKS, SAMPLE_REPORT, SECOND_VERSION } from '../month/sample-report.ts';

const opened = async (report: MonthReport, locale: 'zh-CN' | 'en' = 'zh-CN') =>
  openedWorkbook(await monthXlsx({ report, remarks: SAMPLE_REMARKS, state: 'draft', approvedBy: null, approvedAt: null, locale }));

/** Cells below a title. */
function column(book: OtherWorkbook, sheet: string, title: string) {
  const [head, ...rows] = book[sheet]!;
  const index = head!.findIndex(({ value }) => value === title);
  expect(index, `${sheet}: ${title}`).toBeGreaterThanOrEqual(0);
  return rows.map((row) => row[index]!);
}
const sum = (cells: readonly { value: unknown }[]) =>
  cells.reduce((total, { value }) => total + (typeof value === 'number' ? value : 0), 0);

describe.skipIf(!hasOpenpyxl)('the workbook of a month, in another program', () => {
  it('has a sheet for each part in both languages, one of changes from version 2 on', async () => {
    expect(Object.keys(await opened(SAMPLE_REPORT))).toEqual([
      '概况',
      '指标',
      '分项',
      '分楼',
      '每日',
      '近13个月',
      '异常与处置',
      '表计',
      '巡查报修计量',
      '口径与系数',
    ]);
    expect(Object.keys(await opened(SECOND_VERSION, 'en'))).toContain('Changes');
  });

  it('adds up to 84 210.2 kWh of the buildings and 4 026.4 m³, as the balance says', async () => {
    const book = await opened(SAMPLE_REPORT);
    const { balance } = SAMPLE_REPORT;
    expect(sum(column(book, '分楼', '用电 kWh'))).toBeCloseTo(Number(balance[0]!.parts.value), 6);
    expect(sum(column(book, '分楼', '用水 m³'))).toBeCloseTo(Number(balance[1]!.parts.value), 6);
  });

  it('adds up to the days of the chart, absent days left empty', async () => {
    const book = await opened(SAMPLE_REPORT, 'en');
    const water = column(book, 'Days', 'Water m³');
    expect(sum(water)).toBeCloseTo(
      SAMPLE_REPORT.charts.water.values.reduce<number>((total, value) => total + (value ?? 0), 0),
      6,
    );
    expect(water[22]!.value).toBeNull();
    expect(column(book, 'Days', 'Day')[0]).toMatchObject({ type: 'd', value: '2026-11-01T00:00:00' });
    expect(column(book, 'Days', 'Water estimated').filter(({ value }) => value === 'yes')).toHaveLength(3);
  });

  it('keeps numbers as numbers with their digits: 46 493.96 as money, 0.3126 with four, coverage as percent', async () => {
    const book = await opened(SAMPLE_REPORT);
    const month = column(book, '指标', '本月');
    const names = column(book, '指标', '指标').map(({ value }) => value);
    expect(month[names.indexOf('电费')]).toEqual({ type: 'n', value: 46493.96, format: '#,##0.00' });
    expect(month[names.indexOf('单位建筑面积能耗')]).toEqual({ type: 'n', value: 0.3126, format: '#,##0.0000' });
    expect(month[names.indexOf('用气量')]!.value).toBeNull();
    expect(column(book, '指标', '本月 完整率')[0]).toEqual({ type: 'n', value: 0.987, format: '0.0%' });
    expect(column(book, '指标', '本月 含推算')[names.indexOf('用水量')]!.value).toBe('是');
  });

  it('tells instants by the clock of the school', async () => {
    expect(column(await opened(SAMPLE_REPORT), '异常与处置', '发现时间')[0]).toMatchObject({ type: 'd', value: '2026-11-04T03:10:00' });
  });

  it('leaves =1+1 and names of rare characters what they are: text', async () => {
    const buildings = SAMPLE_REPORT.buildings.map((row, index) => (index === 0 ? { ...row, name: '=1+1' } : row));
    const names = column(await opened({ ...SAMPLE_REPORT, buildings }), '分楼', '楼栋');
    expect(names[0]).toMatchObject({ type: 's', value: '=1+1' });
    expect(names.at(-1)).toMatchObject({ type: 's', value: '龚𬭚楼' });
  });

  it('lists every tariff document, factor and fact with its source', async () => {
    const documents = column(await opened(SAMPLE_REPORT), '口径与系数', '依据').map(({ value }) => value);
    const { tariffs, factors, facts } = SAMPLE_REPORT;
    for (const document of [
      ...tariffs.map((row) => row.sourceDoc),
      ...factors.map((row) => row.document),
      ...facts.map((row) => row.source),
    ]) {
      expect(documents).toContain(document);
    }
  });
});
