import type { StatementSummary } from '../../api/schemas/statements.ts';

/** In force, taken back, or taking one back. */
export const stateOf = ({ state, reverses }: Pick<StatementSummary, 'state' | 'reverses'>): 'issued' | 'cancelled' | 'reversal' =>
  reverses ? 'reversal' : state;
