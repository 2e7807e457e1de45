import { describe, expect, it } from 'vitest';
import type { RoundView } from '../../../api/schemas/tonight.ts';
import { sumRounds, toAvoidedChart } from '../../../dashboard/night/rounds-chart.ts';
import { isHatched } from '../../../dashboard/charts/model.ts';
import { createLocalTime } from '../../../domain/local-time.ts';

const local = createLocalTime('Asia/Shanghai');
const span = { fromNight: '2026-11-18', toNight: '2026-11-20' };
const round = (night: string, more: Partial<RoundView> = {}): RoundView => ({
  night,
  number: 1,
  frozenAt: 0,
  firstAnswerAt: null,
  lastAnswerAt: null,
  isMissed: false,
  by: [],
  stops: 2,
  rooms: 3,
  answered: 2,
  confirmed: 1,
  stillOn: 0,
  leftOut: 0,
  blind: 0,
  spotChecks: { done: 0, foundOn: 0 },
  avoidedKwh: 4,
  avoidedYuan: 2,
  ...more,
});

describe('what rounds brought', () => {
  it('is one bar a night, both lists of a night together, a night without a round a gap', () => {
    const rounds = [round('2026-11-20', { number: 2, avoidedKwh: 1 }), round('2026-11-20'), round('2026-11-18', { avoidedKwh: 0 })];
    const chart = toAvoidedChart(rounds, span, local, [])!;
    expect(chart.points.map(({ at, value }) => [local.dayOf(at), value])).toEqual([
      ['2026-11-18', 0],
      ['2026-11-19', null],
      ['2026-11-20', 5],
    ]);
    expect(chart).toMatchObject({ unit: 'kWh', shape: 'bars', medium: 'electricity' });
    expect(chart.points.map(isHatched)).toEqual([true, false, true]);
  });

  it('is no chart while nothing was avoided', () => {
    expect(toAvoidedChart([round('2026-11-20', { avoidedKwh: 0 })], span, local, [])).toBeUndefined();
    expect(toAvoidedChart([], span, local, [])).toBeUndefined();
  });

  it('is summed up with the missed rounds among them', () => {
    const rounds = [round('2026-11-20'), round('2026-11-19', { isMissed: true, answered: 0, confirmed: 0, avoidedKwh: 0, avoidedYuan: 0 })];
    expect(sumRounds(rounds)).toEqual({
      rounds: 2,
      missed: 1,
      stops: 4,
      rooms: 6,
      answered: 2,
      confirmed: 1,
      avoidedKwh: 4,
      avoidedYuan: 2,
    });
  });
});
