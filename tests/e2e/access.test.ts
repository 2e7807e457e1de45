import { join } from 'node:path';
import { TOTP } from 'otpauth';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPasswords } from '../../api/access/passwords.ts';
import { makeSetupLink } from '../../api/access/setup-link.ts';
import type { SessionAnswer } from '../../api/schemas/access.ts';
import type { Role } from '../../domain/access.ts';
import { LONDON, openSchool, type School } from '../api/school.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { invite, type Insider, signIn } from '../support/sign-in.ts';

const NOW = LONDON.startOfDay('2026-11-20') + 9 * 3_600_000;
const HEAD = { login: 'wang', password: 'the green leaves of our school' };

describe.skipIf(!hasChromium)('the ways in, in a browser', { timeout: 60_000 }, () => {
  let school: School;
  let browser: Browser;
  let url: string;
  /** Set up by the first test. */
  let head: Insider;

  beforeAll(async () => {
    // Cheap to compute: these tests are about the pages.
    const passwords = createPasswords({ costLog2: 10 });
    const dashboardDir = join(import.meta.dirname, '../../dist/dashboard');
    [school, browser] = await Promise.all([openSchool(NOW, { passwords, dashboardDir }), openChromium()]);
    url = await school.app.listen({ host: '127.0.0.1', port: 0 });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await school?.close();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 360, height: 780 }, locale: 'zh-CN', ...options });
    await page.goto(url + path);
    return page;
  }
  /** In a browser of his own. */
  async function openAs(who: Insider, path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await open('/sign-in', options);
    await signIn(page, url, who);
    await page.goto(url + path);
    return page;
  }
  const pathOf = (page: Page) => page.url().slice(url.length);
  const cookiesOf = async (page: Page) => (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const add = (name: string, role: Role) => invite({ url }, head, name, role);

  it('make the first administrator by the link of the terminal, who has to choose a password that nobody guesses', async () => {
    const page = await open('/');
    await page.getByText('还没有管理员').waitFor();
    expect(pathOf(page)).toBe('/sign-in');
    const link = (await makeSetupLink(school.records, url, () => NOW))!;
    await page.goto(link);
    await page.getByLabel('姓名').fill('王主任');
    await page.getByLabel('登录名').fill(HEAD.login);
    await page.getByLabel('新密码', { exact: true }).fill('password1234');
    await page.getByRole('button', { name: '建立并登录' }).click();
    await page.getByText('这个密码很常见').waitFor();
    await page.getByLabel('新密码', { exact: true }).fill(HEAD.password);
    await page.getByRole('button', { name: '建立并登录' }).click();
    await page.waitForURL(`${url}/`);
    await page.getByRole('navigation', { name: '主导航' }).last().getByText('设置').waitFor();
    head = { name: '王主任', ...HEAD, headers: { cookie: await cookiesOf(page) } };

    // Once: the link is spent.
    const other = await open(link.slice(url.length));
    await other.getByLabel('姓名').fill('x');
    await other.getByLabel('登录名').fill('somebody');
    await other.getByLabel('新密码', { exact: true }).fill('another long password');
    await other.getByRole('button', { name: '建立并登录' }).click();
    await other.getByText('这个链接不能用了').waitFor();
    await Promise.all([page.close(), other.close()]);
  });

  it('lead back to the page where one was, and nowhere else', async () => {
    const page = await open('/alerts?state=all');
    await page.getByLabel('登录名').fill(HEAD.login);
    await page.getByLabel('密码', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('alert').getByText('登录名或密码不对。').waitFor();
    await page.getByLabel('密码', { exact: true }).fill(HEAD.password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL(`${url}/alerts?state=all`);

    const lured = await open('/sign-in?to=//evil.example/');
    await lured.getByLabel('登录名').fill(HEAD.login);
    await lured.getByLabel('密码', { exact: true }).fill(HEAD.password);
    await lured.getByRole('button', { name: '登录', exact: true }).click();
    await lured.waitForURL(`${url}/`);
    expect([pathOf(page), pathOf(lured)]).toEqual(['/alerts?state=all', '/']);
    await Promise.all([page.close(), lured.close()]);
  });

  it('are asked again when the session has ended somewhere else, with words that say so', async () => {
    const someone = await add('刘会计', 'principal');
    const page = await openAs(someone, '/buildings');
    await page.getByRole('heading', { name: '楼栋' }).waitFor();
    const { id } = (await school.records.people.list()).find(({ name }) => name === '刘会计')!;
    await school.records.sessions.endAll(id, NOW);
    await page.getByRole('navigation', { name: '主导航' }).last().getByText('告警').click();
    await page.getByText('登录已过期').waitFor();
    expect(pathOf(page)).toMatch(/^\/sign-in\?to=%2F(alerts|buildings).*why=expired$/);
    await page.close();
  });

  it('show a principal no settings, and say on a direct visit what is missing and who has it', async () => {
    const page = await openAs(await add('陈校长', 'principal'), '/');
    const tabs = page.getByRole('navigation', { name: '主导航' }).last();
    await tabs.getByText('总览').waitFor();
    expect(await tabs.getByText('设置').count()).toBe(0);
    await page.goto(`${url}/rules`);
    await page.getByText('您没有权限打开这一页').waitFor();
    await page.getByText('有这项权限的是：管理员、后勤主任。').waitFor();
    await page.goto(`${url}/steps`);
    await page.getByRole('link', { name: '核对' }).waitFor();
    expect(await page.getByRole('link', { name: '抄表' }).count()).toBe(0);
    await page.close();
  });

  it('add a guard’s phone by a code: it sees only tonight, until it is ended', async () => {
    const page = await openAs(head, '/people');
    await page.getByRole('link', { name: '添加手机' }).click();
    await page.getByLabel('姓名').fill('赵师傅');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel(/给手机起个名字/).fill('门卫室的红米');
    await page.getByRole('button', { name: '显示二维码' }).click();
    await page.getByRole('img', { name: '给手机扫的二维码' }).waitFor();
    expect(await page.getByRole('timer').textContent()).toMatch(/^(10:00|9:5\d)$/);
    const link = await page.getByLabel(/不能扫码时/).inputValue();
    expect(link).toMatch(new RegExp(`^${url}/pair#.{20,}$`));

    const phone = await open('/sign-in');
    const body = JSON.stringify({ code: link.slice(link.indexOf('#') + 1) });
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect(await phone.evaluate<number>(`fetch('/api/session/pair', ${JSON.stringify(request)}).then(({ status }) => status)`)).toBe(200);
    await page.getByText('这部手机已登记：门卫室的红米').waitFor();
    await phone.goto(`${url}/rules`);
    await phone.waitForURL(`${url}/tonight`);

    await page.getByRole('link', { name: '查看 赵师傅' }).click();
    await page.getByRole('button', { name: '结束：门卫室的红米' }).click();
    await page.getByText('还没有手机').waitFor();
    const { visitor } = await phone.evaluate<SessionAnswer>(`fetch('/api/session').then((answer) => answer.json())`);
    expect(visitor).toBeNull();
    await Promise.all([page.close(), phone.close()]);
  });

  it('take a second factor: scanned, tried once, asked for from then on', async () => {
    const someone = await add('周主任', 'logistics_head');
    const page = await openAs(someone, '/account');
    await page.getByRole('button', { name: '开启' }).click();
    await page.getByRole('img', { name: '两步验证的二维码' }).waitFor();
    const secret = (await page.locator('code').first().textContent())!.replaceAll(' ', '');
    const codeAt = (at: number) => new TOTP({ secret, period: 30 }).generate({ timestamp: at });
    await page.getByLabel('六位数字').fill(codeAt(NOW - 3_600_000));
    await page.getByRole('button', { name: '确认开启' }).click();
    await page.getByText('数字不对').first().waitFor();
    await page.getByLabel('六位数字').fill(codeAt(NOW));
    await page.getByRole('button', { name: '确认开启' }).click();
    await page.getByText('两步验证已开启').waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL(`${url}/sign-in`);

    await page.getByLabel('登录名').fill(someone.login);
    await page.getByLabel('密码', { exact: true }).fill(someone.password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByLabel('六位数字').waitFor();
    // A code is good once: the one of before is spent.
    await page.getByLabel('六位数字').fill(codeAt(NOW));
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('验证码不对，或已经用过').waitFor();
    await page.getByLabel('六位数字').fill(codeAt(NOW + 30_000));
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL(`${url}/`);
    expect((await page.evaluate<SessionAnswer>(`fetch('/api/session').then((answer) => answer.json())`)).visitor).toMatchObject({
      hasTotp: true,
    });
    await page.close();
  });

  it('show the key of a program once, and end it', async () => {
    const page = await openAs(head, '/tokens', { viewport: { width: 1440, height: 900 } });
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByLabel('给哪个程序用').fill('区平台月报');
    await page.getByRole('button', { name: '生成密钥' }).click();
    const secret = await page.getByLabel('密钥', { exact: true }).inputValue();
    const ask = () => fetch(`${url}/api/sites`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await ask()).status).toBe(200);
    await page.reload();
    await page.getByText('区平台月报').waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: '作废' }).click();
    await page.getByRole('button', { name: '作废' }).click();
    await vi.waitFor(async () => expect((await ask()).status).toBe(401));
    await page.goto(`${url}/audit`);
    await page.getByText('作废程序密钥').waitFor();
    await page.close();
  });

  it('say why nobody can sign in over a line that others can read', async () => {
    const page = await browser.newPage({ locale: 'zh-CN' });
    const closed = { zh: '这条连接未加密。', en: 'not encrypted' };
    await page.route('**/api/session', (route) => route.fulfill({ json: { visitor: null, needsSetup: false, demoRoles: [], closed } }));
    await page.goto(`${url}/alerts`);
    await page.getByText('这条连接未加密。').waitFor();
    expect(await page.getByLabel('密码', { exact: true }).count()).toBe(0);
    await page.close();
  });

  it('fit a narrow phone in both languages, without an error', async () => {
    for (const locale of ['zh-CN', 'en']) {
      const page = await openAs(head, '/account', { locale });
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      for (const path of ['/account', '/people', '/people/new', '/people/phone', '/tokens', '/audit', '/rules', '/calendar']) {
        await page.goto(url + path);
        await page.locator('main h1, main h2').first().waitFor();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'hidden' });
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${path} fits in ${locale}`).toBe(true);
      }
      expect(troubles).toEqual([]);
      await page.close();
    }
  });
});
