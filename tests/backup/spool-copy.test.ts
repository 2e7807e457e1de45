import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copySettled, fillSpool, writeSpoolFile } from '../../backup/spool-copy.ts';
import { openSpool, type Spool } from '../../collector/spool.ts';
import type { Reading } from '../../domain/reading.ts';
import { readingOf } from '../collector/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BATCH = 2_000;
const options = { now: Date.now, log: { info() {}, warn() {}, error() {} }, reserveBytes: 0 };
const batch = (number: number): Reading[] => Array.from({ length: BATCH }, (_, index) => readingOf(number * BATCH + index, index));

/** A spool with so many batches of numbered readings, open and locked. */
function openFilled(path: string, batches: number): Spool {
  const spool = openSpool(path, options);
  onTestFinished(() => spool.close());
  for (let number = 0; number < batches; number++) spool.append(batch(number));
  return spool;
}

function numbersIn(path: string): number[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as Reading).at);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the copy of a spool', () => {
  it('holds everything, though the spool is in use', async () => {
    const dir = temporaryFolder();
    const path = join(dir, 'spool.sqlite');
    openFilled(path, 3);
    expect(await writeSpoolFile(path, join(dir, 'out.jsonl'), dir, options)).toBe(3 * BATCH);
    expect(numbersIn(join(dir, 'out.jsonl'))).toEqual(upTo(3 * BATCH));
  });

  it('is empty where there is no spool', async () => {
    const dir = temporaryFolder();
    expect(await writeSpoolFile(join(dir, 'spool.sqlite'), join(dir, 'out.jsonl'), dir, options)).toBe(0);
    expect(numbersIn(join(dir, 'out.jsonl'))).toEqual([]);
  });

  it('is begun again when the log was begun anew between the file and its log', async () => {
    const dir = temporaryFolder();
    const path = join(dir, 'spool.sqlite');
    const spool = openFilled(path, 3);
    let batches = 3;
    let copies = 0;
    const copyFile = (from: string, to: string) => {
      copyFileSync(from, to);
      if (++copies > 1) return;
      // More than the log takes before it is written back (4 MB), and begun anew.
      for (; batches < 60; batches++) spool.append(batch(batches));
    };
    await copySettled(path, join(dir, 'copy.sqlite'), copyFile as typeof copyFileSync);
    expect(copies).toBeGreaterThan(2);
    expect(await writeSpoolFile(join(dir, 'copy.sqlite'), join(dir, 'out.jsonl'), dir, options)).toBe(60 * BATCH);
    expect(numbersIn(join(dir, 'out.jsonl'))).toEqual(upTo(60 * BATCH));
  });

  it('becomes a spool again', async () => {
    const dir = temporaryFolder();
    openFilled(join(dir, 'spool.sqlite'), 3);
    await writeSpoolFile(join(dir, 'spool.sqlite'), join(dir, 'out.jsonl'), dir, options);
    await fillSpool(join(dir, 'out.jsonl'), join(dir, 'new.sqlite'), options);
    const spool = openSpool(join(dir, 'new.sqlite'), options);
    expect(spool.state().readings).toBe(3 * BATCH);
    expect(spool.oldest(10 * BATCH)!.readings).toEqual([0, 1, 2].flatMap(batch));
    spool.close();
  });
});
