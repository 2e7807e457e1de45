import type { Clock } from '../domain/clock.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { Job } from './table.ts';

const DAY_MS = 86_400_000;
/** Readings that are still there for so long, though nothing rests on them any more. */
const MARGIN_MS = DAY_MS;

export interface RetentionDeps {
  readings: Pick<ReadingStore, 'forgetBefore'>;
  records: {
    intervals: Pick<Records['intervals'], 'rawSince' | 'setRawSince'>;
    intake: Pick<Records['intake'], 'latest'>;
  };
  /** Days for which raw readings are kept. */
  rawDays: number;
  now: Clock;
}

/** Once a day raw readings that are older than the settings say are forgotten. */
export function retentionJob(deps: RetentionDeps): Job {
  return { name: 'retention', crons: ['40 3 * * *'], timeZone: 'UTC', run: () => forgetOldReadings(deps) };
}

/**
 * Forget raw readings; intervals, day totals and steps stay. First it is written down that nothing before `rawSince` can be
 * computed again, then the readings go: a crash in between forgets nothing that is still relied on, and the next run goes on.
 *
 * @returns one line for the ledger
 * @throws StoreUnavailable, StoreMisconfigured
 */
export async function forgetOldReadings({ readings, records, rawDays, now }: RetentionDeps): Promise<string> {
  const { intake, intervals } = records;
  const newestAt = (await intake.latest()).reduce((newest, { at }) => Math.max(newest, at), Number.NEGATIVE_INFINITY);
  // A clock that runs years ahead must not cost years of readings: their own age counts as well.
  const before = Math.floor((Math.min(now(), newestAt) - rawDays * DAY_MS) / DAY_MS) * DAY_MS;
  if (before <= 0) return 'forgotten=0';
  await intervals.setRawSince(before + MARGIN_MS);
  await readings.forgetBefore(before);
  return `forgotten_before=${new Date(before).toISOString().slice(0, 10)}`;
}
