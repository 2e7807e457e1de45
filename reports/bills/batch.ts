import type { ResaleParty, StatementDraft } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { groupBy } from '../../domain/group-by.ts';
import { addDays } from '../../domain/local-time.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import { makeStatement, type StatementAsked, type StatementDeps, type StatementTrouble } from './statement.ts';

/** An estimate that nobody could true up in two years stays one. */
const LOOKED_BACK_DAYS = 731;
/** A thousand parties in that time. */
const MOST_STATEMENTS = 30_000;

export interface BatchAsked extends StatementAsked {
  /** Null: those of the whole school. */
  building: string | null;
  /** Null: all of them. */
  party: string | null;
}

/** What would be issued, and who would get nothing and why. */
export interface Batch {
  drafts: StatementDraft[];
  refused: { party: ResaleParty; troubles: readonly StatementTrouble[] }[];
  /** Of the drafts. */
  total: Decimal;
}

/** Statements for one party, for all of a building, or for all. What is wrong with one does not hold up the others. */
export async function prepareBatch(deps: StatementDeps, view: SiteView, asked: BatchAsked): Promise<Batch> {
  const { building, party: only } = asked;
  const parties = (await deps.records.resale.parties(view.id)).filter(
    (party) => (building === null || party.building === building) && (only === null || party.id === only),
  );
  const of = { from: addDays(asked.from, -LOOKED_BACK_DAYS), limit: MOST_STATEMENTS, ...(only === null ? {} : { party: only }) };
  const earlier = groupBy(await deps.records.resale.statements(view.id, of), ({ party }) => party);
  const drafts: StatementDraft[] = [];
  const refused: Batch['refused'] = [];
  for (const party of parties) {
    const outcome = await makeStatement(deps, view, party, earlier.get(party.id) ?? [], asked);
    if (outcome.kind === 'ready') drafts.push(outcome.draft);
    else refused.push({ party, troubles: outcome.troubles });
  }
  return { drafts, refused, total: toMoney(sumOf(drafts.map(({ total }) => total))) };
}
