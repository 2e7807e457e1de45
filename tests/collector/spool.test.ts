import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpool, type Spool } from '../../collector/spool.ts';
import { readingOf, T0 } from './rig.ts';

describe('spool', () => {
  let dir: string;
  let path: string;
  let said: string[];
  const opened: Spool[] = [];
  const open = () => {
    const log = {
      info: () => {},
      warn: (_: object, text: string) => void said.push(text),
      error: (_: object, text: string) => void said.push(text),
    };
    const spool = openSpool(path, { now: () => T0, log });
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
      const { seq, readings } = second.oldest()!;
      expect(readings).toEqual(batch);
      second.remove(seq);
    }
    expect(second.oldest()).toBeUndefined();
    expect(second.state()).toEqual({ readings: 0, since: null });
  });

  it('is open once', () => {
    open();
    expect(open).toThrow(/in use: another collector/);
  });

  it('puts a damaged file aside and goes on with a new one', async () => {
    await writeFile(path, 'this is no database, whatever its name says. '.repeat(100));
    const spool = open();
    spool.append([readingOf(T0, 1)]);
    expect(spool.oldest()?.readings).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('damaged')]);
    expect(readdirSync(dir).some((file) => file.startsWith('spool.sqlite.damaged-'))).toBe(true);
  });

  it('gives the disk back after a long outage', () => {
    const spool = open();
    const batch = Array.from({ length: 5000 }, (_, index) => readingOf(T0 + index, index));
    for (let round = 0; round < 10; round++) spool.append(batch);
    const seqs = Array.from({ length: 10 }, () => {
      const { seq } = spool.oldest()!;
      spool.remove(seq);
      return seq;
    });
    expect(new Set(seqs).size).toBe(10);
    spool.close();
    opened.pop();
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).size).toBeLessThan(100_000);
  });
});
