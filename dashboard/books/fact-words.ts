import type { FactView } from '../../api/schemas/books.ts';
import { INSTITUTION_FIELDS } from '../../domain/school-facts.ts';
import { GAP } from '../format.ts';
import { formatDecimal } from '../money/decimal-text.ts';

/** A fact in a line: what it is about, and what it says. */
export function toFactWords(
  fact: FactView,
  t: (key: string, named?: Record<string, unknown>) => string,
  nameOfBuilding: (id: string) => string,
): { about: string; says: string; beside: string } {
  if (fact.kind === 'area') {
    const place = fact.building === null ? t('fact.school') : nameOfBuilding(fact.building);
    return { about: `${place} · ${t(`fact.areaKind.${fact.areaKind}`)}`, says: `${formatDecimal(fact.m2)}${GAP}m²`, beside: '' };
  }
  if (fact.kind === 'heads') {
    const uses = [...(fact.usesEnergy ? [t('fact.usesEnergy')] : []), ...(fact.usesWater ? [t('fact.usesWater')] : [])];
    const weight = t('fact.weightOf', { weight: formatDecimal(fact.weight) });
    const beside = [weight, uses.join(' + ') || t('fact.usesNothing')].join(' · ');
    return { about: t(`fact.category.${fact.category}`), says: formatDecimal(String(fact.count)), beside };
  }
  if (fact.kind === 'region') return { about: t('fact.kind.region'), says: fact.region, beside: '' };
  return { about: fact.fields[INSTITUTION_FIELDS[0]!.zh] ?? t('fact.kind.institution'), says: '', beside: '' };
}
