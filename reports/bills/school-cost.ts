import type { Account, Bill } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { daysBetween } from '../../domain/local-time.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import { dayWords, type Sentence } from '../../domain/words.ts';
import type { Records } from '../../store/ports.ts';
import { bucketsOf } from '../../consumption/buckets.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import { billAccount } from './bill-account.ts';
import type { BillDeps } from './bill-meters.ts';

export interface CostDeps extends BillDeps {
  records: BillDeps['records'] & Pick<Records, 'accounts'>;
}

/** What the school pays the utilities for a medium. */
export interface SchoolCost {
  /** Yuan. Null: not known, the troubles say why; never a part of it, never zero for unknown. */
  amount: Decimal | null;
  /** Share from 0 to 1 of the time that is measured. */
  coverage: number;
  isEstimated: boolean;
  troubles: Sentence[];
  /** Every tariff version that priced something. */
  tariffs: Bill['tariffs'];
}

interface Days {
  from: string;
  to: string;
}

/**
 * What the meters of all accounts of a medium cost in a span, each calendar month a bill of its own: so a year is the sum of its months,
 * whatever day the utilities read on. Days that are not over are left out.
 *
 * @param asked local days, half open
 */
export async function schoolCost(
  deps: CostDeps,
  view: SiteView,
  asked: { medium: SoldMedium; from: string; to: string },
): Promise<SchoolCost> {
  const today = view.local.dayOf(deps.now());
  const span = { from: asked.from, to: asked.to < today ? asked.to : today };
  if (span.from >= span.to) return unknown([notYet(span.from)]);
  const accounts = (await deps.records.accounts.list(view.id, { all: true })).filter(({ medium }) => medium === asked.medium);
  const firstDays = await deps.records.intervals.firstDays(view.id);
  const pieces = monthsOf(view, span).flatMap((month) => piecesOf(view, accounts, firstDays, month));
  const bare = uncovered(pieces, span);
  if (bare) return unknown([noAccount(asked.medium, bare)]);
  const outcomes = await Promise.all(pieces.map(({ account, days }) => billAccount(deps, view, account, days)));
  const troubles = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? outcome.troubles.map(({ words }) => words) : []));
  if (troubles.length > 0) return unknown(eachOnce(troubles, ({ zh }) => zh));
  return sumUp(outcomes.flatMap((outcome) => (outcome.kind === 'billed' ? outcome.bill : [])));
}

const monthsOf = ({ local }: SiteView, { from, to }: Days): Days[] =>
  bucketsOf('month', local, from, to).map(({ day, endAt }) => ({ from: day, to: local.dayOf(endAt) }));

/** The accounts that are in force in a month, each with its days. */
function piecesOf(view: SiteView, accounts: readonly Account[], firstDays: ReadonlyMap<string, string>, month: Days) {
  return accounts.flatMap((account) => {
    const days = daysOf(view, accounts, firstDays, account, month);
    return days.from < days.to ? [{ account, days }] : [];
  });
}

/** An account begins with its first tariff, unless its meters ran before and no other account paid for them: then a price is missing. */
function daysOf(view: SiteView, accounts: readonly Account[], firstDays: ReadonlyMap<string, string>, account: Account, month: Days): Days {
  const end = endOf(view, account);
  const to = end < month.to ? end : month.to;
  const start = account.assignments[0]?.from ?? month.to;
  if (start <= month.from) return { from: month.from, to };
  const isPaidElsewhere = (meter: string) =>
    accounts.some((other) => other !== account && endOf(view, other) > month.from && other.meters.some((entry) => entry.meter === meter));
  const ranBefore = account.meters.some(({ meter }) => (firstDays.get(meter) ?? start) < start && !isPaidElsewhere(meter));
  return { from: ranBefore ? month.from : start, to };
}

const endOf = ({ local }: SiteView, { endedAt }: Account) => (endedAt === null ? '9999-12-31' : local.dayOf(endedAt));

/** The first days that no account pays for. */
function uncovered(pieces: readonly { days: Days }[], { from, to }: Days): Days | undefined {
  const isPaid = (day: string) => pieces.some(({ days }) => days.from <= day && day < days.to);
  const bare = daysBetween(from, to).filter((day) => !isPaid(day));
  return bare.length > 0 ? { from: bare[0]!, to: bare.at(-1)! } : undefined;
}

function sumUp(bills: readonly Bill[]): SchoolCost {
  const daysOfBill = ({ from, to }: Bill) => daysBetween(from, to).length;
  const days = bills.reduce((sum, bill) => sum + daysOfBill(bill), 0);
  const isEstimated = bills.some(({ estimated, lines }) => estimated > 0 || lines.some((line) => line.isEstimated));
  return {
    amount: toMoney(sumOf(bills.map(({ total }) => total))),
    coverage: bills.reduce((sum, bill) => sum + bill.coverage * daysOfBill(bill), 0) / days,
    isEstimated,
    troubles: [],
    tariffs: eachOnce(
      bills.flatMap(({ tariffs }) => tariffs),
      ({ id, revision }) => `${id} ${revision}`,
    ),
  };
}

const unknown = (troubles: Sentence[]): SchoolCost => ({ amount: null, coverage: 0, isEstimated: false, troubles, tariffs: [] });
const eachOnce = <T>(list: readonly T[], keyOf: (one: T) => string): T[] => [...new Map(list.map((one) => [keyOf(one), one])).values()];

function notYet(from: string): Sentence {
  const day = dayWords(from);
  return { zh: `${day.zh}起还没有一整天过去`, en: `no whole day since ${day.en} is over` };
}

const MEDIUM_WORDS: Record<SoldMedium, Sentence> = {
  electricity: { zh: '用电', en: 'electricity' },
  water: { zh: '用水', en: 'water' },
  gas: { zh: '燃气', en: 'gas' },
  heat: { zh: '热力', en: 'heat' },
};

function noAccount(medium: SoldMedium, { from, to }: Days): Sentence {
  const { zh, en } = MEDIUM_WORDS[medium];
  return {
    zh: `${from} 至 ${to} 没有登记${zh}的购入账户，金额不计算`,
    en: `no account for ${en} from ${from} to ${to}: nothing is computed`,
  };
}
