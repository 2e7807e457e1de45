import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room on the disk that is kept for the day on which it is full: without any, SQLite cannot even delete. */
export interface DiskReserve {
  /** Make it unless it stands. @throws DiskFull, Error */
  ensure(): void;
  /** Give the room away; false when it was given away before. */
  release(): boolean;
}

/** There is no room, in words with numbers where they are known. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
}

/**
 * A file beside the spool that nobody reads.
 *
 * @param bytes of random content: a file system that compresses, or keeps holes, would otherwise reserve nothing
 */
export function createDiskReserve(path: string, bytes: number): DiskReserve {
  let stands = sizeOf(path) === bytes;

  return {
    ensure() {
      if (stands) return;
      const { bavail, bsize } = statfsSync(dirname(path));
      // Twice: what comes after it needs room too.
      if (bavail * bsize < 2 * bytes) throw new DiskFull(`${toMb(bavail * bsize)} MB free, ${toMb(2 * bytes)} MB wanted`);
      try {
        write(path, bytes);
      } catch (error) {
        rmSync(path, { force: true });
        throw isNoRoom(error) ? new DiskFull(error.message, { cause: error }) : error;
      }
      stands = true;
    },
    release() {
      const stood = stands;
      rmSync(path, { force: true });
      stands = false;
      return stood;
    },
  };
}

function write(path: string, bytes: number): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, randomBytes(bytes));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Full, or as much as this user may have. */
function isNoRoom(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const toMb = (bytes: number) => (bytes / 1_000_000).toFixed(1);
