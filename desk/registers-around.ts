import type { Field } from '../domain/medium.ts';
import { baseAfter, type RegisterReading } from '../domain/register.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalStore, ReadingStore } from '../store/ports.ts';

/** So many quarantined readings in a row are passed over. */
const MAX_FOREIGN = 100;

export interface RegisterSources {
  readings: Pick<ReadingStore, 'range'>;
  intervals: Pick<IntervalStore, 'steps'>;
}

export interface RegistersAround {
  /** What the series stood at before the instant. */
  before: RegisterReading | undefined;
  /** The first reading at or after it. */
  after: RegisterReading | undefined;
}

/** The registers on both sides of an instant; readings in quarantine are none. @throws StoreUnavailable of the readings */
export async function registersAround(
  { readings, intervals }: RegisterSources,
  meter: Meter,
  field: Field,
  at: number,
): Promise<RegistersAround> {
  const ref = { site: meter.site, meter: meter.id, medium: meter.medium };
  const bracket = async (from: number): Promise<RegisterReading[]> => {
    const rows = await readings.range(ref, from, from + 1, { bracket: true, fields: [field] });
    return rows.map((row) => ({ at: row.at, value: row.fields[field]! }));
  };
  const stepAt = async (toAt: number) => {
    const [step] = await intervals.steps(meter.site, { meter: meter.id, fromAt: toAt, toAt: toAt + 1, limit: 1 });
    return step;
  };
  const rows = await bracket(at);
  const last = rows.findLast((row) => row.at < at);
  const step = last && (await stepAt(last.at));
  const before = step ? baseAfter(step) : last;
  let after = rows.find((row) => row.at >= at);
  for (let passed = 0; after && passed < MAX_FOREIGN && (await stepAt(after.at))?.kind === 'glitch'; passed++) {
    const behind = after.at + 1;
    after = (await bracket(behind)).find((row) => row.at >= behind);
  }
  return { before, after };
}

/** `4990.5 at 2026-03-01T00:15:00.000Z`, for people who are told what a value does not fit. */
export const registerText = ({ at, value }: RegisterReading): string => `${value} at ${new Date(at).toISOString()}`;
