import { absentDay, INTERVAL_MS, type IntervalDay, QUALITIES } from '../../domain/interval.ts';
import { addDays, createLocalTime, type LocalTime } from '../../domain/local-time.ts';
import { toMeterIntervalDay } from './interval-rows.ts';
import { replaceIntervals } from './replace-days.ts';
import type { Tx } from './tables.ts';

const ABSENT = QUALITIES.indexOf('absent');

/**
 * Lay the stored intervals of a site into the local days of another time zone. They are cut anew and not computed, so that
 * days whose readings were forgotten keep what was known about them.
 */
export async function layDaysAnew(tx: Tx, site: string, timeZone: string): Promise<void> {
  const local = createLocalTime(timeZone);
  for (const { id: meter } of await tx.selectFrom('meters').select('id').where('site', '=', site).execute()) {
    const rows = await tx
      .selectFrom('interval_days')
      .selectAll()
      .where('site', '=', site)
      .where('meter', '=', meter)
      .orderBy('start_at')
      .execute();
    if (rows.length === 0) continue;
    const days = cutAnew(rows.map(toMeterIntervalDay), local);
    await tx.deleteFrom('interval_days').where('site', '=', site).where('meter', '=', meter).execute();
    await tx.deleteFrom('day_totals').where('site', '=', site).where('meter', '=', meter).execute();
    await replaceIntervals(tx, { site, meter, days });
  }
}

/** Offsets of time zones are whole multiples of a quarter of an hour, so every interval keeps its value. */
function cutAnew(days: readonly IntervalDay[], local: LocalTime): IntervalDay[] {
  const cut: IntervalDay[] = [];
  let day: IntervalDay | undefined;
  for (const { startAt, values, qualities } of days) {
    for (let index = 0; index < values.length; index++) {
      if (qualities[index] === ABSENT) continue;
      const at = startAt + index * INTERVAL_MS;
      if (!day || at >= day.startAt + day.values.length * INTERVAL_MS) cut.push((day = dayAt(at, local)));
      const place = (at - day.startAt) / INTERVAL_MS;
      day.values[place] = values[index]!;
      day.qualities[place] = qualities[index]!;
    }
  }
  return cut;
}

function dayAt(at: number, local: LocalTime): IntervalDay {
  const day = local.dayOf(at);
  return absentDay(day, local.startOfDay(day), local.startOfDay(addDays(day, 1)));
}
