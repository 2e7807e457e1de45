import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { TryAnswer, TryRequest } from '../../api/schemas/rules.ts';
import { addDays } from '../../domain/local-time.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(LONDON.at('2026-05-20', '12:00'));
});
afterEach(() => school.close());

describe('trying a rule', () => {
  /** Quiet days, and one evening on which 2 kW run from 22:00 to 02:00. */
  async function seedNights(): Promise<void> {
    const evening = Array.from({ length: 96 }, (_, index) => (index >= 88 ? 0.5 : 0.0125));
    const morning = Array.from({ length: 96 }, (_, index) => (index < 8 ? 0.5 : 0.0125));
    for (const day of daysFrom('2026-04-27', 24)) {
      const amounts = day === '2026-05-13' ? evening : day === '2026-05-14' ? morning : 0.0125;
      await school.seedDay('a-ac', day, amounts);
    }
  }
  const attempt = <T = TryAnswer>(changes: Partial<TryRequest> = {}, name = 'ac_left_on') => {
    const request: TryRequest = { scope: { kind: 'site', id: 'hill' }, fromDay: '2026-05-06', toDay: '2026-05-19', ...changes };
    return school.send<T>('POST', `/rules/${name}/try`, request);
  };

  it('says what it would have flagged, by week, with words, cost and proof', async () => {
    await seedNights();
    const { status, body } = await attempt();
    expect(status).toBe(200);
    expect(body).toMatchObject({ found: 1, meters: 1, blind: {} });
    expect(body.weeks).toEqual([
      { monday: '2026-05-04', count: 0 },
      { monday: '2026-05-11', count: 1 },
      { monday: '2026-05-18', count: 0 },
    ]);
    const [finding] = body.findings;
    expect(finding).toMatchObject({
      meter: { id: 'a-ac' },
      building: { id: 'a', nameEn: 'Block A' },
      space: { id: 'a-301' },
      night: '2026-05-13',
      startAt: LONDON.at('2026-05-13', '23:30'),
      endAt: LONDON.at('2026-05-14', '02:00'),
      isFirm: true,
      isExcused: false,
      rate: { unit: 'kW' },
      cost: { untilMorning: null, perDay: null },
      proof: { unit: 'kW' },
    });
    // 2.5 h × about 2 kW × 0.538 yuan.
    expect(finding!.cost!.soFar).toBeGreaterThan(2.4);
    expect(finding!.cost!.soFar).toBeLessThan(2.8);
    expect(finding!.sentence.en).toContain('Block A');
    expect((await school.get<{ open: number; alerts: [] }>('/alerts')).alerts).toEqual([]);
  });

  it('is drawn on the hours of the meters that were found, null where nothing is known', async () => {
    await seedNights();
    await school.seedDay('a-ac', '2026-05-08', [null, 0.25, 0.25, null, null, null, null, 0.25]);
    const [series, ...others] = (await attempt()).body.series;
    expect(others).toEqual([]);
    expect(series).toMatchObject({ meter: { id: 'a-ac' }, unit: 'kW', startAt: LONDON.at('2026-05-06', '00:00'), stepMs: 3_600_000 });
    // Until noon of the morning after the last night.
    expect(series!.values).toHaveLength(14 * 24 + 12);
    expect(series!.values.slice(47, 51)).toEqual([0.05, 1, null, null]);
    expect(series!.values.slice(7 * 24 + 21, 7 * 24 + 27)).toEqual([0.05, 2, 2, 2, 2, 0.05]);
  });

  it('with other options says something else, and keeps nothing', async () => {
    await seedNights();
    const { body } = await attempt({ options: { minEnergyKwh: 3 } });
    expect(body).toMatchObject({ found: 0, findings: [], series: [], meters: 1 });
    expect((await school.records.catalog.sites())[0]).not.toHaveProperty('ruleSettings');
  });

  it('of a place that was excluded then is shown as excused', async () => {
    await seedNights();
    const span = { fromAt: LONDON.at('2026-05-13', '20:00'), untilAt: LONDON.at('2026-05-14', '08:00') };
    const said = { kind: 'exclusion', scope: { kind: 'building', id: 'a' }, ...span, reason: '检修' };
    expect((await school.post('/declarations', said)).status).toBe(200);
    expect((await attempt()).body.findings).toMatchObject([{ night: '2026-05-13', isExcused: true }]);
  });

  it('says of how many meters nothing is known', async () => {
    expect((await attempt()).body).toMatchObject({ found: 0, meters: 1, blind: { no_data: 1 } });
  });

  it.each<[string, Partial<TryRequest>, string]>([
    ['days that go backwards', { toDay: '2026-05-05' }, 'body.toDay'],
    ['more than 400 days', { toDay: addDays('2026-05-06', 401) }, 'body.toDay'],
    ['an option that is not allowed', { options: { standbyFactor: 0 } }, 'body.options.standbyFactor'],
  ])('with %s is refused', async (_what, changes, path) => {
    const { status, body } = await attempt<Problem>(changes);
    expect([status, body.errors!.map((error) => error.path)]).toEqual([422, [path]]);
  });

  it('needs a rule that looks at intervals, and a place that is there', async () => {
    expect(await attempt<Problem>({}, 'meter_silent')).toMatchObject({ status: 422, body: { errors: [{ path: 'params.rule' }] } });
    expect((await attempt<Problem>({ scope: { kind: 'meter', id: 'x' } })).status).toBe(404);
  });
});
