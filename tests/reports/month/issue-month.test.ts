import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueMonth, MadeMeanwhile } from '../../../reports/month/issue-month.ts';
import { createSinceCheck } from '../../../reports/month/since.ts';
import { HOUR_MS, LONDON, METERS, MONTH, type MonthSchool, openSchool, usedBetween, usedIn } from './school.ts';

/** Two days without readings, in the middle of the month. */
const [GAP_FROM, GAP_TO] = [LONDON.at('2026-10-07', '00:00'), LONDON.at('2026-10-09', '00:00')];
const STEP_AT = LONDON.at('2026-10-20', '12:00');

let school: MonthSchool;
beforeEach(async () => {
  school = await openSchool({ meters: METERS.filter(({ id }) => !id.startsWith('flat')), fromDay: '2026-09-01' });
});
afterEach(() => school.close());

const issue = async () => issueMonth(school.deps, await school.view(), MONTH, '主任');
const stored = async (version: number) => (await school.records.monthReports.get('school', MONTH, version))!;
const late = (id: string) => school.raw(id).filter(({ at }) => at > GAP_FROM && at < GAP_TO);

describe('issued month', () => {
  it('is a draft with a number, and stays as it was when it is made again', async () => {
    await school.fill();
    const first = await issue();
    expect(first).toMatchObject({ row: { version: 1, state: 'draft', madeBy: '主任' }, report: { version: 1, changes: null } });
    const data = (await stored(1)).data;
    const second = await issue();
    expect(second.report).toMatchObject({ version: 2, changes: { fromVersion: 1, reasons: [], rows: [] } });
    expect((await stored(1)).data).toBe(data);
    expect({ ...second.report, version: 1, changes: null }).toEqual(first.report);
  });

  it('takes the remarks along to the next version', async () => {
    await school.fill();
    await issue();
    const remarks = { causes: [{ text: '新装空调', basis: 'inference' }], measures: [], note: '' };
    await school.records.monthReports.saveRemarks('school', MONTH, 1, JSON.stringify(remarks));
    expect((await issue()).remarks).toEqual(remarks);
  });

  it('is not made twice under one number', async () => {
    await school.fill();
    const [one, two] = await Promise.allSettled([issue(), issue()]);
    expect([one.status, two.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = one.status === 'rejected' ? one : (two as PromiseRejectedResult);
    expect(refused.reason).toBeInstanceOf(MadeMeanwhile);
  });

  it('says after late readings which meter and days they were of, and differs by nothing else', async () => {
    await school.fill((id, { at }) => id === 'b-main' && at > GAP_FROM && at < GAP_TO);
    const first = await issue();
    const data = (await stored(1)).data;
    await school.put('b-main', late('b-main'));
    await school.compute();
    const { report } = await issue();
    expect((await stored(1)).data).toBe(data);
    expect(report.changes!.reasons).toEqual([
      {
        zh: '表 b-main：10月7–8日的读数补到或重新核定。',
        en: 'b-main: readings of 7–8 Oct arrived or are understood otherwise.',
      },
    ]);
    // The register knew the total of the gap all along; now its days and nights are known too.
    expect(report.changes!.rows.map(({ what: { zh } }) => zh)).toEqual([
      '宿舍B（用电）（完整率）',
      '宿舍B（夜间占比）',
      '电分表之和（完整率）',
    ]);
    expect(report.buildings.find(({ building }) => building === 'b')!.electricity.value).toBe(String(usedIn(school.raw('b-main'), MONTH)));
    expect(first.report.meters.find(({ meter }) => meter === 'b-main')!.days[6]).toBeNull();
    expect(report.meters.find(({ meter }) => meter === 'b-main')!.days[6]).toBe(
      usedBetween(school.raw('b-main'), GAP_FROM, LONDON.at('2026-10-08', '00:00')),
    );
    const { buildings: _b, balance: _a, metering: _m, meters: _r, ...rest } = report;
    const { buildings: _b1, balance: _a1, metering: _m1, meters: _r1, ...before } = first.report;
    expect({ ...rest, version: 1, changes: null }).toEqual(before);
  });

  it('says after a corrected step who corrected what, by how much the meter and the school differ', async () => {
    const jumped = school.raw('main').map(({ at, fields, clock }) => {
      return { at, clock, fields: at < STEP_AT ? fields : { energy_kwh: Number((fields.energy_kwh! + 5000).toFixed(3)) } };
    });
    await school.fill((id) => id === 'main');
    await school.put('main', jumped);
    await school.compute();
    const first = await issue();
    const known = usedIn(school.raw('main'), MONTH) - usedBetween(school.raw('main'), STEP_AT - HOUR_MS, STEP_AT);
    expect(Number(first.report.indicators[0]!.month.value)).toBeCloseTo(known, 6);
    expect(first.report.metering.suspicious).toBe(1);
    const data = (await stored(1)).data;

    school.clock.now += HOUR_MS;
    await school.desk.record('school', 'main', { kind: 'step', toAt: STEP_AT, as: 'normal' }, { by: '张工', reason: '临时施工用电' });
    const { report } = await issue();
    expect((await stored(1)).data).toBe(data);
    expect(Number(report.indicators[0]!.month.value)).toBeCloseTo(usedIn(school.raw('main'), MONTH) + 5000, 6);
    const [reading, correction] = report.changes!.reasons;
    expect(reading!.zh).toMatch(/^表 main：10月20日的读数补到或重新核定，本月 \+500\d\.\d+ kWh。$/);
    expect(correction).toEqual({
      zh: '张工 11月1日更正了表 main：表底突变的解释（临时施工用电）。',
      en: '张工 corrected main on 1 Nov: what a step means (临时施工用电).',
    });
    const row = report.changes!.rows[0]!;
    expect(row).toMatchObject({ what: { zh: '用电量（本月）' }, unit: 'kWh', before: first.report.indicators[0]!.month.value });
    expect(report.changes!.rows.some(({ what }) => what.zh.includes('用水'))).toBe(false);
  });
});

describe('since a version was made', () => {
  it('nothing differs until readings arrive, and it is computed again only then', async () => {
    await school.fill((id, { at }) => id === 'b-main' && at > GAP_FROM && at < GAP_TO);
    const { report } = await issue();
    let computed = 0;
    const { intervals } = school.records;
    const counting = { ...intervals, firstDays: (site: string) => (computed++, intervals.firstDays(site)) };
    const { since } = createSinceCheck({ ...school.deps, records: { ...school.records, intervals: counting } });
    const view = await school.view();
    expect(await since(view, report)).toEqual({ differs: false, reasons: [] });
    const once = computed;
    expect(once).toBeGreaterThan(0);
    school.clock.now += 24 * HOUR_MS;
    await since(view, report);
    expect(computed).toBe(once);
    await school.put('b-main', late('b-main'));
    await school.compute();
    expect(await since(view, report)).toMatchObject({ differs: true, reasons: [{ en: expect.stringContaining('7–8 Oct') as unknown }] });
    expect(computed).toBeGreaterThan(once);
  });

  it('is made nothing differs, which is not computed; readings that arrive tell otherwise', async () => {
    await school.fill((id, { at }) => id === 'b-main' && at > GAP_FROM && at < GAP_TO);
    let computed = 0;
    const { intervals } = school.records;
    const counting = { ...intervals, firstDays: (site: string) => (computed++, intervals.firstDays(site)) };
    const check = createSinceCheck({ ...school.deps, records: { ...school.records, intervals: counting } });
    const view = await school.view();
    const { report } = await check.issue(view, MONTH, '李主任');
    const once = computed;
    expect(await check.since(view, report)).toEqual({ differs: false, reasons: [] });
    expect(computed).toBe(once);
    await school.put('b-main', late('b-main'));
    await school.compute();
    expect(await check.since(view, report)).toMatchObject({ differs: true });
  });

  it('readings of a later month touch nothing', async () => {
    await school.fill();
    const { report } = await issue();
    const { since } = createSinceCheck(school.deps);
    const view = await school.view();
    await since(view, report);
    const last = school.raw('main').at(-1)!;
    await school.put('main', [{ ...last, at: last.at + HOUR_MS, fields: { energy_kwh: last.fields.energy_kwh! + 1 } }]);
    await school.compute();
    expect(await since(view, report)).toEqual({ differs: false, reasons: [] });
  });
});
