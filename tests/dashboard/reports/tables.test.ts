import { describe, expect, it } from 'vitest';
import { toDaysChart, toMonthsChart } from '../../../dashboard/reports/charts.ts';
import { toDraft, toRemarks } from '../../../dashboard/reports/remarks-draft.ts';
import { anomalyTable, buildingTable, changeTable, indicatorTable } from '../../../dashboard/reports/tables.ts';
import { toTalk } from '../../../dashboard/reports/talk.ts';
import { createLocalTime } from '../../../domain/local-time.ts';
import { basisBlocks } from '../../../reports/words/month-basis.ts';
import { reasonLines } from '../../../reports/words/reasons.ts';
import { SAMPLE_REMARKS, SAMPLE_REPORT, SECOND_VERSION } from '../../reports/month/sample-report.ts';

const zh = toTalk(SAMPLE_REPORT, 'zh-CN');
const en = toTalk(SAMPLE_REPORT, 'en');
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('tables of the report page', () => {
  it('46 493.96 yuan with 98.7 % below, an unknown year as a dash with its reason', () => {
    const row = indicatorTable(zh).rows.find(({ cells }) => cells[0]!.text === '电费')!;
    expect(plain(row.cells[1]!.text)).toBe('46 493.96');
    expect(plain(row.cells[1]!.below!)).toBe('98.7 %');
    expect(row.cells[3]).toEqual({ text: '–', why: '去年同月尚未装表', mark: '③' });
    expect(indicatorTable(zh).notes[2]).toBe('③ 去年同月尚未装表');
  });

  it('marks an estimate in both languages', () => {
    const water = (talk: typeof zh) => plain(indicatorTable(talk).rows[1]!.cells[1]!.text);
    expect([water(zh), water(en)]).toEqual(['4 260.5 估', '4 260.5 est.']);
  });

  it('names all fourteen buildings, then the gap and the main meters', () => {
    const { rows } = buildingTable(en);
    expect(rows).toHaveLength(16);
    expect(rows.slice(-2).map(({ cells, isStrong }) => [cells[0]!.text, plain(cells[1]!.text), isStrong])).toEqual([
      ['Gap (main less parts)', '2 210.2', true],
      ['School (main meters)', '86 420.4', true],
    ]);
  });

  it('tells an anomaly by the clock of the school, with its loss in m³ and yuan', () => {
    const [first] = anomalyTable(zh).rows;
    expect(first!.cells[1]!.text).toBe('11-04 03:10');
    expect([plain(first!.cells[7]!.text), plain(first!.cells[7]!.below!)]).toEqual(['74.2 m³', '236.70 元']);
  });

  it('shows both sides of a change in full, an unknown one as a dash', () => {
    const rows = changeTable(toTalk(SECOND_VERSION, 'en')).rows.map(({ cells }) => cells.map(({ text }) => plain(text)));
    expect(rows).toEqual([
      ['Electricity, month', '86 420.4', '86 512.9', 'kWh'],
      ['Electricity cost, month', '–', '46 543.72', 'yuan'],
    ]);
  });

  it('tells ten of many reasons and counts the others', () => {
    const reasons = Array.from({ length: 13 }, (_, index) => ({ zh: `表${index}`, en: `meter ${index}` }));
    expect(reasonLines(zh, reasons)).toHaveLength(11);
    expect(reasonLines(zh, reasons).at(-1)).toBe('另有 3 项');
  });

  it('lists each document behind a price, an example as an example', () => {
    const tariffs = basisBlocks(zh).find(({ title }) => title === '价格依据')!;
    expect(tariffs.lines[0]).toBe(
      '用电：居民合表（学校），2024-01-01 起，第 2 版，浙发改价格〔2023〕1234 号（示例）（示例价格，不可用于结算）',
    );
  });
});

describe('charts of the report page', () => {
  const local = createLocalTime('Asia/Shanghai');

  it('30 days from local midnight, the unknown day empty, three days hatched', () => {
    const { points, compared } = toDaysChart(SAMPLE_REPORT, 'water', local);
    expect(points).toHaveLength(30);
    expect(points[0]!.at).toBe(Date.parse('2026-11-01T00:00:00+08:00'));
    expect(points[22]!.value).toBeNull();
    expect(points.filter(({ estimated }) => estimated === 1)).toHaveLength(3);
    expect(compared!.values[0]).toBeNull();
  });

  it('thirteen months, this one last', () => {
    const { points } = toMonthsChart(SAMPLE_REPORT, 'electricity', local);
    expect(points.map(({ at }) => local.dayOf(at).slice(0, 7)).at(-1)).toBe('2026-11');
    expect(points.at(-1)!.value).toBe(86420);
  });
});

describe('remarks that are being typed', () => {
  it('come back as they were', () => {
    expect(toRemarks(toDraft(SAMPLE_REMARKS))).toEqual(SAMPLE_REMARKS);
  });

  it('leave out lines without words, and a day that is not named', () => {
    const draft = {
      causes: [{ text: '  ', basis: 'data' as const }],
      measures: [{ text: ' 换阀 ', responsible: '', dueDay: '' }],
      note: ' ',
    };
    expect(toRemarks(draft)).toEqual({ causes: [], measures: [{ text: '换阀', responsible: '', dueDay: null }], note: '' });
  });
});
