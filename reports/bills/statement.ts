import type { Bill, BillTrouble, ResaleParty, Statement, StatementDraft } from '../../domain/bill.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Sentence } from '../../domain/words.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import type { Records } from '../../store/ports.ts';
import type { BillDeps } from './bill-meters.ts';
import { addLossShare } from './loss-share.ts';
import { billTerms, type StatementTerms } from './bill-terms.ts';
import { addTrueUps, findTrueUps } from './true-up.ts';

export interface StatementDeps extends BillDeps {
  records: BillDeps['records'] & Pick<Records, 'resale'>;
}

/** Why a party gets none. `billed`: it has one for this time. */
export interface StatementTrouble {
  kind: BillTrouble['kind'] | 'billed' | 'no_meter';
  words: Sentence;
}

export type StatementOutcome = { kind: 'ready'; draft: StatementDraft } | { kind: 'refused'; troubles: readonly StatementTrouble[] };

export interface StatementAsked {
  /** Local days, half open, that are over. */
  from: string;
  to: string;
  by: string;
  at: number;
}

/**
 * What a party owes for a span: a bill a medium, with its share of the losses, and what earlier estimates were off by.
 *
 * @param earlier all statements of the party
 */
export async function makeStatement(
  deps: StatementDeps,
  view: SiteView,
  party: ResaleParty,
  earlier: readonly Statement[],
  asked: StatementAsked,
): Promise<StatementOutcome> {
  const inForce = earlier.filter(({ state, reverses }) => state === 'issued' && reverses === null);
  const trouble = troubleOf(view, party, inForce, asked);
  if (trouble) return { kind: 'refused', troubles: [trouble] };
  const terms: StatementTerms = { meters: party.meters, prices: party.prices, lossPercent: party.lossPercent };
  const outcome = await billAll(deps, view, terms, asked);
  if ('troubles' in outcome) return { kind: 'refused', troubles: outcome.troubles };
  const trueUps = await findTrueUps(deps, view, inForce, asked.from);
  const bills = addTrueUps(outcome.bills, trueUps);
  const draft = {
    site: view.id,
    party: party.id,
    partyName: party.name,
    partyKind: party.kind,
    partyPlace: party.place,
    building: party.building,
    from: asked.from,
    to: asked.to,
    terms,
    bills,
    total: toMoney(sumOf(bills.map(({ total }) => total))),
    isEstimated: bills.some(isEstimated),
    truesUp: trueUps.map(({ of }) => of.id),
    reverses: null,
    madeBy: asked.by,
    madeAt: asked.at,
  };
  return { kind: 'ready', draft };
}

/** Of a long gap whose total is known only the spread is an estimate: it counts where prices differ inside. */
const isEstimated = ({ lines }: Bill) => lines.some((line) => line.isEstimated);

/** The same with the opposite sign: what was billed is nothing any more. */
export function reverse(statement: Statement, reason: string, { by, at }: { by: string; at: number }): StatementDraft {
  const { id, state: _state, disputes: _disputes, ...rest } = statement;
  const bills = rest.bills.map((bill) => ({
    ...bill,
    quantity: negate(bill.quantity),
    lines: bill.lines.map((line) => ({ ...line, quantity: line.quantity && negate(line.quantity), amount: negate(line.amount) })),
    total: negate(bill.total),
  }));
  return { ...rest, bills, total: negate(rest.total), truesUp: [], reverses: { id, reason }, madeBy: by, madeAt: at };
}

const negate = (amount: string) => (/^-?0(\.0+)?$/.test(amount) ? amount : amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

function troubleOf(
  view: SiteView,
  party: ResaleParty,
  inForce: readonly Statement[],
  { from, to }: StatementAsked,
): StatementTrouble | undefined {
  const billed = inForce.find((statement) => statement.from < to && statement.to > from);
  if (billed) {
    const span = `${billed.from} / ${billed.to}`;
    const words = { zh: `这段时间已有账单 ${billed.id}（${span}）`, en: `billed already by statement ${billed.id} (${span})` };
    return { kind: 'billed', words };
  }
  if (party.meters.length === 0) return { kind: 'no_meter', words: { zh: '没有登记表计', en: 'no meter is named' } };
  const gone = party.meters.find(({ meter }) => !view.meters.has(meter));
  if (!gone) return undefined;
  return { kind: 'no_meter', words: { zh: `表计 ${gone.meter} 不在档案里`, en: `there is no meter '${gone.meter}'` } };
}

async function billAll(
  deps: BillDeps,
  view: SiteView,
  terms: StatementTerms,
  span: StatementAsked,
): Promise<{ bills: Bill[] } | { troubles: BillTrouble[] }> {
  const bills: Bill[] = [];
  const troubles: BillTrouble[] = [];
  for (const [medium] of groupBy(terms.meters, (entry) => entry.medium)) {
    const outcome = await billTerms(deps, view, terms, { ...span, medium, missing: 'estimate' });
    if (outcome.kind === 'billed') bills.push(addLossShare(outcome.bill, terms.lossPercent));
    else troubles.push(...outcome.troubles);
  }
  return troubles.length > 0 ? { troubles } : { bills };
}
