import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DigestList, RoundView, TonightAnswer } from '../../api/schemas/tonight.ts';
import { DEMO_SITE } from '../../simulators/demo-campus.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { getJson, removeData, type RunningGreenleaf, startGreenleaf } from '../support/greenleaf.ts';
import { demoHeaders, signIn } from '../support/sign-in.ts';

/** From 23:05 to 07:36 in some three minutes. */
const SPEED = '60';
/** `ALBUM=/tmp/night` keeps a picture of every turn of the night. */
const ALBUM = process.env['ALBUM'];
const FLOOR = '三号教学楼 三楼';
const LABORATORY = '实验楼';

describe.skipIf(!hasChromium)('the demo night, on a phone', { timeout: 420_000 }, () => {
  let greenleaf: RunningGreenleaf;
  let browser: Browser;
  let page: Page;
  let office: { cookie: string };
  beforeAll(async () => {
    greenleaf = await startGreenleaf({
      args: ['--demo-night', '--speed', SPEED, '--no-guard'],
      settings: 'readings: sqlite\n',
      until: /The night begins: (http:\S+)\/tonight/,
    });
    browser = await openChromium();
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', hasTouch: true, isMobile: true });
    page = await phone.newPage();
    office = await demoHeaders(greenleaf.url, 'logistics_head');
    await signIn(page, greenleaf.url, 'guard');
    await page.goto(`${greenleaf.url}/tonight`);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await greenleaf?.stop();
    if (greenleaf) removeData(greenleaf.dataDir);
  });

  const stop = (place: string) => page.getByRole('listitem').filter({ hasText: place }).first();
  const picture = async (name: string, place?: string) => {
    if (ALBUM === undefined) return;
    await page.evaluate('scrollTo(0, 0)');
    if (place !== undefined) await stop(place).evaluate('(item) => scrollTo(0, item.getBoundingClientRect().top - 90)');
    await page.screenshot({ path: join(ALBUM, `${name}.png`) });
  };
  /** Looks at the phone again until it shows something: at this speed its own 15 seconds are a quarter of an hour. */
  const lookFor = (text: string | RegExp, timeout = 90_000) =>
    vi.waitFor(
      async () => {
        await page.reload();
        await page.getByText(text).first().waitFor({ timeout: 1500 });
      },
      { timeout, interval: 500 },
    );
  /** Presses are held back for a moment after something moved: until it is seen that it was taken. */
  const press = async (place: string, name: string, sign: string | RegExp) => {
    const button = stop(place).getByRole('button', { name }).first();
    await button.waitFor();
    await vi.waitFor(
      async () => {
        await button.tap({ timeout: 1000 });
        await stop(place).getByText(sign).first().waitFor({ timeout: 1000 });
      },
      { timeout: 20_000 },
    );
  };
  const ask = <T>(path: string) => getJson<T>(`${greenleaf.url}/api/sites/${DEMO_SITE}${path}`, office);
  const tonight = () => ask<TonightAnswer>('/tonight');
  const stageOf = async (room: string) => {
    const rooms = (await tonight()).stops.flatMap(({ rooms: all }) => all);
    return rooms.find(({ alert }) => alert.includes(room))?.stage;
  };

  it('freezes a list, looks again at 23:30, believes the meter and not the button, and tells the morning', async () => {
    await lookFor('23:30 再看');
    await picture('1-frozen');

    await lookFor(/到早上/);
    await picture('2-added');
    await press(FLOOR, '已关闭', /秒后送出/);
    await picture('3-answered');
    await vi.waitFor(async () => expect(await stageOf('t3-301-ac')).toBe('verifying'), { timeout: 15_000 });

    await press(LABORATORY, '正常使用', '设备需要');
    await press(LABORATORY, '设备需要', /秒后送出/);
    await vi.waitFor(async () => expect(await stageOf('lab-light')).toBe('asked'), { timeout: 15_000 });

    // The first switch in room 303 was the wrong one.
    await lookFor(/仍在用/);
    await picture('4-still-on', FLOOR);
    expect(await stageOf('t3-303-ac')).toBe('still_on');
    await press(FLOOR, '已关闭', /秒后送出/);
    await lookFor(/表已确认关闭/);
    await vi.waitFor(async () => expect(await stageOf('t3-303-ac')).toBe('confirmed'), { timeout: 90_000, interval: 1000 });
    await page.reload();
    await picture('5-confirmed', FLOOR);

    const digest = await vi.waitFor(
      async () => {
        const { digests } = await ask<DigestList>('/digests?kind=morning');
        expect(digests).toHaveLength(1);
        return digests[0]!;
      },
      { timeout: 240_000, interval: 1000 },
    );
    expect(digest.lines.length).toBeGreaterThanOrEqual(5);
    const { rounds } = await ask<{ rounds: RoundView[] }>(`/rounds?fromNight=${nightBefore(digest.day)}&toNight=${digest.day}`);
    expect(rounds[0]!.confirmed).toBeGreaterThanOrEqual(3);
    expect(rounds[0]!.avoidedKwh).toBeGreaterThan(10);
    const truth = JSON.parse(readFileSync(join(greenleaf.dataDir, 'demo-night/simulator/truth.json'), 'utf8')) as Fault[];
    expect(truth.filter(({ note }) => note.includes('switched off by hand')).flatMap(({ meters }) => meters)).toContain('t3-303-ac');
    expect(greenleaf.output()).not.toContain('the demo night broke off');
  });
});

function nightBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
