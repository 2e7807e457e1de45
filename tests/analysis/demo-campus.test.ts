import { describe, expect, it } from 'vitest';
import { acLeftOn } from '../../analysis/ac-left-on.ts';
import { nightExcessBuilding } from '../../analysis/night-excess-building.ts';
import type { SeriesDetector } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { zeroFlowFail } from '../../analysis/zero-flow-fail.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { interpret } from '../../domain/consumption.ts';
import type { Finding } from '../../domain/finding.ts';
import { INTERVAL_MS, layOnGrid } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { weatherOf } from '../../domain/weather.ts';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createFaultPlan } from '../../simulators/faults/fault-plan.ts';
import { createMeterReader } from '../../simulators/meter-reader.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { createWorld } from '../../simulators/world.ts';
import { at, shanghai } from './series-of.ts';

const HOUR_MS = 3_600_000;
const LATER = at('2030-01-01', '12:00');

interface Season {
  seed: number;
  /** Days before it are there to learn from. */
  from: string;
  firstNight: string;
  lastNight: string;
}

/** What a detector says about the demo school, and the faults that were put in. */
function judgeSchool(detector: SeriesDetector, { seed, from, firstNight, lastNight }: Season, mainsOnly = false, now = LATER) {
  const whole = createCampusModel({ seed });
  const faults = createFaultPlan(whole, { from: dayIndexOf(from), until: dayIndexOf(lastNight) + 2, now });
  const mains = whole.plan.meters.filter(({ role }) => role === 'campus_main' || role === 'building_main').length;
  const school = mainsOnly ? createCampusModel({ seed, meters: mains }) : whole;
  const { meters, buildings, spaces, calendar } = school.plan;
  const placed = (meter: Meter) => ({
    meter,
    building: buildings.find(({ id }) => id === meter.building)!,
    space: spaces.find(({ id }) => id === meter.space),
  });
  const watched = meters.filter((meter) => meter.medium !== 'weather' && detector.watches(placed(meter), meters));
  const to = addDays(lastNight, 2);
  const series = seriesOf(school, faults, watched, from, to);
  const weather = hourlyWeather(school, faults, from, to);
  const findings: Finding[] = watched.flatMap((meter) => {
    const question = { ...placed(meter), series: series.get(meter.id)!, local: shanghai, calendar: createCalendar(calendar), weather };
    const nights = { fromNight: firstNight, toNight: lastNight, now: Math.min(now, shanghai.startOfDay(to)) };
    const other = (id: string) => series.get(id);
    const nothing = { permitted: () => false, changedAt: [], pastAlerts: new Map<string, number>() };
    return detector.judge({ ...question, ...nights, ...nothing, other, meters, spaces }).findings;
  });
  return { faults, findings, watched };
}

/** A reading of each meter every 15 minutes, some seconds off the quarter hour. */
function seriesOf(
  school: ReturnType<typeof createCampusModel>,
  faults: readonly Fault[],
  meters: readonly Meter[],
  from: string,
  to: string,
): Map<string, IntervalSeries> {
  const world = createWorld(school, faults, dayIndexOf(from));
  const reader = createMeterReader(school, world, faults);
  const [startAt, endAt] = [shanghai.startOfDay(from), shanghai.startOfDay(to)];
  const readings = new Map(meters.map(({ id }) => [id, [] as StoredReading[]]));
  // Instant by instant: the world keeps a few days at a time.
  for (let slotAt = startAt; slotAt <= endAt; slotAt += INTERVAL_MS) {
    world.meters.forEach(({ id, medium }, index) => {
      const own = readings.get(id);
      if (!own) return;
      const instant = reader.instantOf(index, slotAt, INTERVAL_MS);
      const reading = reader.read(index, slotAt, INTERVAL_MS, world.totalAt(index, instant), false);
      if (!reading) return;
      const [readAt, register] = reading.row as [number, number];
      own.push({ at: readAt, fields: medium === 'water' ? { volume_m3: register } : { energy_kwh: register }, clock: 'device' });
    });
  }
  const count = (endAt - startAt) / INTERVAL_MS;
  return new Map(
    meters.map((meter) => {
      const { segments } = interpret(meter, readings.get(meter.id)!, shanghai.dayOf);
      return [meter.id, { startAt, ...layOnGrid(segments, startAt, count) }];
    }),
  );
}

function hourlyWeather(school: ReturnType<typeof createCampusModel>, faults: readonly Fault[], from: string, to: string) {
  const { days } = createWorld(school, faults, dayIndexOf(from));
  const hours = daysBetween(from, to).flatMap((day) => {
    const { temperature } = days(dayIndexOf(day));
    return Array.from({ length: 24 }, (_, hour) => ({
      at: shanghai.startOfDay(day) + hour * HOUR_MS,
      temperatureC: temperature[hour * 60 + 30]!,
    }));
  });
  return weatherOf(hours, []);
}

