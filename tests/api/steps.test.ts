import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { StepDetail, StepView } from '../../api/schemas/corrections.ts';
import type { Statement } from '../../domain/correction.ts';
import type { StepRecord } from '../../store/ports.ts';
import { LONDON, openSchool, type School } from './school.ts';

const DAY = '2026-05-19';
const at = (clock: string) => LONDON.at(DAY, clock);
const QUARTER_MS = 900_000;

/** A step of 15 min that ends at a clock time of the day, with nothing known of it. */
function step(meter: string, clock: string, kind: StepRecord['kind'], size: number, more: Partial<StepRecord> = {}): StepRecord {
  const toAt = at(clock);
  const unknown = { amount: null, consumption: null, booking: 'none' as const };
  return { meter, fromAt: toAt - QUARTER_MS, toAt, from: 100, to: 100 + size, kind, size, ...unknown, ...more };
}
const known = (consumption: number, booking: StepRecord['booking']) => ({ amount: consumption, consumption, booking });

let school: School;
beforeAll(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
  await school.seedSteps(
    step('a-main', '09:00', 'suspicious', 5000),
    step('a-main', '10:00', 'exchange', 50),
    step('a-main', '11:00', 'exchange', 70, known(3, 'laid')),
    step('b-main', '08:00', 'suspicious', 9000),
    step('b-main', '09:00', 'suspicious', 7000),
    step('b-main', '10:00', 'rollover', 4, known(4, 'laid')),
    step('a-water', '06:00', 'gap', 2, known(2, 'held')),
    step('a-ac', '06:00', 'gap', 30, known(30, 'held')),
    step('a-ac', '07:00', 'outage', 1),
  );
  await say('1', 'b-main', { kind: 'step', toAt: at('09:00'), as: 'unknown' });
  await say('2', 'a-main', { kind: 'exchange', at: at('10:50'), closing: 101, opening: 0 });
  await say('3', 'a-ac', { kind: 'outage', fromAt: at('06:50'), toAt: null, why: 'bypassed' });
});
afterAll(() => school.close());

async function say(id: string, meter: string, statement: Statement): Promise<void> {
  const signature = { by: 'Li', reason: 'seen', recordedAt: at('12:00'), undone: null };
  await school.records.corrections.commit('hill', { correction: { id, site: 'hill', meter, statement, ...signature } }, undefined);
}

const ask = (query: string) => school.get<{ steps: StepView[]; open: number }>(`/steps?${query}`);
const brief = ({ steps }: { steps: StepView[] }) => steps.map(({ meter, kind, size }) => [meter.id, kind, size]);

describe('steps', () => {
  it('that wait for a person come largest first; one that somebody called unknown waits no more', async () => {
    const answer = await ask('');
    expect(brief(answer)).toEqual([
      ['b-main', 'suspicious', 9000],
      ['a-main', 'suspicious', 5000],
      ['a-main', 'exchange', 50],
    ]);
    expect(answer.open).toBe(3);
    expect(answer.steps[1]).toEqual({
      meter: {
        id: 'a-main',
        name: 'a-main',
        nameEn: 'a-main',
        medium: 'electricity',
        unit: 'kWh',
        building: 'a',
        buildingName: '教学楼A',
        buildingNameEn: 'Block A',
      },
      fromAt: at('08:45'),
      toAt: at('09:00'),
      from: 100,
      to: 5100,
      kind: 'suspicious',
      amount: null,
      consumption: null,
      booking: 'none',
      size: 5000,
      open: true,
      correction: null,
    });
  });

  it('of one meter, and of the largest only, still tell how many wait in the school', async () => {
    const one = await ask('meter=a-main&limit=1');
    expect([brief(one), one.open]).toEqual([[['a-main', 'suspicious', 5000]], 3]);
  });

  it('that are held in gaps come largest first', async () => {
    expect(brief(await ask('state=gaps'))).toEqual([
      ['a-ac', 'gap', 30],
      ['a-water', 'gap', 2],
    ]);
    expect(brief(await ask('state=gaps&meter=a-water'))).toEqual([['a-water', 'gap', 2]]);
  });

  it('all come newest first, with the correction that explains each', async () => {
    const { steps } = await ask('state=all&limit=100');
    expect(steps).toHaveLength(9);
    expect(steps.map(({ toAt }) => toAt)).toEqual(steps.map(({ toAt }) => toAt).toSorted((a, b) => b - a));
    const explained = steps.filter(({ correction }) => correction).map(({ meter, kind, correction }) => [meter.id, kind, correction!.id]);
    expect(explained).toEqual([
      ['a-main', 'exchange', '2'],
      ['b-main', 'suspicious', '1'],
      ['a-ac', 'outage', '3'],
    ]);
  });

  it('of a meter that is not there are refused by its name', async () => {
    const response = await school.inject('/api/sites/hill/steps?meter=x');
    expect([response.statusCode, response.json<Problem>().detail]).toEqual([
      404,
      "no meter 'x'; there is: a-main, a-ac, a-water, b-main, outdoor",
    ]);
  });
});

