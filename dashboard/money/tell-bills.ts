import type { AccountRequest, AccountView, InvoiceRequest, InvoiceView } from '../../api/schemas/accounts.ts';
import { fetchJson } from '../api.ts';
import type { Signature } from '../tell.ts';

function send<Answer>(method: 'POST' | 'PUT' | 'DELETE', parts: readonly string[], body?: unknown): Promise<Answer> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetchJson<Answer>(`/api/sites/${parts.map(encodeURIComponent).join('/')}`, { method, ...content });
}

/** What is told the server about what the school buys. Each throws ApiProblem. */
export const tellBills = {
  /** @param id absent: a new one */
  account: (site: string, account: AccountRequest, id?: string) =>
    id === undefined
      ? send<{ account: AccountView }>('POST', [site, 'accounts'], account)
      : send<{ account: AccountView }>('PUT', [site, 'accounts', id], account),
  endAccount: (site: string, id: string, signature: Signature) =>
    send<{ account: AccountView }>('POST', [site, 'accounts', id, 'end'], signature),
  invoice: (site: string, invoice: InvoiceRequest, id?: string) =>
    id === undefined
      ? send<{ invoice: InvoiceView }>('POST', [site, 'invoices'], invoice)
      : send<{ invoice: InvoiceView }>('PUT', [site, 'invoices', id], invoice),
  removeInvoice: (site: string, id: string) => send<{ removed: string }>('DELETE', [site, 'invoices', id]),
};
