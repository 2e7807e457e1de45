import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of one test; gone when the test has ended, after what the test closes itself. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenleaf-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
