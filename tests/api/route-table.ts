import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/access.ts';

/**
 * Who may do what, written by hand from what the roles are (domain/access.ts, the comments), not from the code that grants it:
 * a route that is not in this table, or that lets somebody else in, fails tests/api/authorisation.test.ts.
 */
export interface RouteLine {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the server knows it, with `:params`. */
  url: string;
  /** Who may; everybody else who is signed in is refused. `open`: nobody has to be signed in. */
  roles: readonly Role[] | 'open';
  /**
   * `none`: it belongs to no school. `site`: something of a school, told of what is reached. `place`: a thing that is inside of a
   * reach or outside. `whole`: for who reaches the whole school.
   */
  scope: 'none' | 'site' | 'place' | 'whole';
  /** What `:id` of the address is an id of. */
  id?: 'alert' | 'correction' | 'reading' | 'photo' | 'declaration' | 'finding' | 'address';
  /** Of their own everybody may: the school is looked up first, and is not there for who does not reach it. */
  isOwnToo?: true;
  /** The query. */
  at?: (place: Place) => string;
  body?: (place: Place) => object;
  /** How somebody is refused what lies outside. Default: it is not there (404). */
  outside?: 403 | 422;
  /** How a role is refused that may not. Default 403. */
  denied?: 404;
}

export const NOW = Date.UTC(2026, 4, 20, 11);

/** What is there of each block, made by the test: a is inside of the reach of whoever reaches a part, b outside. */
export interface Place {
  building: 'a' | 'b';
  meter: string;
  space: string;
  alert: string;
  correction: string;
  reading: string;
  declaration: string;
  permit: string;
  finding: string;
  address: string;
  photo: string;
  stepAt: number;
}

const EVERYBODY: readonly Role[] = [
  'administrator',
  'logistics_head',
  'electrician',
  'guard',
  'grade_leader',
  'principal',
  'contractor',
  'student_inspector',
  'guest_expert',
];
/** Numbers, charts, alerts: all but a guard, whose phone shows tonight, and a student, who reports. */
const WHO_SEE = EVERYBODY.filter((role) => role !== 'guard' && role !== 'student_inspector');
const OFFICE: readonly Role[] = ['administrator', 'logistics_head'];
const OWN_STAFF: readonly Role[] = [...OFFICE, 'electrician'];
const NIGHT: readonly Role[] = [...OFFICE, 'guard'];
const REPAIR: readonly Role[] = [...OWN_STAFF, 'contractor'];
const CLASS: readonly Role[] = [...OFFICE, 'grade_leader', 'principal'];
const WALKS: readonly Role[] = [...OFFICE, 'student_inspector'];
const ADMINISTRATOR: readonly Role[] = ['administrator'];

const SITE = '/api/sites/:site';
const MAY = 'from=2026-05-01&to=2026-05-03';
const NIGHTS = 'fromNight=2026-05-18&toNight=2026-05-19';
const reason = 'seen on site';

