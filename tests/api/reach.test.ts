import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertList } from '../../api/schemas/alerts.ts';
import type { Problem } from '../../api/schemas/common.ts';
import type { ConsumptionAnswer, TodayAnswer } from '../../api/schemas/consumption.ts';
import type { RuleView } from '../../api/schemas/rules.ts';
import type { BuildingSummary, MeterDetail, MeterSummary, SiteSummary } from '../../api/schemas/sites.ts';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Correction, Statement } from '../../domain/correction.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Asker, HILL, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const DAY = '2026-05-18';
const NEXT = '2026-05-19';

let school: School;
let a: Asker;
let room: Asker;
beforeAll(async () => {
  school = await openSchool(NOW);
  // A campus main and a second school beside those of HILL; the whole of hill is 24 · (10 + 4) kWh a day.
  const main = { ...HILL.meters[0]!, id: 'campus', role: 'campus_main' as const, building: 'b' };
  const parents = HILL.meters.map((meter) => (['a-main', 'b-main'].includes(meter.id) ? { ...meter, parent: 'campus' } : meter));
  await school.records.catalog.declare({ ...HILL, meters: [...parents, main] });
  await school.records.catalog.declare({ ...HILL, site: { ...HILL.site, id: 'valley' }, meters: [], channels: [], virtualMeters: [] });
  await school.seedDay('campus', DAY, 4);
  await school.seedDay('a-main', DAY, 2.5);
  await school.seedDay('a-ac', DAY, 0.5);
  await school.seedDay('b-main', DAY, 1);
  const alerts = [silent('a-main', NOW - 2), silent('b-main', NOW - 1), silent('a-ac', NOW - 3)];
  await school.records.alerts.apply(
    alerts.map((alert) => ({ alert })),
    NOW,
  );
  a = await school.as('logistics_head', { sites: ['hill'], buildings: ['a'] });
  room = await school.as('grade_leader', { sites: ['hill'], spaces: ['a-301'] });
});
afterAll(() => school.close());

function silent(meter: string, updatedAt: number): Alert {
  const night = '2026-05-19';
  const facts = { certainty: 'measured', rate: null, wasted: null, evidence: [] } as const;
  const finding: Finding = { rule: 'meter_silent', meter, night, startAt: NOW - 9000, ...facts };
  return {
    id: alertId('hill', finding),
    site: 'hill',
    rule: finding.rule,
    meter,
    night,
    state: 'open',
    openedAt: NOW - 10,
    updatedAt,
    finding,
  };
}

const totals = async (asker: Asker, query: string) =>
  (await asker.get<ConsumptionAnswer>(`/consumption?from=${DAY}&to=${NEXT}&bucket=day&${query}`)).series.map(({ key, total }) => [
    key,
    total,
  ]);

describe('sums of somebody who reaches one building', () => {
  it('are of that building: 240 kWh, where the school used 384', async () => {
    expect(await totals(school, 'by=medium&medium=electricity')).toEqual([['electricity', 384]]);
    expect(await totals(a, 'by=medium&medium=electricity')).toEqual([['electricity', 240]]);
    expect(await totals(a, 'by=building&medium=electricity')).toEqual([['a', 240]]);
    expect(await totals(room, 'by=medium')).toEqual([['electricity', 48]]);
  });

  it('take a meter in and leave it out on the days on which it stood here', async () => {
    const other = await openSchool(NOW);
    const statement: Statement = { kind: 'place', fromAt: LONDON.startOfDay(NEXT), building: 'b', space: null };
    const correction: Correction = {
      id: 'moved',
      site: 'hill',
      meter: 'a-ac',
      statement,
      by: 'Li',
      reason: 'rewired',
      recordedAt: NOW,
      undone: null,
    };
    await other.records.corrections.commit('hill', { correction }, undefined);
    for (const day of [DAY, NEXT]) {
      await other.seedDay('a-main', day, 2);
      await other.seedDay('a-ac', day, 0.5);
      await other.seedDay('b-main', day, 1);
    }
    const twoDays = async (building: string) => {
      const asker = await other.as('principal', { buildings: [building] });
      const query = `/consumption?from=${DAY}&to=2026-05-20&bucket=day&by=building&medium=electricity`;
      return (await asker.get<ConsumptionAnswer>(query)).series.map(({ key, buckets }) => [key, buckets.map(({ value }) => value)]);
    };
    // Its old parent is said to count it still: of block a nothing is known then, as for who sees the whole school.
    expect(await twoDays('a')).toEqual([['a', [192, null]]]);
    const freed: Statement = { kind: 'parent', fromAt: statement.fromAt, parent: null };
    await other.records.corrections.commit('hill', { correction: { ...correction, id: 'freed', statement: freed } }, undefined);
    expect(await twoDays('a')).toEqual([['a', [192, 192]]]);
    expect(await twoDays('b')).toEqual([['b', [96, 144]]]);
    await other.close();
  });

  it('are those of today, too', async () => {
    expect((await a.get<TodayAnswer>('/today?medium=electricity')).medium).toBe('electricity');
    expect((await a.inject('/api/sites/hill/today?medium=electricity')).statusCode).toBe(200);
  });
});

