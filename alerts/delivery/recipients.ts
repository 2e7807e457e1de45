import { reachesPlace, reachesSite, type Role } from '../../domain/access.ts';
import type { Audience } from '../../domain/finding.ts';
import { addDays, type LocalTime, windowOn } from '../../domain/local-time.ts';
import type { Address, Message } from '../../domain/message.ts';
import type { Floor, Person } from '../../domain/person.ts';
import { type Duty, onDuty, type Roster } from '../../domain/roster.ts';
import type { Building, Space } from '../../domain/site.ts';
import { isAsUrgent } from '../../domain/urgency.ts';

/** Everything that decides who is told. */
export interface Crew {
  people: readonly Person[];
  /** Of the site; the oldest first. Those of channels that are not there any more are left out. */
  addresses: readonly Address[];
  roster: Roster;
  floor: Floor;
  local: LocalTime;
  /** Of the alert; undefined: the message is about no alert, or its meter is not declared any more. */
  place: { building: Building | undefined; space: Space | undefined } | undefined;
  now: number;
}

/** Who is called first, and who after him when nobody takes it. */
const LADDERS: Readonly<Record<Audience, readonly Duty[]>> = {
  guard: ['guard', 'second_guard', 'electrician', 'logistics'],
  maintainer: ['electrician', 'logistics'],
  logistics: ['logistics'],
};
export const ROLE_OF: Readonly<Record<Duty, Role>> = {
  guard: 'guard',
  second_guard: 'guard',
  electrician: 'electrician',
  logistics: 'logistics_head',
};
/** Groups are told once; the second guard is in the group of the first. */
const GROUP_OF: Readonly<Record<Duty, Audience | undefined>> = {
  guard: 'guard',
  second_guard: undefined,
  electrician: 'maintainer',
  logistics: 'logistics',
};

/** Duties in the order in which they are called. What happens in people's homes no guard hears of. */
export function ladderOf({ audience }: Pick<Message, 'audience'>, { place }: Pick<Crew, 'place'>): readonly Duty[] {
  const ladder = LADDERS[audience];
  return place && isHome(place) ? ladder.filter((duty) => ROLE_OF[duty] !== 'guard') : ladder;
}

/** Staff flats, and the rooms of boarders: nothing about them is for guards. */
export function isHome({ building, space }: NonNullable<Crew['place']>): boolean {
  return building?.function === 'staff_apartment' || space?.function === 'staff_apartment' || space?.function === 'dormitory';
}

/** A night is its evening's date until noon. */
export function dutyDay(local: LocalTime, now: number): string {
  const day = local.dayOf(now);
  return local.clockOf(now) < '12:00' ? addDays(day, -1) : day;
}

const isNightDuty = (duty: Duty) => duty === 'guard' || duty === 'second_guard';

/**
 * People of a duty: those on the roster; where it names nobody who is there, everybody of the role.
 *
 * @returns the one who is called first in front
 */
export function peopleOf(duty: Duty, message: Pick<Message, 'site'>, crew: Crew): Person[] {
  const { roster, local, now, people } = crew;
  const here = people.filter((person) => isHere(person, message.site, crew));
  const day = isNightDuty(duty) ? dutyDay(local, now) : local.dayOf(now);
  const named = onDuty(roster, duty, day).flatMap((id) => here.find((person) => person.id === id) ?? []);
  return named.length > 0 ? named : here.filter(({ role }) => role === ROLE_OF[duty]);
}

function isHere({ disabledAt, reach }: Person, site: string, { place }: Crew): boolean {
  if (disabledAt !== null || !reachesSite(reach, site)) return false;
  return place === undefined || reachesPlace(reach, place.building, place.space);
}

/** Groups, lamps and programs that a duty's messages go to. */
export function groupsOf(duty: Duty, { addresses }: Pick<Crew, 'addresses'>): Address[] {
  const audience = GROUP_OF[duty];
  return addresses.filter(
    ({ person, isOn, audiences }) => audience !== undefined && person === null && isOn && audiences.includes(audience),
  );
}

/** Own addresses that are switched on, in the order in which the person wants them tried. */
export function addressesOf(person: Person, { addresses }: Pick<Crew, 'addresses'>): Address[] {
  const own = addresses.filter((address) => address.person === person.id && address.isOn);
  const rank = ({ id }: Address) => {
    const index = person.wishes.addresses.indexOf(id);
    return index === -1 ? Number.POSITIVE_INFINITY : index;
  };
  return own.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/** What the administrator says reaches everybody, whatever he wished. */
export function isFloored({ urgency, alert }: Pick<Message, 'urgency' | 'alert'>, { floor }: Pick<Crew, 'floor'>): boolean {
  return isAsUrgent(urgency, floor.urgency) || (alert !== null && floor.rules.includes(alert.rule));
}

/** Whether the person wants to hear of it. */
export function wants({ wishes }: Person, message: Message, crew: Crew): boolean {
  if (message.kind === 'morning' || message.kind === 'friday') return wishes.digests;
  if (message.alert === null || isFloored(message, crew)) return true;
  if (wishes.mutedRules.includes(message.alert.rule)) return false;
  const building = crew.place?.building;
  return wishes.buildings === null || building === undefined || wishes.buildings.includes(building.id);
}

/** When the person may be disturbed: now, or at the end of the quiet hours. Duty has none. */
export function disturbableAt({ wishes: { quiet } }: Person, message: Message, crew: Crew, isOnDuty: boolean): number {
  const { now, local } = crew;
  if (quiet === null || isOnDuty || message.urgency === 'now' || isFloored(message, crew)) return now;
  const today = local.dayOf(now);
  const within = [addDays(today, -1), today]
    .map((day) => windowOn(local, day, quiet))
    .find(({ fromAt, toAt }) => fromAt <= now && now < toAt);
  return within?.toAt ?? now;
}
