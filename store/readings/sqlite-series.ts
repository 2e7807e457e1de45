import type { Database } from 'better-sqlite3';
import type { MeterRef } from '../../domain/reading.ts';
import { refError } from './check-reading.ts';

type SeriesRef = Pick<MeterRef, 'site' | 'meter' | 'medium'>;

/** Numbers of the series, remembered; a meter gets its number with its first reading. */
export function createSeries(db: Database) {
  const ids = new Map<string, number>();
  const refusals = new WeakMap<MeterRef, { why: string | undefined }>();
  const select = db.prepare<[string, string, string], { id: number }>('select id from series where site = ? and meter = ? and medium = ?');
  const insert = db.prepare<[string, string, string, string], { id: number }>(
    'insert into series (site, meter, medium, building) values (?, ?, ?, ?) returning id',
  );

  function find({ site, meter, medium }: SeriesRef): number | undefined {
    const key = `${medium},${site},${meter}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = select.get(site, meter, medium)?.id;
    if (id !== undefined) ids.set(key, id);
    return id;
  }

  return {
    find,
    /** Why a meter cannot be stored; looked at once per `MeterRef` object. */
    refusal(ref: MeterRef): string | undefined {
      let refusal = refusals.get(ref);
      if (!refusal) refusals.set(ref, (refusal = { why: refError(ref) }));
      return refusal.why;
    },
    idOf(ref: MeterRef): number {
      return find(ref) ?? insert.get(ref.site, ref.meter, ref.medium, ref.building)!.id;
    },
    /** After a transaction that failed: a number given in it is free again. */
    forget: () => ids.clear(),
  };
}
