import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { RoundTimes } from '../../domain/round.ts';

/** Instants of one night. */
export interface RoundClock {
  freezeAt: number;
  recheckAt: number;
  /** Null: there is no second list. */
  secondAt: number | null;
  remindAt: number;
  endsAt: number;
  reportAt: number;
}

/** A second list runs at least so long. */
const SECOND_MS = 2 * 3_600_000;

/** @param night local day of the evening; times before noon are of the morning after */
export function roundClock(times: RoundTimes, local: LocalTime, night: string): RoundClock {
  const at = (clock: string) => local.at(clock < '12:00' ? addDays(night, 1) : night, clock);
  return {
    freezeAt: at(times.freeze),
    recheckAt: at(times.recheck),
    secondAt: times.second === null ? null : at(times.second),
    remindAt: at(times.remind),
    endsAt: at(times.end),
    reportAt: at(times.report),
  };
}

/** When a list of the night is due, and until when it grows. Null: there is no such list. */
export function listSpan({ freezeAt, secondAt, endsAt }: RoundClock, number: number): { fromAt: number; endsAt: number } | null {
  if (number === 1) return { fromAt: freezeAt, endsAt };
  return secondAt === null ? null : { fromAt: secondAt, endsAt: Math.max(endsAt, secondAt + SECOND_MS) };
}
