import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AlertList } from '../../api/schemas/alerts.ts';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import type { MeterSummary, SiteSummary } from '../../api/schemas/sites.ts';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { getJson, removeData, type RunningGreenleaf, startGreenleaf } from '../support/greenleaf.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { demoHeaders, signIn } from '../support/sign-in.ts';

interface Fault {
  fault: string;
  meters: string[];
  startAt: number;
  endAt: number | null;
}

/** Two months are enough for every rule; the demo itself plays thirteen. */
const SETTINGS = 'simulator: { months: 2, liveSeconds: 5 }\n';
const HISTORY_MS = 240_000;

describe.skipIf(!hasInfluxd)('the demo campus, from one command', () => {
  let greenleaf: RunningGreenleaf;
  let browser: Browser | undefined;
  let site = '';
  let headers: { cookie: string };
  const api = <T>(path: string) => getJson<T>(`${greenleaf.url}/api/sites/${site}${path}`, headers);
  const truth = () => JSON.parse(readFileSync(join(greenleaf.dataDir, 'simulator', 'truth.json'), 'utf8')) as Fault[];

  beforeAll(async () => {
    greenleaf = await startGreenleaf({ settings: SETTINGS });
    headers = await demoHeaders(greenleaf.url);
    const { sites } = await getJson<{ sites: SiteSummary[] }>(`${greenleaf.url}/api/sites`, headers);
    site = sites[0]!.id;
    await vi.waitFor(historyIsIn, { timeout: HISTORY_MS, interval: 500 });
    if (hasChromium) browser = await openChromium();
  }, HISTORY_MS + 60_000);
  afterAll(async () => {
    await browser?.close();
    await greenleaf?.stop();
    if (greenleaf) removeData(greenleaf.dataDir);
  });

  /** All history is stored, computed and judged. */
  async function historyIsIn(): Promise<void> {
    const status = await getJson<StatusAnswer>(`${greenleaf.url}/api/status`, headers);
    expect(greenleaf.output()).toContain('history is complete');
    expect(status.intervals).toEqual({ waitingMeterDays: 0, unjudgedDays: 0 });
    const { alerts } = await api<AlertList>('/alerts?limit=1000');
    expect(alerts.some((alert) => alert.rule === 'zero_flow_fail')).toBe(true);
  }

  it('finds every air-conditioner that was forgotten last night, and no other', async () => {
    const { alerts } = await api<AlertList>('/alerts?rule=ac_left_on&limit=1000');
    const night = lastNight();
    const expected = truth().filter((fault) => fault.fault === 'forgotten_ac' && spansCheck(fault, night));
    const found = alerts.filter((alert) => alert.night === night).map((alert) => alert.meter.id);
    const metered = new Set(expected.flatMap((fault) => fault.meters.filter((id) => acMeters.has(id))));
    expect(metered.size).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(metered);
  });

  it('finds the toilet that has been running for three nights, once, and no other leak', async () => {
    const { alerts } = await api<AlertList>('/alerts?rule=zero_flow_fail&state=open');
    const leaks = truth().filter((fault) => fault.fault === 'running_toilet' && fault.endAt === null);
    expect(leaks).toHaveLength(1);
    expect(alerts.map((alert) => alert.meter.id)).toEqual(leaks[0]!.meters.filter((id) => waterMeters.has(id)).slice(0, alerts.length));
    expect(alerts.length).toBeGreaterThan(0);
  });

  let acMeters = new Set<string>();
  let waterMeters = new Set<string>();
  let timeZone = 'Asia/Shanghai';
  beforeAll(async () => {
    const { meters } = await api<{ meters: MeterSummary[] }>('/meters');
    acMeters = new Set(meters.filter(({ role }) => role === 'ac_circuit' || role === 'room_breaker').map(({ id }) => id));
    waterMeters = new Set(meters.filter(({ medium }) => medium === 'water').map(({ id }) => id));
    timeZone = (await getJson<{ sites: SiteSummary[] }>(`${greenleaf.url}/api/sites`, headers)).sites[0]!.timeZone;
  });

  /** Yesterday's date in the site's zone: the evening of the last night that is over or still going on. */
  const lastNight = () => new Date(Date.now() - 24 * 3_600_000).toLocaleDateString('sv-SE', { timeZone });
  const spansCheck = (fault: Fault, night: string) => {
    const check = Date.parse(`${night}T23:30:00+08:00`);
    return fault.startAt <= check && (fault.endAt === null || fault.endAt > check);
  };

  it('has consumption of every building for the last thirty days, nearly complete', async () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toLocaleDateString('sv-SE', { timeZone });
    const answer = await api<ConsumptionAnswer>(`/consumption?by=building&medium=electricity&bucket=day&from=${day(-30)}&to=${day(0)}`);
    expect(answer.series.length).toBeGreaterThan(8);
    for (const series of answer.series) {
      expect(series.total, series.key).toBeGreaterThan(0);
      expect(series.coverage, series.key).toBeGreaterThan(0.9);
    }
  });

  it('goes on live: new readings arrive by themselves', async () => {
    const before = (await api<{ meters: MeterSummary[] }>('/meters')).meters.map(({ latest }) => latest?.at ?? 0);
    await vi.waitFor(
      async () => {
        const after = (await api<{ meters: MeterSummary[] }>('/meters')).meters.map(({ latest }) => latest?.at ?? 0);
        expect(Math.max(...after)).toBeGreaterThan(Math.max(...before));
      },
      { timeout: 15_000, interval: 500 },
    );
  });

  describe.skipIf(!hasChromium)('in a browser', { timeout: 120_000 }, () => {
    const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
    const paths = [
      '/',
      '/buildings',
      '/alerts',
      '/night',
      '/rounds',
      '/permits',
      '/repairs',
      '/class-list',
      '/digests',
      '/trust',
      '/findings',
      '/steps',
      '/read',
      '/balance',
      '/status',
      '/rules',
      '/rules/ac_left_on',
      '/rules/ac_left_on/try',
      '/declarations',
      '/calendar',
      '/people',
      '/people/new',
      '/people/phone',
      '/tokens',
      '/audit',
      '/account',
    ];

    async function open(size: keyof typeof sizes, locale: string, path: string): Promise<{ page: Page; troubles: string[] }> {
      const page = await browser!.newPage({ viewport: sizes[size], locale });
      await signIn(page, greenleaf.url, 'administrator');
      const troubles: string[] = [];
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('request', (request) => request.url().startsWith(greenleaf.url) || troubles.push(`asked ${request.url()}`));
      await page.goto(greenleaf.url + path);
      await page.locator('main').waitFor();
      return { page, troubles };
    }

    it.each(Object.keys(sizes) as (keyof typeof sizes)[])(
      'draws every page at %s size without an error and without scrolling sideways',
      async (size) => {
        const { page, troubles } = await open(size, 'zh-CN', '/');
        for (const path of paths) {
          await page.goto(greenleaf.url + path);
          await page.locator('main').waitFor();
          await page.locator('[aria-busy="true"]').first().waitFor({ state: 'hidden' });
          expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${path} fits`).toBe(true);
          expect(troubles, path).toEqual([]);
        }
        await page.close();
      },
    );

    it('tries a rule on the past month and says what it would have flagged', async () => {
      const { page, troubles } = await open('desktop', 'zh-CN', '/rules/ac_left_on/try');
      await page.getByRole('button', { name: '试算' }).click();
      await page.getByText(/会告警 [1-9]\d* 次/).waitFor({ timeout: 30_000 });
      await page
        .getByText(/空调.*未关/)
        .first()
        .waitFor();
      expect(troubles).toEqual([]);
      await page.close();
    });

    it('shows the forgotten air-conditioners in Chinese, and in English for who asks', async () => {
      for (const [locale, words] of [
        ['zh-CN', /空调.*kW/],
        ['en', /air-conditioner.*kW/],
      ] as const) {
        const { page } = await open('phone', locale, '/');
        const sentences = page.locator('main').getByText(words);
        await sentences.first().waitFor();
        expect(await sentences.count()).toBeGreaterThan(0);
        await page.close();
      }
    });
  });
});
