import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildingDetail, BuildingSummary, CalendarAnswer, MeterDetail, MeterSummary, SiteSummary } from '../../api/schemas/sites.ts';
import { alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import type { LatestReading } from '../../store/ports.ts';
import { HILL, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '06:32');
const HOUR_MS = 3_600_000;

const finding: Finding = {
  rule: 'ac_left_on',
  meter: 'a-ac',
  night: '2026-05-19',
  startAt: LONDON.at('2026-05-19', '23:30'),
  certainty: 'measured',
  rate: null,
  wasted: null,
  evidence: [],
};

const UNKNOWN = { amount: null, consumption: null, booking: 'none' as const };

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
  const latest = (meter: string, at: number, receivedAt: number, fields: LatestReading['fields']): LatestReading => ({
    site: 'hill',
    meter,
    at,
    receivedAt,
    clock: 'device',
    fields,
  });
  await school.records.intake.commit({
    latest: [
      latest('a-main', NOW - 60_000, NOW - 59_000, { energy_kwh: 1234.5, power_kw: 3.2 }),
      latest('a-ac', NOW - 3 * HOUR_MS, NOW - 3 * HOUR_MS, { energy_kwh: 7 }),
      latest('a-water', NOW - 20 * HOUR_MS, NOW - 20 * HOUR_MS, { volume_m3: 5 }),
      latest('outdoor', NOW - 9 * HOUR_MS, NOW - 1000, { temperature_c: 21.5 }),
    ],
    touched: [],
    refused: [],
    refusals: new Map(),
    unknown: [],
  });
  await school.seedDay('a-main', '2026-05-19', 1);
  // Until 06:00, which is all that is due at 06:32 from a meter that reports every 15 min.
  await school.seedDay(
    'a-main',
    '2026-05-20',
    Array.from({ length: 24 }, () => 0.5),
  );
  const at = NOW - HOUR_MS;
  await school.seedSteps(
    { meter: 'a-main', fromAt: at - 900_000, toAt: at, from: 10, to: 9000, kind: 'suspicious', ...UNKNOWN, size: 8990 },
    { meter: 'outdoor', fromAt: at - 900_000, toAt: at, from: 10, to: 9000, kind: 'glitch', ...UNKNOWN, size: 8990 },
  );
  const alert = { id: alertId('hill', finding), site: 'hill', rule: finding.rule, meter: 'a-ac', night: finding.night } as const;
  await school.records.alerts.apply(
    [
      {
        alert: { ...alert, state: 'open', openedAt: NOW, updatedAt: NOW, finding },
        notice: { kind: 'opened', urgency: 'today', audience: 'maintainer' },
      },
    ],
    NOW,
  );
});
afterAll(() => school.close());

describe('sites', () => {
  it('lists the school with its day, its span and three media', async () => {
    const response = await school.inject('/api/sites');
    expect(response.json<{ sites: SiteSummary[] }>().sites).toEqual([
      {
        id: 'hill',
        name: '山中学',
        nameEn: 'Hill School',
        timeZone: 'Europe/London',
        today: '2026-05-20',
        dayType: 'teaching',
        span: { firstDay: '2026-05-19', lastDay: '2026-05-20' },
        campuses: [{ id: 'main', name: '本部', nameEn: '本部' }],
        meters: { electricity: 3, water: 1, weather: 1 },
      },
    ]);
  });

  it('shows a school that is declared while the server runs', async () => {
    const plan = { ...HILL, site: { ...HILL.site, id: 'dale' }, meters: [], channels: [], spaces: [] };
    const other = await openSchool(NOW);
    await other.inject('/api/sites');
    await other.records.catalog.declare(plan);
    const { sites } = (await other.inject('/api/sites')).json<{ sites: SiteSummary[] }>();
    expect(sites.map(({ id }) => id).toSorted()).toEqual(['dale', 'hill']);
    await other.close();
  });

  it('knows the weekend of 23 and 24 May', async () => {
    const { days, holidaysKnown } = await school.get<CalendarAnswer>('/calendar?from=2026-05-22&to=2026-05-25');
    expect(days.map(({ type }) => type)).toEqual(['teaching', 'weekend', 'weekend']);
    expect(holidaysKnown).toBe(true);
  });
});

