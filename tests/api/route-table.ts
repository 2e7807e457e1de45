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
  id?: 'alert' | 'correction' | 'reading' | 'photo' | 'declaration' | 'finding' | 'address' | 'measure';
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
  measure: string;
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
/** What is seen, as a file. */
const WHO_EXPORT: readonly Role[] = ['administrator', 'logistics_head', 'principal', 'guest_expert'];
const OFFICE: readonly Role[] = ['administrator', 'logistics_head'];
const OWN_STAFF: readonly Role[] = [...OFFICE, 'electrician'];
const NIGHT: readonly Role[] = [...OFFICE, 'guard'];
const REPAIR: readonly Role[] = [...OWN_STAFF, 'contractor'];
const CLASS: readonly Role[] = [...OFFICE, 'grade_leader', 'principal'];
const WALKS: readonly Role[] = [...OFFICE, 'student_inspector'];
/** Bills, invoices, households among them. */
const BOOKS: readonly Role[] = [...OFFICE, 'principal'];
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
  { method: 'GET', url: `${SITE}/use/comparison`, roles: WHO_SEE, scope: 'site', at: () => `?medium=electricity&${MAY}` },
  { method: 'GET', url: `${SITE}/use/sub-items`, roles: WHO_SEE, scope: 'place', at: ({ building }) => `?building=${building}&${MAY}` },
  {
    method: 'GET',
    url: `${SITE}/use/load`,
    roles: WHO_SEE,
    scope: 'place',
    at: ({ building }) => `?medium=electricity&building=${building}&${MAY}`,
  },
  {
    method: 'GET',
    url: `${SITE}/use/day-load`,
    roles: WHO_SEE,
    scope: 'place',
    at: ({ building }) => `?medium=electricity&building=${building}&day=2026-05-19`,
  },
  {
    method: 'GET',
    url: `${SITE}/use/done`,
    roles: WHO_SEE,
    scope: 'place',
    at: ({ building }) => `?building=${building}&fromNight=2026-05-01&toNight=2026-05-20`,
  },
  { method: 'GET', url: `${SITE}/use/night-flow`, roles: WHO_SEE, scope: 'site', at: () => `?medium=water&${MAY}` },
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
  { method: 'GET', url: `${SITE}/data-trust`, roles: WHO_SEE, scope: 'site', at: () => `?${MAY}` },
  { method: 'GET', url: `${SITE}/alert-cost`, roles: WHO_SEE, scope: 'site', at: () => `?${NIGHTS}` },
  { method: 'GET', url: '/api/hall/:site', roles: 'open', scope: 'none' },
  // Prices.
  { method: 'GET', url: `${SITE}/tariffs`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/tariffs/:tariff`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/tariffs`, roles: OFFICE, scope: 'whole', body: () => TARIFF },
  {
    method: 'POST',
    url: `${SITE}/tariffs/:tariff/withdraw`,
    roles: OFFICE,
    scope: 'whole',
    body: () => ({ validFrom: '2026-01-01', reason }),
  },
  { method: 'GET', url: `${SITE}/tariff-examples`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/tariff-readings`, roles: BOOKS, scope: 'whole', body: () => TARIFF },
  { method: 'POST', url: `${SITE}/tariff-trials`, roles: BOOKS, scope: 'whole', body: ({ meter }) => ({ ...TARIFF, ...SPAN, meter }) },
  // What the school buys.
  { method: 'GET', url: `${SITE}/accounts`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/accounts`, roles: OFFICE, scope: 'whole', body: () => GRID },
  { method: 'PUT', url: `${SITE}/accounts/:account`, roles: OFFICE, scope: 'whole', body: () => GRID },
  { method: 'POST', url: `${SITE}/accounts/:account/end`, roles: OFFICE, scope: 'whole', body: () => ({ reason }) },
  { method: 'GET', url: `${SITE}/accounts/:account/bill`, roles: BOOKS, scope: 'whole', at: () => `?${MAY}` },
  { method: 'GET', url: `${SITE}/accounts/:account/year`, roles: BOOKS, scope: 'whole', at: () => '?year=2026' },
  { method: 'GET', url: `${SITE}/invoices`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/invoices`, roles: OFFICE, scope: 'whole', body: () => INVOICE },
  { method: 'PUT', url: `${SITE}/invoices/:invoice`, roles: OFFICE, scope: 'whole', body: () => INVOICE },
  { method: 'DELETE', url: `${SITE}/invoices/:invoice`, roles: OFFICE, scope: 'whole' },
  // Quotas, facts, factors.
  { method: 'GET', url: `${SITE}/quotas`, roles: WHO_SEE, scope: 'whole' },
  { method: 'GET', url: `${SITE}/quotas/:quota/versions`, roles: WHO_SEE, scope: 'whole' },
  { method: 'POST', url: `${SITE}/quotas`, roles: OFFICE, scope: 'whole', body: () => QUOTA },
  { method: 'POST', url: `${SITE}/quotas/:quota/versions/:version/approve`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/facts`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/facts`, roles: OFFICE, scope: 'whole', body: () => AREA },
  { method: 'PUT', url: `${SITE}/facts/:fact`, roles: OFFICE, scope: 'whole', body: () => AREA },
  { method: 'DELETE', url: `${SITE}/facts/:fact`, roles: OFFICE, scope: 'whole' },
  { method: 'GET', url: `${SITE}/factors`, roles: WHO_SEE, scope: 'whole' },
  { method: 'POST', url: `${SITE}/factors`, roles: OFFICE, scope: 'whole', body: () => FACTOR },
  { method: 'PUT', url: `${SITE}/factors/:factor`, roles: OFFICE, scope: 'whole', body: () => FACTOR },
  { method: 'DELETE', url: `${SITE}/factors/:factor`, roles: OFFICE, scope: 'whole' },
  // Statistics of public institutions.
  { method: 'GET', url: `${SITE}/statistics/:period`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/statistics/:period/form.xlsx`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/statistics/months/:month/close`, roles: OFFICE, scope: 'whole' },
  { method: 'POST', url: `${SITE}/statistics/months/:month/entries`, roles: OFFICE, scope: 'whole', body: () => FUEL },
  {
    method: 'POST',
    url: `${SITE}/statistics/months/:month/entries/:entry/reversal`,
    roles: OFFICE,
    scope: 'whole',
    body: () => ({ reason }),
  },
  { method: 'PUT', url: `${SITE}/statistics-codes`, roles: OFFICE, scope: 'whole', body: () => ({ codes: {}, source: '2022' }) },
  // Resale.
  { method: 'GET', url: `${SITE}/resale-parties`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/resale-parties`, roles: OFFICE, scope: 'whole', body: () => FLAT },
  { method: 'PUT', url: `${SITE}/resale-parties/:party`, roles: OFFICE, scope: 'whole', body: () => FLAT },
  { method: 'POST', url: `${SITE}/resale-parties/:party/end`, roles: OFFICE, scope: 'whole' },
  { method: 'GET', url: `${SITE}/statements`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/statements.pdf`, roles: BOOKS, scope: 'whole', at: () => '?from=2026-03-01&to=2026-04-01' },
  { method: 'GET', url: `${SITE}/statements.xlsx`, roles: BOOKS, scope: 'whole', at: () => '?from=2026-03-01&to=2026-04-01' },
  { method: 'GET', url: `${SITE}/statements/preview`, roles: OFFICE, scope: 'whole', at: () => `?${MAY}` },
  { method: 'POST', url: `${SITE}/statements`, roles: OFFICE, scope: 'whole', body: () => BATCH },
  { method: 'GET', url: `${SITE}/statements/:statement`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/statements/:statement/statement.pdf`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/statements/:statement/statement.xlsx`, roles: BOOKS, scope: 'whole' },
  { method: 'POST', url: `${SITE}/statements/:statement/cancel`, roles: OFFICE, scope: 'whole', body: () => ({ reason, anew: false }) },
  { method: 'POST', url: `${SITE}/statements/:statement/disputes`, roles: OFFICE, scope: 'whole', body: () => ({ text: reason }) },
  {
    method: 'POST',
    url: `${SITE}/statements/:statement/disputes/:dispute/answer`,
    roles: OFFICE,
    scope: 'whole',
    body: () => ({ text: reason }),
  },
  // Measures.
  { method: 'GET', url: `${SITE}/measures`, roles: WHO_SEE, scope: 'site' },
  { method: 'GET', url: `${SITE}/measures/:id`, id: 'measure', roles: WHO_SEE, scope: 'place' },
  { method: 'POST', url: `${SITE}/measures/try`, roles: OFFICE, scope: 'place', body: ({ building }) => measureIn(building) },
  {
    method: 'POST',
    url: `${SITE}/measures`,
    roles: OFFICE,
    scope: 'place',
    body: ({ building }) => ({ ...measureIn(building), name: 'LED', kind: 'lighting' }),
  },
  { method: 'POST', url: `${SITE}/measures/:id/end`, id: 'measure', roles: OFFICE, scope: 'place' },
  // The month's report.
  { method: 'GET', url: `${SITE}/month-reports`, roles: WHO_SEE, scope: 'whole' },
  { method: 'GET', url: `${SITE}/month-reports/:month`, roles: WHO_SEE, scope: 'whole' },
  { method: 'POST', url: `${SITE}/month-reports/:month`, roles: OFFICE, scope: 'whole' },
  { method: 'PUT', url: `${SITE}/month-reports/:month/:version/remarks`, roles: OFFICE, scope: 'whole', body: () => REMARKS },
  { method: 'POST', url: `${SITE}/month-reports/:month/:version/approve`, roles: BOOKS, scope: 'whole' },
  { method: 'GET', url: `${SITE}/month-reports/:month/:version/report.pdf`, roles: WHO_EXPORT, scope: 'whole' },
  { method: 'GET', url: `${SITE}/month-reports/:month/:version/report.xlsx`, roles: WHO_EXPORT, scope: 'whole' },
];
const REMARKS = { causes: [], measures: [], note: '' };

const measureIn = (building: string) => ({
  medium: 'electricity',
  scope: { kind: 'building', id: building },
  baseline: { from: '2025-01-01', to: '2026-01-01' },
  reporting: { from: '2026-02-01', to: null },
});
const CALENDAR = { terms: [], holidays: 'none', exceptions: [] };
const GROUP = { channel: 'mqtt', name: '门卫室的灯', audiences: ['guard'], settings: { topic: 'lamps/gate' } };
const SUBSCRIPTION = { endpoint: 'https://push.example/a', keys: { p256dh: 'B', auth: 'A' } };
const GRID = { name: 'Grid', medium: 'electricity', meters: [{ meter: 'a-main', share: '1' }], assignments: [], billingDay: 1 };
const TARIFF = {
  tariff: {
    id: 'flat',
    name: 'Flat',
    medium: 'electricity',
    customerClass: '203',
    validFrom: '2026-01-01',
    sourceDoc: 'notice 1',
    components: [
      {
        code: 'energy',
        price: '0.538',
      },
    ],
  },
};
const SPAN = { from: '2026-05-01', to: '2026-05-03' };
const INVOICE = { account: 'grid', from: '2026-04-01', to: '2026-05-01', quantity: '1', amount: '1' };
const QUOTA = {
  name: '全校用电',
  unit: { kind: 'site' },
  medium: 'electricity',
  period: 'year',
  from: '2026-01-01',
  to: '2027-01-01',
  amount: '900000',
  responsible: '李主任',
  basis: '上年',
};
const AREA = { kind: 'area', fromMonth: '2026-01', source: '房产证', building: null, areaKind: 'building', m2: '23584' };
const FACTOR = {
  kind: 'kgce',
  carrier: 'gas',
  region: 'national',
  dataYear: null,
  validFrom: '2026-01',
  validTo: null,
  value: '1.2',
  document: '热值报告',
};
const FUEL = { row: 'gasoline', amount: '120', cost: '960.00', source: 'person', note: 'two cars' };
const FLAT = { name: 'Zhang', kind: 'staff', building: 'b', place: '101', meters: [], prices: [], lossPercent: null };
const BATCH = { from: '2026-05-01', to: '2026-05-03', total: '0' };
