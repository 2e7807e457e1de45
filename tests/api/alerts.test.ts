import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../analysis/registry.ts';
import type { AlertDetail, AlertList } from '../../api/schemas/alerts.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { HILL, LONDON, openSchool, type School } from './school.ts';

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
  proof: {
    startAt: LONDON.at('2026-05-19', '23:00'),
    stepMs: 900_000,
    unit: 'kW',
    values: [0.1, null, 2.1],
    threshold: 0.15,
    baseline: [0.05, 0.05, null],
  },
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

  it('are called by the words of their rule, and so are their numbers', async () => {
    const [view] = (await list('?rule=ac_left_on')).alerts;
    expect(view).toMatchObject({ ruleName: RULES.ac_left_on.name, about: 'use', urgency: 'tonight', isFirm: true, reasons: [] });
    expect(view!.evidence).toEqual(
      acLeftOn.evidence.map((number) => ({ ...number, label: RULES.ac_left_on.words[number.name as 'threshold'] })),
    );
    expect((await list('?rule=meter_silent')).alerts[0]).toMatchObject({
      about: 'meter',
      cost: null,
      evidence: [{ label: RULES.meter_silent.words.threshold }],
    });
  });

  it('of a rule of an earlier version keep their name and plain words, and call nobody', async () => {
    const old = { ...leak, rule: 'old_rule', night: '2026-05-01', evidence: [{ name: 'some_number', value: 4, unit: 'L/h' }] };
    await school.records.alerts.apply([{ alert: alert(old, 'recovered') }], NOW);
    expect((await detail(old)).alert).toMatchObject({
      ruleName: { zh: 'old rule', en: 'old rule' },
      urgency: 'digest',
      evidence: [{ label: { zh: 'some number', en: 'some number' } }],
      sentence: { en: 'a-water: old_rule.' },
    });
  });

  it('that are inferred say why and where it may be; those that are not firm go to the digest', async () => {
    const guess: Finding = {
      ...acLeftOn,
      night: '2026-05-02',
      certainty: 'inferred',
      isFirm: false,
      reasons: [{ name: 'threshold', weight: 0.4 }],
      spaces: ['a-301', 'gone'],
    };
    await school.records.alerts.apply([{ alert: alert(guess, 'recovered') }], NOW);
    expect((await detail(guess)).alert).toMatchObject({
      isFirm: false,
      urgency: 'digest',
      reasons: [{ name: 'threshold', weight: 0.4, label: RULES.ac_left_on.words.threshold }],
      spaces: [{ id: 'a-301', name: '301', nameEn: '301' }],
    });
  });

  it('cost what was wasted at the prices of the school, and what it costs to wait until morning or another day', async () => {
    // 5.2 kWh × 0.538 yuan.
    const soFar = { soFar: 2.8, untilMorning: null, perDay: null, amountPerDay: null };
    expect((await list('?rule=ac_left_on&fromNight=2026-05-19')).alerts[0]!.cost).toEqual(soFar);
    // 1.2 m³ × 3.19 yuan; 40 L/h × 24 h.
    const goesOn = { soFar: 3.83, untilMorning: null, perDay: 3.06, amountPerDay: { value: 0.96, unit: 'm³' } };
    expect((await list('?rule=zero_flow_fail')).alerts[0]!.cost).toEqual(goesOn);
    const { endAt: _, ...still } = acLeftOn;
    school.setNow(LONDON.at('2026-05-20', '04:00'));
    await school.records.alerts.apply([{ alert: alert(still, 'open') }], NOW);
    // 2 h until 06:00 × 2.1 kW × 0.538 yuan.
    expect((await detail(still)).alert.cost).toEqual({ ...soFar, untilMorning: 2.26 });
    await school.records.catalog.declare({ ...HILL, prices: { yuanPerKwh: 1, yuanPerM3: 10 } });
    expect((await detail(still)).alert.cost).toMatchObject({ soFar: 5.2, untilMorning: 4.2 });
    expect((await detail(leak)).alert.cost).toMatchObject({ soFar: 12, perDay: 9.6 });
    await school.records.alerts.apply([{ alert: alert(still, 'no_data') }], NOW);
    expect((await detail(still)).alert.cost).toMatchObject({ soFar: 5.2, untilMorning: null });
    await school.records.alerts.apply([{ alert: alert(acLeftOn, 'recovered') }], NOW);
    await school.records.catalog.declare(HILL);
    school.setNow(NOW);
  });

  it('prove an air-conditioner with the series from 20:30 to 04:00 and with what the rule saw', async () => {
    await school.seedDay('a-ac', '2026-05-19', 0.5);
    await school.seedDay('a-ac', '2026-05-20', 0.25);
    const { unit, series, proof } = await detail(acLeftOn);
    expect({ unit, proof }).toEqual({ unit: 'kW', proof: acLeftOn.proof });
    expect(series[0]).toEqual({ at: LONDON.at('2026-05-19', '20:30'), value: 2, quality: 'measured' });
    expect(series.at(-1)).toEqual({ at: LONDON.at('2026-05-20', '03:45'), value: 1, quality: 'measured' });
    expect(series).toHaveLength(30);
  });

  it('tell what was said about them, people first, then the meter', async () => {
    const said = { site: 'hill', alert: alertId('hill', acLeftOn), note: '', photo: null, reason: null, avoided: null, rate: null };
    const offAt = LONDON.at('2026-05-19', '23:50');
    const byMeter = { by: 'meter', byName: '', rate: 0.1, avoided: { kwh: 5.2, fen: 280 } };
    await school.records.alertEvents.add({ ...said, ...byMeter, id: 'e2', word: 'confirmed', at: offAt + 3_600_000, recordedAt: NOW });
    await school.records.alertEvents.add({ ...said, id: 'e1', word: 'off', at: offAt, recordedAt: NOW, by: 'p1', byName: '王师傅' });
    const { events } = await detail(acLeftOn);
    const none = { note: '', photo: null, reason: null };
    expect(events).toEqual([
      { ...none, word: 'off', at: offAt, byName: '王师傅', isMeter: false, avoided: null, rate: null },
      {
        ...none,
        word: 'confirmed',
        at: offAt + 3_600_000,
        byName: '',
        isMeter: true,
        avoided: { kwh: 5.2, yuan: 2.8 },
        rate: { value: 0.1, unit: 'kW' },
      },
    ]);
    expect((await detail(leak)).events).toEqual([]);
  });

  it('show a leak that goes on until now; a rule that keeps no proof has none', async () => {
    await school.seedDay('a-water', '2026-05-20', 0.01);
    const { unit, series, proof, alert: view } = await detail(leak);
    expect({ unit, proof, endAt: view.endAt }).toEqual({ unit: 'L/h', proof: null, endAt: null });
    expect(series.at(-1)).toMatchObject({ at: NOW - 900_000, value: 40 });
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
    const response = await school.inject('/api/sites/hill/alerts/nope');
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ detail: "no alert 'nope'" });
  });
});
