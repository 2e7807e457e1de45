import type { Account, Invoice } from '../domain/bill.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { exact, sumOf } from '../tariffs/exact.ts';
import { Unprocessable } from './problems.ts';
import { LONGEST_BILL_DAYS, type ParsedAccount, type ParsedInvoice } from './schemas/accounts.ts';

type Mistake = { path: string; message: string };

/** Amounts stay exact with so many decimals of a share. */
const SHARE = /^-?[01](\.\d{1,6})?$/;
const MOST_NAMED = 30;

/**
 * What makes an account that cannot be billed.
 *
 * @param others accounts of the school in use, without this one
 * @throws Unprocessable naming each mistake
 */
export function checkAccount(view: SiteView, body: ParsedAccount, others: readonly Account[], tariffs: readonly TariffRevision[]): void {
  const mistakes = [...checkMeters(view, body), ...checkDoubled(view, body, others), ...checkAssignments(body, tariffs)];
  if (mistakes.length > 0) throw new Unprocessable(...mistakes);
}

function checkMeters(view: SiteView, { medium, meters }: ParsedAccount): Mistake[] {
  return meters.flatMap(({ meter: id, share }, index) => {
    const path = `body.meters.${index}`;
    const meter = view.meters.get(id);
    if (!meter) {
      const known = view.plan.meters.filter((one) => one.medium === medium).map((one) => one.id);
      const there = known.length <= MOST_NAMED ? `; of ${medium} there is: ${known.join(', ') || 'none'}` : '';
      return [{ path: `${path}.meter`, message: `no meter '${id}'${there}` }];
    }
    if (meter.medium !== medium)
      return [{ path: `${path}.meter`, message: `'${id}' measures ${meter.medium}, the account buys ${medium}` }];
    const isInside = SHARE.test(share) && !exact(share).isZero() && exact(share).abs().lte(1);
    if (!isInside) return [{ path: `${path}.share`, message: `'${share}' is no share; allowed: -1 to 1, not 0, at most six decimals` }];
    return meters.findIndex((one) => one.meter === id) < index ? [{ path: `${path}.meter`, message: `'${id}' is there twice` }] : [];
  });
}

/** What is counted by two of its meters, or by another account too. */
function checkDoubled(view: SiteView, { medium, meters }: ParsedAccount, others: readonly Account[]): Mistake[] {
  const added = meters.filter(({ share }) => !share.startsWith('-'));
  const ids = new Set(added.map(({ meter }) => meter));
  return added.flatMap(({ meter, share }) => {
    const path = `body.meters.${meters.findIndex((one) => one.meter === meter)}.meter`;
    const above = ancestorIn(view, meter, ids);
    if (above) return [{ path, message: `what '${meter}' counts is counted by '${above}' already; give it a share of -1 to take it off` }];
    const elsewhere = others.filter((other) => other.medium === medium && other.meters.some((one) => one.meter === meter));
    const shares = elsewhere.flatMap((other) => other.meters.filter((one) => one.meter === meter && !one.share.startsWith('-')));
    if (shares.length === 0 || !sumOf([share, ...shares.map((one) => one.share)]).gt(1)) return [];
    const names = elsewhere.map(({ name }) => `'${name}'`).join(', ');
    return [{ path, message: `'${meter}' is paid for by ${names} already; all shares together may be 1` }];
  });
}

function ancestorIn(view: SiteView, meter: string, ids: ReadonlySet<string>): string | undefined {
  const seen = new Set([meter]);
  for (let parent = view.meters.get(meter)?.parent; parent !== undefined && !seen.has(parent); parent = view.meters.get(parent)?.parent) {
    if (ids.has(parent)) return parent;
    seen.add(parent);
  }
  return undefined;
}

function checkAssignments({ medium, assignments }: ParsedAccount, tariffs: readonly TariffRevision[]): Mistake[] {
  const known = new Map(tariffs.map(({ tariff }) => [tariff.id, tariff]));
  return assignments.flatMap(({ from, tariff: id }, index) => {
    const path = `body.assignments.${index}`;
    const before = assignments[index - 1];
    if (before && before.from >= from) {
      return [{ path: `${path}.from`, message: `${from} is not after ${before.from}; allowed: ascending days, each once` }];
    }
    const tariff = known.get(id);
    if (!tariff)
      return [{ path: `${path}.tariff`, message: `no tariff '${id}' in use; there is: ${[...known.keys()].join(', ') || 'none'}` }];
    return tariff.medium === medium
      ? []
      : [{ path: `${path}.tariff`, message: `'${id}' is a price of ${tariff.medium}, the account buys ${medium}` }];
  });
}

/**
 * @param others invoices of the same account, without this one
 * @param today local day
 * @throws Unprocessable naming each mistake
 */
export function checkInvoice(body: ParsedInvoice, others: readonly Invoice[], today: string): void {
  const { from, to, quantity, startRegister, endRegister } = body;
  const mistakes: Mistake[] = [];
  const say = (path: string, message: string) => mistakes.push({ path: `body.${path}`, message });
  if (to <= from) say('to', `${to} is not after ${from}; the last day is excluded`);
  else if (daysBetween(from, to).length > LONGEST_BILL_DAYS) say('to', `more than ${LONGEST_BILL_DAYS} days after ${from}`);
  if (to > addDays(today, 1)) say('to', `${to} is ahead; allowed: up to ${addDays(today, 1)}`);
  if (quantity.startsWith('-')) say('quantity', `'${quantity}' is negative; a credit has a quantity of 0 and a negative amount`);
  if ((startRegister === null) !== (endRegister === null)) say('endRegister', 'registers are given both or not at all');
  for (const other of others) {
    if (other.from >= to || other.to <= from) continue;
    say('from', `${from} to ${to} overlaps invoice '${other.number || other.id}' of ${other.from} to ${other.to}`);
  }
  if (mistakes.length > 0) throw new Unprocessable(...mistakes);
}
