import { round } from '../../consumption/tally.ts';
import { CONSUMED } from '../../consumption/scopes.ts';
import { addTally, createTally } from '../../consumption/tally.ts';
import { BALANCE_COVERAGE, familiesOf } from '../../domain/balance.ts';
import type { Meter } from '../../domain/site.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import { type Known, type SpanTally, toKnown } from './known.ts';
import type { Rows } from './load-amounts.ts';
import type { MonthReport } from './schema.ts';

/** The main meters of the campus against all that hangs directly behind them; a medium without a main meter is not there. @param meters as they stood at the end of the month */
export function balanceRows(meters: readonly Meter[], rows: Rows): MonthReport['balance'] {
  const families = familiesOf(meters).filter(({ parent }) => parent.role === 'campus_main');
  return CONSUMED.flatMap((medium) => {
    const ofMedium = families.filter(({ parent }) => parent.medium === medium);
    if (ofMedium.length === 0) return [];
    const main = sumOf(
      ofMedium.map(({ parent }) => parent),
      rows,
    );
    const parts = sumOf(
      ofMedium.flatMap(({ children }) => children),
      rows,
    );
    const gap = [main, parts].every(isBalanced) ? exact(main.cell.value!).minus(parts.cell.value!) : null;
    const whole = Number(main.cell.value);
    return [
      {
        medium,
        main: main.cell,
        parts: parts.cell,
        gap: gap && toDecimal(gap),
        gapShare: gap === null || whole === 0 ? null : round(gap.toNumber() / whole),
      },
    ];
  });
}

const isBalanced = ({ cell, isComparable }: Known) => isComparable && (cell.coverage ?? 0) >= BALANCE_COVERAGE;

function sumOf(meters: readonly Meter[], rows: Rows): Known {
  const sum: SpanTally = { tally: createTally(), sinceDay: null };
  let isMissing = false;
  for (const { id, medium } of meters) {
    const row = rows.of(id, medium);
    if (!row || row.tally.grains === null) isMissing = true;
    if (!row) continue;
    addTally(sum.tally, row.tally);
    if (row.sinceDay !== null && (sum.sinceDay === null || row.sinceDay > sum.sinceDay)) sum.sinceDay = row.sinceDay;
  }
  const known = toKnown(sum);
  // A meter that says nothing at all is owed nothing, so the coverage does not tell of it.
  return isMissing ? { ...known, isComparable: false } : known;
}
