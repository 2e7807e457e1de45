import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { daysBetween } from '../../domain/local-time.ts';
import type { Tariff, TariffRevision } from '../../domain/tariff.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { billMeters } from '../../reports/bills/bill-meters.ts';
import { readExamples } from '../../tariffs/examples.ts';
import { visitorOf } from '../access/visitor.ts';
import { toOutcomeView } from '../bill-views.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound, Refused, Unprocessable } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { LONGEST_BILL_DAYS } from '../schemas/accounts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';
import {
  tariffAnswer,
  tariffDetail,
  tariffExamples,
  tariffList,
  tariffParams,
  tariffReading,
  tariffRequest,
  tariffTrial,
  tariffTrialAnswer,
  tariffWithdrawal,
} from '../schemas/tariffs.ts';
import { readTariff, toReading, toTariffDetail, toTariffEntries } from '../tariff-views.ts';

/** Price lists of electricity, water, gas and heat, as their documents say them; domain/tariff.ts. */
export const tariffRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['tariffs'];

  async function wholeView(site: string, visitor: Parameters<typeof views.one>[1]): Promise<SiteView> {
    const view = await views.one(site, visitor);
    checkWhole(view, 'what things cost');
    return view;
  }

  async function entriesOf({ id }: SiteView) {
    const [revisions, accounts] = await Promise.all([records.tariffs.list(id), records.accounts.list(id)]);
    return toTariffEntries(revisions, accounts);
  }

  const list = {
    summary: 'Tariffs with their versions, and the days on which none holds',
    tags,
    params: siteParams,
    response: { 200: tariffList, ...PROBLEMS },
  };
  app.get('/sites/:site/tariffs', { schema: list, config: { needs: 'see_books' } }, async ({ params, visitor }) => {
    const view = await wholeView(params.site, visitor);
    return { tariffs: await entriesOf(view), today: view.local.dayOf(now()) };
  });

  const one = {
    summary: 'A tariff: versions as YAML, their clocks through the year, every revision',
    tags,
    params: tariffParams,
    response: { 200: tariffDetail, ...PROBLEMS },
  };
  app.get('/sites/:site/tariffs/:tariff', { schema: one, config: { needs: 'see_books' } }, async ({ params, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const history = await records.tariffs.history(view.id, params.tariff);
    const [newest] = history;
    const entries = await entriesOf(view);
    if (!newest) throw notFound(params.tariff, entries);
    const withdrawn = { id: params.tariff, medium: newest.tariff.medium, versions: [], gaps: [], usedBy: [] };
    const entry = entries.find(({ id }) => id === params.tariff) ?? withdrawn;
    return toTariffDetail(entry, history, view.local.dayOf(now()));
  });

  const save = {
    summary: 'Save a version of a tariff, written as a form or as YAML',
    description: 'A new revision of the version that begins on that day. Bills that were issued stay as they are.',
    tags,
    params: siteParams,
    body: tariffRequest,
    response: { 200: tariffAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tariffs', { schema: save, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const tariff = readTariff(request.body);
    checkMedium(tariff, await records.tariffs.list(view.id));
    const version = await records.tariffs.save(view.id, tariff, visitorOf(request).name, now());
    const detail = JSON.stringify({ revision: version.revision, tariff });
    await audit(request, { site: view.id, action: 'tariff.saved', target: `${tariff.id} ${tariff.validFrom}`, detail });
    return { version };
  });

  const withdraw = {
    summary: 'Withdraw a version: no new bill is made with it',
    tags,
    params: tariffParams,
    body: tariffWithdrawal,
    response: { 200: tariffWithdrawal, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tariffs/:tariff/withdraw', { schema: withdraw, config: { needs: 'keep_books' } }, async (request) => {
    const { params, body } = request;
    const view = await wholeView(params.site, request.visitor);
    if (!(await records.tariffs.withdraw(view.id, params.tariff, body.validFrom, now()))) {
      const known = await records.tariffs.history(view.id, params.tariff);
      if (known.some(({ tariff }) => tariff.validFrom === body.validFrom)) {
        throw new Refused(409, `the version of '${params.tariff}' from ${body.validFrom} was withdrawn already`);
      }
      throw new NotFound(
        `version of tariff '${params.tariff}' from`,
        body.validFrom,
        known.map(({ tariff }) => tariff.validFrom),
      );
    }
    await audit(request, { site: view.id, action: 'tariff.withdrawn', target: `${params.tariff} ${body.validFrom}`, detail: body.reason });
    return body;
  });

  const examples = {
    summary: 'Examples to start from: of named documents, to be checked and changed',
    tags,
    params: siteParams,
    response: { 200: tariffExamples, ...PROBLEMS },
  };
  app.get('/sites/:site/tariff-examples', { schema: examples, config: { needs: 'see_books' } }, async ({ params, visitor }) => {
    await wholeView(params.site, visitor);
    return { examples: [...(await readExamples())] };
  });

  const read = {
    summary: 'Check what is being written: its mistakes, or the tariff as form, YAML and clock. Nothing is kept',
    tags,
    params: siteParams,
    body: tariffRequest,
    response: { 200: tariffReading, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tariff-readings', { schema: read, config: { needs: 'see_books' } }, async ({ params, body, visitor }) => {
    await wholeView(params.site, visitor);
    return toReading(readTariff(body));
  });

  const trial = {
    summary: 'What a meter would cost by a tariff in a span. Nothing is kept',
    tags,
    params: siteParams,
    body: tariffTrial,
    response: { 200: tariffTrialAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/tariff-trials', { schema: trial, config: { needs: 'see_books' } }, async ({ params, body, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const { meter, from, to, quota, id } = body;
    const { medium } = view.meter(meter);
    if (medium === 'weather') throw new Unprocessable({ path: 'body.meter', message: `'${meter}' measures weather, which costs nothing` });
    checkSpan(from, to);
    const tariffs = id === undefined ? [unsaved(readTariff(body), now())] : await records.tariffs.list(view.id);
    const assignments = [{ from: '0001-01-01', tariff: id ?? tariffs[0]!.tariff.id }];
    const asked = { medium, from, to, meters: [{ meter, share: '1' }], assignments, quota, tariffs };
    return { outcome: toOutcomeView(view, await billMeters({ records, readings, now }, view, asked)) };
  });
  done();
};

const notFound = (id: string, entries: readonly { id: string }[]) =>
  new NotFound(
    'tariff',
    id,
    entries.map((entry) => entry.id),
  );

const unsaved = (tariff: Tariff, at: number): TariffRevision => ({ tariff, revision: 0, savedBy: '', savedAt: at, withdrawnAt: null });

/** @throws Unprocessable when a tariff of that id prices something else */
function checkMedium({ id, medium }: Tariff, known: readonly TariffRevision[]): void {
  const other = known.find(({ tariff }) => tariff.id === id && tariff.medium !== medium);
  if (!other) return;
  throw new Unprocessable({ path: 'body.medium', message: `tariff '${id}' is for ${other.tariff.medium}, and this version for ${medium}` });
}

function checkSpan(from: string, to: string): void {
  if (to <= from) throw new Unprocessable({ path: 'body.to', message: `${to} is not after ${from}; the last day is excluded` });
  if (daysBetween(from, to).length <= LONGEST_BILL_DAYS) return;
  throw new Unprocessable({ path: 'body.to', message: `${to} is more than ${LONGEST_BILL_DAYS} days after ${from}` });
}
