import { describe, expect, it } from 'vitest';
import { toNightMultiples, topOf } from '../../dashboard/charts/night-multiples.ts';
import { addDays, createLocalTime } from '../../domain/local-time.ts';

const shanghai = createLocalTime('Asia/Shanghai');
const buildingOf = (building: string, values: (number | null)[]) => ({
  building,
  name: building,
  nameEn: building,
  function: 'teaching' as const,
  nights: values.map((value, index) => ({ night: addDays('2026-11-01', index), value, coverage: value === null ? 0 : 1 })),
});

describe('night flow of buildings', () => {
  const dorm = buildingOf('dorm', [200, 200, 210, 200, 200, 900, 200, 220, 240]);
  const leak = buildingOf('leak', [0, 2, 1, 0, 2, 1, 300, 330, null]);
  const dead = buildingOf('dead', [null, null, null, null, null, null, null, null, null]);
  const multiples = toNightMultiples({ unit: 'L/h', buildings: [dead, dorm, leak] }, 'water', shanghai, []);

  it('puts the leak of 315 L/h before the dormitory of 220, and the silent building last', () => {
    expect(multiples.map(({ id, recent }) => [id, recent])).toEqual([
      ['leak', 315],
      ['dorm', 220],
      ['dead', null],
    ]);
  });

  it('knows that the leak is new: 1 L/h in the nights before', () => {
    expect(multiples[0]).toMatchObject({ before: 1, newest: null });
    expect(multiples[0]!.coverage).toBeCloseTo(8 / 9);
  });

  it('cuts a tank of 13,500 L/h off at the 900 of the next, and says so', () => {
    const tank = buildingOf('tank', [0, 13_500]);
    const all = toNightMultiples({ unit: 'L/h', buildings: [dorm, leak, tank] }, 'water', shanghai, []);
    expect(topOf(all)).toEqual({ top: 900, isClipped: true });
  });

  it('has one scale for all, up to the 900 L/h of one night', () => {
    expect(topOf(multiples)).toEqual({ top: 900, isClipped: false });
  });
});
