import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../config/environment.ts';
import { loadSettings } from '../../config/load.ts';
import { SETTINGS_DOC, settingsDocument } from '../../scripts/settings-doc.ts';

describe('docs/settings.md', () => {
  const page = readFileSync(SETTINGS_DOC, 'utf8');

  it('says what the schema says; else run: node --import tsx scripts/settings-doc.ts', () => {
    expect(page).toBe(settingsDocument());
  });

  it('names every variable that the program reads', () => {
    for (const variable of VARIABLES) expect(page).toContain(`\`${variable}\``);
  });

  it('gives an example that loads', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const { sitePlans } = loadSettings({ env: {}, cwd: '/', readFile: () => example });
    expect(sitePlans?.[0]?.meters).toHaveLength(1);
  });
});
