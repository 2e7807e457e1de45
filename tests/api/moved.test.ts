import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalanceAnswer } from '../../api/schemas/balance.ts';
import type { ConsumptionAnswer, NightsAnswer, TodayAnswer } from '../../api/schemas/consumption.ts';
import type { MeterDetail } from '../../api/schemas/sites.ts';
import type { Statement } from '../../domain/correction.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

const MOVED_AT = LONDON.at('2026-05-15', '10:30');

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-06-20', '12:00'));
  for (const day of daysFrom('2026-05-01', 31)) {
    await school.seedDay('a-main', day, 0.5); // 48 kWh a day
    await school.seedDay('a-ac', day, 0.25); // 24 kWh
    await school.seedDay('b-main', day, 1); // 96 kWh
  }
  // In the morning of the 15th the circuit was led to block B: from the 16th on it is there, below b-main.
  await say('1', { kind: 'place', fromAt: MOVED_AT, building: 'b', space: null });
  await say('2', { kind: 'parent', fromAt: MOVED_AT, parent: 'b-main' });
});
afterAll(() => school.close());

async function say(id: string, statement: Statement): Promise<void> {
  const signature = { by: 'Li', reason: 'rewired', recordedAt: MOVED_AT, undone: null };
  await school.records.corrections.commit('hill', { correction: { id, site: 'hill', meter: 'a-ac', statement, ...signature } }, undefined);
}

const MAY = 'medium=electricity&from=2026-05-01&to=2026-06-01';
const ask = async (query: string) => {
  const { series } = await school.get<ConsumptionAnswer>(`/consumption?${query}`);
  return new Map(series.map((one) => [one.key, one]));
};

describe('a circuit that was led to another building in the middle of May', () => {
  it('changes no sum: it was below a main meter before and after', async () => {
    const buildings = await ask(`by=building&bucket=month&${MAY}`);
    expect([buildings.get('a')!.total, buildings.get('b')!.total]).toEqual([31 * 48, 31 * 96]);
    expect((await ask(`by=medium&bucket=month&${MAY}`)).get('electricity')).toMatchObject({ total: 31 * 144, coverage: 1 });
  });

  it('is asked for under the building in which it stood on each day', async () => {
    const inA = (await ask(`by=meter&building=a&bucket=month&${MAY}`)).get('a-ac');
    const inB = (await ask(`by=meter&building=b&bucket=month&${MAY}`)).get('a-ac');
    expect([inA!.total, inB!.total]).toEqual([15 * 24, 16 * 24]);
    expect((await ask(`by=meter&meter=a-ac&bucket=month&${MAY}`)).get('a-ac')!.buckets).toMatchObject([{ value: 31 * 24, coverage: 1 }]);
  });

  it('shows its places, the old one since ever', async () => {
    const { building, history } = await school.get<MeterDetail>('/meters/a-ac');
    expect(building).toBe('b');
    expect(history.places).toEqual([
      { fromAt: null, building: 'a', space: 'a-301' },
      { fromAt: MOVED_AT, building: 'b', space: null },
    ]);
    expect(history.parents.map(({ parent }) => parent)).toEqual(['a-main', 'b-main']);
  });

  it('is balanced against the meter that it was below, on the days on which it was', async () => {
    const { rows } = await school.get<BalanceAnswer>(`/balance?${MAY}`);
    expect(rows.map(({ month, meter, parent, childrenSum, gap }) => [month, meter.id, parent.value, childrenSum.value, gap])).toEqual([
      ['2026-05', 'a-main', 15 * 48, 15 * 24, 15 * 24],
      ['2026-05', 'b-main', 16 * 96, 16 * 24, 16 * 72],
    ]);
  });
});

describe('a main meter of its own from the 20th on', () => {
  beforeAll(() => say('3', { kind: 'parent', fromAt: LONDON.startOfDay('2026-05-20'), parent: null }));

  it('counts by itself from that very day: 24 kWh a day more', async () => {
    const b = (await ask(`by=building&bucket=day&${MAY}`)).get('b')!;
    expect(b.buckets.map(({ value }) => value)).toEqual([
      ...daysFrom('2026-05-01', 19).map(() => 96),
      ...daysFrom('2026-05-20', 12).map(() => 120),
    ]);
    expect(b.total).toBe(31 * 96 + 12 * 24);
    const months = (await ask(`by=building&bucket=month&${MAY}`)).get('b')!;
    expect(months.buckets).toMatchObject([{ value: b.total, coverage: 1 }]);
  });

  it('counts in the nights of those days: 5 kW after 4 kW', async () => {
    const { nights } = await school.get<NightsAnswer>('/nights?building=b&medium=electricity&from=2026-05-18&to=2026-05-21');
    expect(nights).toEqual([
      { night: '2026-05-18', value: 4, coverage: 1 },
      { night: '2026-05-19', value: 5, coverage: 1 },
      { night: '2026-05-20', value: 5, coverage: 1 },
    ]);
  });

  it('is compared with what counted on each of the days before: 168 kWh today, 144 kWh in the middle of nine weekend days', async () => {
    school.setNow(LONDON.at('2026-05-31', '23:59'));
    const today = await school.get<TodayAnswer>('/today?medium=electricity');
    // Three of them, since the 20th, had 168 kWh too.
    expect(today).toMatchObject({ soFar: 168, usualSoFar: 144, comparedDays: 9 });
    expect(today.hours[12]).toMatchObject({ value: 7, usualLow: 6, usualMiddle: 6, usualHigh: 7 });
    school.setNow(LONDON.at('2026-06-20', '12:00'));
  });

  it('puts a gap over that day into neither sum of its own nor twice into any', async () => {
    const [fromAt, toAt] = [LONDON.at('2026-05-19', '12:00'), LONDON.at('2026-05-21', '12:00')];
    const gap = { meter: 'a-ac', fromAt, toAt, from: 0, to: 9, kind: 'gap', amount: 9, consumption: 9, booking: 'held', size: 9 } as const;
    await school.seedSteps(gap);
    expect((await ask(`by=building&bucket=month&${MAY}`)).get('b')).toMatchObject({ held: 0 });
    expect((await ask(`by=meter&bucket=month&${MAY}`)).get('a-ac')).toMatchObject({ held: 9 });
  });
});
