import type { CampusModel } from '../campus/model.ts';
import { dayIndexAt, DAY_MS, minuteAt } from '../physics/china-day.ts';
import type { SchoolDays } from '../physics/school-day.ts';
import type { Fault, FaultKind } from './fault.ts';
import { meterFault } from './make-fault.ts';

const HOUR_MS = 3_600_000;

interface Wish {
  kind: Exclude<FaultKind, 'forgotten_ac'>;
  meter: string;
  startAt: number;
  endAt: number | null;
  value?: number;
}

/**
 * What happens to meters and pipes over a year: one of each, spread over the span, on meters that the night rules do not
 * watch. Those that do not fit into a short span are left out.
 */
export function meterFaults(model: CampusModel, span: { from: number; now: number }, days: SchoolDays): Fault[] {
  const today = dayIndexAt(span.now);
  const length = today - span.from;
  const on = (share: number, minute: number) => minuteAt(schoolDayNear(span.from + Math.round(length * share), today, days), minute);
  const wishes: Wish[] = [
    { kind: 'rollover', meter: 'can-kitchen-e', startAt: on(0.2, 737), endAt: on(0.2, 737) },
    { kind: 'clock_drift', meter: 't2-light', startAt: on(0.32, 120), endAt: on(0.38, 120) },
    { kind: 'exchange', meter: 'd2-main-w', startAt: on(0.45, 571), endAt: on(0.45, 613) },
    { kind: 'duplicates', meter: 'off-light', startAt: on(0.5, 0), endAt: on(0.52, 0) },
    { kind: 'reset', meter: 'lib-main-e', startAt: on(0.6, 883), endAt: on(0.6, 883) },
    { kind: 'stuck_register', meter: 'd3-main-w', startAt: on(0.75, 415), endAt: on(0.75, 415) + 4.3 * DAY_MS },
    { kind: 'glitch', meter: 'off-main-e', startAt: on(0.86, 600), endAt: on(0.86, 615) },
    { kind: 'burst', meter: 'd2-main-w', startAt: on(0.68, 852), endAt: on(0.68, 1120), value: 2400 },
    // A used meter, and nobody wrote its registers down: somebody has to decide what that was.
    { kind: 'exchange', meter: 'd1-main-w', startAt: minuteAt(today - 6, 571), endAt: minuteAt(today - 6, 640), value: 2480.3 },
    { kind: 'late_backfill', meter: 't2-main-e', startAt: minuteAt(today - 4, 548), endAt: minuteAt(today - 4, 911) },
    { kind: 'silent_meter', meter: 'gym-light', startAt: span.now - 20 * HOUR_MS, endAt: null },
    ...frozenCanteen(span.from, today, days),
  ];
  const firstAt = minuteAt(span.from + 1, 0);
  const there = new Set(model.plan.meters.map(({ id }) => id));
  return wishes
    .filter(
      ({ meter, startAt, kind }) =>
        there.has(meter) && (length > 60 || kind === 'late_backfill' || kind === 'silent_meter') && startAt >= firstAt,
    )
    .map(({ kind, meter, startAt, endAt, value }) => meterFault(model, kind, meter, { startAt, endAt }, value));
}

/** The canteen's main freezes on the coldest school morning, if that was cold enough. */
function frozenCanteen(from: number, today: number, days: SchoolDays): Wish[] {
  let coldest: { index: number; minC: number } | undefined;
  for (let index = from + 1; index < today - 7; index++) {
    const { attendance, minC } = days(index);
    if (attendance === 'full' && minC < -3 && minC < (coldest?.minC ?? 0)) coldest = { index, minC };
  }
  return coldest
    ? [{ kind: 'frozen_main', meter: 'can-main-w', startAt: minuteAt(coldest.index, 195), endAt: minuteAt(coldest.index, 572) }]
    : [];
}

/** The first day from `index` on with lessons today and tomorrow, so that the fault disturbs something; else the last one before. */
function schoolDayNear(index: number, today: number, days: SchoolDays): number {
  for (let later = index; later < today - 8; later++)
    if (days(later).attendance === 'full' && days(later + 1).attendance === 'full') return later;
  for (let earlier = index; earlier > index - 120; earlier--) if (days(earlier).attendance === 'full') return earlier;
  return index;
}
