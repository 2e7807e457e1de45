import { StatementRefused } from '../domain/correction.ts';
import type { Meter } from '../domain/site.ts';
import type { ManualCheck, ManualConcern, ManualDesk, ManualReading } from '../store/people-ports.ts';
import { toMeterName } from './corrections.ts';
import { Refused } from './problems.ts';
import type { ManualReadingConcern, ManualReadingView } from './schemas/manual-readings.ts';
import type { SiteView } from '../consumption/site-view.ts';

export function toManualView(view: SiteView, reading: ManualReading, previous: ManualCheck['previous']): ManualReadingView {
  const { id, meter, at, value, by, note, photo, concern, state, check, recordedAt } = reading;
  return { id, meter: toMeterName(view, view.meter(meter)), at, value, by, note, photo, concern, previous, state, check, recordedAt };
}

/** With the reading before it where a second person may still have to compare. */
export async function readManualView(
  manual: Pick<ManualDesk, 'check'>,
  view: SiteView,
  reading: ManualReading,
): Promise<ManualReadingView> {
  const isOpen = reading.state === 'pending' || reading.state === 'stored';
  return toManualView(view, reading, isOpen ? await previousOf(manual, reading) : null);
}

async function previousOf(manual: Pick<ManualDesk, 'check'>, { site, meter, at, value }: ManualReading): Promise<ManualCheck['previous']> {
  try {
    return (await manual.check(site, meter, at, value)).previous;
  } catch (error) {
    // The readings of that time are not kept any more.
    if (error instanceof StatementRefused) return null;
    throw error;
  }
}

/** The answer to a value that looks wrong and whose giver is not sure. */
export function looksWrong(view: SiteView, meter: Meter, value: number, check: ManualCheck & { concern: ManualConcern }): Refused {
  const { concern, previous, next, highest } = check;
  const { unit } = toMeterName(view, meter);
  const words = (reading: ManualCheck['previous']) =>
    reading ? `${reading.value} ${unit} at ${new Date(reading.at).toISOString()}` : 'none';
  const why: Record<ManualConcern, string> = {
    below_previous: `it is below the reading before it (${words(previous)})`,
    above_next: `it is above the reading after it (${words(next)})`,
    too_much:
      highest === null
        ? `it is further from the readings around it (${words(previous)}, ${words(next)}) than the register can have moved`
        : `since the reading before it (${words(previous)}) the meter can have come to ${highest} ${unit} at most`,
    too_many_digits: `the display of meter '${meter.id}' has ${meter.digits} digits before the point`,
  };
  const extra: ManualReadingConcern = { concern, previous, next, highest };
  return new Refused(409, `${value} ${unit} looks wrong: ${why[concern]}; nothing is kept unless it is sent again with 'sure'`, extra);
}

/** @throws Refused unless somebody else than the one who took it looks at a reading that nobody has checked */
export function checkReviewer({ id, by, state, check }: ManualReading, reviewer: string): void {
  if (check) throw new Refused(409, `manual reading '${id}' was checked already, by ${check.by}: ${state}`);
  if (by.trim().toLowerCase() !== reviewer.trim().toLowerCase()) return;
  throw new Refused(409, `${by} took this reading; somebody else has to look at the display or at the photo`);
}
