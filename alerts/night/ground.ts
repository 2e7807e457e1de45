import { ruleOf } from '../../analysis/registry.ts';
import type { Rulebook } from '../../analysis/rulebook.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import type { Finding } from '../../domain/finding.ts';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { PlacedMeter } from '../../domain/placed-meter.ts';
import type { SitePlan, UnitPrices } from '../../domain/site.ts';

/** What the functions of the night know of a school: its plan, its clock, which rules look where. */
export interface Ground {
  plan: SitePlan;
  local: LocalTime;
  rulebook: Rulebook;
}

/** Boarders get up at half past six (domain note 3.1): what runs day and night is counted until then. */
const MORNING = '06:30';

export const pricesOf = ({ plan }: Ground): UnitPrices => plan.prices ?? DEFAULT_PRICES;

/**
 * When the place is in use again after a night: the end of the rule's own window; of a cause that does not end with the night
 * half past six of the next morning.
 */
export function openingAt({ local, rulebook }: Ground, { rule: name, meter }: Pick<Finding, 'rule' | 'meter'>, night: string): number {
  const rule = ruleOf(name);
  if (rule?.kind === 'series') {
    const detector = rule.create(rulebook.optionsOf(name, rulebook.placed.get(meter)));
    if (detector.scope === 'night') return detector.window(local, night).toAt;
  }
  return local.at(addDays(night, 1), MORNING);
}

/** Place on the guard's way; what is not declared any more comes last. */
export function compareWay(a: PlacedMeter | undefined, b: PlacedMeter | undefined): number {
  if (!a || !b) return Number(a === undefined) - Number(b === undefined);
  const keys = (placed: PlacedMeter) => [
    placed.building.walkOrder,
    placed.building.id,
    // Of the whole building: at its entrance.
    placed.space?.floor ?? Number.NEGATIVE_INFINITY,
    placed.space?.walkOrder ?? Number.NEGATIVE_INFINITY,
    placed.meter.walkOrder,
    placed.meter.id,
  ];
  const [left, right] = [keys(a), keys(b)];
  const differs = left.findIndex((key, index) => key !== right[index]);
  return differs < 0 ? 0 : left[differs]! < right[differs]! ? -1 : 1;
}

/** The local day of the evening of an instant: a night reaches from noon to noon. */
export const nightOf = (local: LocalTime, at: number) => local.dayOf(at - 12 * 3_600_000);
