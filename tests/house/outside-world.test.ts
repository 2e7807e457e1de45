import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['domain', 'config', 'analysis', 'store', 'collector', 'alerts', 'weather', 'jobs', 'api'];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const linesWith = (pattern: RegExp) =>
  files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('the outside world comes in by hand', () => {
  it('looks at more than twenty files', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('only the entry files read the environment', () => {
    expect(linesWith(/\bprocess\.(env|argv)\b/)).toEqual([]);
  });

  it('only the entry files read a clock: a replay holds it still', () => {
    expect(linesWith(/\bDate\.now\(|\bnew Date\(\)|\bDateTime\.(now|local|utc)\(\)/)).toEqual([]);
  });
});
