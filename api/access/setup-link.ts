import type { Clock } from '../../domain/clock.ts';
import type { Person } from '../../domain/person.ts';
import type { Records } from '../../store/ports.ts';
import { isDemoPerson } from './demo-people.ts';
import { createLinks } from './links.ts';

type People = Pick<Records['people'], 'list' | 'credentials'>;

/** An administrator of everything, who is no part of the demo. */
export const isHead = (person: Person) =>
  person.role === 'administrator' &&
  person.disabledAt === null &&
  Object.values(person.reach).every((ids) => ids === null) &&
  !isDemoPerson(person);

/** Administrators of everything who can come in. */
export async function headsOf(people: People): Promise<Person[]> {
  const heads = [];
  for (const person of (await people.list()).filter(isHead)) if ((await people.credentials(person.id))?.password) heads.push(person);
  return heads;
}

/**
 * The link by which the first administrator comes in, made anew at each start; undefined: there is one. There is no
 * password that anybody could know beforehand. The code stands behind `#`, which browsers send to nobody: no log has it.
 *
 * @param isWanted make one although there is an administrator: he lost his password or his phone
 */
export async function makeSetupLink(
  records: Pick<Records, 'people' | 'codes'>,
  url: string,
  now: Clock,
  isWanted = false,
): Promise<string | undefined> {
  if (!isWanted && (await headsOf(records.people)).length > 0) {
    await records.codes.drop('setup');
    return undefined;
  }
  const { code } = await createLinks(records.codes, now).make('setup', null);
  return `${url}/setup#${code}`;
}
