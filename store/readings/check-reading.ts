import { MEDIA, MEDIUM_FACTS } from '../../domain/medium.ts';
import type { MeterRef, Reading } from '../../domain/reading.ts';

/**
 * Names that may stand in a line of InfluxDB's protocol and in a query as they are: nothing in them has to be escaped.
 * A newline in a tag would begin a line of its own.
 */
const NAME = /^[\p{L}\p{N}_.:-]{1,64}$/u;
/** InfluxDB counts 64-bit nanoseconds: years 1677 to 2262. */
const MAX_AT = 9_223_372_036_854;

/** Why a meter cannot be stored under these names; undefined when it can. */
export function refError(ref: MeterRef): string | undefined {
  const { site, building, meter, medium } = ref;
  for (const [what, name] of Object.entries({ site, building, meter })) {
    if (!NAME.test(name)) return `${what} '${name}': only letters, digits, and _ . : - (1 to 64)`;
  }
  return MEDIA.includes(medium) ? undefined : `medium '${medium}': known are ${MEDIA.join(', ')}`;
}

/** Why a value of a reading cannot be stored: the first that is wrong. Asked only when something is. */
export function valueError({ ref, at, fields }: Reading): string {
  if (!isInstant(at)) return `at ${at}: whole milliseconds between the years 1677 and 2262`;
  const known: readonly string[] = MEDIUM_FACTS[ref.medium].fields;
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name)) return `field '${name}': ${ref.medium} has ${known.join(', ')}`;
    if (!Number.isFinite(value)) return `${name} ${value}: a finite number`;
  }
  return 'no fields: at least one value';
}

export function isInstant(at: number): boolean {
  return Number.isInteger(at) && at <= MAX_AT && at >= -MAX_AT;
}
