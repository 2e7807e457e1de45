import { describe, expect, it } from 'vitest';
import { balanceGapOptions, createBalanceGapDetector } from '../../analysis/balance-gap.ts';
import { createDayBook } from '../../analysis/day-book.ts';
import { QUALITIES } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, shanghai } from './series-of.ts';

const detector = createBalanceGapDetector();
const main: Meter = { ...breaker, id: 'main', role: 'building_main' };
const children: Meter[] = ['a', 'b'].map((id) => ({ ...breaker, id, parent: 'main' }));

/** @param parts what a, b and the rest without a meter use on a day, kWh; null: a is not known */
function judge(
  lastDay: string,
  parts: (day: string) => [number | null, number, number],
  role: Meter['role'] = 'building_main',
  from = '2026-04-01',
) {
  const meters = [{ ...main, role }, ...children];
  const totals = daysBetween(from, addDays(lastDay, 1)).flatMap((day) => {
    const [a, b, rest] = parts(day);
    const row = (meter: string, total: number | null) => ({
      meter,
      day,
      startAt: shanghai.startOfDay(day),
      total,
      counts: QUALITIES.map((quality) => (quality === (total === null ? 'absent' : 'measured') ? 96 : 0)),
    });
    return [row('main', (a ?? 0) + b + rest), row('a', a), row('b', b)];
  });
  return detector.judge({ meters, days: createDayBook(meters, totals), local: shanghai, lastDay });
}
const since = (day: string, before: [number, number, number], after: [number, number, number]) => (of: string) =>
  of < day ? before : after;

describe('balance_gap', () => {
  it('has the defaults of the domain note', () => {
    expect(balanceGapOptions.parse({})).toEqual({ lowest: -0.02, highest: 0.08 });
  });

  it('says nothing inside −2 … +8 %, and nothing before the 8th', () => {
    expect(judge('2026-07-20', () => [60, 35, 5])).toMatchObject({ findings: [], judged: new Set(['main']) });
    expect(judge('2026-07-20', () => [60, 41, -1]).findings).toEqual([]);
    expect(judge('2026-07-06', since('2026-07-01', [60, 35, 5], [60, 35, 25])).judged.size).toBe(0);
  });

  it('finds children that count more than their parent, whatever was before', () => {
    const { findings } = judge('2026-07-10', () => [60, 43, -3], 'building_main', '2026-07-01');
    expect(findings).toMatchObject([
      { rule: 'balance_gap', meter: 'main', night: '2026-07-01', startAt: at('2026-07-01', '00:00'), endAt: undefined, others: ['a', 'b'] },
    ]);
    expect(findings[0]!.evidence).toEqual([
      { name: 'gap_share', value: -3, unit: '%' },
      { name: 'gap', value: -30, unit: 'kWh' },
      { name: 'parent_total', value: 1000, unit: 'kWh' },
      { name: 'days', value: 10, unit: 'days' },
    ]);
  });

  it('finds a gap of 20 % where there was none in one of the three months before', () => {
    expect(judge('2026-07-10', since('2026-07-01', [60, 35, 5], [60, 20, 20])).findings).toHaveLength(1);
    expect(judge('2026-07-10', () => [60, 20, 20]).findings).toEqual([]);
    expect(judge('2026-07-10', since('2026-04-01', [60, 35, 5], [60, 20, 20]), 'building_main', '2026-03-01').findings).toEqual([]);
  });

  it('expects everything to be metered below a campus main', () => {
    expect(judge('2026-07-10', () => [60, 20, 20], 'campus_main').findings).toHaveLength(1);
  });

  it('measures the bound by what is usual: in a vacation the lamps are a large share of little', () => {
    expect(judge('2026-07-20', since('2026-07-01', [600, 350, 30], [40, 20, 30])).findings).toEqual([]);
    expect(judge('2026-07-20', since('2026-07-01', [600, 350, 30], [40, 20, 90])).findings).toHaveLength(1);
  });

  it('judges no month of which more than a twentieth is not known', () => {
    const [good, bad] = [[60, 43, -3] as [number, number, number], [null, 43, 57] as [null, number, number]];
    expect(judge('2026-07-20', (day) => (day === '2026-07-04' ? bad : good)).findings).toHaveLength(1);
    expect(judge('2026-07-20', (day) => (day >= '2026-07-04' && day <= '2026-07-05' ? bad : good)).judged.size).toBe(0);
  });

  it('is closed with its month', () => {
    expect(judge('2026-07-31', () => [60, 43, -3]).findings).toMatchObject([{ night: '2026-07-01', endAt: at('2026-08-01', '00:00') }]);
  });
});
