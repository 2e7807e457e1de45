import { reachesSite } from '../domain/access.ts';
import type { Floor, Person } from '../domain/person.ts';
import { URGENCIES } from '../domain/urgency.ts';
import type { Records } from '../store/ports.ts';
import type { WishesAnswer } from './schemas/access.ts';

/** What a person wants to be told, his addresses, and what he cannot mute in any of his schools. */
export async function toWishesAnswer(
  { catalog, rosters, addresses }: Pick<Records, 'catalog' | 'rosters' | 'addresses'>,
  { id: person, wishes, reach }: Person,
): Promise<WishesAnswer> {
  const sites = (await catalog.sites()).map(({ site }) => site.id).filter((id) => reachesSite(reach, id));
  const [floors, lists] = await Promise.all([
    Promise.all(sites.map((site) => rosters.floor(site))),
    Promise.all(sites.map((site) => addresses.list(site))),
  ]);
  const own = lists.flat().filter((address) => address.person === person);
  return {
    wishes: {
      ...wishes,
      buildings: wishes.buildings && [...wishes.buildings],
      mutedRules: [...wishes.mutedRules],
      addresses: [...wishes.addresses],
    },
    floor: merge(floors),
    addresses: own.map(({ id, channel, name, isOn }) => ({ id, channel, name, isOn })),
  };
}

/** Whatever cannot be muted in one of the schools. */
function merge(floors: readonly Floor[]): WishesAnswer['floor'] {
  const lowest = Math.max(0, ...floors.map(({ urgency }) => URGENCIES.indexOf(urgency)));
  return { urgency: URGENCIES[lowest]!, rules: [...new Set(floors.flatMap(({ rules }) => rules))] };
}
