import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN_COOKIE } from '../../api/access/cookie.ts';
import { INTERVAL_MS, QUALITIES } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import { fillBooks } from '../../roles/demo-books.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { type MadeUpSchool, openMadeUpSchool } from '../support/made-up-school.ts';
import { admit } from '../support/visitors.ts';

const NOW = Date.parse('2026-05-06T09:00:00+08:00');
const DASHBOARD = join(import.meta.dirname, '../../dist/dashboard');
/** A day of the reported month, and the meter that is heard of late. */
const LATE = { day: '2026-04-15', meter: 'campus-main-e' };
const STEP_MS = 120_000;

describe.skipIf(!hasChromium)('the report of a month, on the phone of the logistics head', () => {
  const plan = createDemoCampus({ seed: 1 });
  let school: MadeUpSchool;
  let browser: Browser;
  let url: string;
  let page: Page;
  const mistakes: string[] = [];
  let summary: string[];

  beforeAll(async () => {
    school = await openMadeUpSchool({ plan, now: NOW, dashboardDir: DASHBOARD });
    await fillBooks(school.records, NOW);
    url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    const head = await admit(school.records, { role: 'logistics_head', name: '王主任' });
    browser = await openChromium();
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
    await context.addCookies([{ name: PLAIN_COOKIE, value: head.headers.cookie.split('=', 2)[1]!, url }]);
    page = await context.newPage();
    page.on('pageerror', (error) => mistakes.push(error.message));
  }, STEP_MS);
  afterAll(async () => {
    await browser?.close();
    await school?.close();
  });

  const press = (name: string, within: Page | Locator = page) => within.getByRole('button', { name, exact: true }).last().click();
  /** The sentences that the report begins with: no small print, no heading. */
  const sentences = () => page.locator('section:has(> h2:text("一、本月概况")) > p:not(.soft)').allInnerTexts();

  async function expectNarrow(): Promise<void> {
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(mistakes).toEqual([]);
  }

  it('is made from the list, and begins with five sentences', { timeout: STEP_MS }, async () => {
    await page.goto(`${url}/month-reports`);
    await page.getByText('2026年4月 的月报还没有生成。').waitFor();
    await expectNarrow();
    await press('现在生成');
    await page.getByRole('heading', { name: '2026年4月 月报' }).waitFor();
    await page.getByText('一、本月概况').waitFor();
    summary = await sentences();
    expect(summary.map((text) => text.slice(0, 4))).toEqual(['本月用电', '本月用水', '教学日 ', '本月没有', '年度配额']);
    expect(summary[0]).toMatch(/本月用电 8,640 kWh.*电费 [\d,.]+ 元/);
    expect(await page.getByText('草稿', { exact: true }).count()).toBe(1);
    await expectNarrow();
  });

  it('takes a cause and a measure with who does it until when', { timeout: STEP_MS }, async () => {
    await press('填写原因与措施');
    await press('添加原因');
    await page.getByLabel('原因', { exact: true }).fill('四月试用新空调');
    await press('添加措施');
    await page.getByLabel('措施', { exact: true }).fill('检查三楼空调');
    await page.getByLabel('责任人').fill('李工');
    await page.getByLabel('完成时间').fill('2026-05-15');
    await expectNarrow();
    await press('保存');
    await page.getByRole('listitem').filter({ hasText: '检查三楼空调 李工 · 2026-05-15' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: '四月试用新空调' }).count()).toBe(1);
  });

  it('is signed with a name, and nobody writes on it after that', { timeout: STEP_MS }, async () => {
    await press('审核通过');
    await page.getByText('审核人：王主任').waitFor();
    await expectNarrow();
    await press('审核通过');
    await page.getByText('审核：王主任 2026-05-06').waitFor();
    expect(await page.getByText('草稿', { exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: '填写原因与措施' }).count()).toBe(0);
    expect(await page.getByText('检查三楼空调').count()).toBe(1);
  });

  it.each([
    ['PDF', '%PDF'],
    ['Excel', 'PK'],
  ])('goes to the principal as %s', { timeout: STEP_MS }, async (name, start) => {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    const answer = await page.request.get(url + href!);
    expect(answer.status()).toBe(200);
    expect((await answer.body()).subarray(0, start.length).toString()).toBe(start);
  });

  it('says when a reading came late, and of what; the next version is a draft beside the signed one', { timeout: STEP_MS }, async () => {
    await readLate();
    await page.reload();
    await page.getByText('编制之后数据有变化').waitFor();
    await page.getByRole('listitem').filter({ hasText: '4月15日的读数补到或重新核定，本月 +192 kWh' }).waitFor();
    expect(await sentences()).toEqual(summary);
    await expectNarrow();
    await press('生成 v2');
    await page.getByRole('heading', { name: '与 v1 相比的变化' }).waitFor();
    expect((await sentences())[0]).toContain('本月用电 8,832 kWh');
    expect(await page.getByText('草稿', { exact: true }).count()).toBe(1);
    await expectNarrow();
  });

  it('stands in its first version as it was signed', { timeout: STEP_MS }, async () => {
    await page.getByText('v1 已审核').click();
    await page.getByText('这是旧版本，最新是 v2。').waitFor();
    expect(await sentences()).toEqual(summary);
    expect(await page.getByText('审核：王主任 2026-05-06').count()).toBe(1);
    expect(await page.getByText('检查三楼空调').count()).toBe(1);
    await expectNarrow();
  });

  /** 96 quarters of 5 kWh: 480 kWh, where 288 stood. */
  async function readLate(): Promise<void> {
    const startAt = createLocalTime(plan.site.timeZone).startOfDay(LATE.day);
    const values = new Float64Array(96).fill(5);
    const qualities = new Uint8Array(96).fill(QUALITIES.indexOf('measured'));
    await school.records.intervals.replaceDays({
      site: plan.site.id,
      meter: LATE.meter,
      days: [{ day: LATE.day, startAt, values, qualities }],
      steps: [],
      fromAt: startAt,
      toAt: startAt + values.length * INTERVAL_MS,
      seq: 1,
    });
  }
});