export const ROUTES: readonly RouteLine[] = [
  // Coming in.
  { method: 'GET', url: '/api/session', roles: 'open', scope: 'none' },
  { method: 'POST', url: '/api/session', roles: 'open', scope: 'none' },
  { method: 'POST', url: '/api/session/demo', roles: 'open', scope: 'none' },
  { method: 'DELETE', url: '/api/session', roles: 'open', scope: 'none' },
  { method: 'POST', url: '/api/setup', roles: 'open', scope: 'none' },
  { method: 'POST', url: '/api/session/invite', roles: 'open', scope: 'none' },
  { method: 'POST', url: '/api/session/pair', roles: 'open', scope: 'none' },
  // One's own.
  { method: 'GET', url: '/api/session/all', roles: EVERYBODY, scope: 'none' },
  { method: 'PUT', url: '/api/session/password', roles: EVERYBODY, scope: 'none' },
  { method: 'POST', url: '/api/session/totp', roles: EVERYBODY, scope: 'none' },
  { method: 'PUT', url: '/api/session/totp', roles: EVERYBODY, scope: 'none' },
  { method: 'DELETE', url: '/api/session/totp', roles: EVERYBODY, scope: 'none' },
  { method: 'GET', url: '/api/session/wishes', roles: EVERYBODY, scope: 'none' },
  { method: 'PUT', url: '/api/session/wishes', roles: EVERYBODY, scope: 'none' },
  { method: 'DELETE', url: '/api/sessions/:id', roles: EVERYBODY, scope: 'none' },
  // People and programs.
  { method: 'GET', url: '/api/people', roles: OFFICE, scope: 'none' },
  { method: 'POST', url: '/api/people', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'PUT', url: '/api/people/:id', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'POST', url: '/api/people/:id/invite', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'POST', url: '/api/people/:id/pair', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'GET', url: '/api/people/:id/sessions', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'GET', url: '/api/tokens', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'POST', url: '/api/tokens', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'DELETE', url: '/api/tokens/:id', roles: ADMINISTRATOR, scope: 'none' },
  { method: 'GET', url: '/api/audit', roles: ADMINISTRATOR, scope: 'none' },
  // Seeing.
  { method: 'GET', url: '/api/sites', roles: EVERYBODY, scope: 'none' },
  { method: 'GET', url: '/api/status', roles: WHO_SEE, scope: 'none' },
  { method: 'GET', url: `${SITE}/calendar`, roles: WHO_SEE, scope: 'place', at: ({ building }) => `?building=${building}&${MAY}` },
  { method: 'GET', url: `${SITE}/calendar/plan`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/weather`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/buildings`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/buildings/:building`, roles: WHO_SEE, scope: 'place' },
  { method: 'GET', url: `${SITE}/meters`, roles: WHO_SEE, scope: 'place', at: ({ building }) => `?building=${building}` },
  { method: 'GET', url: `${SITE}/meters/:meter`, roles: WHO_SEE, scope: 'place' },
  { method: 'GET', url: `${SITE}/meters/:meter/rate`, roles: WHO_SEE, scope: 'place', at: () => `?${MAY}` },
  { method: 'GET', url: `${SITE}/consumption`, roles: WHO_SEE, scope: 'place', at: ({ building }) => `?building=${building}&${MAY}` },
  { method: 'GET', url: `${SITE}/today`, roles: WHO_SEE, scope: 'site', at: () => '?medium=electricity' },
  {
    method: 'GET',
    url: `${SITE}/nights`,
    roles: WHO_SEE,
    scope: 'place',
    at: ({ building }) => `?medium=electricity&building=${building}&${MAY}`,
  },
  { method: 'GET', url: `${SITE}/balance`, roles: WHO_SEE, scope: 'site', at: () => `?${MAY}` },
  { method: 'GET', url: `${SITE}/alerts`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/alerts/:id`, id: 'alert', roles: WHO_SEE, scope: 'place' },
  { method: 'GET', url: `${SITE}/events`, roles: WHO_SEE, scope: 'site' },
  // What meters mean, and what people say of them.
  { method: 'GET', url: `${SITE}/steps`, roles: WHO_SEE, scope: 'place', at: ({ meter }) => `?meter=${meter}` },
  { method: 'GET', url: `${SITE}/meters/:meter/steps/:toAt`, roles: WHO_SEE, scope: 'place' },
  { method: 'GET', url: `${SITE}/corrections`, roles: WHO_SEE, scope: 'place', at: ({ meter }) => `?meter=${meter}` },
  {
    method: 'POST',
    url: `${SITE}/meters/:meter/corrections`,
    roles: OWN_STAFF,
    scope: 'place',
    body: () => ({ statement: { kind: 'ratio', fromAt: 0, ratio: 2 }, reason, preview: true }),
  },
  { method: 'POST', url: `${SITE}/corrections/:id/undo`, id: 'correction', roles: OWN_STAFF, scope: 'place', body: () => ({ reason }) },
  { method: 'GET', url: `${SITE}/manual-readings`, roles: WHO_SEE, scope: 'place', at: ({ meter }) => `?meter=${meter}` },
  { method: 'POST', url: `${SITE}/meters/:meter/manual-readings`, roles: OWN_STAFF, scope: 'place', body: () => ({ value: 1 }) },
  {
    method: 'POST',
    url: `${SITE}/manual-readings/:id/check`,
    id: 'reading',
    roles: OWN_STAFF,
    scope: 'place',
    body: () => ({ agrees: true }),
  },
  // Pictures: whoever hands in what they prove.
  { method: 'POST', url: `${SITE}/photos`, roles: [...REPAIR, 'guard', 'student_inspector'], scope: 'site' },
  { method: 'GET', url: `${SITE}/photos/:id`, id: 'photo', roles: WHO_SEE, scope: 'place', denied: 404 },
  // Rules, calendar, weather; exceptions and permits.
  { method: 'GET', url: `${SITE}/rules`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/rules/:rule`, roles: WHO_SEE, scope: 'site' },
  {
    method: 'PUT',
    url: `${SITE}/rules/:rule/setting`,
    roles: OFFICE,
    scope: 'place',
    body: ({ building }) => ({ scope: { kind: 'building', id: building }, isOn: true, reason }),
  },
  {
    method: 'DELETE',
    url: `${SITE}/rules/:rule/setting`,
    roles: OFFICE,
    scope: 'place',
    at: ({ building }) => `?kind=building&id=${building}`,
  },
  {
    method: 'POST',
    url: `${SITE}/rules/:rule/try`,
    roles: OFFICE,
    scope: 'place',
    body: ({ building }) => ({ scope: { kind: 'building', id: building }, fromDay: '2026-05-01', toDay: '2026-05-02', options: {} }),
  },
  { method: 'PUT', url: `${SITE}/calendar/plan`, roles: OFFICE, scope: 'whole', body: () => ({ plan: CALENDAR }) },
  { method: 'DELETE', url: `${SITE}/calendar/plan`, roles: OFFICE, scope: 'whole' },
  { method: 'POST', url: `${SITE}/calendar/holidays`, roles: OFFICE, scope: 'whole', body: () => ({ file: '{}' }) },
  { method: 'POST', url: `${SITE}/weather`, roles: OFFICE, scope: 'whole', body: () => ({ file: 'timestamp,air_temperature_c' }) },
  { method: 'GET', url: `${SITE}/declarations`, roles: WHO_SEE, scope: 'site' },
  {
    method: 'POST',
    url: `${SITE}/declarations`,
    roles: OFFICE,
    scope: 'place',
    body: ({ building }) => ({ kind: 'change', scope: { kind: 'building', id: building }, fromAt: 0, reason }),
  },
  { method: 'POST', url: `${SITE}/declarations/:id/end`, id: 'declaration', roles: OFFICE, scope: 'place', body: () => ({ reason }) },
  // The night.
  { method: 'GET', url: `${SITE}/tonight`, roles: NIGHT, scope: 'site' },
  {
    method: 'POST',
    url: `${SITE}/tonight/answers`,
    roles: NIGHT,
    scope: 'site',
    body: () => ({ id: randomUUID(), stop: 'none', word: 'off', at: NOW - 1000 }),
  },
  {
    method: 'POST',
    url: `${SITE}/tonight/spot-checks`,
    roles: NIGHT,
    // Without a round there is no room to check, inside neither: who may ask at all is what counts here.
    scope: 'site',
    body: ({ space }) => ({ space, result: 'all_off', at: NOW - 1000 }),
  },
  { method: 'POST', url: `${SITE}/tonight/seen`, roles: NIGHT, scope: 'site', body: () => ({ alerts: [], at: NOW }) },
  { method: 'GET', url: `${SITE}/rounds`, roles: WHO_SEE, scope: 'site', at: () => `?${NIGHTS}` },
  { method: 'GET', url: `${SITE}/rounds/:night`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/trust`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/digests`, roles: WHO_SEE, scope: 'whole' },
  { method: 'GET', url: `${SITE}/class-list`, roles: CLASS, scope: 'site', at: () => `?${NIGHTS}` },
  { method: 'GET', url: `${SITE}/class-list.csv`, roles: CLASS, scope: 'site', at: () => `?${NIGHTS}` },
  { method: 'GET', url: `${SITE}/permit-requests`, roles: OFFICE, scope: 'site' },
  {
    method: 'POST',
    url: `${SITE}/permit-requests/:event`,
    roles: OFFICE,
    scope: 'place',
    body: () => ({ decision: 'refuse', note: 'ask first' }),
  },
  // Repairs, and what people see on a walk.
  { method: 'GET', url: `${SITE}/work`, roles: REPAIR, scope: 'site' },
  {
    method: 'POST',
    url: `${SITE}/work/answers`,
    roles: REPAIR,
    scope: 'place',
    body: ({ alert }) => ({ id: randomUUID(), alert, word: 'reported', at: NOW - 1000 }),
    outside: 422,
  },
  { method: 'GET', url: `${SITE}/seen-findings`, roles: WALKS, scope: 'site' },
  { method: 'GET', url: `${SITE}/seen-findings/places`, roles: WALKS, scope: 'site' },
  {
    method: 'POST',
    url: `${SITE}/seen-findings`,
    roles: WALKS,
    scope: 'place',
    body: ({ building }) => ({ id: randomUUID(), building, what: 'leak', at: NOW - 1000 }),
    outside: 422,
  },
  {
    method: 'POST',
    url: `${SITE}/seen-findings/:id/review`,
    id: 'finding',
    roles: OFFICE,
    scope: 'place',
    body: () => ({ isRight: true, note: '' }),
  },
  // Messages: of their own addresses everybody, which tests/api/addresses.test.ts is about; those here are of groups.
  { method: 'GET', url: '/api/channels', roles: EVERYBODY, scope: 'none' },
  { method: 'GET', url: `${SITE}/addresses`, roles: EVERYBODY, scope: 'site' },
  { method: 'POST', url: `${SITE}/addresses`, roles: ADMINISTRATOR, scope: 'whole', isOwnToo: true, body: () => GROUP },
  { method: 'PUT', url: `${SITE}/addresses/:id`, id: 'address', roles: ADMINISTRATOR, scope: 'whole', isOwnToo: true, body: () => GROUP },
  { method: 'DELETE', url: `${SITE}/addresses/:id`, id: 'address', roles: ADMINISTRATOR, scope: 'whole', isOwnToo: true },
  { method: 'POST', url: `${SITE}/addresses/:id/test`, id: 'address', roles: ADMINISTRATOR, scope: 'whole', isOwnToo: true },
  { method: 'GET', url: '/api/web-push', roles: EVERYBODY, scope: 'none' },
  { method: 'POST', url: `${SITE}/web-push`, roles: EVERYBODY, scope: 'site', body: () => SUBSCRIPTION },
  { method: 'GET', url: `${SITE}/roster`, roles: OFFICE, scope: 'whole' },
  { method: 'PUT', url: `${SITE}/roster`, roles: OFFICE, scope: 'whole', body: () => ({ weekly: [], days: [] }) },
  { method: 'PUT', url: `${SITE}/floor`, roles: ADMINISTRATOR, scope: 'whole', body: () => ({ urgency: 'now', rules: [] }) },
  { method: 'GET', url: `${SITE}/deliveries`, roles: WHO_SEE, scope: 'site' },
];

const CALENDAR = { terms: [], holidays: 'none', exceptions: [] };
const GROUP = { channel: 'mqtt', name: '门卫室的灯', audiences: ['guard'], settings: { topic: 'lamps/gate' } };
const SUBSCRIPTION = { endpoint: 'https://push.example/a', keys: { p256dh: 'B', auth: 'A' } };
