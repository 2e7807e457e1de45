import { describe, expect, it } from 'vitest';
import { statementXlsx } from '../../../reports/xlsx/statement-xlsx.ts';
import { HILL } from '../../api/school.ts';
import { hasOpenpyxl, openedWorkbook, type OtherCell } from '../../support/other-programs.ts';
import { BACK, FLAT, SHOP } from '../statement-sample.ts';

/** A sheet by the titles of its columns, as another program reads it. */
async function sheetOf(name: string, locale: 'zh-CN' | 'en'): Promise<Record<string, OtherCell>[]> {
  const book = openedWorkbook(await statementXlsx({ statements: [FLAT, SHOP, BACK], plan: HILL, locale }));
  const [head, ...rows] = book[name]!;
  return rows.map((row) => Object.fromEntries(row.map((cell, index) => [String(head![index]!.value), cell])));
}
const number = (value: number) => expect.objectContaining({ type: 'n', value }) as OtherCell;
const text = (value: string) => expect.objectContaining({ type: 's', value }) as OtherCell;

describe.skipIf(!hasOpenpyxl)('workbook of statements', () => {
  it('sums up to 677.69 in its last line and by adding its numbers', async () => {
    const rows = await sheetOf('汇总', 'zh-CN');
    const amounts = rows.map((row) => row['金额（元）']);
    expect(amounts).toEqual([677.69, 677.69, -677.69, 677.69].map(number));
    expect(rows.at(-1)!['账单号']).toEqual(text('合计'));
    expect(rows.slice(0, -1).map((row) => row['电 (kWh)'])).toEqual([1234.5, 1234.5, -1234.5].map(number));
  });

  it('has lines that come to the total of each statement, numbers as numbers', async () => {
    const rows = await sheetOf('Lines', 'en');
    const cents = (id: string) =>
      rows.filter((row) => row.Number!.value === id).reduce((sum, row) => sum + Math.round(Number(row['Amount (yuan)']!.value) * 100), 0);
    expect([FLAT, SHOP, BACK].map(({ id }) => cents(id))).toEqual([67_769, 67_769, -67_769]);
    const told = {
      Number: text('2026-00007'),
      'Period of day': text('peak'),
      'Price (yuan)': number(0.558),
      'Price by': text('校发〔2026〕3号'),
    };
    expect(rows[0]).toMatchObject(told);
  });

  it('shows the readings as the display did', async () => {
    const [reading] = await sheetOf('Readings', 'en');
    const told = { Start: number(100.25), End: number(161.975), Ratio: number(40), Share: number(0.5), Used: number(2469) };
    expect(reading).toMatchObject(told);
    expect(reading!['Up to']).toMatchObject({ type: 'd', value: '2026-05-01T00:00:00' });
  });

  it('keeps what somebody typed as text, never as a formula', async () => {
    const [, shop] = await sheetOf('Summary', 'en');
    expect(shop!.Party).toEqual(text('=1+1 小卖部'));
  });
});
