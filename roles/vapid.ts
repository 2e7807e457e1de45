import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import webpush from 'web-push';
import { z } from 'zod';

/** Beside the records, for its owner only: browsers that subscribed know this server by it. */
const FILE = 'web-push.json';
const keys = z.object({ publicKey: z.string(), privateKey: z.string() });

export interface Vapid {
  publicKey: string;
  privateKey: string;
  /** Where the push services' people can complain. */
  subject: string;
}

/** The identity of this server for web push, made when it is not there. @throws Error naming the file when it is no such thing */
export function openVapid(dataDir: string, subject: string): Vapid {
  const file = join(dataDir, FILE);
  const text = readIfThere(file);
  if (text !== undefined) {
    const known = keys.safeParse(JSON.parse(text));
    if (!known.success)
      throw new Error(`${file} does not hold the keys of web push; remove it to get new ones (browsers must then subscribe again)`);
    return { ...known.data, subject };
  }
  const made = webpush.generateVAPIDKeys();
  writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' });
  return { ...made, subject };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
