import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, Migrator } from 'kysely';
import { expect, it } from 'vitest';
import { pack } from '../../backup/archive.ts';
import { openSqliteDialect } from '../../store/records/dialect.ts';
import { MIGRATIONS } from '../../store/records/migrations/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { machine } from './school.ts';

const FIRST = '0001-first-tables';
const NIGHT = '2026-03-01';
const BYTES = Buffer.alloc(96 * 8, 1);

type Row = Record<string, string | number | Buffer | null>;

/** A row in every table of the first version, as that version wrote it. */
const ROWS: Record<string, Row> = {
  sites: {
    id: 's',
    name: '学校',
    name_en: 'School',
    time_zone: 'Asia/Shanghai',
    calendar: '{"terms":[],"holidays":"none","exceptions":[]}',
    position: 0,
  },
  campuses: { site: 's', id: 'c', name: '本部', name_en: null, position: 0 },
  buildings: {
    site: 's',
    id: 'b',
    name: '一号楼',
    name_en: null,
    campus: 'c',
    function: 'teaching',
    floors: 5,
    area_m2: 1234.5,
    walk_order: 1,
    position: 0,
  },
  spaces: { site: 's', id: 'r', name: '101', name_en: null, building: 'b', floor: 1, function: 'classroom', walk_order: 1, position: 0 },
  meters: {
    site: 's',
    id: 'm',
    name: '总表',
    name_en: null,
    building: 'b',
    space: 'r',
    medium: 'electricity',
    role: 'building_main',
    item_scheme: null,
    item_code: null,
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    rating_per_hour: 100,
    parent: null,
    serial: 'SN1',
    reading_interval_s: 900,
    ac_units: null,
    q1_lph: null,
    continuous_flow_expected: 0,
    battery: 0,
    walk_order: 1,
    position: 0,
  },
  meter_ratios: { site: 's', meter: 'm', from_at: 0, ratio: 40 },
  channels: { site: 's', source: 'native', address: 'm', meter: 'm', position: 0 },
  latest_readings: { site: 's', meter: 'm', at: 1000, received_at: 1001, clock: 'device', fields: '{"energy_kwh":7}' },
  refusal_counts: { reason: 'bad_json', count: 3, last_at: 5 },
  refused_messages: { id: 1, at: 5, reason: 'bad_json', topic: 't', detail: 'd', sample: '{' },
  unknown_meters: { site: 's', source: 'native', address: 'x', topic: 't', sample: '{}', count: 2, first_at: 1, last_at: 2 },
  collector_state: { id: 1, state: '{"updatedAt":1}' },
  interval_days: { site: 's', meter: 'm', day: NIGHT, start_at: 0, amounts: BYTES, qualities: Buffer.alloc(96, 1) },
  day_totals: {
    site: 's',
    meter: 'm',
    day: NIGHT,
    start_at: 0,
    total: 12.5,
    absent: 0,
    measured: 96,
    interpolated: 0,
    estimated: 0,
    manual: 0,
    suspect: 0,
    partial: 0,
  },
  steps: { site: 's', meter: 'm', to_at: 900, from_at: 0, from_value: 9, to_value: 4, kind: 'reset', amount: 4 },
  changed_days: { site: 's', day: NIGHT, seq: 1 },
  alerts: {
    id: 's:ac_left_on:m:1',
    site: 's',
    rule: 'ac_left_on',
    meter: 'm',
    night: NIGHT,
    state: 'open',
    opened_at: 1,
    updated_at: 2,
    closed_at: null,
    finding: '{"rule":"ac_left_on"}',
  },
  notices: { id: 1, site: 's', alert_id: 's:ac_left_on:m:1', kind: 'opened', created_at: 1, delivered_at: null, alert: '{}' },
  job_runs: { job: 'morning@s', slot_at: 1, started_at: 2, finished_at: 3, outcome: 'done', detail: 'judged=1' },
};

async function firstVersion(path: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: openSqliteDialect(path) });
  const { error } = await new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } }).migrateTo(FIRST);
  await db.destroy();
  expect(error).toBeUndefined();
  const file = new Database(path);
  for (const [table, row] of Object.entries(ROWS)) {
    const names = Object.keys(row);
    file.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`).run(row);
  }
  expect(tablesOf(file).filter((table) => file.prepare(`select * from ${table}`).all().length === 0)).toEqual(['touched_days']);
  file.close();
}

function tablesOf(file: Database.Database): string[] {
  return file
    .prepare<
      [],
      string
    >("select name from sqlite_master where type = 'table' and name not like 'kysely%' and name not like 'sqlite%' order by name")
    .pluck()
    .all();
}

it('a backup leaves the tables as they are, in the data folder and in the archive: the way back stays open', async () => {
  const old = machine('readings: sqlite\n');
  mkdirSync(old.dataDir);
  await firstVersion(join(old.dataDir, 'records.sqlite'));
  const other = machine('readings: sqlite\n');
  expect((await other.restore(await old.backup())).manifest.schema).toBe(FIRST);
  const file = new Database(join(old.dataDir, 'records.sqlite'), { readonly: true });
  expect(file.prepare('select name from kysely_migration').pluck().all()).toEqual([FIRST]);
  file.close();
});

it('an archive of the first version is restored under today’s tables, and keeps every row', async () => {
  const folder = join(temporaryFolder(), 'files');
  mkdirSync(folder);
  await firstVersion(join(folder, 'records.sqlite'));
  writeFileSync(join(folder, 'spool.jsonl'), '');
  writeFileSync(join(folder, 'readings-000001.csv'), 'at,clock,energy_kwh,power_kw\n1000,device,7,\n2000,arrival,7.5,1e-7\n');
  const other = machine('readings: sqlite\n');
  const series = [{ member: 'readings-000001.csv', site: 's', building: 'b', meter: 'm', medium: 'electricity' as const, readings: 2 }];
  const about = {
    version: '0.1.0',
    schema: FIRST,
    madeAt: '2026-03-01T00:00:00.000Z',
    readingsFrom: 'SQLite',
    spooled: 0,
    touched: [],
    leftOut: [],
  };
  const file = join(other.dir, 'old.tar.gz');
  await pack(folder, { ...about, series }, file);
  await other.restore(file);

  const { records, store, close } = await other.open();
  expect(await store.range({ site: 's', meter: 'm', medium: 'electricity' }, 0, 9000)).toEqual([
    { at: 1000, fields: { energy_kwh: 7 }, clock: 'device' },
    { at: 2000, fields: { energy_kwh: 7.5, power_kw: 1e-7 }, clock: 'arrival' },
  ]);
  expect((await records.catalog.sites())[0]!.meters[0]).toMatchObject({ id: 'm', serial: 'SN1', ratios: [{ fromAt: 0, ratio: 40 }] });
  expect(await records.alerts.list('s', {})).toHaveLength(1);
  await close();
  const restored = new Database(join(other.dataDir, 'records.sqlite'), { readonly: true });
  const { notices, ...kept } = ROWS;
  expect(restored.prepare('select id, site, alert_id, kind, created_at, fed_at as delivered_at, alert from messages').all()).toEqual([
    notices,
  ]);
  for (const [table, row] of Object.entries(kept)) {
    expect(restored.prepare(`select * from ${table}`).all(), table).toEqual([expect.objectContaining(row)]);
  }
  restored.close();
});
