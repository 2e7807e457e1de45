import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSecrets, SECRET_KEY_FILE } from '../../store/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('secrets', () => {
  it('come back as they were, whatever they are', () => {
    const { seal, open } = openSecrets(temporaryFolder());
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        expect(open(seal(text))).toBe(text);
      }),
    );
  });

  it('look different each time, and show nothing', () => {
    const { seal } = openSecrets(temporaryFolder());
    const key = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6';
    expect(seal(key)).not.toBe(seal(key));
    expect(Buffer.from(seal(key).slice(3), 'base64url').includes('693a')).toBe(false);
  });

  it('are opened after a restart with the key file, which only its owner reads', () => {
    const folder = temporaryFolder();
    const sealed = openSecrets(folder).seal('a');
    expect(openSecrets(folder).open(sealed)).toBe('a');
    expect(statSync(join(folder, SECRET_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, SECRET_KEY_FILE), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('are not opened with another key, and it says what to do', () => {
    const folder = temporaryFolder();
    const sealed = openSecrets(folder).seal('a');
    rmSync(join(folder, SECRET_KEY_FILE));
    expect(() => openSecrets(folder).open(sealed)).toThrow(/another key than secret\.key .* enter it again/);
  });

  it('that were altered anywhere are not opened', () => {
    const { seal, open } = openSecrets(temporaryFolder());
    const bytes = Buffer.from(seal('a secret').slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const altered = Buffer.from(bytes);
      altered[index]! ^= 1;
      expect(() => open(`g1.${altered.toString('base64url')}`), `byte ${index}`).toThrow('altered');
    }
    expect(() => open('')).toThrow('not sealed here');
    expect(() => open('plain')).toThrow('not sealed here');
  });

  it('refuse a key file that is none, naming it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, SECRET_KEY_FILE), 'short');
    expect(() => openSecrets(folder)).toThrow(/secret\.key is no key/);
  });
});
