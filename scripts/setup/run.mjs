import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE, ROOT } from './places.mjs';

/**
 * One line a step: its name at the start, its seconds at the end.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  process.stdout.write(`setup: ${name} … `);
  try {
    const result = await work();
    process.stdout.write(`${seconds()}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${seconds()}\n`);
    throw error;
  }
}

/**
 * Run a program quietly. Never throws: a program that cannot be started has code 127.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(program, args, { cwd = ROOT, env = process.env, timeoutMs = 15 * 60_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => resolve({ ok: false, output: String(error.message) }));
    child.once('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      resolve({ ok: code === 0, output: signal ? `${output}\nstopped after ${timeoutMs / 1000} s (ETIMEDOUT)` : output });
    });
  });
}

/** Keep what a failed command said. @returns {string | undefined} the file */
export function keepLog(name, output) {
  for (const folder of [CACHE, tmpdir()]) {
    try {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `greenleaf-setup-${name}.log`);
      writeFileSync(file, output);
      return file;
    } catch {
      // A read-only folder: the next one will do.
    }
  }
  return undefined;
}
