import { factsOf } from '../domain/facts-of-month.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import type { FactsOfMonth } from '../domain/school-facts.ts';
import { type Compared, type ComparedQuery, compareBuildings, NIGHT_SHARE_DAYS } from '../consumption/compare-buildings.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { round } from '../consumption/tally.ts';
import type { Records } from '../store/ports.ts';
import { checkSpan } from './consumption.ts';
import { BadQuery } from './problems.ts';
import type { ComparedUse, ComparisonAnswer } from './schemas/use.ts';

const MAX_DAYS = 400;

/**
 * Buildings beside each other and beside their past, with what there is to divide by.
 *
 * @throws NotFound, BadQuery
 */
export async function readComparison(
  records: Pick<Records, 'intervals' | 'facts'>,
  view: SiteView,
  query: ComparedQuery,
  now: number,
): Promise<ComparisonAnswer> {
  const today = view.local.dayOf(now);
  const to = query.to < today ? query.to : today;
  if (query.from >= today)
    throw new BadQuery('query.from', `must be before today (${today}): whole days are compared (got '${query.from}')`);
  checkSpan(query.from, to, MAX_DAYS);
  const asked = { ...query, to };
  const comparing = await compareBuildings(records.intervals, view, asked, now);
  const facts = factsOf(await records.facts.list(view.id), addDays(to, -1).slice(0, 7));
  return {
    medium: query.medium,
    unit: MEDIUM_FACTS[query.medium].unit,
    from: query.from,
    to,
    against: query.against,
    before: comparing.before,
    kinds: comparing.kinds,
    beforeKinds: comparing.beforeKinds,
    nightShareDays: NIGHT_SHARE_DAYS,
    whole: comparing.whole ? toUse(comparing.whole, areaOfSchool(view, facts), headsOf(view, facts, query.medium)) : null,
    buildings: comparing.buildings.map((compared) => {
      const { key, name, nameEn } = compared.scope;
      const { function: use, areaM2 } = view.building(key);
      const area = view.hasWholeBuildings ? (numberOf(facts.areaOf.get(key)) ?? areaM2 ?? null) : null;
      return { building: key, name, nameEn, function: use, ...toUse(compared, area, null) };
    }),
  };
}

const numberOf = (decimal: string | null | undefined) => (decimal === null || decimal === undefined ? null : Number(decimal));

/** Of who sees the whole school: the certificate's, else the sum of the buildings that say theirs, where all do. */
function areaOfSchool(view: SiteView, facts: FactsOfMonth): number | null {
  if (!view.isWhole) return null;
  const areas = view.plan.buildings
    .filter((building) => building.function !== 'outdoor')
    .map(({ id, areaM2 }) => numberOf(facts.areaOf.get(id)) ?? areaM2);
  const isComplete = areas.length > 0 && areas.every((area) => area !== undefined);
  return numberOf(facts.areaM2) ?? (isComplete ? areas.reduce((sum, area) => sum + area, 0) : null);
}

function headsOf(view: SiteView, facts: FactsOfMonth, medium: Medium): number | null {
  return view.isWhole ? numberOf(medium === 'water' ? facts.waterHeads : facts.energyHeads) : null;
}

function toUse(
  { amount, night, now, nowDays, before, beforeDays, change }: Compared,
  areaM2: number | null,
  people: number | null,
): ComparedUse {
  const per = (count: number | null) => (amount.value === null || count === null || count <= 0 ? null : round(amount.value / count));
  return {
    amount,
    areaM2,
    perM2: per(areaM2),
    people,
    perPerson: per(people),
    nightShare: night && { value: night.share, coverage: night.coverage },
    before: { ...before, days: beforeDays },
    now: { ...now, days: nowDays },
    change,
  };
}
