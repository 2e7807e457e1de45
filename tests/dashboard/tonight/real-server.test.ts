import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LinkAnswer, PersonView, SessionView } from '../../../api/schemas/access.ts';
import { acOn, openNight, roundOf, stopOf } from '../../api/night-school.ts';
import { hasChromium, openChromium } from '../../support/chromium.ts';
import { LARGE_PICTURE } from './in-page.ts';
import { POLL_MS, press, shown, UNDO_MS } from './phone-rig.ts';
import { buildPhonePages } from './phone-server.ts';

describe.skipIf(!hasChromium)('a guard’s phone and the real server', { timeout: 60_000 }, () => {
  let pages: string;
  let browser: Browser;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'greenleaf-phone-'));
    await buildPhonePages(pages);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(pages, { recursive: true });
  });

  it('is paired by a code, answers with a photo, sees it come back, and is out when the office ends it', async () => {
    const alerts = [acOn('a-ac'), acOn('ac-303')];
    const school = await openNight(alerts, [roundOf([stopOf('a:3:ac', 'a', alerts)])], undefined, { dashboardDir: pages });
    onTestFinished(() => school.close());
    const url = await school.app.listen({ port: 0, host: '127.0.0.1' });
    const office = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
      const response = await school.inject({ method, url: `/api${path}`, ...(payload ? { payload } : {}) });
      expect([path, response.statusCode]).toEqual([path, 200]);
      return response.json<T>();
    };
    const reach = { sites: ['hill'], buildings: null, spaces: null };
    const { person } = await office<{ person: PersonView }>('POST', '/people', { name: '王师傅', role: 'guard', reach });
    const link = await office<LinkAnswer>('POST', `/people/${person.id}/pair`, { label: '值班手机' });

    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', hasTouch: true, isMobile: true });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${url}/pair${new URL(link.url).hash}`);
    await shown(page, '登记好了，王师傅');
    await page.getByRole('link', { name: '打开今晚清单' }).tap();
    await shown(page, '301/303 空调未关 2 间');

    const buffer = Buffer.from(await page.evaluate<string>(LARGE_PICTURE), 'base64');
    await page.locator('input[type=file]').first().setInputFiles({ name: 'room.png', mimeType: 'image/png', buffer });
    await shown(page, '照片已附上');
    await press(page, '已关闭');
    await shown(page, /秒后送出/);
    await page.clock.runFor(UNDO_MS);
    const said = () => school.records.alertEvents.list('hill', { alert: alerts[0]!.id });
    await vi.waitFor(async () => expect(await said()).toHaveLength(1), { timeout: 10_000 });
    expect(await said()).toMatchObject([{ word: 'off', by: person.id, byName: '王师傅', photo: expect.stringMatching(/./) }]);
    await shown(page, '都已处理');
    expect(await page.getByText(/等待送出/).count()).toBe(0);

    const { sessions } = await office<{ sessions: SessionView[] }>('GET', `/people/${person.id}/sessions`);
    await office('DELETE', `/sessions/${sessions.find(({ kind }) => kind === 'device')!.id}`);
    await page.clock.runFor(POLL_MS);
    await shown(page, '这部手机已停用');
  });
});
