import { connectAsync } from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import type { CorrectionView, StepView } from '../../api/schemas/corrections.ts';
import type { ManualReadingView } from '../../api/schemas/manual-readings.ts';
import type { MeterDetail } from '../../api/schemas/sites.ts';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { getJson, removeData, type RunningGreenleaf, startGreenleaf } from '../support/greenleaf.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { type Insider, invite, setUp, signIn } from '../support/sign-in.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';

const settings = (url: string) => `
mqtt: { url: "${url}" }
readings: influx
sites:
  - id: school
    name: 我们的学校
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 教学楼, campus: main, function: teaching }]
    meters:
      - { id: b1-main, name: 教学楼总表, building: b1, medium: electricity, role: building_main, ratingPerHour: 60 }
      - { id: b1-water, name: 教学楼水表, building: b1, medium: water, role: building_main, ratingPerHour: 20 }
      - { id: b1-light, name: 教学楼照明, building: b1, medium: electricity, role: lighting, parent: b1-main, ratingPerHour: 60 }
`;

const QUARTER_MS = 15 * 60_000;
const QUARTERS = 3 * 96;
/** A photo as a phone takes it: 2400 × 1800. */
async function largePicture(page: Page): Promise<Buffer> {
  const url = await page.evaluate<string>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 });
    canvas.getContext('2d').fillRect(0, 0, 800, 600);
    return canvas.toDataURL('image/png');
  })()`);
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** Width and height, as the browser decodes it. */
const sizeOf = (page: Page, picture: Buffer) =>
  page.evaluate<[number, number]>(`(async () => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    return [bitmap.width, bitmap.height];
  })()`);

/** The reading before which the old meter was taken out. */
const EXCHANGED = 150;
/** 10 kWh an hour, so 2.5 kWh a reading, on the old meter from 4000 and on the new one from 800. */
const registerAt = (index: number) => (index < EXCHANGED ? 4000 + 2.5 * index : 800 + 2.5 * (index - EXCHANGED));
/** The lighting's meter was silent for 30 hours: between the readings of these indices it counted 120 kWh. */
const SILENT = { from: 100, to: 220 };
const lightAt = (index: number) => 7000 + index;
const lastAt = Math.floor((Date.now() - 60_000) / QUARTER_MS) * QUARTER_MS;
const instantAt = (index: number) => lastAt - (QUARTERS - 1 - index) * QUARTER_MS;

describe.skipIf(!hasMosquitto || !hasInfluxd || !hasChromium)('a meter that was exchanged and nobody said so', { timeout: 60_000 }, () => {
  let broker: Mosquitto;
  let greenleaf: RunningGreenleaf;
  let browser: Browser;
  let reader: Insider;
  let head: Insider;

  beforeAll(async () => {
    broker = await openMosquitto();
    [greenleaf, browser] = await Promise.all([startGreenleaf({ settings: settings(broker.url) }), openChromium()]);
    reader = await setUp(greenleaf, '王师傅');
    head = await invite(greenleaf, reader, '李主任', 'logistics_head');
    const gateway = await connectAsync(broker.url);
    const indices = Array.from({ length: QUARTERS }, (_, index) => index);
    const main = indices.map((index) => [instantAt(index), registerAt(index)]);
    const water = indices.map((index) => [instantAt(index), 500 + 0.25 * index]);
    const light = indices.filter((index) => index <= SILENT.from || index >= SILENT.to).map((index) => [instantAt(index), lightAt(index)]);
    await gateway.publishAsync('campus/school/b1-light', JSON.stringify({ fields: ['ts', 'energy_kwh'], rows: light }), { qos: 1 });
    await gateway.publishAsync('campus/school/b1-main', JSON.stringify({ fields: ['ts', 'energy_kwh'], rows: main }), { qos: 1 });
    await gateway.publishAsync('campus/school/b1-water', JSON.stringify({ fields: ['ts', 'volume_m3'], rows: water }), { qos: 1 });
    await gateway.endAsync();
    await vi.waitFor(historyIsIn, { timeout: 45_000, interval: 200 });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await greenleaf?.stop();
    await broker?.close();
    if (greenleaf) removeData(greenleaf.dataDir);
  });

  /** All that was published is stored and computed. */
  async function historyIsIn(): Promise<void> {
    const { collector, intervals } = await getJson<StatusAnswer>(`${greenleaf.url}/api/status`, reader.headers);
    expect(collector?.storedReadings).toBe(3 * QUARTERS - (SILENT.to - SILENT.from - 1));
    expect(intervals.waitingMeterDays).toBe(0);
  }

  const api = <T>(path: string) => getJson<T>(`${greenleaf.url}/api/sites/school${path}`, reader.headers);
  const day = (at: number) => new Date(at).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  async function consumption(meter: string) {
    const span = `from=${day(instantAt(0))}&to=${day(lastAt + 86_400_000)}`;
    const { series } = await api<ConsumptionAnswer>(`/consumption?by=meter&meter=${meter}&bucket=day&${span}`);
    return series[0]!;
  }
  const total = async () => (await consumption('b1-main')).total ?? Number.NaN;
  const inDays = async () => (await consumption('b1-light')).buckets.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const openSteps = async () => (await api<{ steps: StepView[]; open: number }>('/steps?state=open')).steps;

  async function open(path: string, who: Insider, width = 360): Promise<{ page: Page; troubles: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 780 }, locale: 'zh-CN' });
    await signIn(page, greenleaf.url, who);
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(String(error)));
    // A value that looks wrong is answered with 409 on purpose.
    page.on(
      'response',
      (answer) => answer.status() >= 400 && answer.status() !== 409 && troubles.push(`${answer.status()} ${answer.url()}`),
    );
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('status of') && troubles.push(message.text()));
    await page.goto(greenleaf.url + path);
    return { page, troubles };
  }

  it('is held out of the sums, explained on the page with old and new register, counted, and undone', async () => {
    const truth = 2.5 * (QUARTERS - 1);
    expect(await openSteps()).toMatchObject([{ meter: { id: 'b1-main' }, toAt: instantAt(EXCHANGED), consumption: null, open: true }]);
    expect(await total()).toBeCloseTo(truth - 2.5, 6);

    const { page, troubles } = await open('/steps', reader);
    await page.getByText(/教学楼总表（教学楼）/).click();
    await page.getByText('这是怎么回事').waitFor();
    await page.getByRole('link', { name: /换了表/ }).click();
    // The old meter ran 1 kWh on after its last message; the new one was put in at 798.5.
    expect(await page.getByLabel('旧表止数').inputValue()).toBe(String(registerAt(EXCHANGED - 1)));
    await page.getByLabel('旧表止数').fill(String(registerAt(EXCHANGED - 1) + 1));
    await page.getByLabel('新表起数').fill('798.5');
    await page.getByRole('button', { name: '看看会改动什么' }).click();
    await page.getByText(/改动.*用量由|改动.*合计由/).waitFor();
    expect(await total()).toBeCloseTo(truth - 2.5, 6);
    await page.getByText('以 王师傅 的名义记录').waitFor();
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('已记录，合计已更新。').waitFor();

    expect(await total()).toBeCloseTo(truth, 6);
    expect(await openSteps()).toEqual([]);
    const [correction] = (await api<{ corrections: CorrectionView[] }>('/corrections?meter=b1-main')).corrections;
    expect(correction).toMatchObject({ by: '王师傅', reason: '到期轮换', statement: { kind: 'exchange', opening: 798.5 }, undone: null });

    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销，恢复到之前的算法。').waitFor();
    expect(await total()).toBeCloseTo(truth - 2.5, 6);
    expect(await openSteps()).toHaveLength(1);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('is settled with one tap where nobody knows the registers: nothing is counted, and the page of the meter takes it back', async () => {
    const before = await total();
    const { page, troubles } = await open(`/steps/b1-main/${instantAt(EXCHANGED)}`, head, 1440);
    await page.getByRole('button', { name: /说不清/ }).click();
    await page.getByRole('button', { name: '到现场看过' }).click();
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('已记录，合计已更新。').waitFor();
    expect(await openSteps()).toEqual([]);
    expect(await total()).toBeCloseTo(before, 6);

    // The meter's own page remembers who said so, and undoes it there.
    await page.goto(`${greenleaf.url}/meters/b1-main`);
    const entry = page.locator('#history li').filter({ hasText: '李主任' });
    await entry.getByRole('button', { name: '撤销' }).click();
    await entry.getByRole('button', { name: '撤销' }).click();
    await vi.waitFor(async () => expect(await openSteps()).toHaveLength(1), { timeout: 10_000, interval: 100 });
    await page
      .locator('#history')
      .getByText(/李主任 于 .* 撤销/)
      .waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('says what a long gap holds beside the days, spreads it over them when asked to, and takes that back', async () => {
    const truth = lightAt(QUARTERS - 1) - lightAt(0);
    const held = lightAt(SILENT.to) - lightAt(SILENT.from);
    expect(await inDays()).toBeCloseTo(truth - held, 6);
    const { page, troubles } = await open('/meters/b1-light', head);
    await page.getByText(/另有 120\.0\skWh 在长缺口中/).waitFor();

    await page.goto(`${greenleaf.url}/steps?state=gaps`);
    await page.getByText(/教学楼照明（教学楼）有 .* 没有读数/).click();
    await page.getByRole('button', { name: /平均分到各天/ }).click();
    await page.getByText(/分不到单日的用量由 120\.0\skWh 变为 0\.0\skWh/).waitFor();
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('已记录，合计已更新。').waitFor();
    expect(await inDays()).toBeCloseTo(truth, 6);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销，恢复到之前的算法。').waitFor();
    expect(await inDays()).toBeCloseTo(truth - held, 6);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('lets a person read a meter: a number that is too small waits for a second person', async () => {
    const { page, troubles } = await open('/read', reader);
    await page.getByRole('searchbox').fill('水表');
    await page.getByRole('link', { name: /教学楼水表/ }).click();
    await page.getByLabel('表上显示的数').fill('57.2');
    await page.getByLabel('照片').setInputFiles({ name: 'display.png', mimeType: 'image/png', buffer: await largePicture(page) });
    await page.getByRole('img', { name: '照片' }).waitFor();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/比上次读数 .* 小/).waitFor();
    await page.getByRole('button', { name: /我确定/ }).click();
    await page.getByText(/已记下 57\.200/).waitFor();
    const waiting = () => api<{ readings: ManualReadingView[] }>('/manual-readings?state=pending');
    const [reading] = (await waiting()).readings;
    expect(reading).toMatchObject({ value: 57.2, by: '王师傅', concern: 'below_previous', state: 'pending' });
    const photo = await fetch(`${greenleaf.url}/api/sites/school/photos/${reading!.photo}`, { headers: reader.headers });
    expect(photo.headers.get('content-type')).toBe('image/jpeg');
    expect(await sizeOf(page, Buffer.from(await photo.arrayBuffer()))).toEqual([1600, 1200]);

    await page.getByRole('link', { name: '抄下一块表' }).click();
    await page.getByRole('button', { name: '不一致' }).waitFor();
    // Not by the same person.
    expect(await page.getByRole('button', { name: '不一致' }).isDisabled()).toBe(true);
    const second = await open('/read', head);
    await second.page.getByRole('button', { name: '不一致' }).click();
    await second.page.getByText('已标为不一致，不计入。').waitFor();
    await second.page.close();
    expect((await waiting()).readings).toEqual([]);
    expect((await api<MeterDetail>('/meters/b1-water')).latest?.register).toBe(500 + 0.25 * (QUARTERS - 1));
    expect([...troubles, ...second.troubles]).toEqual([]);
    await page.close();
  });
});
