import type { QuotaPlan, QuotaState } from './quota.ts';
import type { Quota } from './site.ts';

type Dated = Pick<QuotaPlan, 'id' | 'site' | 'version' | 'from' | 'to' | 'approvedAt'>;

const overlap = (one: Dated, other: Dated) => one.from < other.to && other.from < one.to;

/** A draft gives way to any later version; what is approved to a later approved one that speaks of the same days. */
function isReplaced(plan: Dated, versions: readonly Dated[]): boolean {
  return versions.some(
    (other) =>
      other.id === plan.id &&
      other.site === plan.site &&
      other.version > plan.version &&
      (plan.approvedAt === null || (other.approvedAt !== null && overlap(plan, other))),
  );
}

/**
 * @param versions all of the school's
 * @param today    local day
 */
export function quotaStateOf(plan: Dated, versions: readonly Dated[], today: string): QuotaState {
  if (isReplaced(plan, versions)) return 'replaced';
  if (plan.approvedAt === null) return 'draft';
  if (today < plan.from) return 'approved';
  return today < plan.to ? 'in_force' : 'ended';
}

/** Those of a calendar year, of the school or a building, as the rule about their pace (analysis/quota-pace.ts) knows them. */
export function yearQuotas(versions: readonly QuotaPlan[]): Quota[] {
  const approved = versions.filter((plan) => plan.approvedAt !== null && !isReplaced(plan, versions));
  return approved.flatMap(({ unit, medium, from, to, amount }) => {
    const year = Number(from.slice(0, 4));
    const isYear = from === `${year}-01-01` && to === `${year + 1}-01-01`;
    if (!isYear || (unit.kind !== 'site' && unit.kind !== 'building')) return [];
    return [{ medium, year, amount: Number(amount), ...(unit.kind === 'building' ? { building: unit.id } : {}) }];
  });
}
