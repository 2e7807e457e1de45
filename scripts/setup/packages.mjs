import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { installSystemPackages, mayInstall } from './apt.mjs';
import { ROOT, which } from './places.mjs';
import { keepLog, run, step } from './run.mjs';
import { explainOutput, explainSystemError, Trouble } from './trouble.mjs';

const MODULES = join(ROOT, 'node_modules');

/**
 * npm packages as package-lock.json says, and the SQLite driver fit for this Node.
 *
 * @param {'run' | 'all'} kind what `npm start` needs, or the tools too
 */
export async function installPackages(kind) {
  const needed = neededPackages(kind);
  if (!isInstalled(needed)) {
    checkWritable();
    await step(`npm packages (${needed.length})`, () => download(kind, needed));
  }
  if (!driverWorks()) await provideDriver();
}

/** Package folders with their versions, without those of other platforms. */
function neededPackages(kind) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const wanted = (entry) => !entry.optional && !entry.devOptional && !(kind === 'run' && entry.dev);
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && wanted(entry))
    .map(([path, { version }]) => ({ path, version }));
}

/**
 * npm writes down what belongs to the tree, last of all: an interrupted installation does not count. What --omit left
 * out stands there too, so each folder is looked at.
 */
function isInstalled(needed) {
  try {
    const { packages } = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8'));
    return needed.every(({ path, version }) => packages[path]?.version === version && existsSync(join(ROOT, path, 'package.json')));
  } catch {
    return false;
  }
}

async function download(kind, needed) {
  const omit = kind === 'run' ? ['--omit=dev'] : ['--include=dev'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--no-update-notifier'];
  // npm waits a minute between attempts by default: too long when there is no network at all.
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];
  const install = async (command) => {
    const { ok, output } = await npm([...command, ...omit, ...quiet, ...patience]);
    if (!ok) throw explainOutput('Installing the npm packages', output, keepLog('packages', output));
  };
  // What is there already stays, also when the network is away: after `npm start` the tests only add their tools.
  if (existsSync(join(MODULES, '.package-lock.json'))) {
    await install(['install', '--no-save']);
    if (isInstalled(needed)) return;
  }
  await install(['ci']);
}

/** npm as it was called, else the one on the PATH. */
function npm(args) {
  const cli = process.env.npm_execpath;
  const [program, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return run(program, [...first, ...args], { env: npmEnvironment() });
}

/** Node's own headers where they are installed: compiling then downloads nothing. */
function npmEnvironment() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const hasHeaders = existsSync(join(prefix, 'include/node/node.h'));
  const nodedir = hasHeaders ? { npm_config_nodedir: prefix, npm_package_config_node_gyp_nodedir: prefix } : {};
  return { ...process.env, JOBS: 'max', ...nodedir };
}

/** The driver is machine code for one version of Node: only loading it tells. */
function driverWorks() {
  try {
    const Database = createRequire(join(ROOT, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** Ready-made from the network where that can be had, else compiled here, which takes a minute. */
async function provideDriver() {
  checkWritable();
  const build = () => npm(['rebuild', 'better-sqlite3', 'esbuild', '--foreground-scripts']);
  let result = await step('SQLite driver (downloaded, or compiled in about a minute)', build);
  const missing = missingCompilers();
  if (!result.ok && missing.length > 0) {
    if (!mayInstall()) throw noCompiler(missing, keepLog('driver', result.output));
    await step(`compiler (${missing.join(', ')}, with apt)`, () => installSystemPackages(missing));
    result = await step('SQLite driver (compiled)', build);
  }
  if (!result.ok) throw explainOutput('Compiling the SQLite driver', result.output, keepLog('driver', result.output));
}

const COMPILERS = ['python3', 'make', 'g++'];
const missingCompilers = () => COMPILERS.filter((program) => !which(program));

const noCompiler = (missing, log) =>
  new Trouble(
    `The SQLite driver could not be downloaded and cannot be compiled: ${missing.join(', ')} is not installed.`,
    `Install it once: sudo apt-get install ${missing.join(' ')} (Fedora: sudo dnf install python3 make gcc-c++; macOS: xcode-select --install).`,
    log,
  );

function checkWritable() {
  try {
    accessSync(ROOT, constants.W_OK);
    if (existsSync(MODULES)) accessSync(MODULES, constants.W_OK);
  } catch (error) {
    throw explainSystemError(error, ROOT);
  }
}
