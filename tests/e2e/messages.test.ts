import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageDesk } from '../../store/outbox-ports.ts';
import { type Asker, LONDON, openSchool, type School } from '../api/school.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';

/** A Friday. */
const NOW = LONDON.startOfDay('2026-11-20') + 9 * 3_600_000;
const KEY = '0f5c8a3e-1111-2222-3333-444455556666';

describe.skipIf(!hasChromium)('channels, duty and wishes, in a browser', { timeout: 60_000 }, () => {
  let school: School;
  let browser: Browser;
  let url: string;
  let guard: Asker;

  beforeAll(async () => {
    const messages: MessageDesk = {
      test: () =>
        Promise.resolve({
          outcome: 'permanent',
          words: { zh: 'Webhook 地址无效：key 不对。', en: 'The webhook address is not valid.' },
          answer: 'HTTP 200 {"errcode":93000}',
          tookMs: 412,
        }),
      nudge() {},
      webPushKey: () => 'key',
      hostTrouble: (host) => (host === 'ntfy.sh' ? undefined : `${host} is not allowed`),
    };
    const dashboardDir = join(import.meta.dirname, '../../dist/dashboard');
    [school, browser] = await Promise.all([openSchool(NOW, { dashboardDir, messages }), openChromium()]);
    url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    guard = await school.as('guard', {}, '李建国');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await school?.close();
  });

  async function openAs({ who }: Asker, path: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: 'zh-CN' });
    const [name, value] = who.headers.cookie.split('=', 2) as [string, string];
    await context.addCookies([{ name, value, url: url.replace('http:', 'https:'), secure: true }]);
    const page = await context.newPage();
    await page.goto(url + path);
    return page;
  }
  const isWide = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  it("an administrator adds a group, tries it and reads the vendor's own words; the key is not shown again", async () => {
    const page = await openAs(school, '/addresses');
    await page.getByText('还没有通道').waitFor();
    await page.getByRole('button', { name: '添加通道' }).click();
    await page.getByLabel('名称').fill('后勤群');
    await page.getByRole('button', { name: '水电工' }).click();
    await page.getByLabel('Webhook 地址或 key（必填）', { exact: true }).fill(KEY);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '发送测试' }).click();
    await page.getByText('发不出去，要改设置').waitFor();
    await page.getByText('HTTP 200 {"errcode":93000}').waitFor();
    await page.getByText('用时 0.4 秒').waitFor();
    await page.getByRole('button', { name: '修改 后勤群' }).click();
    expect(await page.getByLabel('Webhook 地址或 key（必填）', { exact: true }).inputValue()).toBe('***');
    await page.getByLabel('名称').fill('总务群');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('总务群').waitFor();
    const [saved] = await school.records.addresses.list('hill');
    expect(saved).toMatchObject({ name: '总务群', audiences: ['maintainer'] });
    expect(await isWide(page)).toBe(false);
  });

  it('a host that the settings do not name is told at the field', async () => {
    const page = await openAs(guard, '/account');
    await page.getByRole('button', { name: '添加接收方式' }).click();
    await page.getByLabel('通道').selectOption('ntfy');
    await page.getByLabel('名称').fill('我的手机');
    await page.getByLabel('服务器').fill('https://evil.example');
    await page.getByLabel('主题（必填）', { exact: true }).fill('hill-9f2c7');
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByText("evil.example is not allowed (got 'evil.example')").first().waitFor();
    await page.getByLabel('服务器').fill('https://ntfy.sh');
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByText('我的手机').waitFor();
    expect((await school.records.addresses.list('hill')).map(({ person }) => person)).toContain(guard.who.id);
    expect(await isWide(page)).toBe(false);
  });

  it('whoever makes the roster sees the gaps close', async () => {
    const page = await openAs(await school.as('logistics_head'), '/roster');
    await page.getByText('无人值班，届时通知全部门卫（1 人）。').first().waitFor();
    await page.getByLabel('添加值班门卫').selectOption({ label: '李建国' });
    await page.getByRole('group', { name: '李建国 星期' }).getByRole('button', { name: '周日' }).click();
    await page.getByRole('button', { name: '保存值班表' }).click();
    await page.getByText('已保存，立即生效。').waitFor();
    const roster = await school.records.rosters.get('hill');
    expect(roster.weekly).toEqual([{ duty: 'guard', person: guard.who.id, weekdays: [1, 2, 3, 4, 5, 6] }]);
    const gaps = page.getByRole('listitem').filter({ hasText: '值班门卫' });
    await expect.poll(() => gaps.count()).toBe(2);
    expect(await gaps.allInnerTexts()).toEqual([expect.stringContaining('11月22日 周日'), expect.stringContaining('11月29日 周日')]);
    expect(await isWide(page)).toBe(false);
  });

  it('somebody mutes a rule; what the administrator has put on the floor cannot be tapped', async () => {
    const page = await openAs(await school.as('electrician', {}, '张师傅'), '/account');
    await page.getByText('这些由管理员定为必达，不能屏蔽：').waitFor();
    expect(await page.getByRole('button', { name: '疑似爆管' }).count()).toBe(0);
    await page.getByRole('button', { name: '夜间漏水' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存，立即生效。').waitFor();
    const people = await school.records.people.list();
    expect(people.find(({ name }) => name === '张师傅')!.wishes.mutedRules).toHaveLength(1);
  });
});
