import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For `describe.skipIf(!canMount)`: only root may mount, and not in every container. Says loudly what is not being tested. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryToMount();
if (!canMount)
  console.warn('SKIPPED: tests on a disk that is really full, because this user may not mount a tmpfs (run them as root on Linux)');

export interface SmallDisk {
  dir: string;
  /** Take all the room that is left. */
  fill(): void;
  makeRoom(): void;
  close(): Promise<void>;
}

/** A file system of its own, in memory. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'greenleaf-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir]);
  const filler = join(dir, 'filler');
  const unmount = () => void spawnSync('umount', ['-l', dir]);
  // A test that is cut off must not leave it mounted.
  process.once('exit', unmount);
  return {
    dir,
    fill() {
      const file = openSync(filler, 'a');
      try {
        for (const bytes of [1_000_000, 4096, 1]) writeUntilFull(file, Buffer.alloc(bytes));
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(filler),
    close() {
      process.off('exit', unmount);
      unmount();
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    while (writeSync(file, chunk) > 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

function tryToMount(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'greenleaf-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
  if (status === 0) execFileSync('umount', [dir]);
  rmSync(dir, { recursive: true });
  return status === 0;
}
