import type { Bill, BillOutcome, Statement } from '../../domain/bill.ts';
import type { SoldMedium, TariffRevision } from '../../domain/tariff.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { type BillDeps, billMeters } from './bill-meters.ts';
import { pricesOf } from './contract-price.ts';
import type { MissingRule } from './settle-missing.ts';

export type StatementTerms = Statement['terms'];

interface TermsAsked {
  medium: SoldMedium;
  from: string;
  to: string;
  missing: MissingRule;
  /** Versions that an earlier bill was made with; absent: those of today. */
  as?: Bill['tariffs'] | undefined;
}

/** A bill of one medium by what was agreed with a party, without losses. */
export async function billTerms(deps: BillDeps, view: SiteView, terms: StatementTerms, asked: TermsAsked): Promise<BillOutcome> {
  const { as, medium, ...rest } = asked;
  const { assignments, contract } = pricesOf(terms, medium);
  if (assignments.length === 0) return noPrice(asked);
  const meters = terms.meters.filter((entry) => entry.medium === medium).map(({ meter, share }) => ({ meter, share }));
  const school = await (as ? sameRevisions(deps, view.id, as) : deps.records.tariffs.list(view.id));
  return billMeters(deps, view, { ...rest, medium, meters, assignments, tariffs: [...contract, ...school] });
}

/** Also such as were replaced or withdrawn since. */
async function sameRevisions({ records }: BillDeps, site: string, used: Bill['tariffs']): Promise<TariffRevision[]> {
  const histories = await Promise.all([...new Set(used.map(({ id }) => id))].map((id) => records.tariffs.history(site, id)));
  return histories.flat().filter(({ tariff, revision }) => used.some(({ id, revision: asked }) => id === tariff.id && asked === revision));
}

function noPrice({ medium, from, to }: TermsAsked): BillOutcome {
  const zh = { electricity: '电', water: '水', gas: '燃气', heat: '热' }[medium];
  const words = { zh: `没有约定${zh}的价格`, en: `no price of ${medium} is agreed` };
  return { kind: 'refused', troubles: [{ kind: 'no_tariff', from, to, words }] };
}
