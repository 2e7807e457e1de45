import { rosterGaps } from '../alerts/delivery/roster-gaps.ts';
import { reachesSite } from '../domain/access.ts';
import type { Person } from '../domain/person.ts';
import type { Roster } from '../domain/roster.ts';
import type { Records } from '../store/ports.ts';
import { isDemoPerson } from './access/demo-people.ts';
import { Unprocessable } from './problems.ts';
import type { RosterAnswer } from './schemas/messages.ts';
import type { SiteView } from '../consumption/site-view.ts';

const DAYS_AHEAD = 14;

type Parts = Pick<Records, 'people' | 'addresses' | 'rosters'>;

/** Who is there at a school. @param isDemo people of the demo are people too */
export async function crewOf({ people }: Pick<Records, 'people'>, site: string, isDemo: boolean): Promise<Person[]> {
  const all = await people.list();
  return all.filter((person) => person.disabledAt === null && reachesSite(person.reach, site) && (isDemo || !isDemoPerson(person)));
}

/** Who is on duty, who can be, and where nobody is in the coming 14 days. */
export async function readRoster(
  records: Parts,
  { id, local }: Pick<SiteView, 'id' | 'local'>,
  isDemo: boolean,
  at: number,
): Promise<RosterAnswer> {
  const [crew, roster, floor, addresses] = await Promise.all([
    crewOf(records, id, isDemo),
    records.rosters.get(id),
    records.rosters.floor(id),
    records.addresses.list(id),
  ]);
  // A paired phone shows the list to whoever looks at it; it wakes nobody.
  const told = new Set<string | null>(addresses.filter(({ isOn }) => isOn).map(({ person }) => person));
  const canBeTold = (person: string) => told.has(person);
  return {
    roster: {
      weekly: roster.weekly.map((line) => ({ ...line, weekdays: [...line.weekdays] })),
      days: [...roster.days],
    },
    people: crew.map(({ id: person, name, role }) => ({ id: person, name, role, canBeTold: canBeTold(person) })),
    gaps: rosterGaps(roster, crew, canBeTold, { first: local.dayOf(at), count: DAYS_AHEAD }),
    floor: { urgency: floor.urgency, rules: [...floor.rules] },
  };
}

/**
 * Somebody who has left may stay in old lines, and comes into no new one.
 *
 * @throws Unprocessable naming each line
 */
export function checkRoster({ weekly, days }: Roster, before: Roster, crew: readonly Pick<Person, 'id'>[], site: string): void {
  const known = new Set([...crew, ...[...before.weekly, ...before.days].map(({ person }) => ({ id: person }))].map(({ id }) => id));
  const strange = (list: readonly { person: string }[], name: string) =>
    list.flatMap(({ person }, index) =>
      known.has(person) ? [] : { path: `body.${name}.${index}.person`, message: `there is no person '${person}' at '${site}'` },
    );
  const backwards = days.flatMap(({ firstDay, lastDay }, index) =>
    firstDay <= lastDay ? [] : { path: `body.days.${index}.lastDay`, message: `must not be before ${firstDay} (got '${lastDay}')` },
  );
  const wrong = [...strange(weekly, 'weekly'), ...strange(days, 'days'), ...backwards];
  if (wrong.length > 0) throw new Unprocessable(...wrong);
}
