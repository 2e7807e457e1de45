import type { Message } from '../../domain/message.ts';
import { channelOf } from '../channels/registry.ts';
import type { DeliveryDeps } from './ports.ts';
import type { Crew } from './recipients.ts';
import type { SchoolWords } from './message-words.ts';

/** Everything that decides who gets a message, as it is now. @returns undefined when the site is not declared any more */
export async function loadCrew(
  { records, schools, now }: Pick<DeliveryDeps, 'records' | 'schools' | 'now'>,
  { site, alert }: Pick<Message, 'site' | 'alert'>,
): Promise<Crew | undefined> {
  const school = (await schools()).get(site);
  if (!school) return undefined;
  const [people, addresses] = [await records.people.list(), await records.addresses.list(site)];
  return {
    people,
    addresses: addresses.filter(({ channel }) => channelOf(channel) !== undefined),
    roster: await records.rosters.get(site),
    floor: await records.rosters.floor(site),
    local: school.local,
    place: alert ? placeIn(school, alert.meter) : undefined,
    now: now(),
  };
}

export function placeIn({ plan }: Pick<SchoolWords, 'plan'>, meterId: string): Crew['place'] {
  const meter = plan.meters.find(({ id }) => id === meterId);
  return (
    meter && {
      building: plan.buildings.find(({ id }) => id === meter.building),
      space: plan.spaces.find(({ id }) => id === meter.space),
    }
  );
}
