import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertDetail, AlertList } from '../../api/schemas/alerts.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '08:00');

const acLeftOn: Finding = {
  rule: 'ac_left_on',
  meter: 'a-ac',
  night: '2026-05-19',
  startAt: LONDON.at('2026-05-19', '23:30'),
  endAt: LONDON.at('2026-05-20', '02:00'),
  certainty: 'measured',
  rate: { value: 2.1, unit: 'kW' },
  wasted: { value: 5.2, unit: 'kWh' },
  evidence: [
    { name: 'rolling_energy', value: 2.2, unit: 'kWh' },
    { name: 'threshold', value: 0.15, unit: 'kWh' },
  ],
};
const leak: Finding = {
  rule: 'zero_flow_fail',
  meter: 'a-water',
  night: '2026-05-18',
  startAt: LONDON.at('2026-05-19', '01:00'),
  certainty: 'measured',
  rate: { value: 40, unit: 'L/h' },
  wasted: { value: 1.2, unit: 'm³' },
  evidence: [{ name: 'threshold', value: 4, unit: 'L/h' }],
};
const silent: Finding = {
  rule: 'meter_silent',
  meter: 'b-main',
  night: '2026-05-17',
  startAt: LONDON.at('2026-05-17', '10:00'),
  certainty: 'measured',
  rate: null,
  wasted: null,
  evidence: [{ name: 'threshold', value: 2, unit: 'h' }],
};

function alert(finding: Finding, state: Alert['state']): Alert {
  const { rule, meter, night } = finding;
  return { id: alertId('hill', finding), site: 'hill', rule, meter, night, state, openedAt: NOW - 1, updatedAt: NOW, finding };
}

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
  const alerts = [alert(acLeftOn, 'recovered'), alert(leak, 'open'), alert(silent, 'open')];
  await school.records.alerts.apply(
    alerts.map((changed) => ({ alert: changed })),
    NOW,
  );
});
afterAll(() => school.close());

const list = (query: string) => school.get<AlertList>(`/alerts${query}`);
const detail = (finding: Finding) => school.get<AlertDetail>(`/alerts/${encodeURIComponent(alertId('hill', finding))}`);

describe('alerts', () => {
  it('come newest night first, with two open', async () => {
    const { alerts, open } = await list('');
    expect(alerts.map(({ night }) => night)).toEqual(['2026-05-19', '2026-05-18', '2026-05-17']);
    expect(open).toBe(2);
  });

  it('name their place and say a sentence in both languages', async () => {
    const { alerts } = await list('?rule=ac_left_on');
    expect(alerts).toMatchObject([
      {
        state: 'recovered',
        audience: 'guard',
        startAt: acLeftOn.startAt,
        endAt: acLeftOn.endAt,
        closedAt: null,
        building: { id: 'a', name: '教学楼A', nameEn: 'Block A' },
        space: { id: 'a-301', floor: 3, function: 'classroom' },
        meter: { id: 'a-ac', medium: 'electricity' },
      },
    ]);
    expect(alerts[0]!.sentence.zh).toContain('教学楼A');
    expect(alerts[0]!.sentence.en).toContain('Block A');
    expect(alerts[0]!.sentence.en).toContain('23:30');
  });

  it('are filtered by state and by nights, both included', async () => {
    expect((await list('?state=open')).alerts).toHaveLength(2);
    const nights = await list('?fromNight=2026-05-18&toNight=2026-05-19&limit=1');
    expect(nights.alerts.map(({ rule }) => rule)).toEqual(['ac_left_on']);
  });

  it('prove an air-conditioner with the series from 20:30 to 04:00 and a line at 0.15 kW', async () => {
    await school.seedDay('a-ac', '2026-05-19', 0.5);
    await school.seedDay('a-ac', '2026-05-20', 0.25);
    const { unit, series, threshold } = await detail(acLeftOn);
    expect({ unit, threshold }).toEqual({ unit: 'kW', threshold: 0.15 });
    expect(series[0]).toEqual({ at: LONDON.at('2026-05-19', '20:30'), value: 2, quality: 'measured' });
    expect(series.at(-1)).toEqual({ at: LONDON.at('2026-05-20', '03:45'), value: 1, quality: 'measured' });
    expect(series).toHaveLength(30);
  });

  it('show a leak that goes on until now, with its line in L/h; silence has no line', async () => {
    await school.seedDay('a-water', '2026-05-20', 0.01);
    const { unit, series, threshold, alert: view } = await detail(leak);
    expect({ unit, threshold, endAt: view.endAt }).toEqual({ unit: 'L/h', threshold: 4, endAt: null });
    expect(series.at(-1)).toMatchObject({ at: NOW - 900_000, value: 40 });
    expect((await detail(silent)).threshold).toBeNull();
  });

  it('end with the watched night when they expired, and ask nobody to go there', async () => {
    const { endAt: _, ...goesOn } = { ...acLeftOn, night: '2026-05-16', startAt: LONDON.at('2026-05-16', '23:30') };
    const closedAt = LONDON.at('2026-05-17', '06:00');
    await school.records.alerts.apply([{ alert: { ...alert(goesOn, 'expired'), closedAt } }], NOW);
    const { alert: view } = await detail(goesOn);
    expect(view).toMatchObject({ state: 'expired', endAt: closedAt });
    expect(view.sentence.en).toContain('until morning');
  });

  it('stay where the meter stood then, and name the other meters of the case', async () => {
    const twin = { ...leak, night: '2026-05-10', startAt: LONDON.at('2026-05-10', '01:00'), others: ['b-main'] };
    await school.records.alerts.apply([{ alert: alert(twin, 'open') }], NOW);
    const statement = { kind: 'place', fromAt: LONDON.at('2026-05-12', '00:00'), building: 'b', space: null } as const;
    const signature = { by: 'Li', reason: 'moved', recordedAt: NOW, undone: null };
    await school.records.corrections.commit(
      'hill',
      { correction: { id: '1', site: 'hill', meter: 'a-water', statement, ...signature } },
      undefined,
    );
    expect((await detail(twin)).alert).toMatchObject({
      building: { id: 'a' },
      others: [{ id: 'b-main', name: 'b-main', nameEn: 'b-main' }],
    });
    expect((await detail(leak)).alert).toMatchObject({ building: { id: 'b' }, others: [] });
  });

  it('are not found by an id that is none of them', async () => {
    const response = await school.app.inject('/api/sites/hill/alerts/nope');
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ detail: "no alert 'nope'" });
  });
});
