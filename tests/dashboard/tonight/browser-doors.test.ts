import { describe, expect, it } from 'vitest';
import { hasChromium } from '../../support/chromium.ts';
import { faintTexts, WIDTH } from './in-page.ts';
import { press, shown, UNDO_MS, usePhone } from './phone-rig.ts';

describe.skipIf(!hasChromium)("pairing, and the electrician's page", { timeout: 60_000 }, () => {
  const phone = usePhone();

  it('pairs by the code behind the #, which leaves the address; a used code says what to do', async () => {
    phone.script().role = null;
    phone.script().codes.set('right-code', 'guard');
    const page = await phone.open('/pair#right-code');
    await shown(page, '登记好了，王师傅');
    expect(page.url()).toBe(`${phone.server().url}/pair`);
    await page.getByRole('link', { name: '打开今晚清单' }).tap();
    await shown(page, '教学楼B 三楼');
    await shown(await phone.open('/pair#right-code'), '这个二维码已经用过，或已经过期');
    await shown(await phone.open('/pair'), '请扫二维码打开这一页');
  });

  it('inside a chat program it asks first: the code works once', async () => {
    phone.script().role = null;
    phone.script().codes.set('code', 'electrician');
    const chat = await phone.another({ userAgent: 'Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile MicroMessenger/8.0.47' });
    const page = await phone.open('/pair#code', { of: chat });
    await shown(page, '请用浏览器打开');
    expect(phone.script().codes.size).toBe(1);
    await page.getByRole('button', { name: '就在这里登记' }).tap();
    await page.getByRole('link', { name: '打开维修清单' }).waitFor();
  });

  it("the electrician's page: leaks first, how far each is, what waiting costs; words with note", async () => {
    phone.script().role = 'electrician';
    const electrician = await phone.another({ viewport: { width: 390, height: 840 }, colorScheme: 'light' });
    const page = await phone.open('/work', { of: electrician });
    await shown(page, '每天约 9.2 元，自周二已 412 元');
    expect(await page.locator('.group').allInnerTexts()).toEqual(['漏水 2', '电表水表 1']);
    await shown(page, '夜间流量已恢复 1/2 夜');
    expect(await page.evaluate(WIDTH)).toBeLessThanOrEqual(390);
    expect(await page.evaluate(faintTexts(4.5))).toEqual([]);
    await page.getByLabel('备注（可不填）').first().fill('换了浮球阀');
    await press(page, '已修好');
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.script().took).toMatchObject([{ path: 'work/answers', body: { alert: 'w-leak', word: 'repaired', note: '换了浮球阀' } }]);
  });
});
