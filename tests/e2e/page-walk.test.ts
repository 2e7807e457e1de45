import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN_COOKIE } from '../../api/access/cookie.ts';
import en from '../../dashboard/i18n/en.ts';
import zhCN from '../../dashboard/i18n/zh-CN.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { type MadeUpSchool, openMadeUpSchool } from '../support/made-up-school.ts';
import { admit } from '../support/visitors.ts';
import { fillForPages, FORMS, pathsOf } from './page-paths.ts';

/** An evening of a teaching day in term. */
const NOW = Date.parse('2026-05-20T21:40:00+08:00');
const ROOT = join(import.meta.dirname, '../..');
/** Names of the demo that stand as somebody typed them, in every language: utilities, parties, rooms, terms. */
const TYPED = '演示·[^ ]*[司方舍]|整栋|食堂|[0-9-]{9}学年第[一二]学期';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMESPACES = Object.keys(zhCN).join('|');
const WALKS = [
  { locale: 'zh-CN', colorScheme: 'light', words: zhCN },
  { locale: 'en', colorScheme: 'dark', words: en },
] as const;
/** Pages that are looked at at the same time. */
const AT_ONCE = 3;
const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
] as const;

/** What a person would see at once, read by the page itself. */
const LOOK = `(() => {
  const seen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const name = (element) => element.tagName.toLowerCase() + '.' + element.className + ' "' + element.textContent.trim().slice(0, 60) + '"';
  // What is typed into a field scrolls in it.
  const cut = [...document.querySelectorAll('main *:not(input)')].filter((element) => {
    const { overflowX, textOverflow } = getComputedStyle(element);
    const hides = (overflowX === 'hidden' || overflowX === 'clip') && element.children.length === 0 && !element.closest('.visually-hidden');
    return hides && textOverflow !== 'ellipsis' && seen(element) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
  });
  const words = [...document.querySelectorAll('h1, h2, h3, label, th, button, nav a, summary, legend')].filter(seen);
  return {
    isWide: document.documentElement.scrollWidth > window.innerWidth,
    cut: cut.map(name),
    keys: document.body.innerText.match(new RegExp('\\\\b(?:${NAMESPACES})\\\\.(?!sqlite)[a-zA-Z][\\\\w-]*(?:\\\\.[\\\\w-]+)*\\\\b', 'g')) ?? [],
    chinese: words.filter((element) => /[\\u4e00-\\u9fff]/.test(element.textContent.replaceAll(/${TYPED}/g, '')) && !element.closest('[lang^=zh]')).map(name),
  };
})()`;

interface Looked {
  isWide: boolean;
  cut: string[];
  keys: string[];
  chinese: string[];
}

describe.skipIf(!hasChromium)('every page of the dashboard, in a browser', { timeout: 400_000 }, () => {
  let school: MadeUpSchool;
  let browser: Browser;
  let url: string;
  let cookie: string;
  let paths: string[];

  beforeAll(async () => {
    const plan = createDemoCampus({ seed: 1 });
    school = await openMadeUpSchool({ plan, now: NOW, hallScreen: true, dashboardDir: join(ROOT, 'dist/dashboard') });
    paths = pathsOf(readFileSync(join(ROOT, 'dashboard/router.ts'), 'utf8'), await fillForPages(school, plan, NOW));
    cookie = (await admit(school.records, { role: 'administrator' })).headers.cookie.split('=', 2)[1]!;
    url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await school?.close();
  });

  it.each(WALKS)('fits phone and desk, is whole in $locale, $colorScheme, and accessible', async ({ locale, colorScheme, words }) => {
    const context = await browser.newContext({ locale, colorScheme });
    await context.addCookies([{ name: PLAIN_COOKIE, value: cookie, url }]);
    const left = [...paths.map((path) => ({ path, press: '' })), ...FORMS.map(({ path, press }) => ({ path, press: press(words) }))];
    const troubles: string[] = [];
    const walkOn = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { path, press } = next;
        const found = await walk(context, path, press, locale === 'en');
        troubles.push(...found.map((trouble) => `${path} ${press}: ${trouble}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walkOn));
    await context.close();
    expect(troubles).toEqual([]);
  });

  /** @param press name of the button that opens a form; empty: the page as it comes */
  async function walk(context: BrowserContext, path: string, press: string, isEnglish: boolean): Promise<string[]> {
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    await page.setViewportSize(SIZES[0]);
    await page.goto(url + path);
    await settled(page);
    if (press !== '') {
      await page.getByRole('button', { name: press, exact: true }).first().click();
      await settled(page);
    }
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
      const { isWide, cut, keys, chinese } = await page.evaluate<Looked>(LOOK);
      if (isWide) troubles.push(`wider than ${size.width} px`);
      troubles.push(...cut.map((text) => `cut at ${size.width} px: ${text}`), ...keys.map((key) => `no words for ${key}`));
      if (isEnglish) troubles.push(...chinese.map((text) => `Chinese on the English page: ${text}`));
    }
    troubles.push(...(await axeOn(page)));
    await page.close();
    return troubles;
  }
});

async function settled(page: Page): Promise<void> {
  await page.locator('main').first().waitFor();
  await page.locator(':root:not(:has([aria-busy="true"])) main:not(:empty)').first().waitFor();
}

/** Rules of WCAG 2 A and AA that a machine can judge; what weighs less than `serious` is left to people. */
async function axeOn(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] })`);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}
