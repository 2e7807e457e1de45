import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { type IssuedMonth, MadeMeanwhile } from '../../reports/month/issue-month.ts';
import { createSinceCheck } from '../../reports/month/since.ts';
import { lastWholeMonth, spansOf } from '../../reports/month/spans.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { visitorOf } from '../access/visitor.ts';
import { findReport, headsOf } from '../month-reports.ts';
import type { ApiParts } from '../parts.ts';
import { Refused } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { siteParams } from '../schemas/common.ts';
import {
  approveRequest,
  monthParams,
  monthReportAnswer,
  monthReportList,
  monthReportQuery,
  monthReportRequest,
  monthVersionParams,
  remarksRequest,
} from '../schemas/reports.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** The month's report: drafts, remarks, approval. Its numbers are never changed, a correction is a new version. */
export const monthReportRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['reports'];
  const { since, issue } = createSinceCheck({ records, readings, now });

  async function answer(view: SiteView, { row, report, remarks }: IssuedMonth) {
    const versions = (await headsOf(records, view.id)).filter(({ month }) => month === row.month);
    const isNewest = versions[0]?.version === row.version;
    const { state, madeBy, approvedBy, approvedAt } = row;
    return {
      report,
      remarks,
      state,
      madeBy,
      approvedBy,
      approvedAt,
      versions: versions.map(({ month: _month, ...head }) => head),
      since: isNewest ? await since(view, report) : null,
    };
  }

  const whole = async (site: string, visitor: Parameters<typeof views.one>[1]) => {
    const view = await views.one(site, visitor);
    checkWhole(view, 'the report of a month');
    return view;
  };

  const list = {
    summary: 'Reports that were made, newest month and version first',
    tags,
    params: siteParams,
    response: { 200: monthReportList, ...PROBLEMS },
  };
  app.get('/sites/:site/month-reports', { schema: list, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const view = await whole(params.site, visitor);
    const span = await records.intervals.span(view.id);
    return {
      reports: await headsOf(records, view.id),
      newestMonth: lastWholeMonth(view.local.dayOf(now())),
      firstDay: span?.firstDay ?? null,
    };
  });

  const one = {
    summary: 'A report as it was made, and whether its data says something else today',
    tags,
    params: monthParams,
    querystring: monthReportQuery,
    response: { 200: monthReportAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/month-reports/:month', { schema: one, config: { needs: 'see' } }, async ({ params, query, visitor }) => {
    const view = await whole(params.site, visitor);
    return answer(view, await findReport(records, view.id, params.month, query.version));
  });

  const make = {
    summary: 'Make the next version, a draft',
    description: `Computed from what is known now. Earlier versions stay; the new one lists what differs, and why.`,
    tags,
    params: monthParams,
    body: monthReportRequest,
    response: { 200: monthReportAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/month-reports/:month', { schema: make, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body, visitor } = request;
    const view = await whole(params.site, visitor);
    await checkMonth(view, params.month);
    const issued = await issue(view, params.month, visitorOf(request).name).catch(refuseSecond);
    const target = `${params.month} v${issued.row.version}`;
    await audit(request, { site: view.id, action: 'month_report.made', target, detail: body.why });
    return answer(view, issued);
  });

  /** A month that is over, with data. @throws Refused */
  async function checkMonth(view: SiteView, month: string): Promise<void> {
    const newest = lastWholeMonth(view.local.dayOf(now()));
    if (month > newest) throw new Refused(422, `month '${month}' is not over; the last whole month is ${newest}`);
    const span = await records.intervals.span(view.id);
    if (span === null || spansOf(month).month.to <= span.firstDay) {
      throw new Refused(
        422,
        `nothing is known of '${month}'; ${span ? `the first day with data is ${span.firstDay}` : 'there is no data yet'}`,
      );
    }
  }

  const write = {
    summary: 'What people say beside the numbers of a draft',
    tags,
    params: monthVersionParams,
    body: remarksRequest,
    response: { 200: monthReportAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/month-reports/:month/:version/remarks', { schema: write, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body, visitor } = request;
    const view = await whole(params.site, visitor);
    const { row } = await findReport(records, view.id, params.month, params.version);
    if (!(await records.monthReports.saveRemarks(view.id, row.month, row.version, JSON.stringify(body)))) throw approved(row);
    const target = `${row.month} v${row.version}`;
    await audit(request, { site: view.id, action: 'month_report.remarks', target, detail: JSON.stringify(body) });
    return answer(view, await findReport(records, view.id, row.month, row.version));
  });

  const sign = {
    summary: 'Approve a version',
    description: `Only the newest one. Its remarks are fixed from then on.`,
    tags,
    params: monthVersionParams,
    body: approveRequest,
    response: { 200: monthReportAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/month-reports/:month/:version/approve', { schema: sign, config: { needs: 'sign' } }, async (request) => {
    const { params, visitor } = request;
    const view = await whole(params.site, visitor);
    const { row } = await findReport(records, view.id, params.month, params.version);
    const newest = await findReport(records, view.id, params.month);
    if (newest.row.version !== row.version) {
      throw new Refused(409, `version ${row.version} of '${row.month}' was replaced by version ${newest.row.version}`);
    }
    const { name } = visitorOf(request);
    if (!(await records.monthReports.approve(view.id, row.month, row.version, name, now()))) throw approved(row);
    await audit(request, { site: view.id, action: 'month_report.approved', target: `${row.month} v${row.version}` });
    return answer(view, await findReport(records, view.id, row.month, row.version));
  });
  done();
};

const approved = ({ month, version, approvedBy }: IssuedMonth['row']) =>
  new Refused(409, `version ${version} of '${month}' was approved${approvedBy ? ` by ${approvedBy}` : ''}; make a new version`);

function refuseSecond(error: unknown): never {
  throw error instanceof MadeMeanwhile ? new Refused(409, error.message) : error;
}
