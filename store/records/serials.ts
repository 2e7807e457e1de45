import type { SerialSpan } from '../../domain/site.ts';
import type { SerialSighting, TouchedSpan } from '../ports.ts';
import { type Db, nextOf, portions, type Tables, type Tx } from './tables.ts';
import { markTouched } from './touched.ts';

/** Of one meter: a device that invents serial numbers must not fill the records. */
const MAX_SERIALS = 50;
const LONGEST_DAY_MS = 25 * 3_600_000;

type Row = Tables['meter_serials'];

/**
 * Widen the spans in which the serial numbers of meters were seen. The result is the same in whatever order they come. Where it
 * may change how readings are understood, their time is marked and the catalog's version grows: not while the newest serial
 * of a meter goes on being seen.
 */
export async function keepSerials(tx: Tx, sightings: readonly SerialSighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const known = await readRows(tx, sightings);
  const changed: Row[] = [];
  const touched: TouchedSpan[] = [];
  let isNews = false;
  for (const sighting of sightings) {
    const rows = rowsOf(known, sighting);
    const before = rows.find(({ serial }) => serial === sighting.serial);
    if (!before && rows.length >= MAX_SERIALS) continue;
    const after = widened(before, sighting);
    if (before && after.first_at === before.first_at && after.last_at === before.last_at) continue;
    const others = rows.filter((row) => row !== before);
    rows.splice(0, rows.length, ...others, after);
    changed.push(after);
    isNews ||= !before;
    if (others.length === 0 || (before && goesOn(before, after, others))) continue;
    isNews = true;
    touched.push(await spanOfChange(tx, before, after, others));
  }
  await saveRows(tx, changed);
  await markTouched(tx, touched);
  if (isNews) await nextOf(tx, 'catalog');
}

const keyOf = ({ site, meter }: Pick<Row, 'site' | 'meter'>) => `${site}\n${meter}`;

function rowsOf(known: Map<string, Row[]>, sighting: SerialSighting): Row[] {
  const rows = known.get(keyOf(sighting)) ?? [];
  known.set(keyOf(sighting), rows);
  return rows;
}

function widened(before: Row | undefined, { firstAt, lastAt, ...sighting }: SerialSighting): Row {
  return {
    ...sighting,
    first_at: Math.min(firstAt, before?.first_at ?? firstAt),
    last_at: Math.max(lastAt, before?.last_at ?? lastAt),
  };
}

/** The serial that was seen last is seen again: its readings are understood as those before them. */
function goesOn(before: Row, after: Row, others: readonly Row[]): boolean {
  return after.first_at === before.first_at && others.every(({ last_at }) => last_at < before.last_at);
}

/** From the first instant whose serial may be another now, up to the next that says one, or to the last day known. */
async function spanOfChange(tx: Tx, before: Row | undefined, after: Row, others: readonly Row[]): Promise<TouchedSpan> {
  const { site, meter, first_at, last_at } = after;
  const fromAt = before?.first_at === first_at ? before.last_at : first_at;
  const next = Math.min(...others.flatMap((row) => [row.first_at, row.last_at]).filter((at) => at > last_at));
  if (Number.isFinite(next)) return { site, meter, fromAt, toAt: next };
  const newest = await tx
    .selectFrom('day_totals')
    .select('start_at')
    .where('site', '=', site)
    .where('meter', '=', meter)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { site, meter, fromAt, toAt: Math.max(last_at, (newest?.start_at ?? 0) + LONGEST_DAY_MS) };
}

async function readRows(tx: Tx, sightings: readonly SerialSighting[]): Promise<Map<string, Row[]>> {
  const meters = new Map<string, Set<string>>();
  for (const { site, meter } of sightings) meters.set(site, (meters.get(site) ?? new Set()).add(meter));
  const known = new Map<string, Row[]>();
  for (const [site, ids] of meters) {
    for (const portion of portions([...ids])) {
      const rows = await tx.selectFrom('meter_serials').selectAll().where('site', '=', site).where('meter', 'in', portion).execute();
      for (const row of rows) known.set(keyOf(row), [...(known.get(keyOf(row)) ?? []), row]);
    }
  }
  return known;
}

async function saveRows(tx: Tx, rows: readonly Row[]): Promise<void> {
  for (const portion of portions(rows)) {
    await tx
      .insertInto('meter_serials')
      .values(portion)
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'meter', 'serial'])
          .doUpdateSet((row) => ({ first_at: row.ref('excluded.first_at'), last_at: row.ref('excluded.last_at') })),
      )
      .execute();
  }
}

/** Serial numbers seen at the meters of a site, by meter and first instant. */
export async function readSerials(db: Db, site: string): Promise<Map<string, SerialSpan[]>> {
  const rows = await db.selectFrom('meter_serials').selectAll().where('site', '=', site).orderBy('first_at').orderBy('serial').execute();
  const byMeter = new Map<string, SerialSpan[]>();
  for (const { meter, serial, first_at, last_at } of rows) {
    const seen = { serial, firstAt: first_at, lastAt: last_at };
    byMeter.set(meter, [...(byMeter.get(meter) ?? []), seen]);
  }
  return byMeter;
}
