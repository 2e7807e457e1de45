import type { Reach, Visitor } from '../../domain/access.ts';
import type { Person } from '../../domain/person.ts';
import type { SitePlan } from '../../domain/site.ts';
import type { Records } from '../../store/ports.ts';
import { NotFound, Refused, Unprocessable } from '../problems.ts';
import { isDemoPerson } from './demo-people.ts';
import { isWithin, mayGrant } from './grants.ts';
import { headsOf, isHead } from './setup-link.ts';

/** Whether something of the person's is something of the visitor's: whom one sees on the list. */
export function isSeen({ reach }: Person, visitor: Visitor): boolean {
  const { sites } = visitor.reach;
  return sites === null || (reach.sites?.some((site) => sites.includes(site)) ?? false);
}

/** Somebody whom the visitor may change. @throws NotFound, Refused */
export async function managed(people: Records['people'], id: string, visitor: Visitor): Promise<Person> {
  const person = await people.get(id);
  if (!person || !isSeen(person, visitor)) throw new NotFound('person', id);
  if (isDemoPerson(person)) throw new Refused(409, `${person.name} belongs to the demo and stays as he is`);
  if (!mayGrant(visitor, person.role, person.reach)) {
    throw new Refused(403, `${person.name} may do more, or in more places, than ${visitor.name}; somebody of his own reach has to do this`);
  }
  return person;
}

/** @throws Unprocessable, Refused */
export function checkGrant(visitor: Visitor, { role, reach }: Pick<Person, 'role' | 'reach'>, plans: readonly SitePlan[]): void {
  checkReach(reach, plans);
  if (mayGrant(visitor, role, reach)) return;
  const why = isWithin(reach, visitor.reach) ? `the role '${role}' may do more than yours` : 'this reach is wider than yours';
  throw new Refused(403, `${why}; nobody gives away what he has not`);
}

/** There has to be all that a reach names: a mistyped id would hide everything from somebody. @throws Unprocessable */
export function checkReach({ sites, buildings, spaces }: Reach, plans: readonly SitePlan[]): void {
  const chosen = plans.filter(({ site }) => sites === null || sites.includes(site.id));
  const wrong = [
    ...missing(
      'sites',
      sites,
      plans.map(({ site }) => site.id),
    ),
    ...missing(
      'buildings',
      buildings,
      chosen.flatMap((plan) => plan.buildings.map(({ id }) => id)),
    ),
    ...missing(
      'spaces',
      spaces,
      chosen.flatMap((plan) => plan.spaces.map(({ id }) => id)),
    ),
  ];
  if (wrong.length > 0) throw new Unprocessable(...wrong);
}

function missing(property: keyof Reach, ids: readonly string[] | null, known: readonly string[]): { path: string; message: string }[] {
  const strange = (ids ?? []).filter((id) => !known.includes(id));
  return strange.length === 0
    ? []
    : [{ path: `body.reach.${property}`, message: `there is no ${strange.map((id) => `'${id}'`).join(', ')}` }];
}

/** Somebody has to be left who can let others in. @throws Refused */
export async function checkHeads(people: Records['people'], before: Person, after: Person): Promise<void> {
  if (!isHead(before) || isHead(after)) return;
  const heads = await headsOf(people);
  if (heads.some(({ id }) => id !== before.id)) return;
  throw new Refused(409, `${before.name} is the last administrator of everything who can come in; make another one first`);
}
