import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DASHBOARD, ROOT } from './places.mjs';
import { keepLog, run, step } from './run.mjs';
import { explainOutput } from './trouble.mjs';

/** What the built pages are made from. */
const SOURCES = ['dashboard', 'domain', 'api/schemas', 'reports/words', 'package-lock.json'];
const STAMP = `${DASHBOARD}.stamp`;

/** The dashboard's pages, built when anything they are made from has changed. */
export async function buildDashboard() {
  const hash = hashOf(SOURCES.flatMap(filesBelow));
  if (existsSync(join(DASHBOARD, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  await step('dashboard (vite build)', build);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

async function build() {
  const { ok, output } = await run(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'dashboard']);
  if (!ok) throw explainOutput('Building the dashboard', output, keepLog('dashboard', output));
}

/** Full paths; a source may be a file itself. */
function filesBelow(source) {
  const path = join(ROOT, source);
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
