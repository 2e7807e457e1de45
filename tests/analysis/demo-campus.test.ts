import { describe, expect, it } from 'vitest';
import { createDetectors, detectorSettings } from '../../analysis/detectors.ts';
import type { NightDetector } from '../../analysis/night-detector.ts';
import { interpret } from '../../domain/consumption.ts';
import { layOnGrid } from '../../domain/interval.ts';
import { addDays } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import { createFaultPlan } from '../../simulators/faults/fault-plan.ts';
import { createDisplay } from '../../simulators/meter-display.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { createWorld } from '../../simulators/world.ts';
import { at, shanghai } from './series-of.ts';

const FROM = '2026-11-05';
/** The standby is known from the sixth night on. */
const FIRST_NIGHT = '2026-11-10';
const LAST_NIGHT = '2026-11-20';
const NOW = at('2026-11-21', '10:30');
const QUARTER = 900_000;

const school = createCampusModel({ seed: 1 });
const plan = createFaultPlan(school, { from: dayIndexOf('2025-10-21'), until: dayIndexOf('2026-11-21'), now: NOW });
const world = createWorld(school, plan, dayIndexOf(FROM));

/** What the detector says when it gets a reading of each meter every 15 minutes, some seconds off the quarter hour. */
function judgeSchool(detector: NightDetector) {
  return world.meters.flatMap((meter, index) => {
    const building = school.plan.buildings.find(({ id }) => id === meter.building)!;
    const space = school.plan.spaces.find(({ id }) => id === meter.space);
    if (!detector.watches({ meter, building, space })) return [];
    const display = createDisplay(world, index, school.seed, plan);
    const readings: StoredReading[] = [];
    for (let instant = at(FROM, '00:00') + (index % 20) * 1000; instant <= NOW; instant += QUARTER) {
      const shown = display(instant, world.totalAt(index, instant));
      readings.push({ at: instant, fields: meter.medium === 'water' ? { volume_m3: shown } : { energy_kwh: shown }, clock: 'device' });
    }
    const startAt = at(FROM, '00:00');
    const count = (shanghai.startOfDay(addDays(LAST_NIGHT, 2)) - startAt) / QUARTER;
    const series = { startAt, ...layOnGrid(interpret(meter, readings, shanghai.dayOf).segments, startAt, count) };
    const nights = { fromNight: FIRST_NIGHT, toNight: LAST_NIGHT };
    return detector.judge({ meter, building, space, series, local: shanghai, ...nights, now: NOW }).findings;
  });
}

const truth = (fault: string) =>
  plan.filter((entry) => entry.fault === fault && entry.startAt >= at(FIRST_NIGHT, '12:00') && entry.startAt < NOW);

describe('on the demo campus, against its truth', () => {
  const [acLeftOn, zeroFlowFail] = createDetectors(detectorSettings.parse({})).nights;

  it('finds every air-conditioner that was left on past 23:30, and invents none', () => {
    const forgotten = truth('forgotten_ac').filter(({ startAt, endAt }) => endAt! > at(shanghai.dayOf(startAt), '23:45'));
    const expected = new Set(forgotten.map(({ meters, startAt }) => `${meters[0]} ${shanghai.dayOf(startAt)}`));
    expect(expected.size).toBeGreaterThanOrEqual(3);
    const found = judgeSchool(acLeftOn!).map(({ meter, night }) => `${meter} ${night}`);
    expect(found.toSorted()).toEqual([...expected].toSorted());
  }, 60_000);

  it('finds the running cistern on its second night, and no other leak', () => {
    const [leak] = truth('running_toilet');
    const found = judgeSchool(zeroFlowFail!);
    expect(found).toMatchObject([{ meter: leak!.meters[0], night: '2026-11-19', startAt: at('2026-11-19', '01:00'), endAt: undefined }]);
    expect(found[0]!.rate!.value).toBeGreaterThan(25);
    expect(found[0]!.rate!.value).toBeLessThan(38);
  }, 60_000);
});
