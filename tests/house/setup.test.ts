import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const folders: string[] = [];
let clone: string;

/** A clone without packages, whose settings ask for no InfluxDB. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'greenleaf-setup-'));
  folders.push(clone);
  for (const path of ['scripts', 'package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(ROOT, path), join(clone, path), { recursive: true });
  writeFileSync(join(clone, 'greenleaf.yaml'), 'readings: sqlite\n');
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const withPackages = () => symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));

function setUp(verb: string, env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/setup.mjs', verb], { cwd: clone, env: { ...process.env, GREENLEAF_DATA: '', ...env } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return new Promise((done) => child.once('close', (code) => done({ code, output })));
}

describe('set-up', () => {
  it('nothing to say and a data folder when all packages are there', async () => {
    withPackages();
    expect(await setUp('dev')).toEqual({ code: 0, output: '' });
    expect(readdirSync(join(clone, 'data'))).toEqual([]);
    expect(existsSync(join(clone, '.cache/setup.lock'))).toBe(false);
  });

  it('waits for nobody when the set-up that held the lock was killed', async () => {
    withPackages();
    mkdirSync(join(clone, '.cache'));
    writeFileSync(join(clone, '.cache/setup.lock'), '999999999');
    expect(await setUp('dev')).toEqual({ code: 0, output: '' });
  });

  it('no network: a sentence, the way out and the log, never a stack trace', { timeout: 60_000 }, async () => {
    const packages = { '': { dependencies: { mqtt: '5.16.0' } }, 'node_modules/mqtt': { version: '5.16.0' } };
    writeFileSync(join(clone, 'package.json'), JSON.stringify(packages['']));
    writeFileSync(join(clone, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
    const offline = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: join(clone, 'empty'), npm_config_fetch_retries: '0' };
    const { code, output } = await setUp('start', offline);
    expect(code).toBe(1);
    expect(output).toContain('The download server cannot be reached.');
    expect(output).toContain('What to do: Check the network');
    expect(output).toContain(join(clone, '.cache/greenleaf-setup-packages.log'));
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('a data folder that cannot be one: named, with the variable that moves it', async () => {
    withPackages();
    const { code, output } = await setUp('dev', { GREENLEAF_DATA: join(clone, 'package.json') });
    expect(code).toBe(1);
    expect(output).toContain(`${join(clone, 'package.json')} is a file where a folder is needed.`);
    expect(output).toContain('GREENLEAF_DATA=/path/to/folder');
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('a verb that it does not know: told with those that it knows', async () => {
    expect(await setUp('strat')).toEqual({ code: 1, output: "setup: unknown verb 'strat'; known: start, dev, test\n" });
  });
});
