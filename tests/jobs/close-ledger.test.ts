import { afterEach, describe, expect, it } from 'vitest';
import { toSchool } from '../../jobs/catalog-cache.ts';
import { closeLedgerJob } from '../../jobs/close-ledger.ts';
import { LONDON, METERS, type MonthSchool, openSchool } from '../reports/month/school.ts';

const FEW = METERS.filter(({ id }) => id === 'main' || id === 'water-main');
let school: MonthSchool;
afterEach(() => school.close());

async function open(fromDay: string, now: number) {
  school = await openSchool({ meters: FEW, fromDay, now });
  await school.fill();
  const plan = (await school.records.catalog.sites())[0]!;
  return closeLedgerJob({ ...school.deps, detectors: {} }, toSchool(plan, {}), (work) => work());
}
const lines = async () =>
  (await school.records.energyLedger.entries('school', '2026-01', '2026-12')).map(({ month, row, source }) => [month, row, source]);

describe('the account for the statistics by the clock', () => {
  it('gets the month that is over, on the first before its report, and nothing when it runs again', async () => {
    const job = await open('2026-09-20', LONDON.at('2026-11-01', '06:20'));
    expect(job.crons).toEqual(['20 6 1 * *']);
    expect(await job.run()).toBe('lines=2');
    expect(await lines()).toEqual([
      ['2026-10', 'electricity', 'meters'],
      ['2026-10', 'water', 'meters'],
    ]);
    expect(await job.run()).toBe('lines=0');
  });

  it('is not begun with a month of which only the end is known', async () => {
    const job = await open('2026-10-20', LONDON.at('2026-11-01', '06:20'));
    expect(await job.run()).toBe('lines=0');
    expect(await lines()).toEqual([]);
  });
});
