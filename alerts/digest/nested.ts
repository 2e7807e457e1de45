import type { Meter } from '../../domain/site.ts';

type Tree = readonly Pick<Meter, 'id' | 'parent'>[];
interface OfMeter {
  meter: string;
}

/** Those with no other one before them: their sum counts nothing twice. @param meters all of the site */
export function outermost<T extends OfMeter>(list: readonly T[], meters: Tree): T[] {
  const isInside = insiders(list, meters);
  return list.filter(({ meter }) => !isInside(meter));
}

/** Those with no other one behind them: where to go. */
export function innermost<T extends OfMeter>(list: readonly T[], meters: Tree): T[] {
  const parentsOf = createParents(meters);
  const around = new Set(list.flatMap(({ meter }) => parentsOf(meter)));
  return list.filter(({ meter }) => !around.has(meter));
}

/** Whether a meter hangs behind one of these. */
export function insiders(list: readonly OfMeter[], meters: Tree): (meter: string) => boolean {
  const parentsOf = createParents(meters);
  const named = new Set(list.map(({ meter }) => meter));
  return (meter) => parentsOf(meter).some((parent) => named.has(parent));
}

function createParents(meters: Tree): (meter: string) => string[] {
  const byId = new Map(meters.map(({ id, parent }) => [id, parent]));
  return (meter) => {
    const parents: string[] = [];
    for (let parent = byId.get(meter); parent !== undefined && !parents.includes(parent); parent = byId.get(parent)) parents.push(parent);
    return parents;
  };
}
