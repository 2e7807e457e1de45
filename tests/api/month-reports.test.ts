import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { MonthReportAnswer, MonthReportList, Remarks } from '../../api/schemas/reports.ts';
import { ADMINISTRATOR, daysFrom, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-01', '09:00');
const REMARKS: Remarks = {
  causes: [{ text: '四月试用新空调', basis: 'inference' }],
  measures: [{ text: '检查三楼空调', responsible: '李工', dueDay: '2026-05-15' }],
  note: '',
};

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
  for (const day of daysFrom('2026-03-01', 61)) await school.seedDay('a-main', day, 0.25);
});
afterEach(() => school.close());

const make = (month = '2026-04', body: object = {}) => school.post<MonthReportAnswer>(`/month-reports/${month}`, body);
const get = (query = '') => school.get<MonthReportAnswer>(`/month-reports/2026-04${query}`);
const write = (version: number, body: object) =>
  school.send<MonthReportAnswer & Problem>('PUT', `/month-reports/2026-04/${version}/remarks`, body);
const approve = (version: number, by = school as Pick<School, 'post'>) =>
  by.post<MonthReportAnswer & Problem>(`/month-reports/2026-04/${version}/approve`, {});

describe('month reports', () => {
  it('are made as drafts, version by version, and listed newest first', async () => {
    const before = await school.get<MonthReportList>('/month-reports');
    expect(before).toEqual({ reports: [], newestMonth: '2026-04', firstDay: '2026-03-01' });
    const { status, body } = await make();
    expect(status).toBe(200);
    // 30 days of 24 kWh.
    expect(body.report).toMatchObject({ month: '2026-04', version: 1, changes: null });
    expect(body.report.indicators[0]!.month.value).toBe('720');
    expect(body).toMatchObject({ state: 'draft', madeBy: ADMINISTRATOR, approvedBy: null, since: { differs: false, reasons: [] } });
    await make('2026-03');
    await make();
    const { reports } = await school.get<MonthReportList>('/month-reports');
    expect(reports.map(({ month, version, state }) => `${month} v${version} ${state}`)).toEqual([
      '2026-04 v2 draft',
      '2026-04 v1 draft',
      '2026-03 v1 draft',
    ]);
  });

  it('stay as they were made; the newest says that its data is another one today, and why', async () => {
    await make();
    await school.seedDay('a-main', '2026-04-15', 0.5);
    const old = await get();
    expect(old.report.indicators[0]!.month.value).toBe('720');
    expect(old.since!.differs).toBe(true);
    expect(old.since!.reasons[0]!.en).toBe('a-main: readings of 15 Apr arrived or are understood otherwise, this month +24 kWh.');
    const made = (await make()).body;
    expect(made.report.indicators[0]!.month.value).toBe('744');
    expect(made.report.changes!.rows[0]).toMatchObject({ before: '720', after: '744', unit: 'kWh' });
    const first = await get('?version=1');
    expect(first.report).toEqual(old.report);
    expect(first.since).toBeNull();
    expect(first.versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('take remarks until they are approved, and are approved once, by whoever may sign', async () => {
    await make();
    expect((await write(1, REMARKS)).body.remarks).toEqual(REMARKS);
    const principal = await school.as('principal', {}, '校长');
    const { status, body } = await approve(1, principal);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'approved', approvedBy: '校长', approvedAt: NOW, remarks: REMARKS });
    const again = await approve(1);
    expect(again).toMatchObject({ status: 409, body: { detail: "version 1 of '2026-04' was approved by 校长; make a new version" } });
    expect((await write(1, { ...REMARKS, note: 'x' })).status).toBe(409);
    expect((await make()).body).toMatchObject({ state: 'draft', report: { version: 2 }, remarks: REMARKS });
    expect((await get('?version=1')).state).toBe('approved');
  });

  it('of which a newer version is there are not approved any more', async () => {
    await make();
    await make();
    expect(await approve(1)).toMatchObject({ status: 409, body: { detail: "version 1 of '2026-04' was replaced by version 2" } });
  });

  it('are refused for a month that is not over, or before the first reading', async () => {
    const early = await school.post<Problem>('/month-reports/2026-05', {});
    expect(early).toMatchObject({ status: 422, body: { detail: "month '2026-05' is not over; the last whole month is 2026-04" } });
    const old = await school.post<Problem>('/month-reports/2026-02', {});
    expect(old).toMatchObject({ status: 422, body: { detail: "nothing is known of '2026-02'; the first day with data is 2026-03-01" } });
    const wrong = await school.post<Problem>('/month-reports/2026-13', {});
    expect(wrong).toMatchObject({ status: 400, body: { detail: "params.month: must be a month, YYYY-MM (got '2026-13')" } });
    expect((await school.get<MonthReportList>('/month-reports')).reports).toEqual([]);
  });

  it('name the versions that are there when one is not', async () => {
    await make();
    const missing = await school.inject('/api/sites/hill/month-reports/2026-04?version=7');
    expect(missing.statusCode).toBe(404);
    expect(missing.json<Problem>().detail).toBe("no month report '2026-04 v7'; there is: 2026-04 v1");
  });

  it('are for who reaches the whole school', async () => {
    await make();
    const part = await school.as('logistics_head', { buildings: ['a'] });
    const refused = await part.inject('/api/sites/hill/month-reports/2026-04');
    expect(refused.statusCode).toBe(403);
    expect(refused.json<Problem>().detail).toContain('the report of a month is for the whole of');
  });

  it('come as PDF and as a workbook, and leave a trace of who did what', async () => {
    await make('2026-04', { why: '月初' });
    await write(1, REMARKS);
    const pdf = await school.inject('/api/sites/hill/month-reports/2026-04/1/report.pdf?locale=en');
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="month-report-hill-2026-04-v1.pdf"',
    });
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const book = await school.inject('/api/sites/hill/month-reports/2026-04/1/report.xlsx');
    expect(book.statusCode).toBe(200);
    // A ZIP file, as every workbook is.
    expect(book.rawPayload.subarray(0, 2).toString()).toBe('PK');
    await approve(1);
    const audit = await school.records.audit.list({ limit: 20 });
    expect(audit.map(({ action, target, detail }) => [action, target, detail]).toReversed()).toEqual([
      ['month_report.made', '2026-04 v1', '月初'],
      ['month_report.remarks', '2026-04 v1', JSON.stringify(REMARKS)],
      ['month_report.exported', '2026-04 v1', 'pdf'],
      ['month_report.exported', '2026-04 v1', 'xlsx'],
      ['month_report.approved', '2026-04 v1', ''],
    ]);
  });
});