describe('buildings', () => {
  it('come in walking order with their meters and open alerts', async () => {
    const { buildings } = await school.get<{ buildings: BuildingSummary[] }>('/buildings');
    expect(buildings).toMatchObject([
      { id: 'a', nameEn: 'Block A', floors: 3, areaM2: null, meters: 3, openAlerts: 1 },
      { id: 'b', floors: null, areaM2: 1200, meters: 2, openAlerts: 0 },
    ]);
  });

  it('one of them has its spaces and its own meters', async () => {
    const detail = await school.get<BuildingDetail>('/buildings/a');
    expect(detail.building).toMatchObject({ id: 'a', openAlerts: 1 });
    expect(detail.spaces).toEqual([{ id: 'a-301', name: '301', nameEn: '301', floor: 3, function: 'classroom', walkOrder: 1 }]);
    expect(detail.meters.map(({ id }) => id)).toEqual(['a-main', 'a-ac', 'a-water']);
  });
});

describe('meters', () => {
  it('says 12 kWh today and 20 kWh last night 22:00–06:00', async () => {
    const { meters } = await school.get<{ meters: MeterSummary[] }>('/meters?medium=electricity&building=a');
    expect(meters[0]).toMatchObject({
      id: 'a-main',
      buildingName: '教学楼A',
      latest: { at: NOW - 60_000, register: 1234.5, rate: 3.2, clock: 'device' },
      // 24 intervals of 0.5; due at 06:32 is what ended by 06:15, rounded down to 06:15: 25.
      today: { value: 12, coverage: 0.96, estimated: 0 },
      // 8 intervals of 1 before midnight, 24 of 0.5 after.
      lastNight: { value: 20, coverage: 1, estimated: 0 },
    });
    expect(meters[1]).toMatchObject({ space: { id: 'a-301', floor: 3 }, parent: 'a-main', today: { value: null, coverage: 0 } });
  });

  it('trusts a held step no more, calls 3 h without a word silence, and waits 26 h for a battery', async () => {
    const { meters } = await school.get<{ meters: MeterSummary[] }>('/meters');
    expect(Object.fromEntries(meters.map(({ id, trust }) => [id, trust]))).toEqual({
      'a-main': 'suspect',
      'a-ac': 'silent',
      'a-water': 'ok',
      'b-main': 'never',
      // Late and not silent: its old reading has just come in.
      outdoor: 'ok',
    });
  });

  it('has no consumption for a thermometer', async () => {
    const { meters } = await school.get<{ meters: MeterSummary[] }>('/meters?medium=weather');
    expect(meters).toMatchObject([{ unit: '°C', latest: { register: null, rate: 21.5 }, today: null, lastNight: null }]);
  });

  it('shows the channels, the ratio and the held step of one', async () => {
    const main = await school.get<MeterDetail>('/meters/a-main');
    expect(main.channels).toEqual([{ source: 'native', address: 'a-main' }]);
    expect(main.steps).toMatchObject([{ from: 10, to: 9000, kind: 'suspicious', ...UNKNOWN, size: 8990, open: true }]);
    expect(main.history).toEqual({
      exchanges: [],
      places: [{ fromAt: null, building: 'a', space: null }],
      parents: [{ fromAt: null, parent: null }],
      outages: [],
    });
    // 0.01 kWh a step.
    expect(main.limit).toMatchObject({ minDetectableLph: null, minDetectableKw: 0.01 });
    // Two pulses of 10 L in three hours of the night.
    const water = await school.get<MeterDetail>('/meters/a-water');
    expect(water.limit).toMatchObject({ minDetectableKw: null, sentence: { en: expect.stringContaining('6.67 L/h') as unknown } });
    expect(main).toMatchObject({ falls: 'judge', spreadGaps: false, serials: [], manualReadings: { count: 0, lastAt: null } });
    expect(await school.get<MeterDetail>('/meters/a-ac')).toMatchObject({
      ratios: [{ fromAt: 0, ratio: 40, register: null }],
      openAlerts: 1,
      kind: 'register',
    });
  });
});
