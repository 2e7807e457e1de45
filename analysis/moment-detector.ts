import type { Finding, Rule } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Field } from '../domain/medium.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Fields, StoredReading } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';

/**
 * Looks at momentary values of one meter at a time: the newest reading first, those before it only where that shows a sign.
 * What it reports goes on until the newest readings do not show it any more.
 */
export interface MomentDetector {
  rule: Rule;
  /** What a look at a meter reads. */
  fields: readonly Field[];
  /** Readings that have to be looked at, back from the newest. */
  lookBackMs: number;
  /** Whether it says anything about a meter; alerts of others are closed. Absent: all electricity meters. */
  watches?(placed: PlacedMeter): boolean;
  /** Whether a reading shows a sign at all: then the readings before it are worth a look. */
  isSuspicious(meter: Meter, fields: Fields): boolean;
  /** @param question.readings of the last `lookBackMs`, ascending */
  judge(question: { meter: Meter; readings: readonly StoredReading[]; local: LocalTime }): Finding | undefined;
}
