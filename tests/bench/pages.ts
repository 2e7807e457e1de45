import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { PLAIN_COOKIE } from '../../api/access/cookie.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { openChromium } from '../support/chromium.ts';
import { openMadeUpSchool } from '../support/made-up-school.ts';
import { admit } from '../support/visitors.ts';
import { type Figure, medianOf } from './figures.ts';
import { fillBooksAndReports } from './page-questions.ts';

const NOW = Date.parse('2026-05-20T21:40:00+08:00');
const PAGES = ['/', '/electricity', '/month-reports/2026-04'];
const ROUNDS = 5;
const BUILT = join(import.meta.dirname, '../../dist/dashboard');

/** The first paint, and the largest one: that with the numbers. */
const PAINTS = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve({
    first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    largest: list.getEntries().at(-1).startTime,
  })).observe({ type: 'largest-contentful-paint', buffered: true });
})`;

interface Opened {
  first: number;
  largest: number;
  /** All that was asked for, as gzip, kB: more than a page needs for its first paint. */
  scriptKb: number;
}

/** Pages opened in a browser that has never seen them, from this machine. @throws Error while the dashboard is not built */
export async function benchPages(dashboardDir = BUILT): Promise<Figure[]> {
  if (!existsSync(dashboardDir)) throw new Error(`${dashboardDir} is not there: npm run build`);
  const plan = createDemoCampus({ seed: 1 });
  const school = await openMadeUpSchool({ plan, now: NOW, dashboardDir });
  const browser = await openChromium();
  try {
    await fillBooksAndReports(school, plan, NOW);
    const { headers } = await admit(school.records, { role: 'administrator' });
    const url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    const figures: Figure[] = [];
    for (const path of PAGES) {
      const rounds: Opened[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await openPage(browser, url, headers.cookie, path));
      const of = (key: keyof Opened) => rounds.map((opened) => opened[key]);
      figures.push(
        medianOf(`${path}: scripts`, 'kB gzip', of('scriptKb'), 'limit 350'),
        medianOf(`${path}: first paint`, 'ms', of('first'), 'limit 1,500'),
        medianOf(`${path}: largest paint`, 'ms', of('largest')),
      );
    }
    return figures;
  } finally {
    await browser.close();
    await school.close();
  }
}

async function openPage(browser: Browser, url: string, cookie: string, path: string): Promise<Opened> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  try {
    await context.addCookies([{ name: PLAIN_COOKIE, value: cookie.slice(cookie.indexOf('=') + 1), url }]);
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body());
    });
    await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
    const paints = await page.evaluate<Omit<Opened, 'scriptKb'>>(PAINTS);
    const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    return { ...paints, scriptKb: bytes / 1000 };
  } finally {
    await context.close();
  }
}
