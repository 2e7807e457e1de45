import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import type { Clock } from '../../domain/clock.ts';
import type { Credentials, People, Secrets } from '../../store/access-ports.ts';

/** The second factor: six digits that change each half minute (RFC 6238). */
export interface SecondFactor {
  /** A new secret to scan, in force once a code of it was shown. */
  start(person: string, label: string): { uri: string; secret: string; svg: string };
  /** The credentials with it, if the code fits; 'none': nothing was begun, or too long ago. */
  confirm(person: string, code: string, before: Credentials): Credentials | 'wrong' | 'none';
  /** Whether a code of now fits, and uses it up: each is good once. @throws SealedElsewhere */
  check(person: string, { totp }: Credentials, code: string): Promise<boolean>;
}

/** The secret is there and cannot be read: the key of the data folder is another one. */
export class SealedElsewhere extends Error {
  override readonly name = 'SealedElsewhere';
}

const ISSUER = 'Greenleaf';
const PERIOD_S = 30;
/** Of the phone's clock, in periods. */
const WINDOW = 1;
/** RFC 4226: 160 bits. */
const SECRET_BYTES = 20;
const START_MS = 10 * 60_000;

export function createSecondFactor({
  people,
  secrets,
  now,
}: {
  people: Pick<People, 'useTotpStep'>;
  secrets: Secrets;
  now: Clock;
}): SecondFactor {
  const begun = new Map<string, { secret: string; at: number }>();

  /** Number of the period whose code it is. */
  function stepOf(secret: string, code: string): number | undefined {
    const timestamp = now();
    const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), period: PERIOD_S, timestamp, window: WINDOW });
    return delta === null ? undefined : TOTP.counter({ period: PERIOD_S, timestamp }) + delta;
  }

  return {
    start(person, label) {
      const secret = new Secret({ size: SECRET_BYTES }).base32;
      begun.set(person, { secret, at: now() });
      const uri = new TOTP({ issuer: ISSUER, label, secret, period: PERIOD_S }).toString();
      return { uri, secret, svg: renderSVG(uri, { ecc: 'M' }) };
    },

    confirm(person, code, before) {
      const started = begun.get(person);
      if (!started || now() - started.at > START_MS) return 'none';
      const step = stepOf(started.secret, code);
      if (step === undefined) return 'wrong';
      begun.delete(person);
      return { ...before, totp: secrets.seal(started.secret), totpStep: step };
    },

    async check(person, { totp }, code) {
      if (totp === null) return false;
      const step = stepOf(unseal(secrets, totp), code);
      return step !== undefined && people.useTotpStep(person, step);
    },
  };
}

function unseal(secrets: Secrets, sealed: string): string {
  try {
    return secrets.open(sealed);
  } catch (cause) {
    throw new SealedElsewhere('the second factor was sealed with another key', { cause });
  }
}
