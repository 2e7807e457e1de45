/** The four checks with which every fault test ends: nothing lost, nothing twice, nothing left behind, no unexplained error. */
import type { Log } from '../../domain/log.ts';
import type { Fields, MeterRef } from '../../domain/reading.ts';
import type { CollectorState, ReadingStore, Records, Refusal } from '../../store/ports.ts';

type Ref = Pick<MeterRef, 'site' | 'meter' | 'medium'>;

/** Something that was published: a reading to be stored, a reading to be refused, or (without a meter) a message to be refused. */
export type Published = { ref: Ref; at: number; fields?: Fields; refused?: Refusal } | { refused: Refusal };

export interface FourChecks {
  published: readonly Published[];
  readings: Pick<ReadingStore, 'range' | 'counts'>;
  records: { intake: Pick<Records['intake'], 'refusalCounts' | 'state'> };
  /** Absent: the one that the collector saved last; a stopped collector saved its end. */
  state?: Pick<CollectorState, 'inFlight' | 'spooled'>;
  /** Every line that was logged, as `error words {facts}` (createCollectingLog). */
  said: readonly string[];
  /** Errors that this fault explains. */
  expected?: readonly RegExp[];
  /** Messages came more than once, so refusals may have been counted more than once. */
  repeated?: boolean;
}

/** @throws Error naming everything that is missing, invented, doubled, left behind or unexplained */
export async function checkFour(checks: FourChecks): Promise<void> {
  const wrong = [
    ...(await storedOrDeadLettered(checks)),
    ...(await noDuplicates(checks)),
    ...(await nothingLeftBehind(checks)),
    ...noUnexplainedError(checks),
  ];
  if (wrong.length > 0) throw new Error(`The four checks found:\n- ${wrong.join('\n- ')}`);
}

/** A log that keeps its lines, in the form that the checks read. */
export function createCollectingLog(): { log: Log; said: string[] } {
  const said: string[] = [];
  const keep = (level: string) => (facts: object, words: string) => void said.push(`${level} ${words} ${JSON.stringify(facts, inWords)}`);
  return { log: { info: keep('info'), warn: keep('warn'), error: keep('error') }, said };
}

const inWords = (_: string, value: unknown) => (value instanceof Error ? `${value.name}: ${value.message}` : value);

/** A collector that has nothing in flight and nothing in the spool: the moment to check, once everything has arrived. */
export const isIdle = ({ inFlight, spooled }: Pick<CollectorState, 'inFlight' | 'spooled'>): boolean => inFlight === 0 && spooled === 0;

const ALWAYS = [0, 9_000_000_000_000] as const;
const YEAR_MS = 366 * 86_400_000;
const keyOf = ({ site, meter, medium }: Ref) => `${site}/${meter} (${medium})`;
const pointOf = (ref: Ref, at: number) => `${keyOf(ref)} at ${new Date(at).toISOString()}`;

/** Readings by meter, the newest said value of an instant counting. */
function byMeter(published: readonly Published[]) {
  const meters = new Map<string, { ref: Ref; points: Map<number, { fields?: Fields; refused?: Refusal }> }>();
  for (const reading of published) {
    if (!('ref' in reading)) continue;
    const key = keyOf(reading.ref);
    let meter = meters.get(key);
    if (!meter) meters.set(key, (meter = { ref: reading.ref, points: new Map() }));
    meter.points.set(reading.at, reading);
  }
  return [...meters.values()];
}

async function storedOrDeadLettered({ published, readings, records, repeated = false }: FourChecks): Promise<string[]> {
  const lost: string[] = [];
  const invented: string[] = [];
  const changed: string[] = [];
  for (const { ref, points } of byMeter(published)) {
    const stored = new Map((await readings.range(ref, ...ALWAYS)).map((reading) => [reading.at, reading.fields]));
    for (const [at, { fields, refused }] of points) {
      const there = stored.get(at);
      if (!there && !refused) lost.push(pointOf(ref, at));
      if (there && refused) invented.push(`${pointOf(ref, at)}, to be refused as ${refused}`);
      if (there && fields && !same(there, fields))
        changed.push(`${pointOf(ref, at)}: ${JSON.stringify(there)}, not ${JSON.stringify(fields)}`);
    }
    for (const at of stored.keys()) if (!points.has(at)) invented.push(pointOf(ref, at));
  }
  return [
    ...tell(lost, `of ${published.length} published are neither stored nor dead-lettered`),
    ...tell(invented, 'are stored that were not published, or are to be refused'),
    ...tell(changed, 'are stored with other values'),
    ...(await refusalsDiffer(published, records, repeated)),
  ];
}

async function refusalsDiffer(published: readonly Published[], { intake }: FourChecks['records'], repeated: boolean): Promise<string[]> {
  const wanted = new Map<Refusal, number>();
  for (const { refused } of published) if (refused) wanted.set(refused, (wanted.get(refused) ?? 0) + 1);
  const counted = new Map((await intake.refusalCounts()).map(({ reason, count }) => [reason, count]));
  return [...new Set([...wanted.keys(), ...counted.keys()])]
    .map((reason) => ({ reason, want: wanted.get(reason) ?? 0, count: counted.get(reason) ?? 0 }))
    .filter(({ want, count }) => (repeated && want > 0 ? count < want : count !== want))
    .map(({ reason, want, count }) => `dead letters counted as ${reason}: ${count}; published to be so: ${want}`);
}

/** What a range merges into one reading, the store still counts as two points. */
async function noDuplicates({ published, readings }: FourChecks): Promise<string[]> {
  const wrong: string[] = [];
  for (const { ref, points } of byMeter(published)) {
    const ats = [...points.keys()];
    const [from, to] = [Math.min(...ats), Math.max(...ats) + 1];
    const stored = await readings.range(ref, from, to);
    const instants = new Set(stored.map(({ at }) => at)).size;
    let counted = 0;
    for (const count of (await readings.counts(ref, from, to, YEAR_MS)).values()) counted += count;
    if (stored.length !== instants) wrong.push(`${keyOf(ref)}: ${stored.length} readings of ${instants} instants`);
    else if (counted > instants) wrong.push(`${keyOf(ref)}: ${counted} points of ${instants} instants`);
  }
  return wrong;
}

async function nothingLeftBehind({ state, records }: FourChecks): Promise<string[]> {
  const last = state ?? (await records.intake.state());
  if (!last) return ['the collector never saved its state: nobody knows what it left behind'];
  return isIdle(last) ? [] : [`left behind: ${last.inFlight} in flight, ${last.spooled} in the spool`];
}

function noUnexplainedError({ said, expected = [] }: FourChecks): string[] {
  return tell(
    said.filter((line) => line.startsWith('error ') && !expected.some((pattern) => pattern.test(line))),
    'lines were logged as errors that this fault does not explain',
  );
}

function same(one: Fields, other: Fields): boolean {
  const entries = Object.entries(other);
  return entries.length === Object.keys(one).length && entries.every(([field, value]) => one[field as keyof Fields] === value);
}

/** The first few by name: a list of ten thousand helps nobody. */
function tell(things: readonly string[], what: string): string[] {
  if (things.length === 0) return [];
  const named = things.slice(0, 5).join('; ');
  return [`${things.length} ${what}: ${named}${things.length > 5 ? '; …' : ''}`];
}
