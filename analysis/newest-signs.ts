import type { Fields, StoredReading } from '../domain/reading.ts';

/** What one reading shows: a sign, nothing wrong, or nothing that has to do with it. */
export type Shown<S extends object> = S | 'fine' | 'unknown';

/**
 * The newest readings that all show a sign, up to the last one; readings that say nothing about it are passed over.
 *
 * @param readings of one meter, ascending
 */
export function newestSigns<S extends object>(
  readings: readonly StoredReading[],
  signOf: (fields: Fields) => Shown<S>,
): { at: number; sign: S }[] {
  const shown: { at: number; sign: S }[] = [];
  for (const { at, fields } of readings) {
    const sign = signOf(fields);
    if (sign === 'fine') shown.length = 0;
    else if (sign !== 'unknown') shown.push({ at, sign });
  }
  return shown;
}
