import { randomUUID } from 'node:crypto';
import type { RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Methods from '../../api/methods.ts';
import { toSiteView } from '../../consumption/site-view.ts';
import { type Reach, ROLES } from '../../domain/access.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { issueMonth } from '../../reports/month/issue-month.ts';
import { admit } from '../support/visitors.ts';
import { NOW, type Place, type RouteLine, ROUTES } from './route-table.ts';
import { HILL, LONDON, openSchool, type School } from './school.ts';

/** Every route, as it is registered: nothing that the app says of itself. */
const registered = vi.hoisted((): string[] => []);
vi.mock('../../api/methods.ts', async (original) => {
  const { noteMethods } = await original<typeof Methods>();
  const note: typeof noteMethods = (app) => {
    app.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const name of [method].flat()) if (name !== 'HEAD' && url.startsWith('/api')) registered.push(`${name} ${url}`);
    });
    return noteMethods(app);
  };
  return { noteMethods: note };
});

/** Another school with blocks, rooms and meters of the same names: what is looked up by name only would be found there too. */
const VALLEY = { ...HILL, site: { ...HILL.site, id: 'valley' } };
const REACHES: Record<'everywhere' | 'hill' | 'block a' | 'valley', Reach> = {
  everywhere: { sites: null, buildings: null, spaces: null },
  hill: { sites: ['hill'], buildings: null, spaces: null },
  'block a': { sites: ['hill'], buildings: ['a'], spaces: null },
  valley: { sites: ['valley'], buildings: null, spaces: null },
};
type Where = keyof typeof REACHES;

let school: School;
let places: Record<'a' | 'b', Place>;
const headersOf = new Map<string, object>();
beforeAll(async () => {
  const test = () => Promise.resolve({ outcome: 'accepted', words: { zh: '已接收', en: 'taken' }, answer: '', tookMs: 1 } as const);
  school = await openSchool(NOW, {
    trial: { tryRule: () => Promise.resolve({ findings: [], meters: [], blind: [] }) },
    messages: { test, nudge() {}, webPushKey: () => 'key', hostTrouble: () => undefined },
  });
  await school.records.catalog.declare({ ...VALLEY, meters: HILL.meters.map((meter) => ({ ...meter, site: 'valley' })), channels: [] });
  await sellOn();
  await issueMonth({ ...school, now: () => NOW }, toSiteView(HILL, LONDON, {}), '2026-04', 'Li');
  places = { a: await furnish('a', 'a-main', 0), b: await furnish('b', 'b-main', 0) };
  for (const role of ROLES) {
    for (const where of Object.keys(REACHES) as Where[]) {
      headersOf.set(`${role} ${where}`, (await admit(school.records, { role, reach: REACHES[where] })).headers);
    }
  }
});
afterAll(() => school.close());

/** A household with a statement, and what it said against it. */
async function sellOn(): Promise<void> {
  const { resale } = school.records;
  const flat = { site: 'hill', building: null, lossPercent: null, meters: [], prices: [] } as const;
  await resale.saveParty({ ...flat, id: 'flat', name: 'Zhang', kind: 'staff', place: '101', endedAt: null }, 'Li', NOW);
  const march = { from: '2026-03-01', to: '2026-04-01', bills: [], total: '0.00', isEstimated: false, truesUp: [], reverses: null };
  const whose = { site: 'hill', party: 'flat', partyName: 'Zhang', partyKind: 'staff', partyPlace: '101', building: null } as const;
  await resale.add('hill', '2026', [{ ...whose, ...march, terms: flat, madeBy: 'Li', madeAt: NOW }]);
  await resale.dispute('hill', '2026-00001', () => [{ id: 'objection', at: NOW, by: 'Li', text: 'too much', answer: null }]);
}