const nightOf = ({ startAt }: Fault) => shanghai.dayOf(startAt);
const isForgotten =
  ({ firstNight, lastNight }: Season) =>
  (fault: Fault) =>
    fault.fault === 'forgotten_ac' && nightOf(fault) >= firstNight && nightOf(fault) <= lastNight;

describe('ac_left_on on the demo campus', () => {
  const detector = acLeftOn.create(acLeftOn.options.parse({}));

  it.each<Season>([
    { seed: 31, from: '2026-01-01', firstNight: '2026-01-12', lastNight: '2026-01-25' },
    { seed: 32, from: '2026-06-01', firstNight: '2026-06-10', lastNight: '2026-06-25' },
    { seed: 33, from: '2026-11-20', firstNight: '2026-12-01', lastNight: '2026-12-16' },
  ])(
    'finds at least 98 of 100 forgotten circuits, and of 100 alerts at least 98 are right: $firstNight',
    (season) => {
      const { faults, findings } = judgeSchool(detector, season);
      const forgotten = faults.filter(isForgotten(season)).filter((fault) => fault.endAt! > at(nightOf(fault), '23:45'));
      const expected = new Set(forgotten.map((fault) => `${fault.meters[0]} ${nightOf(fault)}`));
      const found = new Set(findings.map(({ meter, night }) => `${meter} ${night}`));
      const right = [...found].filter((key) => expected.has(key)).length;
      expect(expected.size).toBeGreaterThanOrEqual(10);
      expect(right / expected.size).toBeGreaterThanOrEqual(0.98);
      expect(right / found.size).toBeGreaterThanOrEqual(0.98);
    },
    60_000,
  );
});

describe('night_excess_building on a campus with nothing but building mains', () => {
  const detector = nightExcessBuilding.create(nightExcessBuilding.options.parse({}));

  // A building of a hundred rooms in which somebody forgets every other night has no usual night without: its spread grows, and
  // the small units of offices (0.3 to 0.9 kW once the room is cool) vanish in it.
  it('finds most nights with two and more large units, and invents nothing', () => {
    const seasons: Season[] = [
      { seed: 41, from: '2025-11-05', firstNight: '2026-01-12', lastNight: '2026-01-27' },
      { seed: 42, from: '2026-10-20', firstNight: '2027-01-04', lastNight: '2027-01-17' },
    ];
    const total = { several: 0, found: 0, alerts: 0, right: 0 };
    for (const season of seasons) {
      const { faults, findings, watched } = judgeSchool(detector, season, true);
      const mainOf = new Map(watched.map(({ id, building }) => [building, id]));
      const keyOf = (fault: Fault) => `${mainOf.get(fault.building)} ${nightOf(fault)}`;
      const forgotten = faults.filter(isForgotten(season));
      const long = forgotten.filter((fault) => fault.endAt! > at(addDays(nightOf(fault), 1), '00:15')).map(keyOf);
      const several = [...new Set(long)].filter((key) => long.indexOf(key) !== long.lastIndexOf(key) && !key.startsWith('off-'));
      const found = new Set(findings.map(({ meter, night }) => `${meter} ${night}`));
      const truth = new Set(forgotten.map(keyOf));
      total.several += several.length;
      total.found += several.filter((key) => found.has(key)).length;
      total.alerts += found.size;
      total.right += [...found].filter((key) => truth.has(key)).length;
    }
    expect(total.several).toBeGreaterThanOrEqual(5);
    expect(total.found / total.several).toBeGreaterThanOrEqual(0.8);
    expect(total.right / total.alerts).toBeGreaterThanOrEqual(0.85);
  }, 60_000);
});

describe('zero_flow_fail on the demo campus', () => {
  it('finds the running cistern on its second night, and no other leak', () => {
    const season = { seed: 1, from: '2026-11-05', firstNight: '2026-11-10', lastNight: '2026-11-20' };
    const detector = zeroFlowFail.create(zeroFlowFail.options.parse({}));
    const { faults, findings } = judgeSchool(detector, season, false, at('2026-11-21', '10:30'));
    const [leak] = faults.filter(({ fault }) => fault === 'running_toilet');
    expect(findings).toMatchObject([{ meter: leak!.meters[0], night: '2026-11-19', startAt: at('2026-11-19', '01:00'), endAt: undefined }]);
    expect(findings[0]!.rate!.value).toBeGreaterThan(25);
    expect(findings[0]!.rate!.value).toBeLessThan(38);
  }, 60_000);
});
