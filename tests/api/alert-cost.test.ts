import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertCostAnswer } from '../../api/schemas/alert-cost.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import { HILL, openSchool, type School } from './school.ts';

const NOW = Date.UTC(2026, 4, 20, 11);
const HOUR = 3_600_000;
const NIGHT = '2026-05-18';
const START = Date.UTC(2026, 4, 18, 22);
let school: School;

function alert(rule: string, meter: string, wasted: Alert['finding']['wasted'], more: Partial<Alert['finding']> = {}): Alert {
  const finding = {
    rule,
    meter,
    night: NIGHT,
    startAt: START,
    endAt: START + 8 * HOUR,
    certainty: 'measured',
    rate: null,
    wasted,
    evidence: [],
    ...more,
  } as const;
  return {
    id: alertId('hill', finding),
    site: 'hill',
    rule,
    meter,
    night: NIGHT,
    state: finding.endAt === undefined ? 'open' : 'recovered',
    openedAt: START,
    updatedAt: NOW,
    finding,
  };
}
const kwh = (value: number) => ({ value, unit: 'kWh' as const });
const falseAlarm = alert('lights_left_on', 'b-main', kwh(50));

beforeAll(async () => {
  school = await openSchool(NOW);
  await school.records.catalog.declare({ ...HILL, prices: { yuanPerKwh: 0.5, yuanPerM3: 3 } });
  const found = [
    alert('night_excess_building', 'a-main', kwh(20)),
    // The circuit hangs behind the main that has seen it too.
    alert('ac_left_on', 'a-ac', kwh(12)),
    alert('zero_flow_fail', 'a-water', { value: 2, unit: 'm³' }, { endAt: undefined, rate: { value: 100, unit: 'L/h' } }),
    falseAlarm,
  ];
  await school.records.alerts.apply(
    found.map((one) => ({ alert: one })),
    NOW,
  );
  await school.records.alertEvents.add({
    id: 'e1',
    alert: falseAlarm.id,
    site: 'hill',
    word: 'false_alarm',
    at: NOW - HOUR,
    recordedAt: NOW - HOUR,
    by: 'g',
    byName: 'G',
    reason: null,
    note: '',
    photo: null,
    avoided: null,
    rate: null,
  });
});
afterAll(() => school.close());

const read = (asker: Pick<School, 'get'> = school) => asker.get<AlertCostAnswer>(`/alert-cost?fromNight=${NIGHT}&toNight=${NIGHT}`);

describe('what alerts cost', () => {
  it('is 20 kWh and 2 m³, 16 yuan: the circuit is inside the building, the false alarm cost nothing', async () => {
    const { total, notCounted } = await read();
    expect(total).toEqual({ count: 2, kwh: 20, m3: 2, yuan: 16 });
    expect(notCounted).toBe(2);
  });

  it('goes on at 7.2 yuan a day: 100 L/h of 3 yuan a cubic metre', async () => {
    expect((await read()).perDay).toBeCloseTo(7.2, 9);
  });

  it('is told by rule and by building, dearest first', async () => {
    const { rules, buildings, dearest } = await read();
    expect(rules.map(({ rule, yuan }) => [rule, yuan])).toEqual([
      ['night_excess_building', 10],
      ['zero_flow_fail', 6],
    ]);
    expect(buildings).toMatchObject([{ building: 'a', yuan: 16, count: 2 }]);
    expect(dearest.map(({ yuan }) => yuan)).toEqual([10, 6]);
  });

  it('is nothing for who reaches another building', async () => {
    const other = await school.as('grade_leader', { buildings: ['b'] });
    expect((await read(other)).total).toEqual({ count: 0, kwh: 0, m3: 0, yuan: 0 });
  });
});