describe('lists of somebody who reaches one building', () => {
  it('hold its meters only, none of the school, and name nothing outside where something is not there', async () => {
    const { meters } = await a.get<{ meters: MeterSummary[] }>('/meters');
    expect(meters.map(({ id }) => id)).toEqual(['a-main', 'a-ac', 'a-water']);
    expect(meters.map(({ parent }) => parent)).toEqual([null, 'a-main', null]);
    expect((await a.get<MeterDetail>('/meters/a-main')).history.parents).toEqual([{ fromAt: null, parent: null }]);
    for (const [path, words] of [
      ['/api/sites/hill/meters/b-main', "no meter 'b-main'; there is: a-main, a-ac, a-water"],
      ['/api/sites/hill/buildings/b', "no building 'b'; there is: a"],
      ['/api/sites/valley/buildings', "no site 'valley'; there is: hill"],
      [`/api/sites/hill/alerts/${encodeURIComponent(silent('b-main', 0).id)}`, `no alert '${silent('b-main', 0).id}'`],
    ] as const) {
      const response = await a.inject(path);
      expect([response.statusCode, response.json<Problem>().detail]).toEqual([404, words]);
    }
  });

  it('count its alerts only, in the list, at the buildings and at the rules', async () => {
    const { alerts, open } = await a.get<AlertList>('/alerts');
    expect([alerts.map(({ meter }) => meter.id).toSorted(), open]).toEqual([['a-ac', 'a-main'], 2]);
    expect((await a.get<AlertList>('/alerts?limit=1')).alerts).toHaveLength(1);
    const { buildings } = await a.get<{ buildings: BuildingSummary[] }>('/buildings');
    expect(buildings.map(({ id, openAlerts, meters }) => [id, openAlerts, meters])).toEqual([['a', 2, 3]]);
    expect((await a.get<{ rule: RuleView }>('/rules/meter_silent')).rule.openAlerts).toBe(2);
    expect((await room.get<AlertList>('/alerts')).open).toBe(1);
  });

  it('show one school of two, and its numbers to nobody who does not see numbers', async () => {
    const sites = async (asker: Asker) => (await asker.inject('/api/sites')).json<{ sites: SiteSummary[] }>().sites;
    expect((await sites(school)).map(({ id }) => id)).toEqual(['hill', 'valley']);
    expect((await sites(a)).map(({ id, meters }) => [id, meters])).toEqual([['hill', { electricity: 2, water: 1 }]]);
    expect((await sites(await school.as('guard'))).map(({ meters, span }) => [meters, span])).toEqual([
      [{}, null],
      [{}, null],
    ]);
  });
});

describe('the status', () => {
  const status = async (asker: Asker) => (await asker.inject('/api/status')).json<StatusAnswer>();

  it('tells what belongs to no school to who reaches every school whole, and to nobody else', async () => {
    await school.records.intake.commit({
      latest: [],
      touched: [
        { site: 'hill', meter: 'a-main', fromAt: NOW - 1, toAt: NOW },
        { site: 'hill', meter: 'b-main', fromAt: NOW - 1, toAt: NOW },
      ],
      refused: [{ at: NOW, reason: 'bad_json', topic: 'campus/valley/x', detail: 'not JSON', sample: '{' }],
      refusals: new Map([['bad_json', 1]]),
      unknown: [
        { site: 'valley', source: 'native', address: 'x', topic: 'campus/valley/x', sample: '{}', count: 1, firstAt: NOW, lastAt: NOW },
      ],
    });
    const everything = await status(await school.as('logistics_head', { sites: ['hill', 'valley'] }));
    expect(everything.refusedMessages).toHaveLength(1);
    expect([everything.unknownMeters.length, everything.intervals.waitingMeterDays]).toEqual([1, 2]);
    const hill = await status(await school.as('logistics_head', { sites: ['hill'] }));
    expect(hill).toMatchObject({
      readings: { place: null },
      records: null,
      refusals: null,
      refusedMessages: null,
      events: null,
      unknownMeters: [],
    });
    expect((await status(a)).intervals.waitingMeterDays).toBe(1);
  });
});

describe('what somebody changes who reaches one building', () => {
  it('is inside of it: a meter is neither moved out, nor hung below one outside, nor freed from one', async () => {
    const said = (statement: object) => a.post<Problem>('/meters/a-main/corrections', { statement, reason: 'x', preview: true });
    expect((await said({ kind: 'place', fromAt: NOW, building: 'b', space: null })).status).toBe(404);
    expect((await said({ kind: 'parent', fromAt: NOW, parent: 'b-main' })).status).toBe(404);
    const freed = await said({ kind: 'parent', fromAt: NOW, parent: null });
    expect([freed.status, freed.body.detail]).toEqual([
      403,
      "a change of where 'a-main' is counted is for the whole of 'hill', and you reach a part of it only",
    ]);
  });

  it('holds for nothing wider than he reaches', async () => {
    const scopes = [
      [a, { kind: 'site', id: 'hill' }, 403],
      [a, { kind: 'building', id: 'a' }, 200],
      [await school.as('logistics_head', { spaces: ['a-301'] }), { kind: 'building', id: 'a' }, 403],
      [await school.as('logistics_head', { spaces: ['a-301'] }), { kind: 'space', id: 'a-301' }, 200],
    ] as const;
    for (const [asker, scope, status] of scopes) {
      const setting = { scope, options: {}, isOn: true, reason: 'x' };
      expect([scope, (await asker.send('PUT', '/rules/ac_left_on/setting', setting)).status]).toEqual([scope, status]);
    }
  });

  it('stands in the log with his name, whatever the body says', async () => {
    const named = await a.post<Problem>('/declarations', {
      kind: 'change',
      scope: { kind: 'building', id: 'a' },
      fromAt: NOW,
      reason: 'x',
      by: 'Wang',
    });
    expect(named.status).toBe(400);
    await a.post('/declarations', { kind: 'change', scope: { kind: 'building', id: 'a' }, fromAt: NOW, reason: 'new pumps' });
    const [entry] = await school.records.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ by: a.who.id, byName: a.who.name, site: 'hill', action: 'declaration.made', at: NOW });
    expect(entry!.detail).toContain('new pumps');
  });
});
