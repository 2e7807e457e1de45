import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN_COOKIE } from '../../api/access/cookie.ts';
import type { Role } from '../../domain/access.ts';
import { acOn, at, eventOf, leakOf, NIGHT, openNight, roundOf, stopOf } from '../api/night-school.ts';
import type { School } from '../api/school.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { admit } from '../support/visitors.ts';

const MORNING_AFTER = at('07:40');
const PAGES = ['/night', '/rounds', `/rounds/${NIGHT}`, '/permits', '/repairs', '/class-list', '/digests', '/trust', '/findings'];

describe.skipIf(!hasChromium)("the office's pages of the night, in a browser", { timeout: 60_000 }, () => {
  let school: School;
  let browser: Browser;
  let url: string;
  const [in301, in303, library, leak] = [acOn('a-ac'), acOn('ac-303'), acOn('ac-lib'), leakOf()];

  beforeAll(async () => {
    const stops = [stopOf('a:3:ac', 'a', [in301, in303]), stopOf('lib:1:ac', 'lib', [library], { floor: 1 })];
    const found = { space: 'a-305', result: 'ac_on', at: at('23:55'), by: 'p2', byName: '李师傅' } as const;
    const options = { dashboardDir: join(import.meta.dirname, '../../dist/dashboard') };
    [school, browser] = await Promise.all([
      openNight([in301, in303, library, leak], [roundOf(stops, { spotChecks: [found] })], MORNING_AFTER, options),
      openChromium(),
    ]);
    for (const event of [
      eventOf(in301, 'off', '23:45'),
      eventOf(in301, 'confirmed', '00:30', { by: 'meter', byName: '', avoided: { kwh: 12, fen: 646 } }),
      eventOf(in303, 'off', '23:45'),
      eventOf(in303, 'still_on', '00:15', { by: 'meter', byName: '', rate: 2 }),
      eventOf(library, 'in_use', '23:50', { reason: 'working_late' }),
    ]) {
      await school.records.alertEvents.add(event);
    }
    url = await school.app.listen({ host: '127.0.0.1', port: 0 });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await school?.close();
  });

  async function openAs(role: Role, path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 360, height: 780 }, locale: 'zh-CN', ...options });
    // A cookie without an end: by the browser's clock those of this night are long over.
    const { headers } = await admit(school.records, { role });
    await page.context().addCookies([{ name: PLAIN_COOKIE, value: headers.cookie.split('=', 2)[1]!, url }]);
    await page.goto(url + path);
    return page;
  }

  it('fit a narrow phone in both languages, without an error', async () => {
    for (const locale of ['zh-CN', 'en']) {
      const page = await openAs('administrator', '/account', { locale });
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      for (const path of [...PAGES, `/alerts/${encodeURIComponent(in301.id)}`]) {
        await page.goto(url + path);
        await page.locator('.sub, .up').first().waitFor();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'hidden' });
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${path} fits in ${locale}`).toBe(true);
      }
      expect(troubles).toEqual([]);
      await page.close();
    }
  });

  it('show what was answered, what the meter says of it, and what a spot check found', async () => {
    const page = await openAs('logistics_head', `/rounds/${NIGHT}`);
    await page.getByText('表已确认关闭，少用约 12 度').waitFor();
    await page.getByText('仍在用，约 2 kW，请再去看').waitFor();
    await page.getByText('空调开着').waitFor();
    await page.getByRole('link', { name: '301' }).click();
    const handling = page.locator('section', { hasText: '处理经过' }).last();
    await handling.getByText('说：已关闭').waitFor();
    await handling.getByText('少用约 12.0 kWh，¥6.5（估算）').waitFor();
    expect(await handling.locator('li').count()).toBe(2);
    await page.close();
  });

  it('allow late use every week on the evening of the answer, and nothing is left to decide', async () => {
    const page = await openAs('logistics_head', '/permits');
    await page.getByRole('link', { name: '许可申请 1' }).waitFor();
    await page.getByRole('button', { name: '批准', exact: true }).click();
    await page.getByText('每周都可以').click();
    await page.locator('form').getByRole('button', { name: '批准' }).click();
    await page.getByText('没有待批的申请').waitFor();
    const [permit] = (await school.records.declarations.list('hill', { limit: 10 })).filter(({ kind }) => kind === 'permit');
    // The evening was a Tuesday; told at 23:50.
    expect(permit).toMatchObject({ scope: { kind: 'space', id: 'lib-1' }, weekly: { weekdays: [2], start: '18:00', end: '00:00' } });
    await page.close();
  });

  it('take a finding of a student, who lands on its page whatever his clock says, and show the office’s word on it', async () => {
    const student = await openAs('student_inspector', '/');
    await student.getByLabel('楼栋').waitFor();
    expect(student.url()).toBe(`${url}/findings`);
    await student.getByLabel('楼栋').selectOption('a');
    await student.getByLabel('房间').selectOption('a-303');
    await student.getByRole('button', { name: '灯开着' }).click();
    await student.getByRole('button', { name: '上报' }).click();
    await student.getByText('已报给后勤，谢谢。').waitFor();
    const [finding] = await school.records.seenFindings.list('hill', { limit: 10 });
    expect(finding).toMatchObject({ building: 'a', space: 'a-303', what: 'lights_on', photo: null });
    // The browser's clock is another day's; the server's counts.
    expect(Math.abs(finding!.at - MORNING_AFTER)).toBeLessThan(30_000);

    const office = await openAs('logistics_head', '/findings');
    await office.getByRole('button', { name: '记下结果' }).click();
    await office.getByRole('button', { name: '属实', exact: true }).click();
    await office.getByText('✓ 属实').waitFor();
    await student.reload();
    await student.getByText('✓ 属实').waitFor();
    await Promise.all([student.close(), office.close()]);
  });

  it('let the electrician say how far a repair is', async () => {
    const page = await openAs('electrician', '/repairs');
    await page.getByRole('button', { name: '填写进展' }).click();
    await page.getByLabel('备注').fill('阀门老化');
    await page.getByRole('button', { name: '处理中' }).click();
    await page.getByRole('heading', { name: '处理中' }).waitFor();
    await page.getByText('阀门老化').waitFor();
    const said = await school.records.alertEvents.list('hill', { alert: leak.id });
    expect(said).toMatchObject([{ word: 'handling', note: '阀门老化' }]);
    await page.close();
  });
});
