import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, Migrator } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type IntervalDay, QUALITIES } from '../../../domain/interval.ts';
import type { Records } from '../../../store/ports.ts';
import { openSqliteDialect } from '../../../store/records/dialect.ts';
import { toIntervalRow, toTotalRow } from '../../../store/records/interval-rows.ts';
import * as firstTables from '../../../store/records/migrations/0001-first-tables.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const START = Date.parse('2026-03-01T00:00:00+08:00');
const DAY_MS = 86_400_000;

/** A database as the first release left it: one meter behind transformers of 40 and then 60, two days, four steps. */
async function oldDatabase(): Promise<string> {
  const path = join(temporaryFolder(), 'records.sqlite');
  const db = new Kysely({ dialect: openSqliteDialect(path) });
  const provider = { getMigrations: () => Promise.resolve({ '0001-first-tables': firstTables }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  expect(error).toBeUndefined();
  await db.destroy();
  const old = new Database(path);
  old.exec(`
    insert into sites values ('s', '中学', null, 'Asia/Shanghai', '{"terms":[],"holidays":"none","exceptions":[]}', 0);
    insert into campuses values ('s', 'c', '本部', null, 0);
    insert into buildings values ('s', 'b', '楼', null, 'c', 'teaching', 4, null, 1, 0);
    insert into meters values ('s', 'm', '表', null, 'b', null, 'electricity', 'building_main', null, null, 'register', 6, 0.01,
      120, null, 'SN1', 900, null, null, null, 1, 0, 0);
    insert into meter_ratios values ('s', 'm', 0, 40), ('s', 'm', ${START + DAY_MS}, 60);
    insert into channels values ('s', 'native', 'm', 'm', 0);
    insert into latest_readings values ('s', 'm', ${START}, ${START + 5}, 'device', '{"energy_kwh":12.5}');
    insert into refusal_counts values ('bad_json', 3, 7);
    insert into touched_days values ('s', 'm', ${Math.floor(START / DAY_MS)}, ${START + 1}, ${START + 2}, 4);
    update counters set value = 4 where name = 'touch';
    insert into steps values
      ('s', 'm', ${START + 10}, ${START}, 12.5, 3, 'suspicious', null),
      ('s', 'm', ${START + 20}, ${START + 10}, 3, 0.5, 'reset', 0.5),
      ('s', 'm', ${START + DAY_MS + 9}, ${START + DAY_MS}, 999999, 1, 'rollover', 2);
    insert into alerts values ('a1', 's', 'meter_silent', 'm', '2026-03-01', 'open', 1, 1, null, '{"rule":"meter_silent"}');
    insert into job_runs values ('morning@s', 1, 2, 3, 'done', 'judged=1');
  `);
  const insert = (table: string, row: object) => {
    const names = Object.keys(row);
    old.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`).run(...Object.values(row));
  };
  for (const day of DAYS) {
    insert('interval_days', toIntervalRow('s', 'm', day));
    insert('day_totals', toTotalRow('s', 'm', day));
  }
  old.close();
  return path;
}

const DAYS = ['2026-03-01', '2026-03-02'].map((day, index): IntervalDay => {
  const values = new Float64Array(96).fill(0.25);
  const qualities = new Uint8Array(96).fill(QUALITIES.indexOf('measured'));
  return { day, startAt: START + index * DAY_MS, values, qualities };
});

async function upgraded(): Promise<Records> {
  const records = await openRecords(await oldDatabase());
  onTestFinished(() => records.close());
  return records;
}

describe('a database of the first release', () => {
  it('keeps its campus, readings, intervals, alerts and runs', async () => {
    const records = await upgraded();
    const [plan] = await records.catalog.sites();
    expect(plan!.meters).toEqual([
      {
        site: 's',
        id: 'm',
        name: '表',
        building: 'b',
        medium: 'electricity',
        role: 'building_main',
        kind: 'register',
        digits: 6,
        resolution: 0.01,
        ratingPerHour: 120,
        serial: 'SN1',
        readingIntervalS: 900,
        battery: true,
        walkOrder: 0,
        ratios: [
          { fromAt: 0, ratio: 40 },
          { fromAt: START + DAY_MS, ratio: 60 },
        ],
      },
    ]);
    expect(plan!.channels).toEqual([{ site: 's', meter: 'm', source: 'native', address: 'm' }]);
    for (const later of ['virtualMeters', 'prices', 'quotas', 'ruleSettings', 'declarations']) expect(plan).not.toHaveProperty(later);
    expect((await records.intake.latest()).map(({ fields }) => fields)).toEqual([{ energy_kwh: 12.5 }]);
    expect(await records.intake.refusalCounts()).toEqual([{ reason: 'bad_json', count: 3, lastAt: 7 }]);
    expect(await records.intervals.days('s', ['m'], '2026-03-01', '2026-03-03')).toEqual(DAYS.map((day) => ({ meter: 'm', ...day })));
    expect(await records.alerts.openCount('s')).toBe(1);
    expect(await records.ledger.lastRuns()).toHaveLength(1);
    expect(await records.intervals.rawSince()).toBe(Number.NEGATIVE_INFINITY);
  });

  it('gives its steps what they mean by the ratio of their time', async () => {
    const records = await upgraded();
    const steps = await records.intervals.steps('s', { limit: 10 });
    expect(steps.map(({ kind, amount, consumption, booking, size }) => [kind, amount, consumption, booking, size])).toEqual([
      ['rollover', 2, 120, 'laid', 59_999_880],
      ['reset', 0.5, 20, 'laid', 100],
      ['suspicious', null, null, 'none', 380],
    ]);
  });

  it('waits for all of its days to be computed by the rules of today, as one span', async () => {
    const records = await upgraded();
    const [span, ...others] = await records.intervals.touched(10);
    expect(others).toEqual([]);
    expect(span).toMatchObject({ site: 's', meter: 'm' });
    expect(span!.fromAt).toBeLessThanOrEqual(START);
    expect(span!.toAt).toBeGreaterThanOrEqual(START + 2 * DAY_MS);
    await records.intervals.replaceDays({ ...span!, days: [], steps: [] });
    expect(await records.intervals.touchedCount()).toBe(0);
  });

  it('takes what schools set and declare today', async () => {
    const { catalog, ruleSettings, calendars, weather } = await upgraded();
    const scope = { kind: 'meter', id: 'm' } as const;
    await ruleSettings.save({ site: 's', rule: 'burst', scope, isOn: false, options: {}, by: 'Li', reason: 'pool', setAt: START });
    await calendars.save('s', { plan: { terms: [], holidays: 'china', exceptions: [] }, by: 'Li', at: START });
    await weather.saveHours('s', 'file', [{ at: START, temperatureC: -2 }]);
    const [plan] = await catalog.sites();
    expect(plan).toMatchObject({ calendar: { holidays: 'china' }, ruleSettings: [{ rule: 'burst', scope, isOn: false }] });
    await catalog.declare({ ...plan!, prices: { yuanPerKwh: 0.5, yuanPerM3: 3 } });
    expect((await catalog.sites())[0]!.prices).toEqual({ yuanPerKwh: 0.5, yuanPerM3: 3 });
  });

  it('is as it was when the upgrade fails half-way', async () => {
    const path = await oldDatabase();
    const old = new Database(path);
    // The migration makes a table of this name.
    old.exec('create table virtual_meters (mine text)');
    const tables = () => old.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all();
    const before = tables();
    await expect(openRecords(path)).rejects.toThrow(path);
    expect(tables()).toEqual(before);
    expect(
      old
        .prepare('select * from steps')
        .columns()
        .map(({ name }) => name),
    ).not.toContain('booking');
    old.close();
  });
});
