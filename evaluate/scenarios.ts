import type { IntervalSeries } from '../analysis/series.ts';
import { addDays, createLocalTime } from '../domain/local-time.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import { NO_WEATHER } from '../domain/weather.ts';
import type { CampusModel } from '../simulators/campus/model.ts';
import { LATE_ROOM } from '../simulators/campus/night-use.ts';
import { createCampusModel, type DemoCampusOptions } from '../simulators/demo-campus.ts';
import { planMainsOnly, planMeterTrouble, planWaste, type PlanSpan } from '../simulators/faults/evaluation-plan.ts';
import type { Fault } from '../simulators/faults/fault.ts';
import { createFaultPlan } from '../simulators/faults/fault-plan.ts';
import { CHINA_ZONE, dayIndexOf, startOfDay } from '../simulators/physics/china-day.ts';
import { guardLoad } from './guard-load.ts';
import { judgeNights } from './judge.ts';
import { schoolWeather } from './school-weather.ts';
import type { PartResult } from './result.ts';
import { score } from './score.ts';
import { schoolSeries, thermometerSeries } from './simulated-school.ts';
import { truthOf } from './simulated-truth.ts';

const local = createLocalTime(CHINA_ZONE);

/** The first night that is judged; a month before it is there to learn from. */
const FIRST_NIGHT = '2025-09-01';
const WARM_UP_DAYS = 31;
/** A whole term of the school's calendar. */
const TERM = { fromNight: '2025-09-01', toNight: '2026-01-29' };
/** Domain note 4.2. */
const ROAD = { loss: 0.005, duplicates: 0.0005 };

interface Scenario {
  what: string;
  role: PartResult['role'];
  campus: Omit<DemoCampusOptions, 'seed' | 'siteId'>;
  faults?: (model: CampusModel, span: PlanSpan) => Fault[];
}

export const SCENARIOS = {
  waste: {
    what: 'every kind of waste, circuits and rooms metered',
    role: 'truth',
    campus: { nightUse: 'thorough' },
    faults: planWaste,
  },
  mains: {
    what: 'one meter a building, dormitories of 312 boarders with 10 L pulses',
    role: 'truth',
    campus: { nightUse: 'thorough', smallDormitories: true, meters: mainsCount() },
    faults: planMainsOnly,
  },
  meters: { what: 'trouble of meters only', role: 'truth', campus: { nightUse: 'thorough' }, faults: planMeterTrouble },
  ordinary: { what: 'control: nothing is wrong', role: 'control', campus: { nightUse: 'thorough' } },
  night_use: { what: 'control: nothing is wrong, people are about every night', role: 'control', campus: { nightUse: 'frequent' } },
  term: {
    what: 'a normal term of the demo school: what the guard gets',
    role: 'load',
    campus: {},
    faults: (model, { from, until }) => createFaultPlan(model, { from, until, now: startOfDay(until + 60) }),
  },
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof SCENARIOS;

/** Meters of a school that has nothing but gateways, mains and the thermometer. */
function mainsCount(): number {
  const roles: readonly Meter['role'][] = ['campus_main', 'building_main', 'outdoor_thermometer'];
  return createCampusModel({ seed: 1, smallDormitories: true }).plan.meters.filter(({ role }) => roles.includes(role)).length;
}

export interface ScenarioTask {
  scenario: ScenarioName;
  seed: number;
  nights: number;
  hasWeather: boolean;
}

/** Simulate a school, judge its nights, and compare with what was really wrong. */
export function runScenario(task: ScenarioTask, clock: () => number = () => performance.now()): PartResult {
  const startedAt = clock();
  const scenario: Scenario = SCENARIOS[task.scenario];
  const span = spanOf(scenario, task.nights);
  const from = addDays(span.fromNight, -WARM_UP_DAYS);
  const to = addDays(span.toNight, 2);
  const now = local.startOfDay(to);
  const faults: Fault[] = [];
  const school = schoolSeries({
    ...scenario.campus,
    seed: task.seed,
    from,
    to,
    road: ROAD,
    faults(model) {
      const first = scenario.role === 'load' ? from : span.fromNight;
      faults.push(...(scenario.faults?.(model, { from: dayIndexOf(first), until: dayIndexOf(span.toNight) }) ?? []));
      return faults;
    },
  });
  const plan = withPermits(school.model.plan, scenario.campus.nightUse === 'frequent');
  const startAt = local.startOfDay(from);
  const series = new Map<string, IntervalSeries>(school.meters.map(({ meter, series: own }) => [meter.id, own]));
  plan.meters.forEach(({ id, role }, index) => {
    if (role === 'outdoor_thermometer')
      series.set(id, thermometerSeries(school.world, index, startAt, school.meters[0]!.series.values.length));
  });
  const weather = schoolWeather(school.world, task.seed, startAt, now);
  const facts = { plan, local, series, weather };
  const judged = judgeNights({ ...facts, weather: task.hasWeather ? weather : NO_WEATHER }, { ...span, now });
  const scored = score({
    truths: truthOf(faults, facts, { ...span, now }),
    said: judged.said,
    ancestorsOf: ancestors(plan.meters),
    watches: (rule, meter) => (meter === null ? (judged.watched[rule] ?? []).length > 0 : (judged.watched[rule] ?? []).includes(meter)),
  });
  const meterNights = Object.entries(judged.watched).map(([rule, meters]) => [rule, meters.length * judged.nights]);
  return {
    part: task.scenario,
    what: scenario.what,
    kind: 'simulated',
    role: scenario.role,
    seed: task.seed,
    ...span,
    meters: plan.meters.length,
    ...scored,
    unlabelled: {},
    meterNights: Object.fromEntries(meterNights),
    blind: judged.blind,
    load: guardLoad(scored.said, plan, local, span),
    seconds: (clock() - startedAt) / 1000,
  };
}

function spanOf({ role }: Pick<Scenario, 'role'>, nights: number): { fromNight: string; toNight: string } {
  const toNight = addDays(FIRST_NIGHT, nights - 1);
  return role === 'load' && toNight > TERM.toNight ? TERM : { fromNight: FIRST_NIGHT, toNight };
}

/** The class that may stay late is known to the school. */
function withPermits(plan: SitePlan, isFrequent: boolean): SitePlan {
  if (!isFrequent) return plan;
  const { space, weekdays, start, end } = LATE_ROOM;
  return {
    ...plan,
    declarations: [
      {
        id: 'late-room',
        site: plan.site.id,
        kind: 'permit',
        scope: { kind: 'space', id: space },
        rules: null,
        fromAt: 0,
        untilAt: Number.MAX_SAFE_INTEGER,
        weekly: { weekdays, start, end },
        reason: 'late self-study',
        by: 'evaluation',
        recordedAt: 0,
        ended: null,
      },
    ],
  };
}

/** By meter: those that also count what it counts. */
export function ancestors(meters: readonly Meter[]): (meter: string) => string[] {
  const parents = new Map(meters.map(({ id, parent }) => [id, parent]));
  return (meter) => {
    const above: string[] = [];
    for (let id = parents.get(meter); id !== undefined && !above.includes(id); id = parents.get(id)) above.push(id);
    return above;
  };
}
