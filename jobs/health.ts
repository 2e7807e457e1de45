import type { z } from 'zod';
import { balanceGap } from '../analysis/balance-gap.ts';
import { clockDrift } from '../analysis/clock-drift.ts';
import { ctRatioSuspect } from '../analysis/ct-ratio-suspect.ts';
import { duplicateChannel } from '../analysis/duplicate-channel.ts';
import type { MeterSeries } from '../analysis/health-detector.ts';
import { meterStuck } from '../analysis/meter-stuck.ts';
import { quotaPace } from '../analysis/quota-pace.ts';
import { registerStep } from '../analysis/register-step.ts';
import type { OtherRule } from '../analysis/rule.ts';
import { createCalendar } from '../domain/calendar.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { bringInStep, type StepDeps } from './bring-in-step.ts';
import type { School } from './catalog-cache.ts';
import { judgeStuck, loadBook, loadSeries } from './health-series.ts';
import { createInForce } from './in-force.ts';
import { judgeMoments } from './moments.ts';
import { NOTHING, sumOf, type Tally } from './tally.ts';

const HOUR_MS = 3_600_000;
/** Steps that are looked at, the largest first; a school that has more has another trouble. */
const MOST_STEPS = 2000;
/** A reading changes the day of the reading before it as well, and some come a day late. */
const LAST_DAYS = 2;

export interface HealthDeps extends StepDeps {
  records: Pick<Records, 'intervals' | 'intake' | 'alerts'>;
  readings: Pick<ReadingStore, 'range'>;
}

/** The rules about meters and their data, for the electrician. */
export interface Health {
  /** What may change every hour: meters that stand still, open steps, clocks. */
  hourly(school: School): Promise<Tally>;
  /** What needs days of all meters side by side: ratios, doubled channels, balances. */
  nightly(school: School): Promise<Tally>;
  /** Momentary values: phases, voltages, steps of power. */
  moments(school: School): Promise<Tally>;
  /** How far the quotas of the year are used up. */
  quotas(school: School): Promise<Tally>;
  /** Days changed from `fromDay` on: readings that came late, history that was loaded, steps that were decided. */
  changed(school: School, fromDay: string): Promise<void>;
}

export function createHealth(deps: HealthDeps): Health {
  const { records, now } = deps;

  const stuck = (school: School, fromDay: string) =>
    by(school, meterStuck, async (detector) =>
      bringInStep(deps, school, 'meter_stuck', await judgeStuck(records, school, detector, fromDay, now())),
    );

  const steps = (school: School) =>
    by(school, registerStep, async (detector) => {
      const { plan, local } = school;
      const options = { kinds: ['suspicious', 'exchange'], order: 'largest', limit: MOST_STEPS } as const;
      const judgement = detector.judge({ meters: plan.meters, steps: await records.intervals.steps(plan.site.id, options), local });
      // A step of a history that is loaded is no news.
      const asOf = (night: string) => Math.min(now(), local.startOfDay(addDays(night, 2)));
      return bringInStep(deps, school, 'register_step', judgement, { asOf });
    });

  const clocks = (school: School) =>
    by(school, clockDrift, async (detector) => {
      const { plan, local } = school;
      const lags = await records.intake.clockLags(plan.site.id);
      const judgement = detector.judge({ meters: plan.meters, lags, local, now: now() });
      return bringInStep(deps, school, 'clock_drift', judgement, { goesOn: true });
    });

  /** Whole hours up to now, of all meters. */
  async function recent(school: School, hours: number): Promise<MeterSeries[]> {
    const toAt = Math.floor(now() / HOUR_MS) * HOUR_MS;
    const meters = school.plan.meters.filter(({ medium }) => medium !== 'weather');
    return meters.length === 0 ? [] : loadSeries(records, school, meters, toAt - hours * HOUR_MS, toAt);
  }

  const ratios = (school: School) =>
    by(school, ctRatioSuspect, async (detector) => {
      const { plan, local } = school;
      const hours = detector.lookBackDays * 24;
      const meters = await recent(school, hours);
      const fromAt = now() - hours * HOUR_MS;
      const span = { fromAt, toAt: now() + INTERVAL_MS };
      const judgement = detector.judge({
        meters,
        steps: await records.intervals.steps(plan.site.id, { kinds: ['suspicious'], ...span, limit: MOST_STEPS }),
        failed: await failedSince(school, fromAt),
        local,
        now: now(),
      });
      return bringInStep(deps, school, 'ct_ratio_suspect', judgement, { goesOn: true });
    });

  async function failedSince({ plan }: School, fromAt: number): Promise<Set<string>> {
    const alerts = await records.alerts.list(plan.site.id, { rule: 'meter_stuck' });
    return new Set(alerts.filter(({ finding }) => (finding.endAt ?? Number.POSITIVE_INFINITY) >= fromAt).map(({ meter }) => meter));
  }

  const twins = (school: School) =>
    by(school, duplicateChannel, async (detector) => {
      const meters = await recent(school, detector.lookBackHours);
      const judgement = detector.judge({ meters, local: school.local, now: now() });
      return bringInStep(deps, school, 'duplicate_channel', judgement, { goesOn: true });
    });

  const balances = (school: School) =>
    by(school, balanceGap, async (detector) => {
      const { plan, local } = school;
      const lastDay = addDays(local.dayOf(now()), -1);
      const days = await loadBook(records, school, detector.firstDay(lastDay), addDays(lastDay, 1));
      return bringInStep(deps, school, 'balance_gap', detector.judge({ meters: plan.meters, days, local, lastDay }));
    });

  const quotas = (school: School) =>
    by(school, quotaPace, async (detector) => {
      const { plan, local } = school;
      const lastDay = addDays(local.dayOf(now()), -1);
      // Two years of days: only of the meters that a quota is about.
      const meters = detector.counted(plan);
      const book = { ...school, plan: { ...plan, meters } };
      const days = await loadBook(records, book, detector.firstDay(lastDay), addDays(lastDay, 1));
      const judgement = detector.judge({ plan, days, local, calendar: createCalendar(plan.calendar), now: now() });
      return bringInStep(deps, school, 'quota_pace', judgement);
    });

  const lastDays = (school: School) => addDays(school.local.dayOf(now()), -LAST_DAYS);

  return {
    hourly: (school) => sumOf([() => stuck(school, lastDays(school)), () => steps(school), () => clocks(school)]),
    nightly: (school) => sumOf([() => ratios(school), () => twins(school), () => balances(school)]),
    moments: (school) => judgeMoments(deps, school),
    quotas,
    async changed(school, fromDay) {
      await steps(school);
      // The last days are looked at every hour.
      if (fromDay < lastDays(school)) await stuck(school, fromDay);
    },
  };
}

async function by<S extends z.ZodObject, D>(school: School, rule: OtherRule<S, D>, judge: (detector: D) => Promise<Tally>): Promise<Tally> {
  const detector = createInForce(school, rule);
  return detector === undefined ? NOTHING : judge(detector);
}
