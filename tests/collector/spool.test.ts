import { existsSync, openSync, readdirSync, readFileSync, statSync, writeSync, closeSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/reading.ts';
import { openSpool, type Spool, type SpoolOptions } from '../../collector/spool.ts';
import { readingOf, T0 } from './rig.ts';

const RESERVE = 100_000;
/** A batch of which one page of 4 KiB holds none. */
const batchOf = (from: number, count = 100) => Array.from({ length: count }, (_, index) => readingOf(T0 + from + index, from + index));
const valuesOf = (readings: readonly Reading[] | undefined) => readings?.map(({ fields }) => fields.energy_kwh);

describe('spool', () => {
  let dir: string;
  let path: string;
  let said: string[];
  const opened: Spool[] = [];
  const open = (options: Partial<SpoolOptions> = {}) => {
    const log = {
      info: () => {},
      warn: (_: object, text: string) => void said.push(text),
      error: (_: object, text: string) => void said.push(text),
    };
    const spool = openSpool(path, { now: () => T0, log, reserveBytes: RESERVE, ...options });
    opened.push(spool);
    return spool;
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'greenleaf-spool-'));
    path = join(dir, 'spool.sqlite');
    said = [];
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) spool.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('gives back what it took, in order, also after it was closed', () => {
    const first = open();
    const batches = [[readingOf(T0, 1), readingOf(T0 + 1, 2, 'b2')], [readingOf(T0 + 2, 3)]];
    for (const batch of batches) first.append(batch);
    expect(first.state()).toEqual({ readings: 3, since: T0 });
    first.close();
    const second = open();
    expect(second.state()).toEqual({ readings: 3, since: T0 });
    for (const batch of batches) {
      const { seq, readings } = second.oldest(0)!;
      expect(readings).toEqual(batch);
      second.remove(seq);
    }
    expect(second.oldest(0)).toBeUndefined();
    expect(second.state()).toEqual({ readings: 0, since: null });
  });

  it('is open once', () => {
    open();
    expect(open).toThrow(/in use: another collector/);
  });

  it('begins at once when whoever held the file lets it go', () => {
    open().close();
    opened.pop();
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    expect(open).toThrow(/in use: another collector/);
    other.close();
    open().append(batchOf(0));
  });

  it('gives out many small batches as one, within the limit, each meter as one object', () => {
    const spool = open();
    for (let from = 0; from < 1000; from += 100) spool.append([...batchOf(from), readingOf(T0 + from, 0, 'b2')]);
    const { seq, readings } = spool.oldest(510)!;
    expect(readings).toHaveLength(505);
    expect(new Set(readings.map(({ ref }) => ref)).size).toBe(2);
    expect(spool.oldest(1)?.readings).toHaveLength(101);
    spool.remove(seq);
    expect(spool.state()).toEqual({ readings: 505, since: T0 });
    expect(spool.oldest(10_000)?.readings).toHaveLength(505);
  });

  it('takes over a file of an earlier version', () => {
    const old = new Database(path);
    old.exec(`CREATE TABLE batch (seq INTEGER PRIMARY KEY AUTOINCREMENT, saved_at INTEGER NOT NULL, count INTEGER NOT NULL, readings TEXT NOT NULL);
      INSERT INTO batch VALUES (7, ${T0}, 1, '{"refs":[{"site":"east","building":"b1","meter":"a1","medium":"electricity"}],"rows":[[0,${T0},"device",{"energy_kwh":5}]]}')`);
    old.close();
    const spool = open();
    spool.append([readingOf(T0 + 1, 6)]);
    expect(spool.oldest(10)).toEqual({ seq: 8, readings: [readingOf(T0, 5), readingOf(T0 + 1, 6)] });
  });

  it('puts a damaged file aside and goes on with a new one', async () => {
    await writeFile(path, 'this is no database, whatever its name says. '.repeat(100));
    const spool = open();
    spool.append([readingOf(T0, 1)]);
    expect(spool.oldest(0)?.readings).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('damaged')]);
    expect(spool.takeEvents()).toMatchObject([
      { at: T0, kind: 'spool_damaged', fromAt: null, detail: expect.stringContaining('0 readings') },
    ]);
    expect(spool.takeEvents()).toEqual([]);
    expect(readdirSync(dir).some((file) => file.startsWith('spool.sqlite.damaged-'))).toBe(true);
  });

  it('gives the disk back after a long outage', () => {
    const spool = open();
    const batch = Array.from({ length: 5000 }, (_, index) => readingOf(T0 + index, index));
    for (let round = 0; round < 10; round++) spool.append(batch);
    const seqs = Array.from({ length: 10 }, () => {
      const { seq } = spool.oldest(0)!;
      spool.remove(seq);
      return seq;
    });
    expect(new Set(seqs).size).toBe(10);
    spool.close();
    opened.pop();
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).size).toBeLessThan(100_000);
  });

  it('keeps what can be read before and behind a damaged place', () => {
    const first = open();
    for (let from = 0; from < 5000; from += 100) first.append(batchOf(from));
    first.close();
    opened.pop();
    const pages = statSync(path).size / 4096;
    overwrite(path, Math.floor(pages / 2) * 4096, Buffer.alloc(4096, 0xff));
    const spool = open();
    const kept = valuesOf(spool.oldest(10_000)?.readings)!;
    expect(kept.length).toBeGreaterThan(4000);
    expect(kept.length).toBeLessThan(5000);
    expect(kept).toEqual(kept.toSorted((a, b) => a! - b!));
    expect([kept[0], kept.at(-1)]).toEqual([0, 4999]);
    expect(spool.takeEvents()[0]).toMatchObject({ fromAt: T0, detail: expect.stringContaining(`${kept.length} readings`) });
  });

  it('makes no reading of a digit that the disk turned, finds it while it runs, and goes on with the rest', () => {
    const first = open();
    for (const from of [0, 100, 200]) first.append(batchOf(from));
    first.close();
    opened.pop();
    const at = readFileSync(path).indexOf('"energy_kwh":117');
    overwrite(path, at + '"energy_kwh":'.length, Buffer.from('9'));
    const spool = open();
    expect(spool.takeEvents()).toEqual([]);
    const { seq, readings } = spool.oldest(10_000)!;
    expect(valuesOf(readings)).toEqual([...valuesOf(batchOf(0))!, ...valuesOf(batchOf(200))!]);
    expect(spool.takeEvents()).toMatchObject([
      { kind: 'spool_damaged', detail: expect.stringContaining('batch 2 is not what was written') },
    ]);
    // What is appended meanwhile is not removed with what was handed over.
    spool.append(batchOf(300));
    spool.remove(seq);
    expect(valuesOf(spool.oldest(10_000)?.readings)).toEqual(valuesOf(batchOf(300)));
    expect(spool.state()).toEqual({ readings: 100, since: T0 });
  });

  it('says that the disk is full, keeps what it has, and takes more when room is made', () => {
    const spool = open({ maxPages: 40 });
    expect(statSync(`${path}.reserve`).size).toBe(RESERVE);
    let appended = 0;
    const fill = () => {
      for (; appended < 100; appended++) spool.append(batchOf(appended * 100));
    };
    expect(fill).toThrow(/full/);
    expect(appended).toBeGreaterThan(5);
    expect(spool.takeEvents()).toMatchObject([{ kind: 'disk_full', detail: expect.stringContaining('stay with the broker') }]);
    expect(existsSync(`${path}.reserve`)).toBe(false);
    // Once an outage, not once a try.
    expect(fill).toThrow(/full/);
    expect(spool.takeEvents()).toEqual([]);
    expect(spool.state().readings).toBe(appended * 100);
    const { seq, readings } = spool.oldest(100_000)!;
    expect(readings).toHaveLength(appended * 100);
    spool.remove(seq);
    expect(statSync(`${path}.reserve`).size).toBe(RESERVE);
    spool.append(batchOf(0));
    expect(spool.state()).toEqual({ readings: 100, since: T0 });
  });

  it('appends nothing where there is no room for the reserve', () => {
    const spool = open({ reserveBytes: 2 ** 50 });
    expect(() => spool.append(batchOf(0))).toThrow(/MB free/);
    expect(spool.takeEvents()).toMatchObject([{ kind: 'disk_full' }]);
    expect(existsSync(`${path}.reserve`)).toBe(false);
  });
});

function overwrite(file: string, position: number, bytes: Buffer): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, bytes, 0, bytes.length, position);
  closeSync(opened);
}
