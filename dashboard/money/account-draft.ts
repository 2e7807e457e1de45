import type { AccountRequest, AccountView, InvoiceRequest, InvoiceView } from '../../api/schemas/accounts.ts';
import { addDays } from '../../domain/local-time.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import { parseDecimal } from './decimal-text.ts';

/** An account as it is typed. */
export interface AccountDraft {
  name: string;
  medium: SoldMedium;
  utilityNo: string;
  meters: { meter: string; share: string }[];
  assignments: { from: string; tariff: string }[];
  billingDay: string;
  quota: string;
}

export function toAccountDraft(account: AccountView | undefined): AccountDraft {
  const empty = { name: '', medium: 'electricity' as const, utilityNo: '', meters: [{ meter: '', share: '1' }], assignments: [] };
  if (!account) return { ...empty, billingDay: '1', quota: '' };
  const { name, medium, utilityNo, meters, assignments, billingDay, quota } = account;
  return {
    name,
    medium,
    utilityNo,
    meters: meters.map(({ meter, share }) => ({ meter, share })),
    assignments: assignments.map(({ from, tariff }) => ({ from, tariff })),
    billingDay: String(billingDay),
    quota: quota ?? '',
  };
}

/** Undefined: something is missing, or no number. */
export function toAccountRequest(draft: AccountDraft): AccountRequest | undefined {
  const { name, medium, utilityNo } = draft;
  const meters = draft.meters.filter(({ meter }) => meter !== '').map(({ meter, share }) => ({ meter, share: parseDecimal(share) }));
  const assignments = draft.assignments.filter(({ tariff }) => tariff !== '');
  const billingDay = Number(draft.billingDay);
  const quota = draft.quota.trim() === '' ? null : parseDecimal(draft.quota);
  const isDay = Number.isInteger(billingDay) && billingDay >= 1 && billingDay <= 28;
  const known = meters.flatMap(({ meter, share }) => (share === undefined ? [] : [{ meter, share }]));
  if (name.trim() === '' || known.length === 0 || known.length < meters.length || !isDay || quota === undefined) return undefined;
  if (assignments.some(({ from }) => from === '')) return undefined;
  const inOrder = assignments.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return { name: name.trim(), medium, utilityNo: utilityNo.trim(), meters: known, assignments: inOrder, billingDay, quota };
}

/** An invoice as it is typed: people name the last day of its span, the program the one after it. */
export interface InvoiceDraft {
  from: string;
  lastDay: string;
  quantity: string;
  amount: string;
  startRegister: string;
  endRegister: string;
  number: string;
  note: string;
}

export function toInvoiceDraft(span: { from: string; to: string }, invoice?: InvoiceView): InvoiceDraft {
  const { from, to } = invoice ?? span;
  return {
    from,
    lastDay: addDays(to, -1),
    quantity: invoice?.quantity ?? '',
    amount: invoice?.amount ?? '',
    startRegister: invoice?.startRegister ?? '',
    endRegister: invoice?.endRegister ?? '',
    number: invoice?.number ?? '',
    note: invoice?.note ?? '',
  };
}

/** Undefined: something is missing, or no number. */
export function toInvoiceRequest(draft: InvoiceDraft, account: string): InvoiceRequest | undefined {
  const { from, lastDay, number, note } = draft;
  const [quantity, amount] = [parseDecimal(draft.quantity), parseDecimal(draft.amount)];
  const register = (text: string) => (text.trim() === '' ? null : parseDecimal(text));
  const [startRegister, endRegister] = [register(draft.startRegister), register(draft.endRegister)];
  if (quantity === undefined || amount === undefined || startRegister === undefined || endRegister === undefined) return undefined;
  if (from === '' || lastDay === '') return undefined;
  return { account, from, to: addDays(lastDay, 1), quantity, amount, startRegister, endRegister, number: number.trim(), note: note.trim() };
}
