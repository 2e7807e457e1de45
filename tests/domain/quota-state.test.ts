import { describe, expect, it } from 'vitest';
import type { QuotaPlan } from '../../domain/quota.ts';
import { quotaStateOf, yearQuotas } from '../../domain/quota-state.ts';

const plan = (version: number, changes: Partial<QuotaPlan> = {}): QuotaPlan => ({
  id: 'power',
  site: 'hill',
  version,
  name: '全校用电',
  unit: { kind: 'site' },
  medium: 'electricity',
  period: 'year',
  from: '2026-01-01',
  to: '2027-01-01',
  amount: '900000',
  responsible: '李主任',
  basis: '',
  savedBy: '王老师',
  savedAt: 0,
  approvedBy: '校长',
  approvedAt: 1,
  ...changes,
});
const DRAFT = { approvedBy: null, approvedAt: null };
const states = (versions: QuotaPlan[], today: string) => versions.map((one) => quotaStateOf(one, versions, today));

describe('the state of a quota', () => {
  it('is a draft until it is signed, whatever the date', () => {
    expect(states([plan(1, DRAFT)], '2026-06-01')).toEqual(['draft']);
  });

  it('follows the date once it is signed: its last day is in force, the day after is not', () => {
    const on = (today: string) => states([plan(1)], today)[0];
    expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map(on)).toEqual(['approved', 'in_force', 'in_force', 'ended']);
  });

  it('stays in force beside a new draft, and is replaced when that is signed', () => {
    expect(states([plan(1), plan(2, DRAFT)], '2026-06-01')).toEqual(['in_force', 'draft']);
    expect(states([plan(1), plan(2)], '2026-06-01')).toEqual(['replaced', 'in_force']);
  });

  it('is not replaced by a version of the next year', () => {
    const next = plan(2, { from: '2027-01-01', to: '2028-01-01' });
    expect(states([plan(1), next], '2026-12-20')).toEqual(['in_force', 'approved']);
    expect(states([plan(1), next], '2027-01-02')).toEqual(['ended', 'in_force']);
  });

  it('of a draft that was written again is replaced', () => {
    expect(states([plan(1, DRAFT), plan(2, DRAFT)], '2026-06-01')).toEqual(['replaced', 'draft']);
  });

  it('does not follow from other quotas', () => {
    expect(states([plan(1), plan(2, { id: 'water' }), plan(3, { site: 'dale' })], '2026-06-01')).toEqual([
      'in_force',
      'in_force',
      'in_force',
    ]);
  });
});

describe('quotas of a year', () => {
  it('are the signed ones of the school and its buildings', () => {
    const building = plan(1, { id: 'b1', unit: { kind: 'building', id: 'b1' }, medium: 'water', amount: '120.5' });
    expect(yearQuotas([plan(1), plan(2, { ...DRAFT, amount: '1' }), building])).toEqual([
      { medium: 'electricity', year: 2026, amount: 900_000 },
      { medium: 'water', year: 2026, amount: 120.5, building: 'b1' },
    ]);
    expect(yearQuotas([plan(1), plan(2, { amount: '880000' })])).toMatchObject([{ amount: 880_000 }]);
  });

  it('are no others: of a school year, a month, a meter, a group, a draft', () => {
    const others = [
      { from: '2025-09-01', to: '2026-09-01' },
      { from: '2026-03-01', to: '2026-04-01' },
      { unit: { kind: 'meter', id: 'm' } as const },
      { unit: { kind: 'group', name: '高中部', buildings: ['b1'] } as const },
      DRAFT,
    ];
    expect(yearQuotas(others.map((changes, index) => plan(1, { id: `${index}`, ...changes })))).toEqual([]);
  });
});
