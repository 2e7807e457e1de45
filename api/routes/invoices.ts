import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Invoice } from '../../domain/bill.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { visitorOf } from '../access/visitor.ts';
import { checkInvoice } from '../account-checks.ts';
import { toInvoiceView } from '../account-views.ts';
import type { ApiParts } from '../parts.ts';
import { NotFound } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import {
  invoiceAnswer,
  invoiceList,
  invoiceParams,
  invoiceQuery,
  invoiceRemoved,
  invoiceRequest,
  type ParsedInvoice,
} from '../schemas/accounts.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

/** Invoices of the utilities, as somebody typed them in. */
export const invoiceRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['bills'];
  const { accounts } = records;

  async function wholeView(site: string, visitor: Parameters<typeof views.one>[1]): Promise<SiteView> {
    const view = await views.one(site, visitor);
    checkWhole(view, 'what the school buys');
    return view;
  }

  async function checked(view: SiteView, body: ParsedInvoice, id: string): Promise<void> {
    const known = await accounts.list(view.id, { all: true });
    if (!known.some((one) => one.id === body.account))
      throw new NotFound(
        'account',
        body.account,
        known.map((one) => one.id),
      );
    const others = (await accounts.invoices(view.id, { account: body.account })).filter((one) => one.id !== id);
    checkInvoice(body, others, view.local.dayOf(now()));
  }

  const list = {
    summary: 'Invoices, newest first',
    tags,
    params: siteParams,
    querystring: invoiceQuery,
    response: { 200: invoiceList, ...PROBLEMS },
  };
  app.get('/sites/:site/invoices', { schema: list, config: { needs: 'see_books' } }, async ({ params, query, visitor }) => {
    const view = await wholeView(params.site, visitor);
    const of = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    return { invoices: (await accounts.invoices(view.id, of)).map(toInvoiceView) };
  });

  const add = {
    summary: 'Enter an invoice',
    description: 'It may not overlap another one of its account.',
    tags,
    params: siteParams,
    body: invoiceRequest,
    response: { 200: invoiceAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/invoices', { schema: add, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const id = randomUUID();
    await checked(view, request.body, id);
    const invoice: Invoice = { ...request.body, id, site: view.id, enteredBy: visitorOf(request).name, enteredAt: now() };
    await accounts.saveInvoice(invoice);
    await audit(request, { site: view.id, action: 'invoice.saved', target: id, detail: JSON.stringify(request.body) });
    return { invoice: toInvoiceView(invoice) };
  });

  async function invoiceOf(view: SiteView, id: string): Promise<Invoice> {
    const known = (await accounts.invoices(view.id)).find((one) => one.id === id);
    if (!known) throw new NotFound('invoice', id);
    return known;
  }

  const change = { ...add, summary: 'Correct an invoice', description: 'What stood there before stays in the log.', params: invoiceParams };
  app.put('/sites/:site/invoices/:invoice', { schema: change, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const before = await invoiceOf(view, request.params.invoice);
    await checked(view, request.body, before.id);
    const invoice: Invoice = { ...request.body, id: before.id, site: view.id, enteredBy: visitorOf(request).name, enteredAt: now() };
    await accounts.saveInvoice(invoice);
    const detail = JSON.stringify({ now: request.body, before: toInvoiceView(before) });
    await audit(request, { site: view.id, action: 'invoice.changed', target: before.id, detail });
    return { invoice: toInvoiceView(invoice) };
  });

  const remove = {
    summary: 'Remove an invoice that was entered by mistake',
    tags,
    params: invoiceParams,
    response: { 200: invoiceRemoved, ...WRITE_PROBLEMS },
  };
  app.delete('/sites/:site/invoices/:invoice', { schema: remove, config: { needs: 'keep_books' } }, async (request) => {
    const view = await wholeView(request.params.site, request.visitor);
    const known = await invoiceOf(view, request.params.invoice);
    await accounts.removeInvoice(view.id, known.id);
    await audit(request, { site: view.id, action: 'invoice.removed', target: known.id, detail: JSON.stringify(toInvoiceView(known)) });
    return { removed: known.id };
  });
  done();
};
