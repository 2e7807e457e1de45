import { describe, expect, it } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { stepOptions } from '../../domain/step-options.ts';
import { meterOf } from '../jobs/campus.ts';

const QUARTER = 15 * 60_000;
const { dayOf } = createLocalTime('Etc/UTC');

/** The ways to understand the step that ends at reading `index`, in steps of a quarter of an hour, by `as`. */
function optionsOf(values: number[], index: number, facts: Partial<Meter> = {}) {
  const meter = meterOf({ id: 'm', ratios: [{ fromAt: 0, ratio: 40 }], ...facts });
  const readings = values.map((value, at) => ({ at: at * QUARTER, value }));
  const stored = readings.map(({ at, value }) => ({ at, fields: { energy_kwh: value }, clock: 'device' as const }));
  const step = interpret(meter, stored, dayOf).steps.find(({ toAt }) => toAt === index * QUARTER)!;
  const before = readings.filter(({ at }) => at < step.fromAt);
  const after = readings.filter(({ at }) => at > step.toAt);
  const options = stepOptions(meter, step, { before, after });
  return { order: options.map(({ as }) => as), ...Object.fromEntries(options.map((option) => [option.as, option])) } as Record<
    string,
    unknown
  >;
}

describe('ways to understand a step', () => {
  it('offers a rollover of 135.80 × 40 first, and a normal step for nothing', () => {
    const options = optionsOf([999_900, 999_950, 999_987.65, 123.45, 150], 3);
    expect(options['order']).toMatchObject([
      'rollover',
      'reset',
      expect.anything(),
      expect.anything(),
      expect.anything(),
      expect.anything(),
    ]);
    expect(options['rollover']).toEqual({ as: 'rollover', consumption: 5432, plausible: true, why: ['near_last_digit', 'fits_usual_use'] });
    expect(options['normal']).toMatchObject({
      consumption: null,
      plausible: false,
      why: ['register_fell', 'later_readings_continue_from_new'],
    });
  });

  it('says of a jump above the rating that it is no use, and that it may be another meter', () => {
    const options = optionsOf([100, 101, 4000, 4001], 2, { ratingPerHour: 400 });
    expect(options['normal']).toMatchObject({
      consumption: 155_960,
      plausible: false,
      why: ['above_rating', 'later_readings_continue_from_new'],
    });
    expect(options['exchange']).toEqual({ as: 'exchange', consumption: null, plausible: true, why: [] });
    expect(options['glitch']).toMatchObject({ plausible: false });
    expect(options['unknown']).toMatchObject({ plausible: true, consumption: null });
  });

  it('knows nothing of the rating when none is declared, nor of readings that are not there', () => {
    const options = optionsOf([100, 101, 4000], 2);
    expect(options['normal']).toMatchObject({ plausible: false, why: ['no_rating_known', 'no_later_readings'] });
    expect(options['glitch']).toMatchObject({ plausible: false, why: ['no_later_readings'] });
  });

  it('lets a person choose between a wrong value and a counter that began again', () => {
    const options = optionsOf([10, 15, 20, 10, 30, 40], 3, { falls: 'restart', resolution: 1 });
    expect(options['reset']).toMatchObject({ consumption: 400, plausible: true });
    expect(options['glitch']).toMatchObject({ consumption: null, plausible: true, why: ['later_readings_return_to_old'] });
  });

  it('tells what the serial numbers say', () => {
    const serials = (second: string) => [
      { serial: 'a', firstAt: 0, lastAt: QUARTER },
      { serial: second, firstAt: 2 * QUARTER, lastAt: 3 * QUARTER },
    ];
    expect(optionsOf([100, 101, 5, 6], 2, { serials: serials('b') })['exchange']).toMatchObject({
      plausible: true,
      why: ['serial_changed'],
    });
    expect(optionsOf([100, 101, 5, 6], 2, { serials: [{ serial: 'a', firstAt: 0, lastAt: 3 * QUARTER }] })['exchange']).toMatchObject({
      plausible: false,
      why: ['serial_unchanged'],
    });
  });

  it('leaves aside what was decided about the step before', () => {
    const history = {
      decisions: [{ toAt: 2 * QUARTER, as: 'reset' as const }],
      exchanges: [],
      ratioRegisters: [],
      places: [],
      parents: [],
      outages: [],
      spreads: [],
    };
    expect(optionsOf([100, 101, 4000, 4001], 2, { history })['normal']).toMatchObject({ consumption: 155_960 });
  });
});
