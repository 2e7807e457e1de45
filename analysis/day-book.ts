import { BALANCE_COVERAGE, familiesOf } from '../domain/balance.ts';
import { coverageOf, type DayTotal } from '../domain/interval.ts';
import type { Meter } from '../domain/site.ts';
import type { DayBook } from './health-detector.ts';

/** @param totals of the meters of a site, in any order */
export function createDayBook(meters: readonly Meter[], totals: Iterable<DayTotal & { meter: string }>): DayBook {
  const known = new Map<string, Map<string, number>>();
  for (const { meter, day, total, counts } of totals) {
    const expected = counts.reduce((sum, count) => sum + count, 0);
    if (total === null || coverageOf(counts, expected).covered < BALANCE_COVERAGE) continue;
    const days = known.get(meter) ?? new Map<string, number>();
    known.set(meter, days.set(day, total));
  }
  const children = new Map(familiesOf(meters).map((family) => [family.parent.id, family.children]));
  const total = (meter: string, day: string) => known.get(meter)?.get(day);
  return {
    total,
    remainder(parent, day) {
      let rest = total(parent, day);
      for (const { id } of children.get(parent) ?? []) {
        const part = total(id, day);
        if (part === undefined || rest === undefined) return undefined;
        rest -= part;
      }
      return rest;
    },
  };
}
