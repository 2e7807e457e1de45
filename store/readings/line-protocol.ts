import { type Medium, MEDIA, MEDIUM_FACTS } from '../../domain/medium.ts';
import { CLOCKS, type Fields, type MeterRef, type Reading } from '../../domain/reading.ts';
import { isInstant, refError, valueError } from './check-reading.ts';

/** A line without its newline, or why there is none. */
export type Line = { text: string } | { why: string };

/** The part of a line that is the same for every reading of a meter. */
type Head = { text: string; assigned: ReadonlyMap<string, string> } | { why: string };

/** `name=` of every field that a medium may carry; a name that is not in here never reaches a line. */
const ASSIGNED = new Map<Medium, ReadonlyMap<string, string>>(
  MEDIA.map((medium) => [medium, new Map(MEDIUM_FACTS[medium].fields.map((field) => [field, `${field}=`]))]),
);

/**
 * Lines of InfluxDB's protocol: `electricity,building=B1,meter=m1,site=s1 energy_kwh=10234.51,power_kw=12.4 1790000000000`.
 * Numbers are written as floats always: a field that is an integer once refuses floats afterwards. A clock that is not
 * the device's own stands in the float field `clock`.
 *
 * The part up to the blank is made once per `MeterRef` object, so callers do well to keep one per meter.
 */
export function createLineWriter(): (reading: Reading) => Line {
  const heads = new WeakMap<MeterRef, Head>();
  return (reading) => {
    let head = heads.get(reading.ref);
    if (!head) heads.set(reading.ref, (head = toHead(reading.ref)));
    if ('why' in head) return head;
    const fields = toFields(reading.fields, head.assigned);
    if (fields === '' || !isInstant(reading.at)) return { why: valueError(reading) };
    const clock = reading.clock === 'device' ? '' : `,clock=${CLOCKS.indexOf(reading.clock)}`;
    return { text: `${head.text} ${fields}${clock} ${reading.at}` };
  };
}

/** Measurement and tags, tags in order of their names as the server likes them. */
function toHead(ref: MeterRef): Head {
  const { site, building, meter, medium } = ref;
  const assigned = ASSIGNED.get(medium);
  const why = refError(ref);
  if (why !== undefined || !assigned) return { why: why ?? `medium '${medium}'` };
  return { text: `${medium},building=${building},meter=${meter},site=${site}`, assigned };
}

/** Empty when there is nothing to write or something that must not be written. */
function toFields(fields: Fields, assignedTo: ReadonlyMap<string, string>): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name as keyof Fields];
    const assigned = assignedTo.get(name);
    if (assigned === undefined || !Number.isFinite(value)) return '';
    text += text === '' ? `${assigned}${value}` : `,${assigned}${value}`;
  }
  return text;
}
