import { addDays } from '../domain/local-time.ts';
import type { QuotaPlan, QuotaUnit } from '../domain/quota.ts';
import { quotaStateOf } from '../domain/quota-state.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { Unprocessable } from './problems.ts';
import type { QuotaRequest, QuotaVersionView } from './schemas/books.ts';

/** A term, and every other period of days. */
const LONGEST_DAYS = 400;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** @throws NotFound for a place that is not there; Unprocessable */
export function checkQuota(view: SiteView, { unit, medium, period, from, to }: QuotaRequest): void {
  if (unit.kind === 'building') view.building(unit.id);
  if (unit.kind === 'group') for (const id of unit.buildings) view.building(id);
  if (unit.kind === 'meter' && view.meter(unit.id).medium !== medium) {
    throw new Unprocessable({ path: 'body.medium', message: `meter '${unit.id}' counts ${view.meter(unit.id).medium}, not ${medium}` });
  }
  if (period === 'term') return checkTerm(from, to);
  const should = `${monthAfter(from, MONTHS[period])}-01`;
  if (!from.endsWith('-01'))
    throw new Unprocessable({ path: 'body.from', message: `a ${period} begins on the first of a month (got '${from}')` });
  if (to !== should) throw new Unprocessable({ path: 'body.to', message: `a ${period} from ${from} ends before ${should} (got '${to}')` });
}

function checkTerm(from: string, to: string): void {
  const latest = addDays(from, LONGEST_DAYS);
  if (to > from && to <= latest) return;
  throw new Unprocessable({ path: 'body.to', message: `has to lie after ${from} and not after ${latest} (got '${to}')` });
}

/** `2026-11-01`, 3 → `2027-02` */
function monthAfter(day: string, count: number): string {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year!, month! - 1 + count, 1)).toISOString().slice(0, 7);
}

export function toVersionView(view: SiteView, plan: QuotaPlan, versions: readonly QuotaPlan[], today: string): QuotaVersionView {
  const { site: _, unit, ...said } = plan;
  return {
    ...said,
    unit: unit.kind === 'group' ? { ...unit, buildings: [...unit.buildings] } : unit,
    state: quotaStateOf(plan, versions, today),
    unitName: nameOf(view, unit),
    isNewest: !versions.some(({ id, version }) => id === plan.id && version > plan.version),
  };
}

/** What is not there any more goes by its id. */
function nameOf(view: SiteView, unit: QuotaUnit): QuotaVersionView['unitName'] {
  if (unit.kind === 'site') return toNames(view.plan.site);
  if (unit.kind === 'group') return { name: unit.name, nameEn: unit.name };
  const place = unit.kind === 'building' ? view.buildings.get(unit.id) : view.meters.get(unit.id);
  return place ? toNames(place) : { name: unit.id, nameEn: unit.id };
}
