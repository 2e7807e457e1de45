import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CACHE } from './places.mjs';

const LOCK = join(CACHE, 'setup.lock');

/**
 * Two set-ups in one folder would tear each other's packages apart: the second one waits.
 * Where nothing can be written there is nothing to protect.
 *
 * @returns {Promise<() => void>} gives the lock back
 */
export async function holdLock() {
  let told = false;
  for (;;) {
    const state = take();
    if (state === 'taken') return () => rmSync(LOCK, { force: true });
    if (state === 'not needed') return () => {};
    if (state === 'again') continue;
    if (!told) console.log('setup: waiting for another setup in this folder …');
    told = true;
    await wait(300);
  }
}

function take() {
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return 'taken';
  } catch (error) {
    if (error.code !== 'EEXIST') return 'not needed';
  }
  if (ownerLives()) return 'wait';
  rmSync(LOCK, { force: true });
  return 'again';
}

function ownerLives() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    // The file is there a moment before its content is.
    if (pid === 0) return Date.now() - statSync(LOCK).mtimeMs < 2000;
    process.kill(pid, 0);
    // After a reboot another program may have the number.
    const command = `/proc/${pid}/cmdline`;
    return !existsSync(command) || readFileSync(command, 'utf8').includes('setup.mjs');
  } catch (error) {
    return error.code === 'EPERM';
  }
}
