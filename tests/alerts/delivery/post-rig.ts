import type { HttpQuestion, Roads } from '../../../alerts/channels/roads.ts';
import type { DeliveryDeps } from '../../../alerts/delivery/ports.ts';
import { createDeliveryWorker } from '../../../alerts/delivery/worker.ts';
import { EVERYWHERE, type Role } from '../../../domain/access.ts';
import { type Alert, alertId, type Notice } from '../../../domain/alert.ts';
import type { AlertEvent, AlertWord } from '../../../domain/handling.ts';
import { createLocalTime } from '../../../domain/local-time.ts';
import type { Address, NewMessage } from '../../../domain/message.ts';
import { DEFAULT_WISHES, type Person } from '../../../domain/person.ts';
import { EMPTY_ROSTER, type Duty } from '../../../domain/roster.ts';
import type { Meter, SitePlan } from '../../../domain/site.ts';
import { meterOf, planOf } from '../../jobs/campus.ts';
import { openTemporary } from '../../store/records/open.ts';

export const local = createLocalTime('Asia/Shanghai');
/** A Friday night, away from full and half hours. */
export const T0 = local.at('2026-11-20', '23:10');
export const MINUTE = 60_000;
export const NIGHT = '2026-11-20';

export const BUILDING_PLAN: SitePlan = {
  ...planOf(Array.from({ length: 10 }, (_, index) => waterMeter(`w${index}`))),
  buildings: [
    { id: 'b1', campus: 'c1', name: '教学楼B', nameEn: 'Teaching B', function: 'teaching', walkOrder: 0 },
    { id: 'flats', campus: 'c1', name: '教工公寓', nameEn: 'Staff flats', function: 'staff_apartment', walkOrder: 1 },
  ],
};
BUILDING_PLAN.meters = [...BUILDING_PLAN.meters, { ...waterMeter('flat'), building: 'flats' }];

function waterMeter(id: string): Meter {
  return meterOf({ id, medium: 'water' });
}

export const person = (id: string, role: Role, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  role,
  reach: EVERYWHERE,
  login: null,
  phone: null,
  wishes: DEFAULT_WISHES,
  createdAt: 0,
  disabledAt: null,
  ...more,
});

export const address = (id: string, more: Partial<Address> = {}): Address => ({
  id,
  site: 'school',
  channel: more.person == null ? 'wecom' : 'bark',
  name: id,
  person: null,
  audiences: [],
  isOn: true,
  createdAt: 0,
  ...more,
});

export function burst(meter: string, more: Partial<Alert> = {}, at = T0): Alert {
  const finding = {
    rule: 'burst',
    meter,
    night: NIGHT,
    startAt: at - 30 * MINUTE,
    certainty: 'measured' as const,
    rate: { value: 2400, unit: 'L/h' as const },
    wasted: null,
    evidence: [],
  };
  return {
    id: alertId('school', finding),
    site: 'school',
    rule: 'burst',
    meter,
    night: NIGHT,
    state: 'open',
    openedAt: at,
    updatedAt: at,
    finding,
    ...more,
  };
}

export const OPENED: Notice = { kind: 'opened', urgency: 'now', audience: 'guard' };

export const said = (alert: string, word: AlertWord, at: number, by = 'g1'): AlertEvent => ({
  id: `${alert}-${word}-${at}`,
  site: 'school',
  alert,
  word,
  at,
  recordedAt: at,
  by,
  byName: by,
  reason: null,
  note: '',
  photo: null,
  avoided: null,
  rate: null,
});

export const text = (kind: NewMessage['kind'], more: Partial<NewMessage> = {}): NewMessage => ({
  site: 'school',
  kind,
  createdAt: T0,
  urgency: 'tonight',
  audience: 'guard',
  alert: null,
  text: { title: { zh: '今晚巡查', en: 'Tonight' }, lines: [{ zh: '3 处', en: '3 stops' }] },
  link: '/tonight',
  ...more,
});

/** What a vendor was asked, by the key of the robot or the phone. */
export interface Sent {
  to: string;
  text: string;
  at: number;
}

type Answer = (to: string, sent: readonly Sent[]) => object | Error | Promise<object>;

/** Real records and the real worker; vendors are scripted, the clock is moved by hand. */
export async function openPost(options: { answer?: Answer; perHour?: number; roads?: Roads } = {}) {
  const [records] = await openTemporary();
  await records.catalog.declare(BUILDING_PLAN);
  const clock = { now: T0, steady: 1_000_000 };
  const sent: Sent[] = [];
  const post = { answer: options.answer ?? (() => OK) };
  const roads: Roads = {
    async http(question) {
      const to = keyOf(question);
      sent.push({ to, text: String(question.body), at: clock.steady });
      const body = await post.answer(to, sent);
      if (body instanceof Error) throw body;
      return { status: 200, headers: {}, body: JSON.stringify(body) };
    },
    mail: () => Promise.reject(new Error('no mail')),
    publish: () => Promise.resolve(),
    vapid: () => undefined,
    now: () => clock.now,
  };
  const warnings: string[] = [];
  const deps: DeliveryDeps = {
    records,
    roads: options.roads ?? roads,
    open: (sealed) => sealed,
    schools: () => Promise.resolve(new Map([['school', { plan: BUILDING_PLAN, local }]])),
    perHour: options.perHour ?? 1000,
    escalateMinutes: [5, 10, 20],
    publicUrl: 'https://school.example',
    now: () => clock.now,
    monotonic: () => clock.steady,
    random: () => 0.5,
    log: {
      info() {},
      warn: (_, words) => void warnings.push(words),
      error: (fields, words) => void warnings.push(`${words} ${JSON.stringify(fields)}`),
    },
  };
  const worker = createDeliveryWorker(deps);
  return {
    records,
    clock,
    sent,
    post,
    warnings,
    worker,
    restart: () => createDeliveryWorker(deps),
    pass(ms: number) {
      clock.now += ms;
      clock.steady += ms;
    },
    run: () => worker.runOnce(),
    people: async (...all: Person[]) => {
      for (const one of all) await records.people.save(one);
    },
    addresses: async (...all: Address[]) => {
      for (const one of all) {
        const settings = one.channel === 'bark' ? { deviceKey: one.id.padEnd(8, '_') } : { key: one.id.padEnd(8, '_') };
        await records.addresses.save({ ...one, sealed: JSON.stringify(settings) });
      }
    },
    duty: (lines: Partial<Record<Duty, string>>) =>
      records.rosters.save(
        'school',
        {
          ...EMPTY_ROSTER,
          weekly: Object.entries(lines).map(([duty, who]) => ({ duty: duty as Duty, person: who, weekdays: [0, 1, 2, 3, 4, 5, 6] })),
        },
        'test',
        0,
      ),
    open: (alert: Alert, notice: Notice = OPENED, at = clock.now) => records.alerts.apply([{ alert, notice }], at),
    /** `<address> <state> <rung>` of all deliveries, oldest first. */
    states: async () =>
      (await records.outbox.deliveries({ site: 'school', limit: 5000 }))
        .toReversed()
        .map(({ address: to, state, rung }) => `${to} ${state} ${rung}`),
  };
}

/** What both vendors say when they have taken it. */
export const OK = { errcode: 0, errmsg: 'ok', code: 200, message: 'success' };

function keyOf({ url, body }: HttpQuestion): string {
  const key = url.searchParams.get('key') ?? (JSON.parse(String(body)) as { device_key: string }).device_key;
  return key.replace(/_+$/, '');
}
