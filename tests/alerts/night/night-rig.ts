import type { Candidate } from '../../../alerts/night/candidates.ts';
import { findCandidates } from '../../../alerts/night/candidates.ts';
import type { StopSources } from '../../../alerts/night/stop-facts.ts';
import { createRulebook } from '../../../analysis/rulebook.ts';
import { type Alert, alertId } from '../../../domain/alert.ts';
import type { AlertEvent } from '../../../domain/handling.ts';
import { addDays } from '../../../domain/local-time.ts';
import type { Meter, SitePlan, Space } from '../../../domain/site.ts';
import { shanghai } from '../../analysis/series-of.ts';
import { meterOf } from '../../jobs/campus.ts';

export const NIGHT = '2026-11-20';
/** A clock time of the night: before noon it is the morning after. */
export const clock = (time: string) => shanghai.at(time < '12:00' ? addDays(NIGHT, 1) : NIGHT, time);

const room = (id: string, floor: number, more: Partial<Space> = {}): Space => ({
  id: `b-${id}`,
  building: 'b',
  floor,
  function: 'classroom',
  name: id,
  walkOrder: Number(id) || 0,
  ...more,
});

/** Teaching building B with rooms on two floors, an office without AC meters, a gate, staff flats and a dormitory. */
export const PLAN: SitePlan = {
  site: { id: 'school', name: '绿叶中学', nameEn: 'Greenleaf School', timeZone: 'Asia/Shanghai' },
  calendar: { terms: [], holidays: 'none', exceptions: [] },
  campuses: [{ id: 'main', name: '本部' }],
  buildings: [
    { id: 'b', campus: 'main', function: 'teaching', name: '教学楼B', nameEn: 'Teaching B', walkOrder: 1 },
    { id: 'lab', campus: 'main', function: 'laboratory', name: '实验楼', nameEn: 'Labs', walkOrder: 2 },
    { id: 'off', campus: 'main', function: 'office', name: '行政楼', nameEn: 'Office', walkOrder: 3 },
    { id: 'gate', campus: 'main', function: 'outdoor', name: '北门', nameEn: 'North gate', walkOrder: 4 },
    { id: 'flats', campus: 'main', function: 'staff_apartment', name: '教工宿舍', nameEn: 'Staff flats', walkOrder: 5 },
    { id: 'dorm', campus: 'main', function: 'dormitory', name: '学生宿舍', nameEn: 'Dormitory', walkOrder: 6 },
  ],
  spaces: [
    ...['301', '302', '303', '304', '305', '306'].map((id) => room(id, 3)),
    ...['201', '202'].map((id) => room(id, 2)),
    room('lab-it', 2, { building: 'lab', id: 'lab-it', name: '机房', nameEn: 'Computer room', function: 'computer_room', walkOrder: 1 }),
    room('205', 2, { building: 'off', id: 'off-205', function: 'office' }),
    room('208', 2, { building: 'off', id: 'off-208', function: 'office' }),
    room('wc', 1, { building: 'gate', id: 'gate-wc', name: '卫生间', nameEn: 'Toilet', function: 'toilet', walkOrder: 1 }),
    room('d101', 1, { building: 'dorm', id: 'd101', name: '101', function: 'dormitory', walkOrder: 1 }),
  ],
  meters: [
    ...['301', '302', '303', '304', '305', '306', '201', '202'].map((id) =>
      meterOf({ id: `ac-${id}`, name: `${id} 空调`, building: 'b', space: `b-${id}`, role: 'room_breaker', readingIntervalS: 60 }),
    ),
    meterOf({ id: 'b-water', building: 'b', medium: 'water', name: '教学楼B水总表' }),
    meterOf({ id: 'lab-light', building: 'lab', space: 'lab-it', role: 'lighting', name: '机房照明' }),
    meterOf({ id: 'lab-water', building: 'lab', medium: 'water', name: '实验楼水总表' }),
    meterOf({ id: 'lab-feeder', building: 'lab', role: 'ac_circuit', acUnits: 6, name: '空调总支路' }),
    meterOf({ id: 'off-main', building: 'off', name: '行政楼总表' }),
    meterOf({ id: 'gate-water', building: 'gate', space: 'gate-wc', medium: 'water', role: 'branch', name: '北门水表' }),
    meterOf({ id: 'flats-main', building: 'flats', name: '教工宿舍总表' }),
    meterOf({ id: 'flats-water', building: 'flats', medium: 'water', name: '教工宿舍水表' }),
    meterOf({ id: 'd101-ac', building: 'dorm', space: 'd101', role: 'room_breaker', name: '101 空调' }),
  ] satisfies Meter[],
  channels: [],
};

export const ground = { plan: PLAN, local: shanghai, rulebook: createRulebook(PLAN, shanghai, {}) };

export function alertOf(
  rule: string,
  meter: string,
  more: Partial<Alert['finding']> & Pick<Partial<Alert>, 'state' | 'openedAt'> = {},
): Alert {
  const { state = 'open', openedAt = clock('23:00'), ...finding } = more;
  const night = finding.night ?? NIGHT;
  return {
    id: alertId('school', { rule, meter, night }),
    site: 'school',
    rule,
    meter,
    night,
    state,
    openedAt,
    updatedAt: openedAt,
    finding: {
      rule,
      meter,
      night,
      startAt: clock('22:45'),
      certainty: 'measured',
      rate: { value: 0.7, unit: 'kW' },
      wasted: { value: 0.4, unit: 'kWh' },
      evidence: [],
      ...finding,
    },
  };
}

export function eventOf(alert: Alert | string, word: AlertEvent['word'], at: number, more: Partial<AlertEvent> = {}): AlertEvent {
  const id = typeof alert === 'string' ? alert : alert.id;
  return {
    id: `${id} ${word} ${at}`,
    site: 'school',
    alert: id,
    word,
    at,
    recordedAt: at,
    by: 'zhang',
    byName: '张师傅',
    reason: null,
    note: '',
    photo: null,
    avoided: null,
    rate: null,
    ...more,
  };
}

export const found = (alerts: readonly Alert[], more: { now?: number; isDemoted?: (rule: string, meter: string) => boolean } = {}) =>
  findCandidates(alerts, { ground, night: NIGHT, isDemoted: more.isDemoted ?? (() => false), now: more.now ?? clock('23:15') });

export const metersOf = (candidates: readonly Candidate[]) => candidates.map(({ alert }) => `${alert.rule} ${alert.meter}`);

export function sourcesOf(alerts: readonly Alert[], events: readonly AlertEvent[] = [], now = clock('23:15')): StopSources {
  const byAlert = new Map<string, AlertEvent[]>();
  for (const event of events) byAlert.set(event.alert, [...(byAlert.get(event.alert) ?? []), event]);
  return {
    ground,
    night: NIGHT,
    alerts: new Map(alerts.map((alert) => [alert.id, alert])),
    events: byAlert,
    newestAt: new Map(PLAN.meters.map(({ id }) => [id, now - 60_000])),
    now,
  };
}
