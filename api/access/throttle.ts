import { isIPv6 } from 'node:net';
import type { Clock } from '../../domain/clock.ts';
import { TryLater } from '../problems.ts';

/** Slows down whoever guesses. Nobody is ever locked out: each wait ends by itself, and is never long for an account as a whole. */
export interface Throttle {
  /**
   * Before an attempt, which counts as failed until it is said otherwise, so that a hundred at once gain nothing.
   *
   * @param login as typed; null: there is none in this attempt
   * @throws TryLater
   */
  begin(login: string | null, address: string): Attempt;
}

export interface Attempt {
  /** It was neither a guess nor right: it does not count. */
  forgive(): void;
  /** It was right: this person at this address begins anew. */
  succeed(): void;
}

interface Limit {
  /** Failures without a wait. */
  free: number;
  /** The first wait is a second; each further failure doubles it, up to this. */
  maxMs: number;
}

/** A forgotten password at one place: five attempts are free. */
const PAIR: Limit = { free: 5, maxMs: 15 * 60_000 };
/** An account from anywhere: many addresses guess together, while its owner still gets in within half a minute. */
const LOGIN: Limit = { free: 30, maxMs: 30_000 };
/** An address: a whole school may share one. */
const ADDRESS: Limit = { free: 30, maxMs: 60_000 };

const FIRST_WAIT_MS = 1000;
/** Failures are forgotten when there was none for so long. */
const MEMORY_MS = 3_600_000;
/** Bounds the memory that somebody with many addresses could take. */
const MAX_KEYS = 20_000;

export function createThrottle(now: Clock): Throttle {
  const failures = new Map<string, { count: number; lastAt: number }>();

  function waitOf(key: string, { free, maxMs }: Limit, at: number): number {
    const { count, lastAt } = failures.get(key) ?? { count: 0, lastAt: 0 };
    if (count < free || at - lastAt >= MEMORY_MS) return 0;
    return Math.max(0, lastAt + Math.min(maxMs, FIRST_WAIT_MS * 2 ** (count - free)) - at);
  }

  function fail(key: string, at: number): void {
    const before = failures.get(key);
    failures.delete(key);
    failures.set(key, { count: before && at - before.lastAt < MEMORY_MS ? before.count + 1 : 1, lastAt: at });
    if (failures.size > MAX_KEYS) failures.delete(failures.keys().next().value!);
  }

  function forgive(key: string): void {
    const { count, lastAt } = failures.get(key) ?? { count: 1, lastAt: 0 };
    if (count <= 1) failures.delete(key);
    else failures.set(key, { count: count - 1, lastAt });
  }

  return {
    begin(login, address) {
      const at = now();
      const keys = keysOf(login, networkOf(address));
      const waitMs = Math.max(...keys.map(({ key, limit }) => waitOf(key, limit, at)));
      if (waitMs > 0) throw new TryLater('too many attempts failed', waitMs);
      for (const { key } of keys) fail(key, at);
      return {
        forgive: () => keys.forEach(({ key }) => forgive(key)),
        succeed() {
          keys.forEach(({ key }) => forgive(key));
          // Not the address: with one account of his own somebody could guess for ever.
          if (login !== null) failures.delete(keys[0]!.key);
        },
      };
    },
  };
}

function keysOf(login: string | null, network: string): { key: string; limit: Limit }[] {
  const address = { key: `a ${network}`, limit: ADDRESS };
  if (login === null) return [address];
  const name = login.trim().normalize('NFKC').toLowerCase();
  return [{ key: `p ${network} ${name}`, limit: PAIR }, { key: `l ${name}`, limit: LOGIN }, address];
}

/** Somebody with IPv6 has 2^64 addresses of one network. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = address.includes('::') ? Array.from({ length: 8 - left.length - right.length }, () => '0') : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
