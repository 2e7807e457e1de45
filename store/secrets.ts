import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Secrets } from './access-ports.ts';

/** Beside the records: whoever has their file only cannot read what is sealed in it. */
export const SECRET_KEY_FILE = 'secret.key';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** In front of what is sealed, so that another way of sealing can be told from this one. */
const MARK = 'g1.';

/** The program cannot start with it. */
export class SecretKeyUnusable extends Error {
  override readonly name = 'SecretKeyUnusable';
}

/**
 * AES-256-GCM under the key file of the data folder, which is made (for its owner only) when it is not there.
 *
 * @throws SecretKeyUnusable naming the file when it cannot be read or is no key
 */
export function openSecrets(dataDir: string): Secrets {
  const key = readOrMakeKey(join(dataDir, SECRET_KEY_FILE), dataDir);
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },

    open(text) {
      const bytes = text.startsWith(MARK) ? Buffer.from(text.slice(MARK.length), 'base64url') : Buffer.alloc(0);
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('this was not sealed here');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new Error(`this was sealed with another key than ${SECRET_KEY_FILE} of the data folder, or was altered; enter it again`, {
          cause,
        });
      }
    },
  };
}

function readOrMakeKey(file: string, dataDir: string): Buffer {
  const text = readKey(file) ?? makeKey(file, dataDir);
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== KEY_BYTES)
    throw new SecretKeyUnusable(`${file} is no key (${KEY_BYTES * 2} hexadecimal digits); put the right one back`);
  return key;
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SecretKeyUnusable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/**
 * Whole or not at all, whatever happens meanwhile; of two processes that make it at once, both use the one that came first,
 * where the file system knows links (FAT does not).
 */
function makeKey(file: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const partial = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(partial, 'wx', 0o600);
  writeSync(handle, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
  return readFileSync(file, 'utf8');
}
