import { describe, expect, it } from 'vitest';
import { createDuplicateChannelDetector, duplicateChannelOptions } from '../../analysis/duplicate-channel.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, metered, shanghai, spoiled, waterMain } from './series-of.ts';

const detector = createDuplicateChannelDetector();
const DAY = '2026-07-07';
const NOW = at('2026-07-08', '00:00');
const lively = (instant: number) => 3 + 2 * Math.sin(instant / 4_000_000);
const series = (rate: (instant: number) => number) => metered(DAY, '2026-07-08', rate);
const meter = (id: string, more: Partial<Meter> = {}): Meter => ({ ...breaker, id, ...more });
const judge = (...meters: Parameters<typeof detector.judge>[0]['meters']) => detector.judge({ meters, local: shanghai, now: NOW });

describe('duplicate_channel', () => {
  it('has the defaults of the domain note', () => {
    expect(duplicateChannelOptions.parse({})).toEqual({ hours: 24, distinctAmounts: 20 });
  });

  it('names two meters that counted the same for a day, quarter hour by quarter hour', () => {
    const { findings } = judge({ meter: meter('a'), series: series(lively) }, { meter: meter('b'), series: series(lively) });
    expect(findings).toMatchObject([{ rule: 'duplicate_channel', meter: 'b', others: ['a'], night: DAY, startAt: at(DAY, '00:00') }]);
    expect(findings[0]!.evidence).toContainEqual({ name: 'same_for', value: 24, unit: 'h' });
  });

  it('lets a few quarter hours be missing, but not a difference of one step', () => {
    const gap = spoiled(series(lively), at(DAY, '10:00'), at(DAY, '12:00'), 'absent');
    expect(judge({ meter: meter('a'), series: gap }, { meter: meter('b'), series: series(lively) }).findings).toHaveLength(1);
    const long = spoiled(series(lively), at(DAY, '10:00'), at(DAY, '14:00'), 'absent');
    expect(judge({ meter: meter('a'), series: long }, { meter: meter('b'), series: series(lively) }).findings).toEqual([]);
    const other = series(lively);
    other.values[40]! += 0.01;
    expect(judge({ meter: meter('a'), series: other }, { meter: meter('b'), series: series(lively) }).findings).toEqual([]);
  });

  it('needs twenty different amounts: two lamps that burn alike are no proof', () => {
    const lamp = (instant: number) => (shanghai.clockOf(instant) < '06:00' ? 2 : 0);
    const found = judge({ meter: meter('a'), series: series(lamp) }, { meter: meter('b'), series: series(lamp) });
    expect(found).toMatchObject({ findings: [], judged: new Set() });
  });

  it('compares meters of one medium, and not a parent with its only child', () => {
    const one = { meter: meter('a'), series: series(lively) };
    expect(judge(one, { meter: waterMain, series: series(lively) }).findings).toEqual([]);
    const child = { meter: meter('b', { parent: 'a' }), series: series(lively) };
    expect(judge(one, child).findings).toEqual([]);
    const sibling = { meter: meter('c', { parent: 'a' }), series: series(() => 1) };
    expect(judge(one, child, sibling).findings).toMatchObject([{ meter: 'b', others: ['a'] }]);
  });
});
