import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { which } from './places.mjs';
import { keepLog, run } from './run.mjs';
import { explainOutput } from './trouble.mjs';

const PATIENCE = ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20', '-o', 'Acquire::Retries=1'];

/** Debian, Ubuntu and their children. */
export const hasApt = () => which('apt-get') !== undefined && which('dpkg-deb') !== undefined;

const isRoot = () => process.getuid?.() === 0;
let sudo;
/** Root, or sudo that asks for no password. */
export function mayInstall() {
  if (!hasApt()) return false;
  sudo ??= isRoot() || (which('sudo') !== undefined && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0);
  return sudo;
}

/** Debian starts the services of what it installs, now and at every boot; a test tool must not take port 1883. */
const INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
install() { apt-get ${PATIENCE.join(' ')} -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }
install "$@" || { apt-get ${PATIENCE.join(' ')} update && install "$@"; }
for package in "$@"; do
  if [ $package = mosquitto ] && [ -d /run/systemd/system ]; then systemctl disable --quiet mosquitto || true; fi
done
`;

/** @param {string[]} packages @throws Trouble */
export async function installSystemPackages(packages) {
  const [program, first] = isRoot() ? ['sh', []] : ['sudo', ['-n', 'sh']];
  const { ok, output } = await run(program, [...first, '-c', INSTALL, 'sh', ...packages]);
  if (!ok) throw explainOutput(`Installing ${packages.join(', ')} with apt`, output, keepLog('apt', output));
}

/**
 * Download a distribution package and unpack it, without root, without installing it, without starting anything.
 *
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function unpackSystemPackage(name, folder) {
  const work = mkdtempSync(join(tmpdir(), 'greenleaf-apt-'));
  try {
    let result = await fetchPackage(name, work, []);
    // No package lists on this machine, or lists of yesterday: fetch lists of our own, beside the system's.
    if (!result.ok) {
      const own = privateState(work);
      const update = await run('apt-get', [...own, ...PATIENCE, 'update'], { cwd: work, timeoutMs: 180_000 });
      result = update.ok ? await fetchPackage(name, work, own) : update;
    }
    if (!result.ok) return result;
    const file = readdirSync(work).find((entry) => entry.endsWith('.deb'));
    if (!file) return { ok: false, output: `${result.output}\napt-get download left no package` };
    mkdirSync(folder, { recursive: true });
    return await run('dpkg-deb', ['-x', join(work, file), folder]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const fetchPackage = (name, work, options) =>
  run('apt-get', [...options, ...PATIENCE, '-o', 'APT::Sandbox::User=', 'download', name], { cwd: work, timeoutMs: 180_000 });

function privateState(work) {
  const state = join(work, 'state');
  const cache = join(work, 'cache');
  mkdirSync(join(state, 'lists/partial'), { recursive: true });
  mkdirSync(join(cache, 'archives/partial'), { recursive: true });
  const options = [`Dir::State=${state}`, `Dir::Cache=${cache}`, 'Dir::State::status=/var/lib/dpkg/status', 'APT::Sandbox::User='];
  return [...options, 'Acquire::Languages=none'].flatMap((option) => ['-o', option]);
}
