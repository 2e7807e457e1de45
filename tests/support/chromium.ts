import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const BINARY = '/usr/bin/chromium';

/** For `describe.skipIf(!hasChromium)`. Says loudly what is not being tested. */
export const hasChromium = existsSync(BINARY);
if (!hasChromium)
  console.warn('SKIPPED: tests in a real browser, because Chromium is not installed (apt-get install chromium fonts-noto-cjk)');

/** Debian's Chromium, headless, that asks nobody outside this machine for anything. */
export async function openChromium(): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: BINARY, args: process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet });
}
