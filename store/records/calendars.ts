import type { CalendarPlan } from '../../domain/site.ts';
import type { CalendarEdit, Calendars } from '../school-ports.ts';
import { type Db, nextOf, type Tx } from './tables.ts';

/** Calendars that people edited; every version stays. */
export function createCalendars(db: Db): Calendars {
  const append = (site: string, plan: CalendarPlan | null, by: string, at: number) =>
    db.transaction().execute(async (tx) => {
      const text = plan && JSON.stringify(plan);
      await tx.insertInto('calendar_edits').values({ site, plan: text, edited_by: by, edited_at: at }).execute();
      await nextOf(tx, 'catalog');
    });
  return {
    edited: (site) => readCalendarEdit(db, site),
    save: (site, { plan, by, at }) => append(site, plan, by, at),
    discard: (site, by, at) => append(site, null, by, at),
  };
}

/** The calendar in place of the declared one; null where the declared one holds. */
export async function readCalendarEdit(db: Db | Tx, site: string): Promise<CalendarEdit | null> {
  const newest = await db
    .selectFrom('calendar_edits')
    .selectAll()
    .where('site', '=', site)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined || newest.plan === null) return null;
  return { plan: JSON.parse(newest.plan) as CalendarPlan, by: newest.edited_by, at: newest.edited_at };
}
