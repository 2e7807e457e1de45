import { chooseFactor } from '../../domain/factors.ts';
import { type Carrier, CARRIERS, type Factor } from '../../domain/factor.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { Exact, exact } from '../../tariffs/exact.ts';
import type { FactsOfMonth } from '../../domain/school-facts.ts';

export interface EnergyQuestion {
  /** What the school used in the span, in the units of the carriers. Null: it uses it, and how much is not known. Not there: it has none. */
  amounts: Partial<Record<Carrier, Decimal | null>>;
  facts: Pick<FactsOfMonth, 'region'>;
  /** The school's own and BUILT_IN_FACTORS (domain/factors.ts). */
  factors: readonly Factor[];
  /** Of the report, `YYYY-MM`: which factors hold. For the spans beside it pass the same month, so that a change is use and not a new factor. */
  month: string;
}

/** What one carrier is in coal equivalent. */
export interface EnergyRow {
  carrier: Carrier;
  amount: Decimal | null;
  /** Undefined: none holds. */
  factor: Factor | undefined;
  /** Null: amount or factor is not known. */
  kgce: Exact | null;
}

/** The carriers that the school has, without water: it is no energy (domain note 1.3). */
export function energyRows({ amounts, facts, factors, month }: EnergyQuestion): EnergyRow[] {
  return CARRIERS.flatMap((carrier) => {
    const amount = amounts[carrier];
    if (carrier === 'water' || amount === undefined) return [];
    const factor = chooseFactor(factors, { kind: 'kgce', carrier, region: facts.region, month });
    return { carrier, amount, factor, kgce: kgceOf(amount, factor) };
  });
}

function kgceOf(amount: Decimal | null, factor: Factor | undefined): Exact | null {
  if (amount === null) return null;
  // Nothing used is nothing in any unit.
  if (exact(amount).isZero()) return new Exact(0);
  return factor ? exact(amount).times(factor.value) : null;
}

/** Null when a part is not known: a sum of the rest would look like the whole. */
export function sumKgce(rows: readonly EnergyRow[]): Exact | null {
  let sum = new Exact(0);
  for (const { kgce } of rows) {
    if (kgce === null) return null;
    sum = sum.plus(kgce);
  }
  return rows.length > 0 ? sum : null;
}
