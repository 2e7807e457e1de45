import { Decimal } from 'decimal.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { MOST_BUILDINGS } from '../../../reports/pdf/month-places.ts';
import { monthPdf } from '../../../reports/pdf/month-pdf.ts';
import type { Indicator, MonthReport } from '../../../reports/month/schema.ts';
import { hasPoppler, printedPages, withoutSpaces } from '../../support/other-programs.ts';
import { SAMPLE_REMARKS, SAMPLE_REPORT, SECOND_VERSION } from '../month/sample-report.ts';

const LOCALES = ['zh-CN', 'en'] as const;
const draft = (report: MonthReport, locale: (typeof LOCALES)[number]) =>
  monthPdf({ report, remarks: SAMPLE_REMARKS, state: 'draft', approvedBy: null, approvedAt: null, locale });
const approved = (report: MonthReport, locale: (typeof LOCALES)[number]) =>
  monthPdf({
    report,
    remarks: SAMPLE_REMARKS,
    state: 'approved',
    approvedBy: '李主任',
    approvedAt: Date.parse('2026-12-02T09:30:00+08:00'),
    locale,
  });

/** As printed, without the spaces: by another way than the program's own formats. */
const printed = (value: string, decimals: number) => new Decimal(value).toFixed(decimals, Decimal.ROUND_HALF_UP);
const DECIMALS: Record<string, number> = {
  kWh: 1,
  'm³': 1,
  yuan: 2,
  kgce: 1,
  'kgce/m²': 3,
  'kgce/head': 2,
  'm³/head': 2,
  'kWh/m²': 2,
  'kWh/head': 1,
  'kgCO₂': 0,
};

/** Everything that the table has to say about one of them. */
function toldOf({ name, unit, month, lastMonth, lastYear, mom, yoy }: Indicator, locale: (typeof LOCALES)[number]): string[] {
  const values = [month, lastMonth, lastYear].flatMap(({ value }) => (value === null ? [] : [printed(value, DECIMALS[unit]!)]));
  const shares = [mom, yoy, month.coverage].flatMap((share) => (share === null ? [] : [`${Math.abs(share * 100).toFixed(1)}%`]));
  return [withoutSpaces(locale === 'en' ? name.en : name.zh).replace('₂', '2'), ...values, ...shares];
}

describe.skipIf(!hasPoppler)('the printed report of a month', () => {
  const rendered: Record<string, Buffer> = {};
  beforeAll(async () => {
    for (const locale of LOCALES) rendered[locale] = await approved(SAMPLE_REPORT, locale);
  });

  it.each([
    ['zh-CN', 3, '第2页共3页'],
    // Its sentences are longer: what does not fit of the annex stands on a fourth.
    ['en', 4, 'page2of4'],
  ] as const)('has in %s %i pages, each with its number and version', (locale, count, foot) => {
    const pages = printedPages(rendered[locale]!);
    expect(pages).toHaveLength(count);
    expect(pages[1]).toContain(foot);
    for (const page of pages) expect(page).toContain('v1');
  });

  it.each(LOCALES)('prints every indicator with its values, changes and coverage in %s', (locale) => {
    const text = printedPages(rendered[locale]!).join('');
    for (const indicator of SAMPLE_REPORT.indicators) for (const told of toldOf(indicator, locale)) expect(text).toContain(told);
  });

  it.each(LOCALES)('prints the five sentences, ten buildings by name, the rest, the gap and the main meters in %s', (locale) => {
    const text = printedPages(rendered[locale]!).join('');
    for (const sentence of SAMPLE_REPORT.summary) expect(text).toContain(withoutSpaces(locale === 'en' ? sentence.en : sentence.zh));
    for (const { name, nameEn, electricity } of SAMPLE_REPORT.buildings.slice(0, MOST_BUILDINGS)) {
      expect(text).toContain(withoutSpaces(locale === 'en' ? nameEn : name));
      expect(text).toContain(printed(electricity.value!, 1));
    }
    const rest = locale === 'en' ? '4others4377.9' : '其余4处4377.9';
    expect(text).toContain(rest);
    expect(text).toContain('2210.2');
    expect(text).not.toContain(locale === 'en' ? 'Gatehouse' : '门卫与传达室');
  });

  it('says on page 1 until when the data goes, how complete it is, and who approved it', () => {
    const [first] = printedPages(rendered['zh-CN']!);
    expect(first).toContain('审核：李主任2026-12-0209:30');
    expect(first).toContain('版本v1（数据截至2026-12-0208:00，完整率97.1%）');
    expect(first).not.toContain('草稿');
  });

  it('is a draft on every page until it is approved', async () => {
    const pages = printedPages(await draft(SAMPLE_REPORT, 'zh-CN'));
    expect(pages.map((page) => page.includes('草稿'))).toEqual([true, true, true]);
  });

  it('names the version before, the reasons and each changed number from version 2 on', async () => {
    const [first] = printedPages(await approved(SECOND_VERSION, 'zh-CN'));
    expect(first).toContain('与v1相比的变化');
    expect(first).toContain('实验楼总表11-09至11-11的读数于12-03补到');
    expect(first).toContain('86420.486512.9kWh');
    expect(first).toContain('–46543.72元');
  });

  it('marks an estimate and gives the reason of what is not known below the table', () => {
    const [first] = printedPages(rendered['zh-CN']!);
    expect(first).toContain('4260.5估①');
    expect(first).toMatch(/②燃气未接入计量；③去年同月尚未装表/);
    expect(first).not.toContain('空调用电0');
  });

  it('keeps what the data says apart from what people suppose, and names who does what until when', () => {
    const text = printedPages(rendered['zh-CN']!).join('');
    expect(text).toMatch(/数据支持.*教学日比上月多4天.*期中考试周晚自习延长半小时.*推断可能与新换的LED灯有关/);
    expect(text).toMatch(/23:30自动切断空调王建国2026-12-20/);
    expect(text).toContain('不作结论：基线期只有21天，不足90天');
  });

  it('prints rare characters of names, and an = or <b> as it was typed', async () => {
    const name = '龚𬭚䶮=SUM(A1)<b>楼';
    const buildings = SAMPLE_REPORT.buildings.map((row, index) => (index === 0 ? { ...row, name } : row));
    expect(printedPages(await approved({ ...SAMPLE_REPORT, buildings }, 'zh-CN')).join('')).toContain(name);
  });

  it('goes on to further pages with 60 anomalies, the head of the table on each', async () => {
    const [row] = SAMPLE_REPORT.anomalies.rows;
    const rows = Array.from({ length: 60 }, (_, index) => ({ ...row!, number: index + 1 }));
    const pages = printedPages(await approved({ ...SAMPLE_REPORT, anomalies: { ...SAMPLE_REPORT.anomalies, rows } }, 'zh-CN'));
    const withRows = pages.filter((page) => page.includes('更换二层男厕冲水阀'));
    expect(withRows.length).toBeGreaterThan(2);
    for (const page of withRows) expect(page).toContain('编号发现时间位置');
  });

  it('makes the same bytes from the same data', async () => {
    const [one, other] = [await approved(SAMPLE_REPORT, 'en'), await approved(SAMPLE_REPORT, 'en')];
    expect(one.equals(other)).toBe(true);
  });
});