describe('one step', () => {
  beforeAll(async () => {
    // 2 kWh an hour, then 5,000 kWh at once, then 2 kWh an hour.
    const register = (index: number) => 64 + index + (index >= 36 ? 5000 : 0);
    await school.write(
      'a-main',
      Array.from({ length: 96 }, (_, index) => ({
        at: LONDON.startOfDay(DAY) + index * QUARTER_MS,
        fields: { energy_kwh: register(index) / 2 },
      })),
    );
    await school.seedDay(
      'a-main',
      DAY,
      Array.from({ length: 96 }, (_, index) => (index === 35 ? null : 0.5)),
    );
    await school.seedDay('a-ac', DAY, 0.25);
    // A day that is computed again replaces its steps.
    await school.seedSteps(step('a-main', '09:00', 'suspicious', 5000));
  });

  it('comes with the readings around it, the usual rate, and what the meter below it counted', async () => {
    const detail = await school.get<StepDetail>(`/meters/a-main/steps/${at('09:00')}`);
    expect(detail.step).toMatchObject({ kind: 'suspicious', size: 5000, open: true });
    expect(detail.readings).toHaveLength(96);
    expect(detail.readings.slice(35, 37)).toEqual([
      { at: at('08:45'), register: 49.5 },
      { at: at('09:00'), register: 2550 },
    ]);
    expect(detail).toMatchObject({
      usualPerHour: 2,
      ratedPerHour: 200,
      parent: null,
      children: { meters: 1, consumption: 0.25, coverage: 1 },
    });
    expect(detail.intervals).toHaveLength(96);
    expect(detail.intervals[35]).toEqual({ at: at('08:45'), value: null, quality: 'absent' });
  });

  it('comes with every way to understand it', async () => {
    const { options } = await school.get<StepDetail>(`/meters/a-main/steps/${at('09:00')}`);
    expect(options.map((option) => option.as).toSorted()).toEqual(['exchange', 'glitch', 'normal', 'reset', 'rollover', 'unknown']);
  });

  it('shows the meter above: of its intervals at the ends only the share inside', async () => {
    await school.seedSteps({ ...step('a-ac', '09:10', 'suspicious', 400), fromAt: at('08:55') });
    const { parent, children } = await school.get<StepDetail>(`/meters/a-ac/steps/${at('09:10')}`);
    // 08:55–09:00 is not known of the parent; of 09:00–09:15 two thirds are inside.
    expect(parent).toEqual({ id: 'a-main', name: 'a-main', nameEn: 'a-main', consumption: 0.333333, coverage: 0.666667 });
    expect(children).toBeNull();
  });

  it('that is not remarkable is not there', async () => {
    const response = await school.inject(`/api/sites/hill/meters/a-main/steps/${at('09:15')}`);
    expect(response.statusCode).toBe(404);
    expect(response.json<Problem>().detail).toContain(`${at('09:15')}`);
  });
});
