import { type Alert, alertId, type AlertState } from '../../../domain/alert.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { AlertEvent, AlertWord } from '../../../domain/handling.ts';
import { createLocalTime } from '../../../domain/local-time.ts';
import type { Round } from '../../../domain/round.ts';
import type { Meter, SitePlan, Space } from '../../../domain/site.ts';
import { meterOf } from '../../jobs/campus.ts';

export const SHANGHAI = createLocalTime('Asia/Shanghai');
export const NIGHT = '2026-11-19';
/** Friday, 07:30. */
export const MORNING = SHANGHAI.at('2026-11-20', '07:30');

const room = (id: string, building: string, floor: number, name: string, walkOrder: number, more: Partial<Space> = {}): Space => ({
  id,
  building,
  floor,
  name,
  function: 'classroom',
  walkOrder,
  ...more,
});
const ac = (id: string, space: string, more: Partial<Meter> = {}) =>
  meterOf({ id, role: 'room_breaker', building: 'b', space, parent: 'b-feeder', ...more });

/** Two floors of classrooms with a feeder before them, an office building, a laboratory with a branch of its own, a dormitory. */
export const PLAN: SitePlan = {
  site: { id: 'school', name: '绿叶中学', nameEn: 'Greenleaf School', timeZone: 'Asia/Shanghai' },
  calendar: {
    terms: [{ name: '第一学期', firstDay: '2026-09-01', lastDay: '2027-01-22' }],
    holidays: 'china',
    exceptions: [],
  },
  campuses: [{ id: 'c1', name: '本部' }],
  buildings: [
    { id: 'b', campus: 'c1', name: '教学楼B', nameEn: 'Teaching B', function: 'teaching', walkOrder: 1 },
    { id: 'office', campus: 'c1', name: '行政楼', nameEn: 'Office', function: 'office', walkOrder: 2 },
    { id: 'lab', campus: 'c1', name: '实验楼', nameEn: 'Laboratory', function: 'laboratory', walkOrder: 3 },
    { id: 'dorm', campus: 'c1', name: '一号宿舍', nameEn: 'Dormitory 1', function: 'dormitory', walkOrder: 4 },
    { id: 'flats', campus: 'c1', name: '教工公寓', nameEn: 'Staff flats', function: 'staff_apartment', walkOrder: 5 },
  ],
  spaces: [
    room('301', 'b', 3, '301', 1),
    room('303', 'b', 3, '303', 2),
    room('401', 'b', 4, '401', 3),
    room('wc', 'lab', 1, '卫生间', 1, { nameEn: 'toilets', function: 'toilet' }),
    room('dorm-101', 'dorm', 1, '101', 1, { function: 'dormitory' }),
    room('flat-1', 'flats', 1, '1 号', 1, { function: 'staff_apartment' }),
  ],
  meters: [
    meterOf({ id: 'b-feeder', building: 'b', role: 'ac_circuit' }),
    ac('ac-301', '301'),
    ac('ac-303', '303'),
    ac('ac-303b', '303'),
    ac('ac-401', '401'),
    meterOf({ id: 'office-main', building: 'office' }),
    meterOf({ id: 'lab-water', building: 'lab', medium: 'water' }),
    meterOf({ id: 'wc-water', building: 'lab', medium: 'water', space: 'wc', parent: 'lab-water', role: 'branch' }),
    meterOf({ id: 'office-water', building: 'office', medium: 'water' }),
    meterOf({ id: 'dorm-ac', building: 'dorm', space: 'dorm-101', role: 'room_breaker' }),
  ],
  channels: [],
};

interface Found {
  state?: AlertState;
  night?: string;
  startAt?: number;
  endAt?: number;
  rate?: number;
  wasted?: number;
  isFirm?: boolean;
}

function alertOf(finding: Finding, { state = 'open' }: Found): Alert {
  const { rule, meter, night, startAt } = finding;
  return {
    id: alertId('school', finding),
    site: 'school',
    rule,
    meter,
    night,
    state,
    openedAt: startAt + 30 * 60_000,
    updatedAt: MORNING,
    ...(state === 'open' ? {} : { closedAt: finding.endAt ?? MORNING }),
    finding,
  };
}

/** An air-conditioner, a lamp or a whole building that was on. */
export function leftOn(meter: string, found: Found = {}, rule = 'ac_left_on'): Alert {
  const { night = NIGHT, startAt = SHANGHAI.at(night, '23:30'), endAt, rate = 2, wasted = 13, isFirm } = found;
  const finding: Finding = {
    rule,
    meter,
    night,
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    certainty: rule === 'night_excess_building' ? 'inferred' : 'measured',
    rate: { value: rate, unit: 'kW' },
    wasted: { value: wasted, unit: 'kWh' },
    evidence: [],
    ...(isFirm === undefined ? {} : { isFirm }),
  };
  return alertOf(finding, { state: 'expired', ...found });
}

/** Water that runs away since Tuesday, 02:00. */
export function leak(meter: string, found: Found = {}, rule = 'zero_flow_fail'): Alert {
  const { night = '2026-11-16', startAt = SHANGHAI.at('2026-11-17', '02:00'), endAt, rate = 120, wasted = 9.1, isFirm } = found;
  const finding: Finding = {
    rule,
    meter,
    night,
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    certainty: 'measured',
    rate: { value: rate, unit: 'L/h' },
    wasted: { value: wasted, unit: 'm³' },
    evidence: [],
    ...(isFirm === undefined ? {} : { isFirm }),
  };
  return alertOf(finding, found);
}

/** A meter that has a matter of its own. */
export function meterTrouble(meter: string, rule = 'meter_silent', found: Found = {}): Alert {
  const { night = NIGHT, startAt = SHANGHAI.at(NIGHT, '10:00') } = found;
  const evidence = [{ name: 'threshold', value: 2, unit: 'h' }];
  return alertOf({ rule, meter, night, startAt, certainty: 'measured', rate: null, wasted: null, evidence }, found);
}

let said = 0;
/** Somebody's word, or the meter's, about an alert; at a clock time of the night. */
export function word(alert: Alert, what: AlertWord, clock: string, more: Partial<AlertEvent> = {}): AlertEvent {
  const day = clock < '12:00' ? '2026-11-20' : '2026-11-19';
  const at = SHANGHAI.at(day, clock);
  const isMeter = what === 'confirmed' || what === 'still_on' || what === 'accepted';
  return {
    id: `e${++said}`,
    site: 'school',
    alert: alert.id,
    word: what,
    at,
    recordedAt: at,
    by: isMeter ? 'meter' : 'p1',
    byName: isMeter ? '表' : '王师傅',
    reason: null,
    note: '',
    photo: null,
    avoided: null,
    rate: null,
    ...more,
  };
}

export function roundOf(stops: readonly (readonly Alert[])[], more: Partial<Round> = {}): Round {
  return {
    site: 'school',
    night: NIGHT,
    number: 1,
    frozenAt: SHANGHAI.at(NIGHT, '23:15'),
    recheckedAt: SHANGHAI.at(NIGHT, '23:30'),
    endsAt: SHANGHAI.at('2026-11-20', '01:30'),
    stops: stops.map((alerts, index) => ({
      id: `stop-${index}`,
      building: 'b',
      floor: 3,
      subject: 'ac',
      alerts: alerts.map(({ id }) => id),
      addedAt: SHANGHAI.at(NIGHT, '23:15'),
    })),
    leftOut: [],
    expected: [],
    spotChecks: [],
    blind: [],
    remindedAt: null,
    reportedAt: null,
    ...more,
  };
}
