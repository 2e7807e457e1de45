import { describe, expect, it } from 'vitest';
import type { BalanceRow } from '../../api/schemas/balance.ts';
import { monthsOf, placeOn, rowsOf, scaleOf, toBalanceRows } from '../../dashboard/charts/balance.ts';

const row = (id: string, month: string, parent: number | null, children: number): BalanceRow => {
  const gap = parent === null ? null : parent - children;
  const gapShare = gap === null ? null : gap / parent!;
  return {
    month,
    meter: { id, name: `${id}表`, nameEn: id, medium: 'electricity', unit: 'kWh', building: 'b' },
    parent: { value: parent, coverage: parent === null ? 0.5 : 1 },
    children: [{ id: `${id}-1`, name: '分表', nameEn: 'Branch', value: children, coverage: 1 }],
    childrenSum: { value: children, coverage: 1 },
    gap,
    gapShare,
    verdict: gapShare === null ? 'unknown' : gapShare < -0.02 || gapShare > 0.08 ? 'outside' : 'inside',
  };
};
const ROWS = [
  row('well', '2026-10', 100, 97),
  row('dark', '2026-10', null, 50),
  row('lying', '2026-10', 100, 80),
  row('well', '2026-09', 90, 90),
];

describe('balance', () => {
  it('has the newest month first', () => expect(monthsOf(ROWS)).toEqual(['2026-10', '2026-09']));

  it('shows what is out of range first and what nobody can tell last', () => {
    expect(rowsOf(ROWS, '2026-10').map(({ meter }) => meter.id)).toEqual(['lying', 'well', 'dark']);
  });

  it('draws all mains of a month on one scale that holds the normal band and the widest gap', () => {
    const scale = scaleOf({ lowest: -0.02, highest: 0.08 }, rowsOf(ROWS, '2026-10'));
    expect(scale.low).toBeCloseTo(-0.07, 9);
    expect(scale.high).toBeCloseTo(0.2, 9);
    expect(placeOn(scale, 0.2)).toBe(1);
    expect(placeOn(scale, -5)).toBe(0);
  });

  it('ends its scale at 50 % however far a gap goes', () => {
    expect(scaleOf({ lowest: -0.02, highest: 0.08 }, [row('odd', '2026-10', 10, 40)]).low).toBe(-0.5);
  });

  it('writes a line for each main and each of its branches; what is not known stays empty', () => {
    const lines = toBalanceRows(rowsOf(ROWS, '2026-10').slice(2), ({ nameEn }) => nameEn);
    expect(lines).toEqual([
      ['2026-10', 'dark', 'dark', '', 'kWh', null, 0.5, 50, 1, null, null],
      ['2026-10', 'dark-1', 'Branch', 'dark', 'kWh', 50, 1, null, null, null, null],
    ]);
  });
});
