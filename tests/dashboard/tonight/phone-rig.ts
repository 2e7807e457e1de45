import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { openChromium } from '../../support/chromium.ts';
import { SPY } from './in-page.ts';
import { buildPhonePages, type PhoneServer, type Script, startPhoneServer } from './phone-server.ts';
import { at, RUNNING, WORK } from './scenes.ts';

export const UNDO_MS = 5_000;
export const POLL_MS = 15_000;
/** Longer than presses are held back after something moved. */
export const CALM_MS = 500;

/** A phone of 360 px in a real browser, and a server that says what the test wants; fresh for every case. */
export function usePhone() {
  let browser: Browser;
  let pages: string;
  let script: Script;
  let server: PhoneServer;
  let context: BrowserContext;
  const others: BrowserContext[] = [];

  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'greenleaf-phone-'));
    await buildPhonePages(pages);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(pages, { recursive: true });
  });
  beforeEach(async () => {
    // The server's clock is hours away from this machine's, which is the phone's.
    const aheadMs = at('23:31') - Date.now();
    const told = { took: [], photos: [], seen: [], polls: [] };
    script = { role: 'guard', now: () => Date.now() + aheadMs, tonight: RUNNING, work: WORK, refusals: [], codes: new Map(), ...told };
    server = await startPhoneServer(pages, script);
    context = await openPhone({});
  });
  afterEach(async () => {
    await Promise.all([context, ...others.splice(0)].map((phone) => phone.close()));
    await server.close();
  });

  async function openPhone(more: BrowserContextOptions): Promise<BrowserContext> {
    const phone = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'zh-CN',
      hasTouch: true,
      isMobile: true,
      ...more,
    });
    await phone.addInitScript(SPY);
    return phone;
  }

  return {
    script: () => script,
    server: () => server,
    context: () => context,
    /** Another one, which knows nothing of the first. */
    async another(more: BrowserContextOptions = {}): Promise<BrowserContext> {
      const phone = await openPhone(more);
      others.push(phone);
      return phone;
    },
    /** With a clock that the test can put forward. @param laterMs how much later than now it is */
    async open(path: string, { of = context, laterMs = 0 }: { of?: BrowserContext; laterMs?: number } = {}): Promise<Page> {
      const page = await of.newPage();
      await page.clock.install({ time: Date.now() + laterMs });
      await page.goto(server.url + path);
      return page;
    },
    /** The server is away, and comes back where it was. */
    async stopServer(): Promise<void> {
      await server.close();
    },
    async startServer(): Promise<void> {
      server = await startPhoneServer(pages, script, Number(new URL(server.url).port));
    },
    answers: () => script.took.map(({ body }) => body),
    sent: (count: number) => vi.waitFor(() => expect(script.took).toHaveLength(count), { timeout: 10_000, interval: 50 }),
  };
}

/** @param of text of the item in which the button is; absent: the first one of the page */
export async function press(page: Page, name: string | RegExp, of?: string): Promise<void> {
  const place = of === undefined ? page.locator('body') : page.getByRole('listitem').filter({ hasText: of }).last();
  const button = place.getByRole('button', { name }).first();
  await button.waitFor();
  await page.clock.runFor(CALM_MS);
  await button.tap();
}

export const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
export const told = (page: Page): Promise<{ shakes: number; tones: number }> => page.evaluate('told');
