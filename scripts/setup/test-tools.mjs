import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hasApt, installSystemPackages, mayInstall } from './apt.mjs';
import { which } from './places.mjs';
import { step } from './run.mjs';
import { Trouble } from './trouble.mjs';

/** Programs of the system that tests use, the package that brings each, and what is not tested without it. */
const TOOLS = [
  { package: 'mosquitto', there: () => which('mosquitto'), tests: 'tests on a real MQTT broker' },
  { package: 'chromium', there: () => ['chromium', 'chromium-browser', 'google-chrome'].some(which), tests: 'tests in a real browser' },
  { package: 'fonts-noto-cjk', there: hasChineseFont, tests: 'the look of Chinese text in browser tests' },
  { package: 'poppler-utils', there: () => which('pdftotext'), tests: 'the text and the pages of PDF files' },
  {
    package: 'python3-openpyxl',
    there: () => existsSync('/usr/lib/python3/dist-packages/openpyxl'),
    tests: 'workbooks opened by another program',
  },
];

/** Installed where that is allowed; else the tests that need them are skipped, and this says so. */
export async function provideTestTools() {
  const missing = TOOLS.filter(({ there }) => !there());
  if (missing.length === 0) return;
  const packages = missing.map((tool) => tool.package);
  let why = hasApt() ? 'neither root nor sudo without a password' : 'there is no apt-get';
  if (mayInstall()) {
    try {
      await step(`test tools (${packages.join(', ')}, with apt)`, () => installSystemPackages(packages));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      why = `${error.message} See ${error.log}`;
    }
  }
  const still = missing.filter(({ there }) => !there());
  for (const tool of still) console.log(`setup: ${tool.package} is NOT installed: ${tool.tests} will be SKIPPED`);
  if (still.length > 0)
    console.log(`setup: could not install (${why}); by hand: sudo apt-get install ${still.map((tool) => tool.package).join(' ')}`);
}

function hasChineseFont() {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.fonts'), join(homedir(), '.local/share/fonts')];
  return folders.flatMap(namesBelow).some((name) => /(Noto|Source)\w*(CJK|HanS|SC)|wqy|uming|ukai/i.test(name));
}

function namesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