/** One of everything that can be asked for, new for each request: some are used up by it. */
async function furnish(building: 'a' | 'b', meter: string, index: number): Promise<Place> {
  const { records } = school;
  const [correction, reading, declaration, permit, finding, address] = Array.from({ length: 6 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const statement = { kind: 'ratio', fromAt: NOW - 1000 - index, ratio: 2 } as const;
  const signed = { by: 'Li', reason: 'seen', recordedAt: NOW - 1 };
  await records.corrections.commit(
    'hill',
    { correction: { id: correction, site: 'hill', meter, statement, ...signed, undone: null } },
    undefined,
  );
  const bytes = Buffer.from(`${building} ${randomUUID()}`);
  const photo = await records.photos.save('hill', { type: 'image/png', bytes, at: NOW });
  const taken = { id: reading, site: 'hill', meter, at: NOW - 2000 - index, value: 1, by: 'Li', note: '', photo, recordedAt: NOW - 1 };
  await records.manualReadings.save({ ...taken, concern: 'too_much', state: 'pending', check: null });
  const span = { fromAt: NOW - 1000, untilAt: NOW + 1000, rules: null };
  const scope = { kind: 'building', id: building } as const;
  await records.declarations.save({ id: declaration, site: 'hill', kind: 'exclusion', scope, ...span, ...signed, ended: null });
  await records.ruleSettings.save({
    site: 'hill',
    rule: 'ac_left_on',
    scope,
    isOn: false,
    options: {},
    by: 'Li',
    reason: 'seen',
    setAt: NOW - 1,
  });
  const night = '2026-05-19';
  const leak: Finding = {
    rule: 'zero_flow_fail',
    meter,
    night,
    startAt: NOW - 50_000,
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence: [],
  };
  const alert: Alert = {
    id: alertId('hill', leak),
    site: 'hill',
    rule: leak.rule,
    meter,
    night,
    state: 'open',
    openedAt: NOW,
    updatedAt: NOW,
    finding: leak,
  };
  await records.alerts.apply([{ alert }], NOW);
  const said = {
    alert: alert.id,
    site: 'hill',
    word: 'in_use',
    at: NOW - 500 + index,
    recordedAt: NOW - 500 + index,
    by: 'g',
    byName: 'G',
  } as const;
  await records.alertEvents.add({ ...said, id: permit, reason: 'event', note: '', photo: null, avoided: null, rate: null });
  const seen = { id: finding, site: 'hill', at: NOW - 1, building, space: null, what: 'leak', note: '', photo: null } as const;
  await records.seenFindings.add({ ...seen, by: 's', byName: 'S', recordedAt: NOW - 1, review: null });
  const lamp = { id: address, site: 'hill', channel: 'mqtt', name: 'Lamp', person: null, audiences: ['guard'], isOn: true } as const;
  await records.addresses.save({ ...lamp, createdAt: NOW, sealed: 'unreadable' });
  const years = { baseline: { from: '2025-01-01', to: '2026-01-01' }, reporting: { from: '2026-02-01', to: null } };
  const lamps = { site: 'hill', name: 'LED', kind: 'lighting', medium: 'electricity', scope, note: '', ...years } as const;
  await records.measures.save({ ...lamps, id: correction, savedBy: 'Li', savedAt: NOW, endedAt: null });
  const power = { id: 'power', site: 'hill', name: 'Power', unit: { kind: 'site' }, medium: 'electricity', period: 'year' } as const;
  const ofYear = { from: '2026-01-01', to: '2027-01-01', amount: '9', responsible: 'Li', basis: 'last year', savedBy: 'Li', savedAt: NOW };
  await records.quotas.save({ ...power, ...ofYear });
  const told = { site: 'hill', fromMonth: '2026-01', source: 'deed', savedBy: 'Li', savedAt: NOW };
  await records.facts.save({ ...told, id: 'area', kind: 'area', building: null, areaKind: 'building', m2: '9' });
  const gas = { id: 'gas', kind: 'kgce', carrier: 'gas', region: 'national', dataYear: null, isBuiltIn: false, note: null } as const;
  await records.facts.saveFactor('hill', { ...gas, validFrom: '2026-01', validTo: null, value: '1.2', document: 'report' }, 'Li', NOW);
  const fuel = { site: 'hill', month: '2026-04', row: 'gasoline', amount: '1', cost: null, source: 'person', coverage: null } as const;
  await records.energyLedger.add([{ ...fuel, note: '', reverses: null, enteredBy: 'Li', enteredAt: NOW }]);
  const flat = {
    id: 'flat',
    name: 'Flat',
    medium: 'electricity',
    customerClass: '203',
    validTo: null,
    currency: 'CNY',
    itemize: 'all_in',
  } as const;
  const priced = { validFrom: '2026-01-01', sourceDoc: 'notice 1', components: [{ code: 'energy', price: '0.538', floats: false }] };
  await records.tariffs.save('hill', { ...flat, ...priced }, 'Li', NOW);
  const grid = { site: 'hill', id: 'grid', name: 'Grid', medium: 'electricity', utilityNo: '', billingDay: 1, quota: null } as const;
  await records.accounts.save({ ...grid, meters: [{ meter: 'a-main', share: '1' }], assignments: [], endedAt: null }, 'Li', NOW);
  const april = { id: 'april', site: 'hill', account: 'grid', from: '2026-04-01', to: '2026-05-01', quantity: '1', amount: '1' };
  await records.accounts.saveInvoice({
    ...april,
    startRegister: null,
    endRegister: null,
    number: '',
    note: '',
    enteredBy: 'Li',
    enteredAt: NOW,
  });
  const steps = {
    fromAt: NOW - 2_000_000,
    toAt: NOW - 1_000_000,
    from: 9,
    to: 1,
    kind: 'suspicious',
    amount: null,
    consumption: null,
  } as const;
  await school.seedSteps({ site: 'hill', meter, ...steps, booking: 'none', size: 8 } as Parameters<School['seedSteps']>[0]);
  const space = building === 'a' ? 'a-301' : 'b-101';
  return {
    building,
    meter,
    space,
    alert: alert.id,
    correction,
    reading,
    declaration,
    permit,
    finding,
    address,
    photo,
    measure: correction,
    stepAt: steps.toAt,
  };
}

let asked = 0;
/** From another address each time: how often one may knock is not the matter here. */
async function ask(line: RouteLine, headers: object, place: Place, site = 'hill') {
  asked++;
  const params: Record<string, string> = {
    site,
    building: place.building,
    meter: place.meter,
    toAt: String(place.stepAt),
    rule: 'ac_left_on',
    event: place.permit,
    night: '2026-05-19',
    period: '2026-04',
    month: '2026-04',
    entry: '1',
    quota: 'power',
    version: '1',
    fact: 'area',
    factor: 'gas',
    account: 'grid',
    tariff: 'flat',
    invoice: 'april',
    party: 'flat',
    statement: '2026-00001',
    dispute: 'objection',
    id: line.id ? place[line.id] : 'none',
  };
  const path = line.url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!));
  const isPicture = line.url.endsWith('/photos');
  const body = isPicture ? PNG : (line.body?.(place) ?? {});
  const payload = line.method === 'GET' || line.method === 'DELETE' ? {} : { payload: body };
  const remoteAddress = `127.0.${asked >> 8}.${asked & 255}`;
  // A stream never ends: of it the headers are enough.
  const request = {
    method: line.method,
    url: path + (line.at?.(place) ?? ''),
    headers: { ...headers, ...(isPicture ? { 'content-type': 'image/png' } : {}) },
    remoteAddress,
    ...payload,
  };
  if (!line.url.endsWith('/events')) return (await school.app.inject(request)).statusCode;
  const response = await school.app.inject({ ...request, payloadAsStream: true });
  response.stream().destroy();
  return response.statusCode;
}

