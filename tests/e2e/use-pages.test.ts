import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { getJson, removeData, type RunningGreenleaf, startGreenleaf } from '../support/greenleaf.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { demoHeaders, signIn } from '../support/sign-in.ts';

const HISTORY_MS = 240_000;
const PAGES = [
  { path: '/compare?against=day_types&by=perM2', shows: '食堂' },
  { path: '/electricity', shows: '未单独计量' },
  { path: '/water?against=month', shows: '各楼夜间流量' },
];

describe.skipIf(!hasChromium || !hasInfluxd)('the pages about use', () => {
  let greenleaf: RunningGreenleaf;
  let browser: Browser;
  beforeAll(async () => {
    greenleaf = await startGreenleaf({ settings: 'simulator: { months: 1, liveSeconds: 60 }\n' });
    browser = await openChromium();
    const headers = await demoHeaders(greenleaf.url);
    const historyIsIn = async () => {
      expect(greenleaf.output()).toContain('history is complete');
      const { intervals } = await getJson<StatusAnswer>(`${greenleaf.url}/api/status`, headers);
      expect(intervals.waitingMeterDays).toBe(0);
    };
    await vi.waitFor(historyIsIn, { timeout: HISTORY_MS, interval: 500 });
  }, HISTORY_MS + 60_000);
  afterAll(async () => {
    await browser?.close();
    await greenleaf?.stop();
    if (greenleaf) removeData(greenleaf.dataDir);
  });

  /** Somewhere else than the school: its clock holds all the same. */
  async function open(width: number): Promise<{ page: Page; mistakes: string[] }> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, timezoneId: 'America/New_York', locale: 'zh-CN' });
    const page = await context.newPage();
    const mistakes: string[] = [];
    page.on('pageerror', (error) => mistakes.push(error.message));
    await signIn(page, greenleaf.url, 'administrator');
    return { page, mistakes };
  }

  it.each([390, 1440])(
    'show their figures at %i px without sideways scroll or mistakes',
    async (width) => {
      const { page, mistakes } = await open(width);
      for (const { path, shows } of PAGES) {
        await page.goto(greenleaf.url + path);
        await page.getByText(shows).first().waitFor();
        const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(beyond, path).toBeLessThanOrEqual(0);
      }
      expect(mistakes).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it('draw the heat map, and look closer by key', async () => {
    const { page } = await open(1440);
    await page.goto(`${greenleaf.url}/electricity`);
    await page.locator('#heat canvas').waitFor();
    const plot = page.locator('#demand .plot');
    await plot.focus();
    await page.keyboard.press('+');
    await page.locator('#demand').getByRole('button', { name: '看全部' }).waitFor();
    await page.keyboard.press('0');
    await page.locator('#demand').getByRole('button', { name: '看全部' }).waitFor({ state: 'detached' });
    expect(await page.locator('#heat canvas').count()).toBe(1);
    await page.context().close();
  }, 60_000);
});
