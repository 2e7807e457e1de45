import { describe, expect, it } from 'vitest';
import { LATE_ROOM } from '../../simulators/campus/night-use.ts';
import { createCampusModel, createDemoCampus } from '../../simulators/demo-campus.ts';
import { planMainsOnly, planMeterTrouble, planWaste } from '../../simulators/faults/evaluation-plan.ts';
import { isActive } from '../../simulators/faults/fault.ts';
import { meterFault } from '../../simulators/faults/make-fault.ts';
import { dayIndexOf, DAY_MS } from '../../simulators/physics/china-day.ts';
import { amount, at, HOUR_MS, school, worldFrom } from './support.ts';

const YEAR = { from: dayIndexOf('2025-09-01'), until: dayIndexOf('2026-08-31') };
const waste = planWaste(school, YEAR);

describe('the plan of waste', () => {
  it('has every physical kind, in every season', () => {
    expect(new Set(waste.map(({ fault }) => fault))).toEqual(
      new Set(['forgotten_ac', 'lights_left_on', 'tap_drip', 'running_toilet', 'slow_leak', 'burst', 'frozen_main', 'base_load_rise']),
    );
    const months = new Set(waste.filter(({ fault }) => fault === 'running_toilet').map(({ startAt }) => new Date(startAt).getUTCMonth()));
    expect(months.size).toBeGreaterThanOrEqual(10);
  });

  it('is the same for the same school, and another for another', () => {
    expect(planWaste(school, YEAR)).toEqual(waste);
    expect(planWaste(createCampusModel({ seed: 2 }), YEAR)).not.toEqual(waste);
  });

  it('names every fault once and inside its year', () => {
    expect(new Set(waste.map(({ id }) => id)).size).toBe(waste.length);
    for (const { startAt, id } of waste) expect(startAt >= at('2025-09-01T00:00') && startAt < at('2026-09-01T00:00'), id).toBe(true);
  });

  it('gives a main clean weeks between two leaks', () => {
    const leaks = waste.filter(({ fault }) => fault === 'running_toilet' || fault === 'slow_leak' || fault === 'tap_drip');
    for (const leak of leaks) {
      const after = { startAt: leak.startAt, endAt: leak.endAt! + 21 * DAY_MS };
      const next = leaks.filter((other) => other !== leak && other.meters[0] === leak.meters[0] && isActive(after, other.startAt));
      expect(next, leak.id).toEqual([]);
    }
  });

  it('bursts pipes of every size that fits: from 20 L/min up to what the meter lets through', () => {
    const bursts = waste.filter(({ fault }) => fault === 'burst');
    const most = new Map(school.plan.meters.map(({ id, ratingPerHour }) => [id, ratingPerHour! * 1000]));
    for (const { magnitude, meters } of bursts) {
      expect(magnitude.value).toBeGreaterThanOrEqual(1200);
      expect(magnitude.value).toBeLessThanOrEqual(Math.min(60_000, most.get(meters[0]!)!));
    }
    expect(Math.min(...bursts.map(({ magnitude }) => magnitude.value))).toBeLessThan(2500);
    expect(Math.max(...bursts.map(({ magnitude }) => magnitude.value))).toBeGreaterThan(10_000);
  });

  it('forgets units of a building with nothing but a main, up to four at once, and truth lies on the main', () => {
    const mains = createCampusModel({ seed: 1, smallDormitories: true, meters: 30 });
    const units = planMainsOnly(mains, { from: YEAR.from, until: YEAR.from + 60 }).filter(({ fault }) => fault === 'forgotten_ac');
    expect(units.length).toBeGreaterThan(30);
    expect(new Set(units.map(({ meters }) => meters[0]))).toContain('t1-main-e');
    for (const { meters } of units) expect(meters[0]).toMatch(/-main-e$/);
  });

  it('has ten kinds of trouble with meters', () => {
    expect(new Set(planMeterTrouble(school, YEAR).map(({ fault }) => fault)).size).toBe(10);
  });
});

describe('new faults', () => {
  it('slow_leak: 90 L/h after two weeks, half of it after one', () => {
    const startAt = at('2026-05-04T00:00');
    const fault = meterFault(school, 'slow_leak', 'gym-main-w', { startAt, endAt: null }, 90);
    const [leaking, clean] = [[fault], []].map((faults) => worldFrom('2026-05-01', faults));
    const index = clean!.index('gym-main-w');
    const lphAt = (days: number) => {
      const [from, to] = [startAt + days * DAY_MS, startAt + days * DAY_MS + HOUR_MS];
      return (amount(leaking!.world, index, from, to) - amount(clean!.world, index, from, to)) * 1000;
    };
    expect(lphAt(7)).toBeCloseTo(45, 0);
    expect(lphAt(16)).toBeCloseTo(90, 3);
  });

  it('base_load_rise: 3 kW more, day and night', () => {
    const startAt = at('2026-05-04T10:00');
    const fault = meterFault(school, 'base_load_rise', 'off-main-e', { startAt, endAt: null });
    const [raised, clean] = [[fault], []].map((faults) => worldFrom('2026-05-04', faults));
    const index = clean!.index('off-main-e');
    const [from, to] = [at('2026-05-05T02:00'), at('2026-05-05T04:00')];
    expect(amount(raised!.world, index, from, to) - amount(clean!.world, index, from, to)).toBeCloseTo(6, 6);
  });
});

describe('legitimate use at night', () => {
  it('leaves the demo school as it is', () => {
    expect(createDemoCampus({ seed: 1 })).toEqual(createDemoCampus({ seed: 1, nightUse: undefined, smallDormitories: undefined }));
    const trickling = createDemoCampus({ seed: 1 }).meters.filter(({ frostTaps }) => frostTaps !== undefined);
    expect(trickling.map(({ id }) => id)).toEqual(['out-basins-w']);
  });

  it('trickles in empty buildings of a frost night, as declared', () => {
    const thorough = createCampusModel({ seed: 1, nightUse: 'thorough' });
    expect(thorough.plan.meters.find(({ id }) => id === 't1-main-w')!.frostTaps).toBe(4);
    const { world, index } = worldFrom('2026-01-01', [], thorough);
    const frost = Array.from({ length: 31 }, (_, day) => dayIndexOf('2026-01-01') + day).find((day) => world.days(day).minC < -3)!;
    const from = frost * DAY_MS - 8 * HOUR_MS + 2 * HOUR_MS;
    expect(amount(world, index('t1-main-w'), from, from + HOUR_MS) * 1000).toBeGreaterThanOrEqual(140 - 1e-6);
  });

  it('lets one class stay until half past midnight, and only on evenings before school', () => {
    const frequent = createCampusModel({ seed: 1, nightUse: 'frequent' });
    const { world, index } = worldFrom('2026-05-11', [], frequent);
    const kwAt = (text: string) => world.rateAt(index(LATE_ROOM.meter), at(text));
    // Monday into Tuesday; Saturday into Sunday.
    expect(kwAt('2026-05-12T00:15')).toBeGreaterThan(1);
    expect(kwAt('2026-05-12T00:45')).toBeLessThan(0.3);
    expect(kwAt('2026-05-17T00:15')).toBeLessThan(0.3);
  });

  it('makes dormitories of 312 boarders whose mains are looked at for leaks', () => {
    const small = createDemoCampus({ seed: 1, smallDormitories: true });
    const main = small.meters.find(({ id }) => id === 'd1-main-w')!;
    expect(main.resolution).toBe(0.01);
    expect(main.continuousFlowExpected).toBeUndefined();
    expect(small.meters.find(({ id }) => id === 'd1-ac')!.acUnits! * 8).toBe(312);
  });
});
