import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSpool } from '../../collector/spool.ts';
import { T0 } from '../collector/rig.ts';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { openSecrets, SECRET_KEY_FILE } from '../../store/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { contentOf, DAY_MS, fill, machine, type Machine, readings } from './school.ts';

const SQLITE = 'readings: sqlite\n';
const INFLUX = 'readings: influx\n';
const quiet = { info() {}, warn() {}, error() {} };

async function content(one: Machine) {
  const { close, ...opened } = await one.open();
  try {
    return await contentOf(opened);
  } finally {
    await close();
  }
}

async function filled(settings: string): Promise<Machine> {
  const one = machine(settings);
  await fill(one);
  return one;
}

describe('a backup, restored on another machine', () => {
  const ways = [
    ['SQLite', SQLITE, 'SQLite', SQLITE],
    ['SQLite', SQLITE, 'InfluxDB', INFLUX],
    ['InfluxDB', INFLUX, 'SQLite', SQLITE],
  ] as const;
  for (const [from, first, to, second] of ways) {
    it.skipIf(!hasInfluxd && (first === INFLUX || second === INFLUX))(
      `from ${from} to ${to}: every reading, interval day, step, alert, correction and photo is the same`,
      async () => {
        const old = await filled(first);
        const before = await content(old);
        expect(before.stored['a1']).toHaveLength(3000);
        expect(Object.entries(before).filter(([, part]) => Object.keys(part ?? {}).length === 0)).toEqual([]);
        const other = machine(second);
        const { manifest } = await other.restore(await old.backup());
        expect(await content(other)).toEqual(before);
        expect(manifest).toMatchObject({ program: 'greenleaf', version: '9.9.9', madeAt: new Date(T0).toISOString(), spooled: 10 });
        expect(readdirSync(other.dataDir).filter((name) => name.startsWith('restoring'))).toEqual([]);
      },
      120_000,
    );
  }

  it('brings the spool along, for the collector to store', async () => {
    const old = await filled(SQLITE);
    const other = machine(SQLITE);
    await other.restore(await old.backup());
    const spool = openSpool(join(other.dataDir, 'spool.sqlite'), { now: () => T0, log: quiet });
    expect(spool.oldest(100)?.readings).toEqual(readings().slice(-10));
    spool.close();
  });

  it('computes again what may have changed while it was made: the newest day of each meter', async () => {
    const old = await filled(SQLITE);
    const other = machine(SQLITE);
    await other.restore(await old.backup());
    const { records, close } = await other.open();
    const newest = Math.floor((T0 + 2999 * 60_000 + 30 * DAY_MS) / DAY_MS) * DAY_MS;
    expect(await records.intervals.touched(10)).toContainEqual(expect.objectContaining({ meter: 'a1', fromAt: newest }));
    await close();
  });
});

describe('an archive', () => {
  it('is readable by its owner only, and holds no password', async () => {
    const settings = `# the old password was hunter1
readings: sqlite
mqtt: { url: 'mqtt://broker:1883', username: u, password: hunter2, caFile: /etc/ca.crt }
influx:
  password: hunter3 # changed in May
`;
    const old = await filled(settings);
    const file = await old.backup();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { manifest, settingsFile } = await machine().restore(file);
    expect(manifest.leftOut).toEqual(['mqtt.password', 'influx.password']);
    const text = readFileSync(settingsFile!, 'utf8');
    expect(text).not.toMatch(/hunter/);
    expect(text).toContain('mqtt://broker:1883');
    expect(text).toContain('/etc/ca.crt');
    expect(list(file)).toEqual(['greenleaf.yaml', 'manifest.json', ...members(3), 'records.sqlite', 'spool.jsonl']);
  });

  it('does not hold the key of what is sealed: it is put back before the restore or after it, or what was sealed stays shut', async () => {
    const old = await filled(SQLITE);
    const sealed = openSecrets(old.dataDir).seal('a key of a robot');
    const file = await old.backup();
    expect(list(file)).not.toContain(SECRET_KEY_FILE);
    const [beside, without] = [machine(SQLITE), machine(SQLITE)];
    mkdirSync(beside.dataDir, { recursive: true });
    copyFileSync(join(old.dataDir, SECRET_KEY_FILE), join(beside.dataDir, SECRET_KEY_FILE));
    expect((await beside.restore(file)).manifest.leftOut).toEqual([SECRET_KEY_FILE]);
    expect(openSecrets(beside.dataDir).open(sealed)).toBe('a key of a robot');
    await without.restore(file);
    expect(() => openSecrets(without.dataDir).open(sealed)).toThrow('enter it again');
  });

  it.skipIf(!hasInfluxd)('of an influxd of our own does not hold its password file', async () => {
    const old = await filled(INFLUX);
    const password = readFileSync(join(old.dataDir, 'influxd', 'password'), 'utf8').trim();
    const file = await old.backup();
    const everything = spawnSync('tar', ['-xzOf', file], { encoding: 'latin1', maxBuffer: 1e9 }).stdout;
    expect(everything).toContain('at,clock,energy_kwh');
    expect(everything).not.toContain(password);
  });

  it('is not written over another file, nor from a folder without data', async () => {
    const old = await filled(SQLITE);
    const file = await old.backup();
    await expect(old.backup()).rejects.toThrow(`${file} is there already; a backup overwrites nothing`);
    const empty = machine(SQLITE);
    await expect(empty.backup()).rejects.toThrow(`${empty.dataDir} holds no data of Greenleaf (no records.sqlite)`);
    expect(readdirSync(empty.dir)).toEqual(['greenleaf.yaml']);
  });
});

