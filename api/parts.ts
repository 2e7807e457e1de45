import type { Clock } from '../domain/clock.ts';
import type { CorrectionDesk } from '../domain/correction.ts';
import type { RoundTimes } from '../domain/round.ts';
import type { Secrets } from '../store/access-ports.ts';
import type { NightDesk } from '../store/night-ports.ts';
import type { MessageDesk } from '../store/outbox-ports.ts';
import type { ManualDesk } from '../store/people-ports.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { TrialDesk } from '../store/school-ports.ts';
import type { Access } from './access/access.ts';
import type { AuditTrail } from './access/audit.ts';
import type { LiveFeed } from './live.ts';
import type { SiteViews } from './site-views.ts';

/** What routes are made of. */
export interface ApiParts {
  records: Records;
  readings: Pick<ReadingStore, 'kind' | 'place' | 'range'>;
  /** Where people say things about meters. */
  desk: CorrectionDesk;
  /** Where they hand in what they read from a display. */
  manual: ManualDesk;
  /** Where they try a rule before it is set. */
  trial: TrialDesk;
  /** Where guards, electricians and the office answer. */
  night: NightDesk;
  /** Where an address is tried. */
  messages: MessageDesk;
  roundTimes: RoundTimes;
  secrets: Secrets;
  /** Who did what: called by each route that changes something. */
  audit: AuditTrail;
  /** All that decides who comes in. */
  access: Access;
  views: SiteViews;
  live: LiveFeed;
  now: Clock;
  /** Of this program. */
  version: string;
  startedAt: number;
  /** Whether the screen in the hall may be seen without signing in. */
  hallScreen: boolean;
  /** The records' file, for its size. */
  recordsPath: string;
}
