import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AlertEvent, AlertWord } from '../../domain/handling.ts';
import type { Round, Stop } from '../../domain/round.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { HILL, LONDON, openSchool, type School } from './school.ts';

export const NIGHT = '2026-05-19';
export const MORNING = '2026-05-20';
/** The list is frozen and was checked again. */
export const NOW = LONDON.at(NIGHT, '23:40');
/** A clock time of the night. */
export const at = (clock: string) => LONDON.at(clock < '12:00' ? MORNING : NIGHT, clock);

const breaker = (id: string, building: string, space: string, walkOrder: number): Meter => ({
  ...HILL.meters[0]!,
  id,
  name: id,
  role: 'room_breaker',
  building,
  space,
  walkOrder,
});

/** The school with more rooms in block A, a library, a room in the dormitory, and a staff flat. */
export const SCHOOL: SitePlan = {
  ...HILL,
  buildings: [
    ...HILL.buildings,
    { id: 'lib', name: '图书馆', nameEn: 'Library', campus: 'main', function: 'library', walkOrder: 3 },
    { id: 'flats', name: '教工公寓', nameEn: 'Staff flats', campus: 'main', function: 'staff_apartment', walkOrder: 4 },
  ],
  spaces: [
    ...HILL.spaces,
    { id: 'a-303', name: '303', building: 'a', floor: 3, function: 'classroom', walkOrder: 2 },
    { id: 'a-305', name: '305', building: 'a', floor: 3, function: 'classroom', walkOrder: 3 },
    { id: 'lib-1', name: '=阅览室', nameEn: 'reading room', building: 'lib', floor: 1, function: 'hall', walkOrder: 1 },
    { id: 'b-101', name: '101', building: 'b', floor: 1, function: 'dormitory', walkOrder: 1 },
    { id: 'flat-1', name: '1号', building: 'flats', floor: 1, function: 'staff_apartment', walkOrder: 1 },
  ],
  meters: [
    ...HILL.meters,
    breaker('ac-303', 'a', 'a-303', 10),
    breaker('ac-305', 'a', 'a-305', 11),
    breaker('ac-lib', 'lib', 'lib-1', 12),
    breaker('ac-b-101', 'b', 'b-101', 13),
    breaker('ac-flat', 'flats', 'flat-1', 14),
  ],
};

/** An air-conditioner that runs since half past eleven, or ended. */
export function acOn(meter: string, more: Partial<Finding> = {}, state: Alert['state'] = 'open'): Alert {
  const finding: Finding = {
    rule: 'ac_left_on',
    meter,
    night: NIGHT,
    startAt: at('23:30'),
    certainty: 'measured',
    rate: { value: 2, unit: 'kW' },
    wasted: { value: 5, unit: 'kWh' },
    evidence: [{ name: 'threshold', value: 0.15, unit: 'kWh' }],
    ...more,
  };
  return toAlert(finding, state);
}

/** Water that runs in block A since Sunday, 02:00. */
export function leakOf(more: Partial<Finding> = {}, state: Alert['state'] = 'open'): Alert {
  const finding: Finding = {
    rule: 'zero_flow_fail',
    meter: 'a-water',
    night: '2026-05-16',
    startAt: LONDON.at('2026-05-17', '02:00'),
    certainty: 'measured',
    rate: { value: 120, unit: 'L/h' },
    wasted: { value: 8, unit: 'm³' },
    evidence: [],
    ...more,
  };
  return toAlert(finding, state);
}

function toAlert(finding: Finding, state: Alert['state']): Alert {
  const { rule, meter, night, startAt } = finding;
  const closed = state === 'open' ? {} : { closedAt: finding.endAt ?? NOW };
  return {
    id: alertId('hill', finding),
    site: 'hill',
    rule,
    meter,
    night,
    state,
    openedAt: startAt,
    updatedAt: startAt,
    ...closed,
    finding,
  };
}

export function stopOf(id: string, building: string, alerts: readonly Alert[], more: Partial<Stop> = {}): Stop {
  return { id, building, floor: 3, subject: 'ac', alerts: alerts.map((alert) => alert.id), addedAt: at('23:15'), ...more };
}

export function roundOf(stops: readonly Stop[], more: Partial<Round> = {}): Round {
  return {
    site: 'hill',
    night: NIGHT,
    number: 1,
    frozenAt: at('23:15'),
    recheckedAt: at('23:30'),
    endsAt: at('01:30'),
    stops,
    leftOut: [],
    expected: [],
    spotChecks: [],
    blind: [],
    remindedAt: null,
    reportedAt: null,
    ...more,
  };
}

let said = 0;
export function eventOf(alert: Alert, word: AlertWord, clock: string, more: Partial<AlertEvent> = {}): AlertEvent {
  return {
    id: `event-${++said}`,
    site: 'hill',
    alert: alert.id,
    word,
    at: at(clock),
    recordedAt: at(clock),
    by: 'p1',
    byName: '王师傅',
    reason: null,
    note: '',
    photo: null,
    avoided: null,
    rate: null,
    ...more,
  };
}

/** The school in its night, with alerts and rounds. */
export async function openNight(
  alerts: readonly Alert[],
  rounds: readonly Round[],
  now = NOW,
  options: Parameters<typeof openSchool>[1] = {},
): Promise<School> {
  const school = await openSchool(now, options);
  await school.records.catalog.declare(SCHOOL);
  await school.records.alerts.apply(
    alerts.map((alert) => ({ alert })),
    now,
  );
  for (const round of rounds) await school.records.rounds.save(round);
  return school;
}
