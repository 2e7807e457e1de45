import type { FactRequest, FactView } from '../../api/schemas/books.ts';
import type { HeadCategory } from '../../domain/school-facts.ts';
import { parseNumber } from '../numbers.ts';
import { parseDecimal } from '../money/decimal-text.ts';

export type FactKind = FactRequest['kind'];
export const AREA_KINDS = ['building', 'land', 'heated'] as const;
export const USES = ['energy', 'water'] as const;

/** What stands in the form, of every kind. */
export interface FactDraft {
  fromMonth: string;
  source: string;
  /** Empty: the school. */
  building: string;
  areaKind: (typeof AREA_KINDS)[number];
  m2: string;
  category: HeadCategory;
  count: string;
  weight: string;
  uses: readonly string[];
  region: string;
  fields: Record<string, string>;
}

export function toFactDraft(month: string, before?: FactView): FactDraft {
  const draft: FactDraft = {
    fromMonth: month,
    source: '',
    building: '',
    areaKind: 'building',
    m2: '',
    category: 'day_pupil',
    count: '',
    weight: '1',
    uses: USES,
    region: '',
    fields: {},
  };
  if (!before) return draft;
  const { fromMonth, source } = before;
  const dated = { ...draft, fromMonth, source };
  if (before.kind === 'area') return { ...dated, building: before.building ?? '', areaKind: before.areaKind, m2: before.m2 };
  if (before.kind === 'region') return { ...dated, region: before.region };
  if (before.kind === 'institution') return { ...dated, fields: { ...before.fields } };
  const { category, count, weight, usesEnergy, usesWater } = before;
  const uses = [...(usesEnergy ? ['energy'] : []), ...(usesWater ? ['water'] : [])];
  return { ...dated, category, count: String(count), weight, uses };
}

export const isArea = (text: string) => Number(parseDecimal(text)) > 0;
export const isCount = (text: string) => Number.isInteger(parseNumber(text)) && parseNumber(text)! >= 0;
export const isWeight = (text: string) => isArea(text) && /^\d{1,3}(\.\d{1,4})?$/.test(parseDecimal(text) ?? '');

/** Undefined: something is missing. */
export function toFactRequest(kind: FactKind, draft: FactDraft): FactRequest | undefined {
  const source = draft.source.trim();
  if (source === '' || draft.fromMonth === '') return undefined;
  const dated = { fromMonth: draft.fromMonth, source };
  if (kind === 'area') {
    if (!isArea(draft.m2)) return undefined;
    return {
      ...dated,
      kind,
      building: draft.building === '' ? null : draft.building,
      areaKind: draft.areaKind,
      m2: parseDecimal(draft.m2)!,
    };
  }
  if (kind === 'heads') {
    if (!isCount(draft.count) || !isWeight(draft.weight)) return undefined;
    const { category, uses } = draft;
    const counts = { usesEnergy: uses.includes('energy'), usesWater: uses.includes('water') };
    return { ...dated, kind, category, count: parseNumber(draft.count)!, weight: parseDecimal(draft.weight)!, ...counts };
  }
  if (kind === 'region') return draft.region.trim() === '' ? undefined : { ...dated, kind, region: draft.region.trim() };
  const fields = Object.fromEntries(
    Object.entries(draft.fields).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  );
  return Object.keys(fields).length === 0 ? undefined : { ...dated, kind, fields };
}
