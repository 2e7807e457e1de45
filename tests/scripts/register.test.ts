import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { explainSeries, seriesSchema } from '../../scripts/explain-series.ts';

const explain = (input: object) => explainSeries(seriesSchema.parse(input));
const register = (input: string) => spawnSync(process.execPath, ['--import', 'tsx', 'scripts/register.ts'], { encoding: 'utf8', input });

describe('npm run register', () => {
  it('explains each step of a series on standard input, and sums what it used', () => {
    const hour = 3_600_000;
    const readings = [999_987.65, 3.45, 13, 900, 13.5].map((value, index) => [1_790_000_000_000 + index * hour, value]);
    const { stdout, stderr, status } = register(JSON.stringify({ digits: 6, decimals: 2, rating_per_hour: 100, readings }));
    expect([stderr, status]).toEqual(['', 0]);
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [
        { index: 1, at: '2026-09-21T15:13:20.000Z', kind: 'rollover', amount: 15.8 },
        { index: 2, kind: 'normal', amount: 9.55 },
        { index: 3, kind: 'glitch', amount: null, why: 'foreign or stale: the readings after go on from 13' },
        { index: 4, kind: 'normal', amount: 0.5 },
      ],
      consumption: 25.85,
      rollovers: 1,
      glitches: 1,
      suspicious: 0,
    });
  });

  it.each([
    ['nope', /^input: not JSON/],
    ['{"readings":[[1,2],[3,"a"]]}', /^readings\.1: \[3,"a"\]: expected a number from 0 on/],
    ['{"readings":[1],"digits":99}', /^digits: 99: expected a whole number from 3 to 12$/m],
    ['{"readings":[1,[2,3]]}', /expected a time with every reading, or with none/],
    ['{"readings":[1],"register_max":12345}', /^register_max: 12345: expected a power of ten/],
    ['{"readings":[1],"falls":"up"}', /^falls: "up": expected one of judge, restart, net/],
    ['{"readings":[1],"foo":1}', /^foo: not known; known: readings, digits/],
  ])('names the mistake in %s and ends with code 2', (input, words) => {
    const { stdout, stderr, status } = register(input);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toMatch(words);
  });

  it('takes readings in any order and knows the digits from a fall out of the last tenth', () => {
    const ordered = [9990, 9998, 3].map((value, index) => [index * 900_000, value]);
    expect(explain({ readings: ordered.toReversed() })).toMatchObject({
      register: { digits: 4, inferred: ['digits', 'decimals'] },
      steps: [{ index: 1 }, { index: 0, kind: 'rollover', amount: 5 }],
      consumption: 13,
    });
    expect(explain({ readings: [9990, 9998, 3], digits: 6 }).rollovers).toBe(0);
  });

  it('asks a rating only where it is known how much time passed, and takes null for not known', () => {
    const readings = [999_987.65, 123.45];
    expect(explain({ readings, digits: 6, rating_per_hour: 1, decimals: null })).toMatchObject({ consumption: 135.8, rollovers: 1 });
    expect(explain({ readings, digits: 6, rating_per_hour: 1, interval_s: 3600 })).toMatchObject({ consumption: null, suspicious: 1 });
  });

  it('multiplies with the ratio, counts what a long gap holds, and says nothing of nothing', () => {
    const day = 86_400_000;
    const gap = explain({
      readings: [
        [0, 1],
        [900_000, 2],
        [1_800_000, 3],
        [3 * day, 10],
      ],
      ratio: 40,
    });
    expect(gap).toMatchObject({ consumption: 360, held: 280, gaps: 1, steps: [{}, {}, { kind: 'gap', held: true, consumption: 280 }] });
    expect(explain({ readings: [] })).toMatchObject({ steps: [], consumption: null });
  });
});
