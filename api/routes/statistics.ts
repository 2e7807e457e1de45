import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { closeLedger } from '../../reports/statistics/close-ledger.ts';
import { reversalOf } from '../../reports/statistics/close-month.ts';
import { sumEntries } from '../../reports/statistics/ledger-sums.ts';
import { ROW_FACTS } from '../../reports/statistics/ledger-rows.ts';
import { readStatistics, type Statistics } from '../../reports/statistics/read-form.ts';
import { statisticsXlsx } from '../../reports/xlsx/statistics-xlsx.ts';
import { visitorOf } from '../access/visitor.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused, Unprocessable } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import {
  codesAnswer,
  codesRequest,
  ledgerEntries,
  ledgerEntryParams,
  ledgerEntryRequest,
  reversalRequest,
  type StatisticsAnswer,
  statisticsAnswer,
  statisticsFile,
  statisticsMonthParams,
  statisticsParams,
} from '../schemas/statistics.ts';

const WHAT = 'what is handed in';

/** The month-by-month account and the two base forms of the statistics of public institutions. */
export const statisticsRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['statistics'];
  const deps = { records, readings, now };

  const one = {
    summary: 'The forms of a year, quarter or month, with the lines behind them',
    tags,
    params: statisticsParams,
    response: { 200: statisticsAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/statistics/:period', { schema: one, config: { needs: 'see_books' } }, async ({ params, visitor }) => {
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    return toAnswer(await readStatistics(deps, view.id, params.period));
  });

  const file = {
    summary: 'The same as a workbook',
    tags,
    params: statisticsParams,
    querystring: statisticsFile,
    response: {
      200: {
        description: 'the workbook',
        content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.any() } },
      },
      ...PROBLEMS,
    },
  };
  app.get('/sites/:site/statistics/:period/form.xlsx', { schema: file, config: { needs: 'see_books' } }, async (request, reply) => {
    const { params, query, visitor } = request;
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const book = await statisticsXlsx(await readStatistics(deps, view.id, params.period), query.locale);
    await audit(request, { site: view.id, action: 'statistics.exported', target: params.period });
    return reply
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', `attachment; filename="statistics-${view.id}-${params.period}.xlsx"`)
      .serializer((bytes: Buffer) => bytes as unknown as string)
      .send(book);
  });

  const close = {
    summary: 'Write what the meters counted in a month into the account',
    description: 'Once it stands there only what differs is written, as a reversal and a new line.',
    tags,
    params: statisticsMonthParams,
    response: { 200: ledgerEntries, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statistics/months/:month/close', { schema: close, config: { needs: 'keep_books' } }, async (request) => {
    const { params, visitor } = request;
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const thisMonth = view.local.dayOf(now()).slice(0, 7);
    if (params.month >= thisMonth) {
      throw new Unprocessable({ path: 'params.month', message: `${params.month} is not over; allowed: months before ${thisMonth}` });
    }
    const entries = await closeLedger(deps, view, params.month, visitorOf(request).name);
    await audit(request, { site: view.id, action: 'statistics.closed', target: params.month, detail: `${entries.length} lines` });
    return { entries };
  });

  const enter = {
    summary: 'Enter a line: fuel, an invoice of something without a meter',
    tags,
    params: statisticsMonthParams,
    body: ledgerEntryRequest,
    response: { 200: ledgerEntries, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/statistics/months/:month/entries', { schema: enter, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body, visitor } = request;
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const thisMonth = view.local.dayOf(now()).slice(0, 7);
    if (params.month > thisMonth) {
      throw new Unprocessable({ path: 'params.month', message: `${params.month} has not begun; allowed: months up to ${thisMonth}` });
    }
    const line = { ...body, site: view.id, month: params.month, coverage: null, reverses: null };
    const entries = await records.energyLedger.add([{ ...line, enteredBy: visitorOf(request).name, enteredAt: now() }]);
    await audit(request, {
      site: view.id,
      action: 'statistics.entered',
      target: `${params.month} ${body.row}`,
      detail: JSON.stringify(body),
    });
    return { entries };
  });

  const reverse = {
    summary: 'Take a line back: another with the opposite sign is added',
    tags,
    params: ledgerEntryParams,
    body: reversalRequest,
    response: { 200: ledgerEntries, ...WRITE_PROBLEMS },
  };
  app.post(
    '/sites/:site/statistics/months/:month/entries/:entry/reversal',
    { schema: reverse, config: { needs: 'keep_books' } },
    async (request) => {
      const { params, body, visitor } = request;
      const view = await views.one(params.site, visitor);
      checkWhole(view, WHAT);
      const all = await records.energyLedger.entries(view.id, params.month, params.month);
      const entry = all.find(({ id }) => id === params.entry);
      if (!entry) throw new NotFound('line of the account', String(params.entry));
      const isStanding = sumEntries(all).some(({ standing }) => standing.includes(entry));
      if (!isStanding) throw new Refused(409, `line ${params.entry} was taken back before, or takes another back`);
      const entries = await records.energyLedger.add([reversalOf(entry, { by: visitorOf(request).name, at: now() }, body.reason)]);
      await audit(request, { site: view.id, action: 'statistics.reversed', target: String(params.entry), detail: body.reason });
      return { entries };
    },
  );

  const setCodes = {
    summary: 'Codes of the form that the school hands in: they differ by edition',
    tags,
    params: siteParams,
    body: codesRequest,
    response: { 200: codesAnswer, ...WRITE_PROBLEMS },
  };
  app.put('/sites/:site/statistics-codes', { schema: setCodes, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body, visitor } = request;
    const view = await views.one(params.site, visitor);
    checkWhole(view, WHAT);
    const by = { source: body.source, savedBy: visitorOf(request).name, savedAt: now() };
    // One map for all months: an old form is handed in again with the codes of today.
    await records.facts.save({ id: 'statistics-codes', site: view.id, fromMonth: '2000-01', ...by, kind: 'codes', codes: body.codes });
    await audit(request, { site: view.id, action: 'statistics.codes', target: view.id, detail: JSON.stringify(body) });
    return { codes: body.codes };
  });
  done();
};

function toAnswer({ rows, before, codes, facts, ...statistics }: Statistics): StatisticsAnswer {
  const last = new Map(before.map(({ row, amount }) => [row, amount]));
  return {
    ...statistics,
    rows: rows.map((row) => ({
      ...row,
      months: [...row.months],
      missing: [...row.missing],
      name: ROW_FACTS[row.row].name,
      unit: ROW_FACTS[row.row].unit,
      code: codes[row.row] ?? null,
      before: last.get(row.row) ?? null,
    })),
    institution: { ...facts.institution },
    areaM2: facts.areaM2,
    energyHeads: facts.energyHeads,
  };
}