type Verdict = 'let in' | 401 | 403 | 404 | 422;
/** Whoever is let in is told that a person or a token is not there; of a thing in a school that would mean that it is not for him. */
function verdictOf({ scope }: RouteLine, status: number, expected: Verdict): number | 'let in' {
  const refusals = scope === 'none' ? [401, 403] : [401, 403, 404];
  return expected === 'let in' && !refusals.includes(status) ? 'let in' : status;
}

function expectedOf(line: RouteLine, role: (typeof ROLES)[number], where: Where, of: 'a' | 'b'): Verdict {
  if (line.isOwnToo && where === 'valley') return 404;
  if (line.roles !== 'open' && !line.roles.includes(role)) return line.denied ?? 403;
  if (line.scope === 'none') return 'let in';
  if (where === 'valley') return 404;
  if (where !== 'block a') return 'let in';
  if (line.scope === 'whole') return 403;
  return line.scope === 'place' && of === 'b' ? (line.outside ?? 404) : 'let in';
}

describe('who may do what', () => {
  it('is written down for every route of the API, and for none that is not there', () => {
    const table = ROUTES.map(({ method, url }) => `${method} ${url}`);
    expect(registered.toSorted()).toEqual(table.toSorted());
  });

  const named = (lines: readonly RouteLine[]) => lines.map((line) => [`${line.method} ${line.url}`, line] as const);
  const isOpen = ({ roles }: RouteLine) => roles === 'open';

  it.each(named(ROUTES.filter(isOpen)))('%s is for people who are not in yet', async (_, line) => {
    expect(await ask(line, {}, NOTHING)).not.toBe(401);
  });

  it.each(named(ROUTES.filter((line) => !isOpen(line))))('%s', { timeout: 60_000 }, async (_, line) => {
    const wrong: object[] = [];
    // A thing that is changed is used up: the next one gets a new one.
    const isFresh = line.method !== 'GET' && (line.id !== undefined || line.url.endsWith(':event') || line.method === 'DELETE');
    async function check(who: object, headers: object, of: 'a' | 'b', expected: Verdict): Promise<void> {
      const place = isFresh ? await furnish(of, `${of}-main`, asked) : places[of];
      const status = await ask(line, headers, place);
      if (verdictOf(line, status, expected) !== expected) wrong.push({ ...who, of, status, expected });
    }
    await check({ who: 'nobody' }, {}, 'a', 401);
    for (const role of ROLES) {
      for (const where of Object.keys(REACHES) as Where[]) {
        for (const of of line.scope === 'place' ? (['a', 'b'] as const) : (['a'] as const)) {
          await check({ role, where }, headersOf.get(`${role} ${where}`)!, of, expectedOf(line, role, where, of));
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const NOTHING: Place = {
  building: 'a',
  meter: 'none',
  space: 'none',
  alert: 'none',
  correction: 'none',
  reading: 'none',
  declaration: 'none',
  permit: 'none',
  finding: 'none',
  address: 'none',
  photo: 'none',
  measure: 'none',
  stepAt: 0,
};
