import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toSchool } from '../../jobs/catalog-cache.ts';
import { monthReportJob } from '../../jobs/month-report.ts';
import { createScheduler } from '../../jobs/scheduler.ts';
import { HOUR_MS, LONDON, METERS, type MonthSchool, openSchool } from '../reports/month/school.ts';
import { silent } from './campus.ts';

const FEW = METERS.filter(({ id }) => id === 'main' || id === 'water-main');

let school: MonthSchool;
afterEach(() => school.close());

async function open(fromDay: string, now: number) {
  school = await openSchool({ meters: FEW, fromDay, now });
  await school.fill();
  const plan = (await school.records.catalog.sites())[0]!;
  const job = monthReportJob({ ...school.deps, detectors: {} }, toSchool(plan, {}), (work) => work());
  const scheduler = () =>
    createScheduler({ ...school.deps, jobs: () => Promise.resolve([job]), ledger: school.records.ledger, monotonic: () => 0, log: silent });
  let running = scheduler();
  return {
    restart: () => (running = scheduler()),
    async at(day: string, clock: string) {
      school.clock.now = LONDON.at(day, clock);
      await running.runDue();
    },
    reports: async () => (await school.records.monthReports.list('school', 10)).map(({ month, version }) => `${month} v${version}`),
    messages: () => school.records.outbox.messages(0, 10),
  };
}

describe('report by the clock', () => {
  let month: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    month = await open('2026-08-20', LONDON.at('2026-10-31', '12:00'));
    // The slot of October has run long ago.
    await month.at('2026-10-31', '12:00');
  });

  it('is made at half past six of the first, once, as a draft, and told to the office in five sentences', async () => {
    const before = (await month.reports()).length;
    await month.at('2026-11-01', '06:29');
    expect(await month.reports()).toHaveLength(before);
    await month.at('2026-11-01', '06:30');
    await month.at('2026-11-01', '06:31');
    expect((await month.reports())[0]).toBe('2026-10 v1');
    const { state, madeBy, madeAt } = (await school.records.monthReports.get('school', '2026-10'))!;
    expect({ state, madeBy, madeAt }).toEqual({ state: 'draft', madeBy: 'Greenleaf', madeAt: LONDON.at('2026-11-01', '06:30') });
    const message = (await month.messages()).at(-1)!;
    expect(message).toMatchObject({ kind: 'report', audience: 'logistics', urgency: 'digest', link: '/month-reports/2026-10' });
    expect(message.text!.title.zh).toBe('绿叶中学 2026年10月水电用能月报（草稿，待审核）');
    expect(message.text!.lines).toHaveLength(5);
    expect(message.text!.lines[0]!.zh).toMatch(/^本月用电 2,737 kWh/);
  });

  it('is made up for once after a pause, on the clock of the site', async () => {
    month.restart();
    await month.at('2026-11-04', '09:00');
    month.restart();
    await month.at('2026-11-04', '09:30');
    expect((await month.reports()).filter((one) => one.startsWith('2026-10'))).toEqual(['2026-10 v1']);
    expect((await month.messages()).filter(({ link }) => link.endsWith('2026-10'))).toHaveLength(1);
  });

  it('is not made again by itself when readings come late', async () => {
    await month.at('2026-11-01', '06:30');
    const last = school.raw('main').at(-100)!;
    await school.put('main', [{ ...last, at: last.at + HOUR_MS / 2, fields: { energy_kwh: last.fields.energy_kwh! + 0.5 } }]);
    await school.compute();
    month.restart();
    await month.at('2026-11-02', '06:30');
    expect(await month.reports()).toContain('2026-10 v1');
    expect(await month.reports()).not.toContain('2026-10 v2');
  });
});

describe('report by the clock of a school that is new', () => {
  it('is not made before a whole month is there', async () => {
    const month = await open('2026-10-02', LONDON.at('2026-11-01', '06:30'));
    await month.at('2026-11-01', '06:30');
    expect(await month.reports()).toEqual([]);
    expect(await month.messages()).toEqual([]);
  });
});
