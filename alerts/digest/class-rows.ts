import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import { type AlertEvent, inOrder, stageOf } from '../../domain/handling.ts';
import type { Building, Space, UnitPrices } from '../../domain/site.ts';
import { fenOf } from './amounts.ts';
import type { EventsByAlert } from './round-tally.ts';

/**
 * How a room that was left on came to its end. `guard`: he said that he switched it off, and it is off; `itself`; `all_night`;
 * `permitted`: the office said that it was in use; `unknown`: it goes on, or its meter reports nothing.
 */
export const CLASS_ENDS = ['guard', 'itself', 'all_night', 'permitted', 'unknown'] as const;
export type ClassEnd = (typeof CLASS_ENDS)[number];

export interface ClassRow {
  night: string;
  space: string;
  rule: string;
  sinceAt: number;
  kwh: number | null;
  fen: number | null;
  end: ClassEnd;
}

/** People live there: nobody keeps points about homes. */
const HOMES: readonly string[] = ['dormitory', 'staff_apartment'];

/** Whether a room may stand on a list that a school hangs out. */
export function isClassRoom(building: Pick<Building, 'function'>, space: Pick<Space, 'function'>): boolean {
  return !HOMES.includes(building.function) && !HOMES.includes(space.function) && space.function !== 'floor';
}

/**
 * Rooms left on, a row per night, room and rule: two units of one room make one row. Only what the room's own meter proves: an
 * inference from the whole building points at nobody, nor does what is not sure (an exam, an event).
 *
 * @param spaceOf the room that a meter measured then; undefined: none that belongs on the list
 * @returns       newest night first, in walking order of the alerts given
 */
export function classRows(
  alerts: readonly Alert[],
  events: EventsByAlert,
  spaceOf: (alert: Alert) => Pick<Space, 'id'> | undefined,
  prices: UnitPrices,
): ClassRow[] {
  const rows = new Map<string, ClassRow>();
  for (const alert of alerts) {
    const space = isProven(alert, events) ? spaceOf(alert) : undefined;
    if (!space) continue;
    const row = rowOf(alert, space.id, events.get(alert.id) ?? [], prices);
    const key = `${row.night} ${row.space} ${row.rule}`;
    const known = rows.get(key);
    rows.set(key, known ? together(known, row) : row);
  }
  return [...rows.values()].toSorted((a, b) => (a.night === b.night ? 0 : a.night < b.night ? 1 : -1));
}

function isProven({ id, rule, state, finding }: Alert, events: EventsByAlert): boolean {
  const isLeftOn = ruleOf(rule)?.audience === 'guard' && finding.rate?.unit === 'kW' && finding.certainty === 'measured';
  return isLeftOn && finding.isFirm !== false && state !== 'withdrawn' && stageOf(events.get(id) ?? []) !== 'false_alarm';
}

function rowOf(alert: Alert, space: string, events: readonly AlertEvent[], prices: UnitPrices): ClassRow {
  const { night, rule, finding } = alert;
  const amount = finding.wasted?.unit === 'kWh' ? finding.wasted : null;
  return {
    night,
    space,
    rule,
    sinceAt: finding.startAt,
    kwh: amount && amount.value,
    fen: fenOf(amount, prices),
    end: endOf(alert, events),
  };
}

function endOf({ state }: Alert, events: readonly AlertEvent[]): ClassEnd {
  if (inOrder(events).at(-1)?.word === 'permit_approved') return 'permitted';
  if (state === 'expired') return 'all_night';
  if (state !== 'recovered') return 'unknown';
  return events.some(({ word }) => word === 'off' || word === 'confirmed') ? 'guard' : 'itself';
}

/** The end that says most against the room is that of both. */
const WORST_FIRST: readonly ClassEnd[] = ['all_night', 'unknown', 'itself', 'guard', 'permitted'];

function together(a: ClassRow, b: ClassRow): ClassRow {
  return {
    ...a,
    sinceAt: Math.min(a.sinceAt, b.sinceAt),
    kwh: sum(a.kwh, b.kwh),
    fen: sum(a.fen, b.fen),
    end: WORST_FIRST.find((end) => end === a.end || end === b.end)!,
  };
}

/** What is not known of one half is not known of the whole. */
const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
