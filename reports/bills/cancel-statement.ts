import type { ResaleParty, Statement, StatementDraft } from '../../domain/bill.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { makeStatement, reverse, type StatementDeps, type StatementTrouble } from './statement.ts';

export interface CancelAsked {
  reason: string;
  /** Write it anew, from what is known now. */
  anew: boolean;
  by: string;
  at: number;
}

/** What takes a statement back, and where it is written anew what takes its place; or why it cannot be. */
export async function prepareCancel(
  deps: StatementDeps,
  view: SiteView,
  { statement, party }: { statement: Statement; party: ResaleParty | undefined },
  { reason, anew, ...signed }: CancelAsked,
): Promise<{ reversal: StatementDraft; anew: StatementDraft[] } | { troubles: readonly StatementTrouble[] }> {
  const reversal = reverse(statement, reason, signed);
  if (!anew) return { reversal, anew: [] };
  if (!party) return { troubles: [{ kind: 'no_meter', words: { zh: '用户不在档案里', en: 'the party is not there' } }] };
  const others = (await deps.records.resale.statements(view.id, { party: statement.party })).filter(({ id }) => id !== statement.id);
  const outcome = await makeStatement(deps, view, party, others, { from: statement.from, to: statement.to, ...signed });
  return outcome.kind === 'ready' ? { reversal, anew: [outcome.draft] } : { troubles: outcome.troubles };
}