describe('a restore', () => {
  it('is refused where anything lies already, and changes nothing there', async () => {
    const old = await filled(SQLITE);
    const file = await old.backup();
    const before = readdirSync(old.dataDir);
    await expect(old.restore(file)).rejects.toThrow(
      /data folder .*\/data is not empty \(.*records\.sqlite.*restored into an empty folder only.*--data DIR/s,
    );
    expect(readdirSync(old.dataDir)).toEqual(before);
  });

  it('does not mind what the set-up of npm start has put there', async () => {
    const file = await (await filled(SQLITE)).backup();
    const other = machine(SQLITE);
    mkdirSync(join(other.dataDir, 'influxd-package'), { recursive: true });
    expect((await other.restore(file)).manifest.series).toHaveLength(3);
  });

  it.skipIf(!hasInfluxd)(
    'into an InfluxDB that holds readings of these meters already is refused; into an empty database of it not',
    async () => {
      const influxd = await openInfluxd({ binary: influxdBinary, dataDir: temporaryFolder(), log: quiet });
      onTestFinished(() => influxd.close());
      const { url, username, password } = influxd;
      const settings = (database: string) =>
        `influx: { url: '${url}', username: ${username}, password: '${password}', database: ${database} }\n`;
      const old = await filled(settings('one'));
      const file = await old.backup();
      const same = machine(settings('one'));
      await expect(same.restore(file)).rejects.toThrow(/InfluxDB .*, database one already holds readings of meter a1 of east/);
      expect(readdirSync(same.dataDir)).toEqual([]);
      const other = machine(settings('two'));
      await other.restore(file);
      expect(await content(other)).toEqual(await content(old));
    },
  );

  const spoiled: [what: string, words: RegExp, spoil: (bytes: Buffer) => Buffer][] = [
    ['cut short', /cut short or damaged/, (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['empty', /cut short or damaged/, () => Buffer.alloc(0)],
    ['altered in one byte', /cut short or damaged|was altered/, (bytes) => flip(bytes, Math.floor(bytes.length / 2))],
    ['no archive at all', /no tar\.gz archive/, () => Buffer.from('at,clock\n')],
  ];
  for (const [what, words, spoil] of spoiled) {
    it(`of a file that is ${what} is refused, and leaves nothing`, async () => {
      const file = await (await filled(SQLITE)).backup();
      writeFileSync(file, spoil(readFileSync(file)));
      const other = machine(SQLITE);
      await expect(other.restore(file)).rejects.toThrow(words);
      await expect(other.restore(file)).rejects.toThrow(/Nothing was restored/);
      expect(readdirSync(other.dataDir)).toEqual([]);
    });
  }

  const packed: [what: string, words: RegExp, change: (dir: string) => void][] = [
    [
      'whose readings were edited',
      /readings-000001\.csv was altered after the backup/,
      (dir) => edit(join(dir, 'readings-000001.csv'), '12.4', '12.5'),
    ],
    ['with a file that its manifest does not know', /holds 'authorized_keys'/, (dir) => writeFileSync(join(dir, 'authorized_keys'), 'x')],
    ['without its manifest', /no manifest\.json, so it is no backup/, (dir) => writeFileSync(join(dir, 'manifest.json'), '')],
    [
      'of a newer format',
      /a newer Greenleaf made it \(format 99/,
      (dir) => edit(join(dir, 'manifest.json'), '"format": 1', '"format": 99'),
    ],
    ['whose manifest names a path', /manifest\.json was altered/, (dir) => edit(join(dir, 'manifest.json'), 'spool.jsonl', '../spool')],
    [
      'of newer tables',
      /made by a newer Greenleaf \(9\.9\.9, tables 9/,
      (dir) => edit(join(dir, 'manifest.json'), '"schema": "0', '"schema": "9'),
    ],
  ];
  for (const [what, words, change] of packed) {
    it(`of an archive ${what} is refused, and leaves nothing`, async () => {
      const file = await (await filled(SQLITE)).backup();
      const other = machine(SQLITE);
      repack(file, join(other.dir, 'unpacked'), change);
      await expect(other.restore(file)).rejects.toThrow(words);
      expect(readdirSync(other.dataDir)).toEqual([]);
    });
  }

  it('of a file that is not there says so', async () => {
    const other = machine(SQLITE);
    await expect(other.restore(join(other.dir, 'nowhere.tar.gz'))).rejects.toThrow(/There is no file .*nowhere\.tar\.gz/);
    expect(existsSync(other.dataDir)).toBe(false);
  });
});

const members = (count: number) => Array.from({ length: count }, (_, index) => `readings-00000${index + 1}.csv`);
const list = (file: string) => spawnSync('tar', ['-tzf', file], { encoding: 'utf8' }).stdout.trim().split('\n').toSorted();

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at]! ^ 0x10;
  return copy;
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no '${from}'`);
  writeFileSync(path, text.replace(from, to));
}

function repack(file: string, dir: string, change: (dir: string) => void): void {
  mkdirSync(dir);
  spawnSync('tar', ['-xzf', file, '-C', dir]);
  change(dir);
  spawnSync('tar', ['-czf', file, '-C', dir, ...readdirSync(dir)]);
}
