import { describe, expect, it, vi } from 'vitest';
import { hasChromium } from '../../support/chromium.ts';
import { SHELL_IS_KEPT } from './in-page.ts';
import { POLL_MS, press, shown, UNDO_MS, usePhone } from './phone-rig.ts';
import { B3, LAB } from './scenes.ts';

describe.skipIf(!hasChromium)('the phone pages where the signal drops', { timeout: 60_000 }, () => {
  const phone = usePhone();

  it('without a signal: the page opens with its last state and says how old it is; answers are kept, and sent once, in order', async () => {
    const first = await phone.open('/tonight');
    await shown(first, '教学楼B 三楼');
    await vi.waitFor(async () => expect(await first.evaluate(SHELL_IS_KEPT)).toBe(true));
    await first.close();
    await phone.stopServer();

    const away = await phone.open('/tonight', { laterMs: 10 * 60_000 });
    await shown(away, '教学楼B 三楼');
    await shown(away, '以下是 23:31 的内容');
    await shown(away, /没有信号/);
    const saidAt = phone.script().now() + 10 * 60_000;
    await press(away, '已关闭', '教学楼B');
    await press(away, '无法进入', '实验楼 2F');
    await press(away, '灯开着');
    await away.clock.runFor(UNDO_MS);
    await shown(away, '已记下，有信号时送出');
    await shown(away, '3 条等待送出');
    await away.close();

    await phone.startServer();
    const last = await phone.open('/tonight', { laterMs: 20 * 60_000 });
    await phone.sent(3);
    expect(phone.script().took.map(({ path, body }) => [path, body['word'] ?? body['result']])).toEqual([
      ['tonight/answers', 'off'],
      ['tonight/answers', 'no_access'],
      ['tonight/spot-checks', 'lights_on'],
    ]);
    for (const { body } of phone.script().took) expect(Math.abs(Number(body['at']) - saidAt)).toBeLessThan(15_000);
    await last.clock.runFor(60_000);
    expect(phone.script().took).toHaveLength(3);
    expect(await last.getByText(/等待送出/).count()).toBe(0);
  });

  it('sends what was kept after the page was closed, when the browser says that the signal is back', async () => {
    const page = await phone.open('/tonight');
    await vi.waitFor(async () => expect(await page.evaluate(SHELL_IS_KEPT)).toBe(true));
    await press(page, '已关闭', '教学楼B');
    await shown(page, /秒后送出/);
    const saidAt = phone.script().now();
    await page.close();
    expect(phone.script().took).toEqual([]);

    // Of this server, and none of the pages that send by themselves.
    const other = await phone.context().newPage();
    await other.goto(`${phone.server().url}/tonight.webmanifest`);
    const devtools = await phone.context().newCDPSession(other);
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const found = registrations.find(({ scopeURL }) => scopeURL === `${phone.server().url}/tonight`);
        if (found) resolve(found.registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
    const sync = { origin: phone.server().url, registrationId: await registered, tag: 'answers', lastChance: false };
    await devtools.send('ServiceWorker.dispatchSyncEvent', sync);
    await phone.sent(1);
    expect(phone.answers()).toMatchObject([{ stop: B3.id, word: 'off' }]);
    expect(Math.abs(Number(phone.answers()[0]!['at']) - saidAt)).toBeLessThan(3_000);
    await devtools.send('ServiceWorker.dispatchSyncEvent', sync);
    const again = await phone.open('/tonight');
    await shown(again, '教学楼B 三楼');
    expect(phone.script().took).toHaveLength(1);
  });

  it('shows a refusal at its place, and lets the others through', async () => {
    phone.script().refusals = [{ status: 409, detail: 'the office has decided about it' }];
    const page = await phone.open('/tonight');
    await press(page, '已关闭', '教学楼B');
    await press(page, '误报', '实验楼 2F');
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.answers()).toMatchObject([{ stop: LAB.id, word: 'false_alarm' }]);
    await shown(page, '已经有了别的结果');
    await press(page, 'English');
    await shown(page, 'the office has decided about it');
    await press(page, '中文');
    await press(page, '知道了');
    await page.getByRole('button', { name: '已关闭' }).first().waitFor();
  });

  it('a phone that was signed out says so and what to do, and shows the list no more', async () => {
    const page = await phone.open('/tonight');
    await shown(page, '教学楼B 三楼');
    phone.script().role = null;
    await page.clock.runFor(POLL_MS);
    await shown(page, '这部手机已停用');
    await page.reload();
    await shown(page, '这部手机已停用');
    expect(await page.getByText('教学楼B').count()).toBe(0);
    await shown(await phone.open('/tonight', { of: await phone.another() }), '这部手机还没有登记');
  });
});
