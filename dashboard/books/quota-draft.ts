import type { QuotaRequest, QuotaVersionView } from '../../api/schemas/books.ts';
import { parseDecimal } from '../money/decimal-text.ts';
import { daysOf, firstMonth, lastDayOf, type Period } from './periods.ts';
import { addDays } from '../../domain/local-time.ts';

export const UNIT_KINDS = ['site', 'building', 'group', 'meter'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** What stands in the form. */
export interface QuotaDraft {
  name: string;
  medium: QuotaRequest['medium'];
  unit: UnitKind;
  building: string;
  buildings: readonly string[];
  group: string;
  meter: string;
  period: Period;
  /** First month of a period of months. */
  month: string;
  /** Of a term: days, both included. */
  first: string;
  last: string;
  amount: string;
  responsible: string;
  basis: string;
}

/** An empty form, or that of a version to go on from. */
export function toDraft(today: string, before?: QuotaVersionView): QuotaDraft {
  const unit = before?.unit;
  return {
    name: before?.name ?? '',
    medium: before?.medium ?? 'electricity',
    unit: unit?.kind ?? 'site',
    building: unit?.kind === 'building' ? unit.id : '',
    buildings: unit?.kind === 'group' ? unit.buildings : [],
    group: unit?.kind === 'group' ? unit.name : '',
    meter: unit?.kind === 'meter' ? unit.id : '',
    period: before?.period ?? 'year',
    month: before?.from.slice(0, 7) ?? firstMonth('year', today),
    first: before?.from ?? today,
    last: before ? lastDayOf(before.to) : addDays(today, 120),
    amount: before?.amount ?? '',
    responsible: before?.responsible ?? '',
    basis: before?.basis ?? '',
  };
}

/** Undefined: something is missing. */
export function toRequest(draft: QuotaDraft, id?: string): QuotaRequest | undefined {
  const amount = parseDecimal(draft.amount);
  const unit = unitOf(draft);
  const [name, responsible, basis] = [draft.name, draft.responsible, draft.basis].map((text) => text.trim()) as [string, string, string];
  if (!unit || amount === undefined || !(Number(amount) > 0) || name === '' || responsible === '' || basis === '') return undefined;
  const { medium, period } = draft;
  const days = period === 'term' ? { from: draft.first, to: addDays(draft.last, 1) } : daysOf(period, draft.month);
  return { ...(id === undefined ? {} : { id }), name, unit, medium, period, ...days, amount, responsible, basis };
}

function unitOf({ unit, building, buildings, group, meter }: QuotaDraft): QuotaRequest['unit'] | undefined {
  if (unit === 'site') return { kind: 'site' };
  if (unit === 'building') return building === '' ? undefined : { kind: 'building', id: building };
  if (unit === 'meter') return meter === '' ? undefined : { kind: 'meter', id: meter };
  return buildings.length === 0 || group.trim() === '' ? undefined : { kind: 'group', name: group.trim(), buildings: [...buildings] };
}
