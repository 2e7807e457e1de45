import type { Clock } from '../../domain/clock.ts';
import type { Secrets } from '../../store/access-ports.ts';
import type { Records } from '../../store/ports.ts';
import { type AuditTrail, createAuditTrail } from './audit.ts';
import { createDoorkeeper, type Doorkeeper } from './doorkeeper.ts';
import { createLinks, type Links } from './links.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createSessionDesk, type SessionDesk } from './session-desk.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createSecondFactor, type SecondFactor } from './totp.ts';

/** All that decides who comes in. */
export interface Access {
  doorkeeper: Doorkeeper;
  sessions: SessionDesk;
  passwords: Passwords;
  secondFactor: SecondFactor;
  throttle: Throttle;
  links: Links;
  audit: AuditTrail;
  isDemo: boolean;
  plainSignIn: boolean;
  publicUrl: string | undefined;
}

export interface AccessOptions {
  records: Records;
  secrets: Secrets;
  now: Clock;
  /** The demo campus runs: whoever sits at this machine may try its roles. */
  isDemo: boolean;
  /** People may come in over unencrypted http from other machines. */
  plainSignIn: boolean;
  /** Where phones reach the pages, for links; absent: where the one who asks for a link reaches them. */
  publicUrl?: string | undefined;
  /** Absent: as costly as they should be. */
  passwords?: Passwords;
}

export function createAccess({ records, secrets, now, isDemo, plainSignIn, publicUrl, passwords }: AccessOptions): Access {
  return {
    doorkeeper: createDoorkeeper({ records, now, isDemo, plainSignIn }),
    sessions: createSessionDesk(records.sessions, now),
    passwords: passwords ?? createPasswords(),
    secondFactor: createSecondFactor({ people: records.people, secrets, now }),
    throttle: createThrottle(now),
    links: createLinks(records.codes, now),
    audit: createAuditTrail(records.audit, now),
    isDemo,
    plainSignIn,
    publicUrl,
  };
}
