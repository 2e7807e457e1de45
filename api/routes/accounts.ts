import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Account } from '../../domain/bill.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { accountYear } from '../../reports/bills/account-year.ts';
import { billAccount } from '../../reports/bills/bill-account.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkAccount } from '../account-checks.ts';
import { toAccountView, toTariffChoices, toYearAnswer } from '../account-views.ts';
import { toOutcomeView } from '../bill-views.ts';
import type { ApiParts } from '../parts.ts';
import { BadQuery, NotFound, Refused } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import {
  accountAnswer,
  accountEnd,
  accountList,
  accountParams,
  accountRequest,
  billAnswer,
  billQuery,
  LONGEST_BILL_DAYS,
  type ParsedAccount,
  yearAnswer,
  yearQuery,
} from '../schemas/accounts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** What the school buys, from whom, by which meters and prices; and what it costs by our own count. */
export const accountRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, readings, views, now, audit }, done) => {
  const tags = ['bills'];
  const deps = { records, readings, now };

  async function wholeView(site: string, visitor: Parameters<typeof views.one>[1]): Promise<SiteView> {
    const view = await views.one(site, visitor);
    checkWhole(view, 'what the school buys');
    return view;
  }

  async function accountOf(view: SiteView, id: string): Promise<Account> {
    const all = await records.accounts.list(view.id, { all: true });
    const account = all.find((one) => one.id === id);
    if (!account)
      throw new NotFound(
        'account',
        id,
        all.map((one) => one.id),
      );
    return account;
  }

  /** Saved when everything in it is there, and nothing is counted twice. */
  async function save(
    request: Parameters<typeof visitorOf>[0] & Parameters<typeof audit>[0],
    view: SiteView,
    id: string,
    body: ParsedAccount,
  ) {
    const tariffs = await records.tariffs.list(view.id);
    const others = (await records.accounts.list(view.id)).filter((one) => one.id !== id);
    checkAccount(view, body, others, tariffs);
    const account: Account = { ...body, id, site: view.id, endedAt: null };
    await records.accounts.save(account, visitorOf(request).name, now());
    await audit(request, { site: view.id, action: 'account.saved', target: id, detail: JSON.stringify(body) });
    return { account: toAccountView(view, account, tariffs) };
  }

  const list = {
    summary: 'Accounts with the utilities: those in use, then the ended ones',
    tags,
    params: siteParams,
    response: { 200: accountList, ...PROBLEMS },
  };
  app.get('/sites/:site/accounts', { schema: list, config: { needs: 'see_books' } }, async ({ params, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const tariffs = await records.tariffs.list(view.id);
    const all = await records.accounts.list(view.id, { all: true });
    const inOrder = all.toSorted((one, other) => Number(one.endedAt !== null) - Number(other.endedAt !== null));
    return { accounts: inOrder.map((account) => toAccountView(view, account, tariffs)), tariffs: toTariffChoices(tariffs) };
  });

  const add = {
    summary: 'A new account',
    description: 'Which meters count what is bought, with their shares, and which tariff holds from which day on.',
    tags,
    params: siteParams,
    body: accountRequest,
    response: { 200: accountAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/accounts', { schema: add, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    return save(request, view, randomUUID(), request.body);
  });

  const change = { ...add, summary: 'Change an account', description: 'Bills are computed anew by it.', params: accountParams };
  app.put('/sites/:site/accounts/:account', { schema: change, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const known = await accountOf(view, request.params.account);
    if (known.endedAt !== null) throw new Refused(409, `account '${known.name}' has ended; make a new one`);
    return save(request, view, known.id, request.body);
  });

  const end = {
    summary: 'End an account: today is its first day that is not bought any more',
    tags,
    params: accountParams,
    body: accountEnd,
    response: { 200: accountAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/accounts/:account/end', { schema: end, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const known = await accountOf(view, request.params.account);
    if (known.endedAt !== null) throw new Refused(409, `account '${known.name}' has ended already`);
    const account = { ...known, endedAt: now() };
    await records.accounts.save(account, visitorOf(request).name, now());
    await audit(request, { site: view.id, action: 'account.ended', target: known.id, detail: request.body.reason });
    return { account: toAccountView(view, account, await records.tariffs.list(view.id)) };
  });

  const bill = {
    summary: 'What an account costs in a span, by our own count',
    description:
      'Computed anew each time, from what is known now. Days without a price, or a meter without readings, are named instead of counted as nothing.',
    tags,
    params: accountParams,
    querystring: billQuery,
    response: { 200: billAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/accounts/:account/bill', { schema: bill, config: { needs: 'see_books' } }, async ({ params, query, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const account = await accountOf(view, params.account);
    const { from, to } = query;
    if (to <= from) throw new BadQuery('query.to', `${to} is not after ${from}; the last day is excluded`);
    if (daysBetween(from, to).length > LONGEST_BILL_DAYS)
      throw new BadQuery('query.to', `more than ${LONGEST_BILL_DAYS} days after ${from}`);
    const outcome = await billAccount(deps, view, account, query);
    return { account: toAccountView(view, account, await records.tariffs.list(view.id)), outcome: toOutcomeView(view, outcome) };
  });

  const year = {
    summary: 'A year of an account: each billing period with ours, the invoices, the difference and its likely causes',
    tags,
    params: accountParams,
    querystring: yearQuery,
    response: { 200: yearAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/accounts/:account/year', { schema: year, config: { needs: 'see_books' } }, async ({ params, query, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const account = await accountOf(view, params.account);
    const periods = await accountYear(deps, view, account, query.year);
    return toYearAnswer(toAccountView(view, account, await records.tariffs.list(view.id)), query.year, periods);
  });
  done();
};
