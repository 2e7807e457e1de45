import { CARRIER_FACTS } from '../domain/carriers.ts';
import { CARRIERS, type Factor, FACTOR_KINDS } from '../domain/factor.ts';
import { BUILT_IN_FACTORS, chooseFactor } from '../domain/factors.ts';
import { INSTITUTION_FIELDS, type SchoolFact } from '../domain/school-facts.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { Unprocessable } from './problems.ts';
import type { FactorRequest, FactorView, FactRequest, FactView } from './schemas/books.ts';

/** @throws NotFound for a building that is not there; Unprocessable */
export function checkFact(view: SiteView, fact: FactRequest): void {
  if (fact.kind === 'institution') checkFields(fact.fields);
  if (fact.kind !== 'area' || fact.building === null) return;
  view.building(fact.building);
  if (fact.areaKind === 'land')
    throw new Unprocessable({ path: 'body.areaKind', message: "a building has no 'land'; allowed: building, heated" });
}

function checkFields(fields: Readonly<Record<string, string>>): void {
  const known = INSTITUTION_FIELDS.map(({ zh }) => zh);
  const unknown = Object.keys(fields).filter((field) => !known.includes(field));
  const allowed = `allowed: ${known.join(', ')}`;
  if (unknown.length > 0)
    throw new Unprocessable(...unknown.map((field) => ({ path: `body.fields.${field}`, message: `no such field; ${allowed}` })));
  if (Object.keys(fields).length === 0)
    throw new Unprocessable({ path: 'body.fields', message: `at least one has to be filled in; ${allowed}` });
}

export function toFactView({ site: _, ...fact }: SchoolFact, held: ReadonlySet<string>): FactView {
  return { ...fact, isHeld: held.has(fact.id) } as FactView;
}

/** @throws Unprocessable */
export function checkFactor({ validFrom, validTo }: Pick<FactorRequest, 'validFrom' | 'validTo'>): void {
  if (validTo === null || validTo > validFrom) return;
  throw new Unprocessable({ path: 'body.validTo', message: `has to lie after ${validFrom} (got '${validTo}')` });
}

/** Those that come with the program and the school's own, carrier by carrier, with which of them a report of the month uses. */
export function toFactorViews(own: readonly Factor[], month: string, region: string | null): FactorView[] {
  const factors = [...BUILT_IN_FACTORS, ...own];
  const chosen = new Set(
    FACTOR_KINDS.flatMap((kind) => CARRIERS.flatMap((carrier) => chooseFactor(factors, { kind, carrier, region, month })?.id ?? [])),
  );
  const rankOf = ({ kind, carrier }: Factor) => FACTOR_KINDS.indexOf(kind) * CARRIERS.length + CARRIERS.indexOf(carrier);
  return factors
    .toSorted(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        Number(a.isBuiltIn) - Number(b.isBuiltIn) ||
        (b.dataYear ?? 0) - (a.dataYear ?? 0) ||
        Number(b.region === 'national') - Number(a.region === 'national'),
    )
    .map((factor) => toFactorView(factor, chosen));
}

export function toFactorView(factor: Factor, chosen: ReadonlySet<string>): FactorView {
  const unit = `${factor.kind === 'kgce' ? 'kgce' : 'kgCO₂'}/${CARRIER_FACTS[factor.carrier].unit}`;
  return { ...factor, unit, isChosen: chosen.has(factor.id) };
}
