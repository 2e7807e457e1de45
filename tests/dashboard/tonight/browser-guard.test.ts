import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { assetsOf } from '../../../dashboard/tonight/shell-files.ts';
import { hasChromium } from '../../support/chromium.ts';
import { faintTexts, GROUND, LARGE_PICTURE, smallPresses, WIDTH } from './in-page.ts';
import { CALM_MS, POLL_MS, press, shown, told, UNDO_MS, usePhone } from './phone-rig.ts';
import { B3, BEFORE, BURST, LAB, RUNNING, withRooms } from './scenes.ts';

describe.skipIf(!hasChromium)("the guard's page on a phone", { timeout: 60_000 }, () => {
  const phone = usePhone();

  it('shows number, place, what, cost, how sure, since when and how old; reasons behind a tap; all that is around', async () => {
    const page = await phone.open('/tonight');
    await shown(page, '教学楼B 三楼');
    const first = await page.locator('.stop').first().innerText();
    for (const text of ['①', '301、303、306 空调未关 3 间', '约 2.1 kW · 到早上 14 度 7.6 元', '实测', '22:41 起', '读数 3 分钟前'])
      expect(first).toContain(text);
    expect(await page.getByText('课表上没有人').count()).toBe(0);
    await press(page, /推断/);
    await shown(page, '课表上没有人');
    const all = await page.locator('body').innerText();
    for (const text of [
      '还有 2 处',
      '2 间无数据',
      '教学楼A 101、教学楼A 102',
      '行政楼 205',
      '到 01:00',
      '另有 3 处',
      '王师傅、李师傅',
      '已处理 0 / 2 处',
      '抽查 2 间',
    ])
      expect(all).toContain(text);
    await vi.waitFor(() => expect(phone.script().seen).toContain('a-301'), { timeout: 5_000 });
  });

  it('is for a thumb at night: dark, no wider than 360 px, presses of 56 px and more, contrast of AA, in both languages', async () => {
    phone.script().tonight = {
      ...RUNNING,
      stops: [withRooms(B3, [{ stage: 'confirmed', meterWord: { zh: '表已确认关闭', en: 'off' } }, { stage: 'still_on' }]), LAB, BURST],
    };
    for (const language of ['zh', 'en']) {
      const page = await phone.open(`/tonight?lang=${language}`);
      await page.locator('.stop').nth(2).waitFor();
      await press(page, /逐间填写|Room by room/);
      expect(await page.evaluate(WIDTH)).toBeLessThanOrEqual(360);
      expect(await page.evaluate(smallPresses(56))).toEqual([]);
      const four = await page.locator('.answer').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      expect(Math.min(...four)).toBeGreaterThanOrEqual(64);
      expect(await page.evaluate(faintTexts(4.5))).toEqual([]);
      expect(await page.evaluate(GROUND)).toBe('rgb(18, 21, 19)');
      await page.close();
    }
  });

  it('begins with less than 60 kB of script, gzipped', async () => {
    const { url } = phone.server();
    const scripts = assetsOf(await (await fetch(`${url}/tonight`, { headers: { accept: 'text/html' } })).text()).filter((path) =>
      path.endsWith('.js'),
    );
    const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await (await fetch(url + path)).text()).length));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(20_000);
    expect(total).toBeLessThan(60_000);
  });

  it('an answer can be taken back for five seconds; then it is sent once, with its true time', async () => {
    const page = await phone.open('/tonight');
    await press(page, '误报', '教学楼B');
    await press(page, '撤销', '教学楼B');
    const pressedAt = phone.script().now();
    await press(page, '已关闭', '教学楼B');
    expect((await told(page)).shakes).toBe(2);
    await shown(page, /秒后送出/);
    expect(phone.answers()).toEqual([]);
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.answers()).toMatchObject([{ stop: B3.id, word: 'off', reason: null, photo: null }]);
    expect(phone.answers()[0]).not.toHaveProperty('alerts');
    // The press came when the test's clock had been put forward by three pauses at most.
    expect(Number(phone.answers()[0]!['at']) - pressedAt).toBeLessThan(5_000);
    expect(Number(phone.answers()[0]!['at'])).toBeGreaterThanOrEqual(pressedAt);
    await page.clock.runFor(60_000);
    expect(phone.script().took).toHaveLength(1);
  });

  it('asks why of 正常使用, goes room by room, and shows what the meter says since', async () => {
    const page = await phone.open('/tonight');
    await press(page, '逐间填写', '教学楼B');
    await press(page, '正常使用', '303');
    await press(page, '有人加班');
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.answers()).toMatchObject([{ stop: B3.id, alerts: ['a-303'], word: 'in_use', reason: 'working_late' }]);
    phone.script().tonight = {
      ...RUNNING,
      stops: [
        withRooms(B3, [
          { stage: 'verifying', meterWord: { zh: '待确认 23:58', en: '' } },
          { stage: 'asked' },
          { stage: 'confirmed', meterWord: { zh: '表已确认关闭，少用 0.7 kW', en: '' } },
        ]),
        LAB,
      ],
    };
    await page.clock.runFor(POLL_MS);
    await shown(page, '表已确认关闭，少用 0.7 kW');
    await shown(page, '待确认 23:58');
    await shown(page, '正常使用，待后勤确认');
    await shown(page, '还有 1 处');
  });

  it('a glove that taps twice answers once, and not the place that moved under it', async () => {
    const page = await phone.open('/tonight');
    await page.getByRole('button', { name: '已关闭' }).first().waitFor();
    await page.clock.runFor(CALM_MS);
    const box = (await page.getByRole('button', { name: '已关闭' }).first().boundingBox())!;
    for (let tap = 0; tap < 3; tap++) await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.answers()).toMatchObject([{ stop: B3.id, word: 'off' }]);
  });

  it('sends a photo scaled down, then the answer with its id', async () => {
    const page = await phone.open('/tonight');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'door.png',
        mimeType: 'image/png',
        buffer: Buffer.from(await page.evaluate<string>(LARGE_PICTURE), 'base64'),
      });
    await shown(page, '照片已附上');
    await press(page, '无法进入', '教学楼B');
    await page.clock.runFor(UNDO_MS);
    await phone.sent(1);
    expect(phone.script().photos).toHaveLength(1);
    expect(phone.script().photos[0]).toBeGreaterThan(500);
    expect(phone.answers()).toMatchObject([{ word: 'no_access', photo: 'photo-1' }]);
  });

  it('says when the list comes; rings and shakes when it is there, when a stop is added, and when a room is still on', async () => {
    phone.script().tonight = BEFORE;
    const page = await phone.open('/tonight');
    await shown(page, '清单 23:15 给出');
    await press(page, /开启声音/);
    await shown(page, '声音已开');
    const moved = async (tonight: typeof RUNNING, text: string) => {
      const { shakes, tones } = await told(page);
      phone.script().tonight = tonight;
      await page.clock.runFor(POLL_MS);
      await shown(page, text);
      const now = await told(page);
      return { shakes: now.shakes - shakes, tones: now.tones - tones };
    };
    expect(await moved(RUNNING, '教学楼B 三楼')).toEqual({ shakes: 1, tones: 3 });
    expect(await page.locator('mark').count()).toBe(0);
    expect(await moved({ ...RUNNING, stops: [B3, LAB, BURST] }, '北门 卫生间')).toEqual({ shakes: 1, tones: 3 });
    expect(await page.locator('.stop', { has: page.locator('mark') }).innerText()).toContain('③');
    expect(await moved({ ...RUNNING, stops: [withRooms(B3, [{ stage: 'still_on' }]), LAB, BURST] }, '仍在用电，请再去看')).toEqual({
      shakes: 1,
      tones: 3,
    });
    await press(page, '我去看');
    expect(await page.locator('mark').count()).toBe(1);
    expect(await moved({ ...RUNNING, state: 'ended', stops: [B3] }, '今晚巡查已结束')).toEqual({ shakes: 0, tones: 0 });
  });
});
