import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSiteViews } from '../../../api/site-views.ts';
import { schoolCost } from '../../../reports/bills/school-cost.ts';
import { addAccount, NOW, saveTariff } from '../../api/bought.ts';
import { daysFrom, LONDON, openSchool, type School } from '../../api/school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

describe('what the school pays for a medium', () => {
  const costOf = async (medium: 'electricity' | 'water', from: string, to: string) => {
    const views = createSiteViews(school.records.catalog, {});
    const view = await views.one('hill', {
      id: '',
      name: '',
      role: 'administrator',
      reach: { sites: null, buildings: null, spaces: null },
      by: 'password',
    });
    return schoolCost({ records: school.records, readings: school.readings, now: () => NOW }, view, { medium, from, to });
  };

  it('is the sum of its accounts, month by month, and of days that are over', async () => {
    await saveTariff(school);
    await addAccount(school);
    await addAccount(school, { name: 'B', meters: [{ meter: 'b-main', share: '1' }] });
    for (const name of daysFrom('2026-03-01', 80)) {
      await school.seedDay('a-main', name, 1);
      await school.seedDay('b-main', name, 0.5);
    }
    // April: 2,880 + 1,440 kWh at 0.558.
    expect(await costOf('electricity', '2026-04-01', '2026-05-01')).toMatchObject({
      amount: '2410.56',
      coverage: 1,
      isEstimated: false,
      troubles: [],
    });
    const both = await costOf('electricity', '2026-03-01', '2026-05-01');
    // March has an hour less, 743: 2,972 kWh are 1,658.38, 1,486 kWh are 829.19.
    expect(both.amount).toBe('4898.13');
    expect((await costOf('electricity', '2026-05-19', '2026-06-01')).amount).toBe((144 * 0.558).toFixed(2));
  });

  it('is not known without an account, nor for days without a price; never a part of it', async () => {
    await saveTariff(school, { validFrom: '2026-04-11' });
    await addAccount(school);
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-main', name, 1);
    const water = await costOf('water', '2026-04-01', '2026-05-01');
    expect([water.amount, water.troubles.map(({ en }) => en)]).toEqual([
      null,
      ['no account for water from 2026-04-01 to 2026-04-30: nothing is computed'],
    ]);
    const power = await costOf('electricity', '2026-04-01', '2026-05-01');
    expect(power.amount).toBe(null);
    expect(power.troubles[0]!.en).toContain('2026-04-01 to 2026-04-10');
  });

  it('goes over from an account that ended to the one that took its place', async () => {
    await saveTariff(school);
    const old = await addAccount(school);
    await school.records.accounts.save({ ...old, site: 'hill', endedAt: LONDON.at('2026-04-15', '00:00') }, 'Li', NOW);
    await addAccount(school, { name: '新户', assignments: [{ from: '2026-04-15', tariff: 'school' }] });
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-main', name, 1);
    expect(await costOf('electricity', '2026-04-01', '2026-05-01')).toMatchObject({ amount: '1607.04', troubles: [] });
  });
});
