import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import type { IntervalSeries } from './series.ts';

/** Far below one pulse of any meter, and above binary dust, m³. */
const NOTHING_M3 = 1e-7;

/** A stretch in which a meter stood still. Indices into the series, half open. */
export interface DrySpell {
  from: number;
  to: number;
}

/**
 * Stretches of known intervals without flow, at least `least` intervals long, ascending. What is not known ends a stretch.
 *
 * @param until  nothing from this index on is known yet
 * @param ignore 1 where flow says nothing: people may be there, taps trickle against frost. It does not end a stretch by
 *               itself but does not count as dry either.
 */
export function drySpells({ values, qualities }: IntervalSeries, until: number, least: number, ignore?: Uint8Array): DrySpell[] {
  const spells: DrySpell[] = [];
  let from = -1;
  for (let index = 0; index <= until; index++) {
    const isDry = index < until && isCovering(qualities[index]!) && values[index]! <= NOTHING_M3 && ignore?.[index] !== 1;
    if (isDry) {
      if (from < 0) from = index;
    } else if (from >= 0) {
      if (index - from >= least) spells.push({ from, to: index });
      from = -1;
    }
  }
  return spells;
}

/** Intervals of [from, to) in which the flow is known, and not ignored. */
export function knownCount({ qualities }: IntervalSeries, from: number, to: number, ignore?: Uint8Array): number {
  let count = 0;
  for (let index = Math.max(0, from); index < to; index++) {
    const quality = qualities[index];
    if (quality !== undefined && isCovering(quality) && ignore?.[index] !== 1) count++;
  }
  return count;
}

/** Longest part of a dry spell inside [from, to), intervals; 0 for none. */
export function longestDry(spells: readonly DrySpell[], from: number, to: number): number {
  let longest = 0;
  for (const spell of spells) {
    if (spell.from >= to) break;
    longest = Math.max(longest, Math.min(spell.to, to) - Math.max(spell.from, from));
  }
  return longest;
}

export const indexAt = ({ startAt }: IntervalSeries, at: number) => Math.floor((at - startAt) / INTERVAL_MS);
