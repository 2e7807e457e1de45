import { describe, expect, it } from 'vitest';
import { createBalanceGapDetector } from '../../analysis/balance-gap.ts';
import { createCtRatioSuspectDetector } from '../../analysis/ct-ratio-suspect.ts';
import { createDuplicateChannelDetector } from '../../analysis/duplicate-channel.ts';
import type { MeterSeries } from '../../analysis/health-detector.ts';
import { createMeterStuckDetector } from '../../analysis/meter-stuck.ts';
import { createCalendar } from '../../domain/calendar.ts';
import type { Finding } from '../../domain/finding.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createFaultPlan } from '../../simulators/faults/fault-plan.ts';
import { meterFault } from '../../simulators/faults/make-fault.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { type School, schoolSeries } from '../../evaluate/simulated-school.ts';
import { shanghai } from './series-of.ts';

const health = {
  stuck: createMeterStuckDetector(),
  ratio: createCtRatioSuspectDetector(),
  twin: createDuplicateChannelDetector(),
  balance: createBalanceGapDetector(),
};
const DAY_MS = 86_400_000;

function stuckIn({ model, meters, days }: School, to: string): Finding[] {
  const calendar = createCalendar(model.plan.calendar);
  const now = shanghai.startOfDay(to);
  return meters.flatMap(
    ({ meter, series }) => health.stuck.judge({ meter, series, days, calendar, local: shanghai, fromAt: series.startAt, now }).findings,
  );
}

/** The last `hours` before an instant. */
function recent({ meters }: School, hours: number, now: number): MeterSeries[] {
  return meters.map(({ meter, series }) => {
    const to = (now - series.startAt) / INTERVAL_MS;
    const from = to - hours * 4;
    return {
      meter,
      series: { startAt: now - hours * 3_600_000, values: series.values.slice(from, to), qualities: series.qualities.slice(from, to) },
    };
  });
}

/** What the nightly comparison says on the morning of a day. */
function comparedOn(school: School, day: string, stuck: readonly Finding[]): Finding[] {
  const now = shanghai.startOfDay(day);
  const fromAt = now - health.ratio.lookBackDays * DAY_MS;
  const failed = new Set(stuck.filter(({ startAt, endAt = now }) => startAt < now && endAt > fromAt).map(({ meter }) => meter));
  const steps = school.steps.filter(({ toAt }) => toAt >= fromAt && toAt < now);
  const lastDay = addDays(day, -1);
  return [
    ...health.ratio.judge({ meters: recent(school, health.ratio.lookBackDays * 24, now), steps, failed, local: shanghai, now }).findings,
    ...health.twin.judge({ meters: recent(school, health.twin.lookBackHours, now), local: shanghai, now }).findings,
    ...health.balance.judge({ meters: school.model.plan.meters, days: school.days, local: shanghai, lastDay }).findings,
  ];
}

const said = ({ rule, meter, startAt }: Finding) => `${rule} ${meter} ${shanghai.dayOf(startAt)}`;

describe('data health on the demo campus, against its truth', () => {
  // Winter vacation, early summer with its vacation, autumn.
  it.each([
    [1, '2026-09-20', '2026-11-21'],
    [2, '2025-12-20', '2026-02-20'],
    [3, '2026-05-25', '2026-07-28'],
  ])(
    'school %i from %s to %s: the stuck register is found, nothing is invented',
    (seed, from, to) => {
      const faults: Fault[] = [];
      const until = shanghai.startOfDay(to);
      const school = schoolSeries({
        seed,
        from,
        to,
        faults: (model) => {
          faults.push(...createFaultPlan(model, { from: dayIndexOf(from), until: dayIndexOf(to), now: until }));
          return faults;
        },
      });
      const stuck = stuckIn(school, to);
      const truth = faults.filter(({ fault }) => fault === 'stuck_register');
      expect(truth).toHaveLength(1);
      expect(stuck.map(said)).toEqual(truth.map(({ meters, startAt }) => `meter_stuck ${meters[0]} ${shanghai.dayOf(startAt)}`));
      expect(Math.abs(stuck[0]!.startAt - truth[0]!.startAt)).toBeLessThanOrEqual(3_600_000);
      const compared = daysBetween(addDays(from, 8), to).flatMap((day) => comparedOn(school, day, stuck));
      expect(compared.map(said)).toEqual([]);
    },
    240_000,
  );

  it.each([
    [1, 't1-main-e'],
    [2, 'gym-main-e'],
    [3, 'd1-ac'],
    [1, 'campus-main-e'],
  ])(
    'school %i: a ratio ten times too large on %s is found within 8 days, and no other',
    (seed, id) => {
      const from = '2026-11-09';
      const to = addDays(from, 8);
      const startAt = shanghai.startOfDay(from) + 10 * 3_600_000;
      const school = schoolSeries({
        seed,
        from: addDays(from, -1),
        to: addDays(to, 1),
        faults: (model) => [meterFault(model, 'wrong_ct_ratio', id, { startAt, endAt: null }, 10)],
      });
      const found = comparedOn(school, to, []).filter(({ rule }) => rule === 'ct_ratio_suspect');
      expect(found.map(({ meter }) => meter)).toEqual([id]);
      const factor = found[0]!.evidence.find(({ name }) => name === 'factor')!.value;
      expect(factor).toBeGreaterThan(7);
      expect(factor).toBeLessThan(14);
    },
    120_000,
  );

  it.each([
    [1, 't1-main-e', '2026-10-13'],
    [2, 'can-main-w', '2026-10-13'],
    [3, 't2-light', '2026-10-13'],
    [4, 't3-main-w', '2026-10-20'],
    [5, 'out-street-e', '2026-10-20'],
  ])(
    'school %i: %s stands still from %s on and is found, with its start',
    (seed, id, day) => {
      const startAt = shanghai.startOfDay(day) + 9.5 * 3_600_000;
      const school = schoolSeries({
        seed,
        from: addDays(day, -45),
        to: addDays(day, 6),
        faults: (model) => [meterFault(model, 'stuck_register', id, { startAt, endAt: startAt + 4 * DAY_MS })],
      });
      const found = stuckIn(school, addDays(day, 6));
      expect(found.map(({ meter }) => meter)).toEqual([id]);
      // Where nothing was used before it stuck, the run of zeros began earlier.
      expect(found[0]!.startAt).toBeLessThanOrEqual(startAt + 3_600_000);
      expect(found[0]!.startAt).toBeGreaterThan(startAt - 12 * 3_600_000);
    },
    120_000,
  );
});
