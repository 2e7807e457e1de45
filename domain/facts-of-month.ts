import type { Decimal } from './decimal.ts';
import type { FactsOfMonth, SchoolFact } from './school-facts.ts';

/** Two facts of the same key replace each other by month. */
function keyOf(fact: SchoolFact): string {
  if (fact.kind === 'area') return JSON.stringify(['area', fact.areaKind, fact.building]);
  return fact.kind === 'heads' ? `heads ${fact.category}` : fact.kind;
}

/** Of each key the fact that held in a month: the newest that had begun; of two that begin in the same month the one saved later. */
export function heldIn(facts: readonly SchoolFact[], month: string): SchoolFact[] {
  const byKey = new Map<string, SchoolFact>();
  for (const fact of facts.toSorted((a, b) => a.fromMonth.localeCompare(b.fromMonth) || a.savedAt - b.savedAt)) {
    if (fact.fromMonth <= month) byKey.set(keyOf(fact), fact);
  }
  return [...byKey.values()];
}

/**
 * What was known of a school in a month.
 *
 * @param facts all of the school
 * @param month `YYYY-MM`
 */
export function factsOf(facts: readonly SchoolFact[], month: string): FactsOfMonth {
  const held = heldIn(facts, month);
  const areas = held.filter((fact) => fact.kind === 'area');
  const heads = held.filter((fact) => fact.kind === 'heads');
  const ofSchool = (areaKind: string) => areas.find((area) => area.building === null && area.areaKind === areaKind)?.m2 ?? null;
  return {
    areaM2: ofSchool('building'),
    landM2: ofSchool('land'),
    heatedM2: ofSchool('heated'),
    areaOf: new Map(areas.flatMap(({ building, areaKind, m2 }) => (building !== null && areaKind === 'building' ? [[building, m2]] : []))),
    heads: heads.map(({ category, count, weight, usesEnergy, usesWater, source }) => ({
      category,
      count,
      weight,
      usesEnergy,
      usesWater,
      source,
    })),
    energyHeads: weighted(heads.filter(({ usesEnergy }) => usesEnergy)),
    waterHeads: weighted(heads.filter(({ usesWater }) => usesWater)),
    region: held.find((fact) => fact.kind === 'region')?.region ?? null,
    institution: held.find((fact) => fact.kind === 'institution')?.fields ?? {},
    sources: [...new Set(held.map(({ source }) => source))],
  };
}

/** Weights have at most this many decimals, so that heads are added as whole numbers. */
export const WEIGHT_DECIMALS = 4;

function weighted(heads: readonly { count: number; weight: Decimal }[]): Decimal | null {
  if (heads.length === 0) return null;
  const scale = 10 ** WEIGHT_DECIMALS;
  const sum = heads.reduce((total, { count, weight }) => total + count * Math.round(Number(weight) * scale), 0);
  return (sum / scale).toString();
}
