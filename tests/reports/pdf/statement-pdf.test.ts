import { describe, expect, it } from 'vitest';
import { type StatementFile, statementPdf } from '../../../reports/pdf/statement-pdf.ts';
import { HILL } from '../../api/school.ts';
import { hasPoppler, printedPages, withoutSpaces } from '../../support/other-programs.ts';
import { BACK, FLAT, SHOP } from '../statement-sample.ts';

/** Text of each page as another program reads it. */
const pagesOf = async (statements: StatementFile['statements'], locale: StatementFile['locale']) =>
  printedPages(await statementPdf({ statements, plan: HILL, locale }));

describe.skipIf(!hasPoppler)('statement on paper', () => {
  it('has every number of its readings and lines, the document of the price and the total', async () => {
    const [page, ...more] = await pagesOf([FLAT], 'zh-CN');
    expect(more).toEqual([]);
    const told = ['2026-00007', '张老师', '教职工住户', '宿舍B 101', '2026-04-01 至 2026-04-30', '2026-05-02 09:30 总务处'];
    const readings = ['100.25', '161.975', '40 0.5 2 469 97.3 %', '2026-04-01 00:00', '2026-05-01 00:00', '4月8日换表'];
    const lines = ['用量费 · 峰 (估) 1 234.5 kWh 0.558 688.85', '多退少补', '−20 kWh – −11.16', '实为 70 kWh，已计 90 kWh'];
    const foot = ['校发〔2026〕3号', '有 1 天没有读数', '合计 677.69 元', '异议'];
    for (const text of [...told, ...readings, ...lines, ...foot]) expect(page).toContain(withoutSpaces(text));
  });

  it('is one page a party, in English too, a reversal with what it takes back', async () => {
    const pages = await pagesOf([FLAT, SHOP, BACK], 'en');
    expect(pages).toHaveLength(3);
    expect(pages[0]).toContain(withoutSpaces('really 70 kWh, billed 90 kWh'));
    expect(pages[1]).toContain(withoutSpaces('=1+1 小卖部 (tenant)'));
    expect(pages[2]).toContain(withoutSpaces('2026-00008: 表计装错'));
    expect(pages[2]).toContain(withoutSpaces('Total −677.69 yuan'));
    expect(pages.map((page) => page.includes('Statementofresale'))).toEqual([true, true, true]);
  });
});
