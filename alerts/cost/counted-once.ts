import type { Alert } from '../../domain/alert.ts';
import type { Meter } from '../../domain/site.ts';

type Tree = readonly Pick<Meter, 'id' | 'parent'>[];
type Wasteful = Alert & { finding: { wasted: { value: number; unit: 'kWh' | 'm³' } } };

/**
 * Alerts about use, each matter once: of several that speak of the same time at the same meter, or at one that counts the
 * other, the one that saw most stands for all.
 *
 * @param meters all of the site
 * @returns largest first
 */
export function countedOnce(alerts: readonly Alert[], meters: Tree): Wasteful[] {
  const chainOf = createChains(meters);
  const kept = new Map<string, Wasteful[]>();
  const wasteful = alerts.filter((alert): alert is Wasteful => (alert.finding.wasted?.value ?? 0) > 0);
  return wasteful
    .toSorted((a, b) => b.finding.wasted.value - a.finding.wasted.value || a.finding.startAt - b.finding.startAt)
    .filter((alert) => {
      const chain = chainOf(alert.meter);
      const isCounted = (kept.get(chain.top) ?? []).some(
        (other) => isSameUse(alert, other) && isOneChain(chain.ids, chainOf(other.meter).ids),
      );
      if (!isCounted) kept.set(chain.top, [...(kept.get(chain.top) ?? []), alert]);
      return !isCounted;
    });
}

function isSameUse({ finding: a }: Wasteful, { finding: b }: Wasteful): boolean {
  const endOf = ({ endAt = Number.POSITIVE_INFINITY }: Alert['finding']) => endAt;
  return a.wasted.unit === b.wasted.unit && a.startAt < endOf(b) && b.startAt < endOf(a);
}

/** Whether the first meter of one counts the first of the other. */
const isOneChain = (a: readonly string[], b: readonly string[]) => a.includes(b[0]!) || b.includes(a[0]!);

/** A meter and all that count it, inside out. */
function createChains(meters: Tree): (meter: string) => { ids: string[]; top: string } {
  const parentOf = new Map(meters.map(({ id, parent }) => [id, parent]));
  return (meter) => {
    const ids = [meter];
    for (let parent = parentOf.get(meter); parent !== undefined && !ids.includes(parent); parent = parentOf.get(parent)) ids.push(parent);
    return { ids, top: ids.at(-1)! };
  };
}
