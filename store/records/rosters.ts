import { DEFAULT_FLOOR, type Floor } from '../../domain/person.ts';
import { EMPTY_ROSTER, type Roster } from '../../domain/roster.ts';
import type { Rosters } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Who is on duty at each school, and what nobody can mute there. */
export function createRosters(db: Db): Rosters {
  const row = (site: string) => db.selectFrom('duty').select(['roster', 'floor']).where('site', '=', site).executeTakeFirst();

  async function save(site: string, changed: Partial<Tables['duty']> & Pick<Tables['duty'], 'set_by' | 'set_at'>): Promise<void> {
    await db
      .insertInto('duty')
      .values({ site, roster: JSON.stringify(EMPTY_ROSTER), floor: null, ...changed })
      .onConflict((conflict) => conflict.column('site').doUpdateSet(changed))
      .execute();
  }

  return {
    async get(site) {
      const known = await row(site);
      return known ? (JSON.parse(known.roster) as Roster) : EMPTY_ROSTER;
    },
    save: (site, roster, by, at) => save(site, { roster: JSON.stringify(roster), set_by: by, set_at: at }),
    async floor(site) {
      const known = await row(site);
      return known?.floor ? (JSON.parse(known.floor) as Floor) : DEFAULT_FLOOR;
    },
    saveFloor: (site, floor, by, at) => save(site, { floor: JSON.stringify(floor), set_by: by, set_at: at }),
  };
}
