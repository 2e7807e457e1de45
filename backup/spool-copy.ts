import { closeSync, copyFileSync, createReadStream, existsSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { openSpool } from '../collector/spool.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Reading } from '../domain/reading.ts';
import { BackupTrouble } from './backup-trouble.ts';

interface Around {
  now: Clock;
  log: Log;
}

const ATTEMPTS = 50;
const WAL_HEADER_BYTES = 32;
const PORTION = 5_000;

/**
 * What waits in the spool, as lines of JSON, each a reading with its meter. The collector holds its spool locked, so its
 * file is copied, and the copy is read.
 *
 * @returns how many readings they are
 */
export async function writeSpoolFile(spoolPath: string, path: string, folder: string, around: Around): Promise<number> {
  const work = mkdtempSync(join(folder, 'spool-'));
  try {
    const copy = join(work, 'spool.sqlite');
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
    if (!existsSync(spoolPath)) return 0;
    await copySettled(spoolPath, copy);
    const spool = openSpool(copy, { ...around, reserveBytes: 0 });
    let readings = 0;
    for (let batch = spool.oldest(PORTION); batch; batch = spool.oldest(PORTION)) {
      await appendFile(path, batch.readings.map((reading) => `${JSON.stringify(reading)}\n`).join(''));
      readings += batch.readings.length;
      spool.remove(batch.seq);
    }
    const damage = spool.takeEvents().find(({ kind }) => kind === 'spool_damaged');
    spool.close();
    if (damage) throw new BackupTrouble(`${spoolPath} cannot be read in full: ${damage.detail}`);
    return readings;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The same into the spool of a new data folder, from where the collector brings them into the store. */
export async function fillSpool(path: string, spoolPath: string, around: Around): Promise<void> {
  const spool = openSpool(spoolPath, around);
  try {
    const portion: Reading[] = [];
    for await (const line of createInterface({ input: createReadStream(path) })) {
      portion.push(JSON.parse(line) as Reading);
      if (portion.length >= PORTION) spool.append(portion.splice(0));
    }
    if (portion.length > 0) spool.append(portion);
  } finally {
    spool.close();
  }
}

/**
 * Copy a SQLite file in WAL mode that another process holds locked and goes on changing.
 *
 * First the file, then its write-ahead log. As long as the log was not begun anew meanwhile (its header says so), it holds
 * every page that may have been changed under the copying: together they are one state.
 */
export async function copySettled(from: string, to: string, copyFile = copyFileSync): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = walHeader(from);
    copyFile(from, to);
    if (existsSync(`${from}-wal`)) copyFile(`${from}-wal`, `${to}-wal`);
    if (walHeader(from) === before && walHeader(to) === before) return;
    rmSync(`${to}-wal`, { force: true });
    await pause(100);
  }
  throw new BackupTrouble(`${from} changes too fast to be copied; make the backup when less is arriving`);
}

function walHeader(path: string): string {
  if (!existsSync(`${path}-wal`)) return '';
  const file = openSync(`${path}-wal`, 'r');
  const header = Buffer.alloc(WAL_HEADER_BYTES);
  const length = readSync(file, header, 0, WAL_HEADER_BYTES, 0);
  closeSync(file);
  return header.subarray(0, length).toString('hex');
}
