import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { TryLater } from '../problems.ts';

/** What proves a password without telling it. */
export interface Passwords {
  /** @returns what is stored: method, cost, salt and hash */
  hash(password: string): Promise<string>;
  /** @param stored null: there is none; takes as long as if there were, so that nobody learns who has an account */
  matches(password: string, stored: string | null): Promise<boolean>;
}

/** OWASP Password Storage: N = 2^17, r = 8, p = 1; 128 MB and about 0.4 s each. */
const COST_LOG2 = 17;
const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** One is worked on at a time, since each takes 128 MB; more than these do not wait for their turn. */
const MAX_WAITING = 20;
const BUSY_RETRY_MS = 5000;

/** @param costLog2 of scrypt: tests take less. Stored ones keep the cost that they were made with. */
export function createPasswords({ costLog2 = COST_LOG2 } = {}): Passwords {
  const inTurn = createQueue();
  const derive = (password: string, salt: Buffer, log2: number) => inTurn(() => runScrypt(password, salt, log2));
  const noSalt = randomBytes(SALT_BYTES);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(password, salt, costLog2);
      return `scrypt$${costLog2}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
    },

    async matches(password, stored) {
      const [, log2, salt, hash] = /^scrypt\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '') ?? [];
      if (log2 === undefined || salt === undefined || hash === undefined) {
        await derive(password, noSalt, costLog2);
        return false;
      }
      const expected = Buffer.from(hash, 'base64url');
      const actual = await derive(password, Buffer.from(salt, 'base64url'), Number(log2));
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
  };
}

function runScrypt(password: string, salt: Buffer, log2: number): Promise<Buffer> {
  const N = 2 ** log2;
  // Node allows 32 MB otherwise; scrypt needs 128 · N · r bytes and a little more.
  const options: ScryptOptions = { N, r: BLOCK_SIZE, p: 1, maxmem: 2 * 128 * N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    // The same letters may be typed as different code points.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** @throws TryLater when too many wait already */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= MAX_WAITING) throw new TryLater('too many people sign in at once', BUSY_RETRY_MS);
    waiting++;
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting--;
    }
  };
}
