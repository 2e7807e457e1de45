import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Files that keep the law: none of them may be complained about. */
const GOOD: Record<string, string> = {
  'domain/meter.ts': `export interface Meter { id: string }\nexport const meter = 1;`,
  'store/ports.ts': `export type { Meter } from '../domain/meter.ts';`,
  'store/disk.ts': `import { readFileSync } from 'node:fs';\nimport { Kysely } from 'kysely';\nexport const disk = [readFileSync, Kysely];`,
  'api/schemas/meter.ts': `import { z } from 'zod';\nexport const shape = z.string();\nexport type Shape = string;`,
  'dashboard/meter.ts': `import type { Shape } from '../api/schemas/meter.ts';\nexport { meter } from '../domain/meter.ts';\nexport type S = Shape;`,
  'main.ts': `export { disk } from './store/disk.ts';\nexport { shape } from './api/schemas/meter.ts';`,
  'tests/main.test.ts': `import { it } from 'vitest';\nimport { disk } from '../main.ts';\nit(String(disk), () => {});`,
};

/** One breach a file, with the rule that has to catch it. */
const BREACHES: { file: string; text: string; rule: string }[] = [
  { file: 'domain/disk.ts', text: `import { readFileSync } from 'node:fs';\nexport const disk = readFileSync;`, rule: 'domain-is-pure' },
  { file: 'domain/zod.ts', text: `import { z } from 'zod';\nexport const shape = z;`, rule: 'domain-is-pure' },
  { file: 'domain/up.ts', text: `export type { Meter } from '../store/ports.ts';`, rule: 'domain-imports' },
  { file: 'config/up.ts', text: `export { disk } from '../store/disk.ts';`, rule: 'config-imports' },
  { file: 'analysis/up.ts', text: `export { disk } from '../store/disk.ts';`, rule: 'analysis-imports' },
  { file: 'store/up.ts', text: `export { line } from '../collector/line.ts';`, rule: 'store-imports' },
  { file: 'collector/up.ts', text: `export { disk } from '../config/up.ts';`, rule: 'collector-imports' },
  { file: 'alerts/up.ts', text: `export type { Meter } from '../store/ports.ts';`, rule: 'alerts-imports' },
  { file: 'weather/up.ts', text: `export type { Meter } from '../store/ports.ts';`, rule: 'weather-imports' },
  { file: 'jobs/up.ts', text: `export { line } from '../collector/line.ts';`, rule: 'jobs-imports' },
  { file: 'api/up.ts', text: `export { line } from '../collector/line.ts';`, rule: 'api-imports' },
  { file: 'simulators/up.ts', text: `export { line } from '../collector/line.ts';`, rule: 'simulators-imports' },
  { file: 'dashboard/store.ts', text: `export type { Meter } from '../store/ports.ts';`, rule: 'dashboard-imports' },
  { file: 'dashboard/values.ts', text: `export { shape } from '../api/schemas/meter.ts';`, rule: 'dashboard-takes-types' },
  { file: 'jobs/main.ts', text: `export { disk } from '../main.ts';`, rule: 'entries-are-last' },
  { file: 'backtest/main.ts', text: `export { disk } from '../main.ts';`, rule: 'main-is-last' },
  { file: 'evaluate/main.ts', text: `export { disk } from '../main.ts';`, rule: 'main-is-last' },
  { file: 'weather/up.ts', text: `export { disk } from '../store/disk.ts';`, rule: 'weather-imports' },
  { file: 'backup/main.ts', text: `export { disk } from '../main.ts';`, rule: 'main-is-last' },
  { file: 'store/test.ts', text: `import '../tests/main.test.ts';`, rule: 'nothing-imports-tests' },
  { file: 'store/nowhere.ts', text: `export { nothing } from './not-there.ts';`, rule: 'everything-is-there' },
  { file: 'store/tool.ts', text: `import fc from 'fast-check';\nexport const tool = fc;`, rule: 'runs-without-tools' },
  { file: 'store/undeclared.ts', text: `import { parse } from 'acorn';\nexport const undeclared = parse;`, rule: 'declared-packages' },
  { file: 'analysis/circle-a.ts', text: `export { b } from './circle-b.ts';\nexport const a = 1;`, rule: 'no-circles' },
];

interface Violation {
  from: string;
  rule: { name: string };
}

describe('import table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenleaf-imports-'));
  let violations: Violation[] = [];

  beforeAll(async () => {
    const texts = {
      ...GOOD,
      'collector/line.ts': 'export const line = 1;',
      'analysis/circle-b.ts': `export { a } from './circle-a.ts';\nexport const b = 1;`,
      ...Object.fromEntries(BREACHES.map(({ file, text }) => [file, text])),
    };
    for (const [file, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [cruiser, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', '.'];
    const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 64e6 });
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(BREACHES)('$file is caught by $rule', ({ file, rule }) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('no complaint about files that keep it', () => {
    expect(violations.filter(({ from }) => from in GOOD)).toEqual([]);
  });
});
