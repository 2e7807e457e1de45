import { channelOf } from '../alerts/channels/registry.ts';
import { may, reachesSite, type Visitor } from '../domain/access.ts';
import type { Address } from '../domain/message.ts';
import type { Secrets } from '../store/access-ports.ts';
import type { Records } from '../store/ports.ts';
import { hideSecrets, type Settings } from './address-settings.ts';
import { NotFound, Refused, Unprocessable } from './problems.ts';
import type { AddressView } from './schemas/messages.ts';
import type { SiteView } from '../consumption/site-view.ts';

type Sealed = Address & { sealed: string };
type Parts = { records: Pick<Records, 'addresses' | 'people' | 'outbox'>; secrets: Secrets };

/** Of one person at one school. */
const MOST_OWN = 10;

/** Addresses are for the whole school: whoever reaches a part of it has his own only. */
export const isManager = (view: Pick<SiteView, 'isWhole'>, visitor: Visitor) => view.isWhole && may(visitor, 'manage_channels');

/** An address that the visitor may change: all of them, or his own. @throws NotFound; Refused for what is not his, there or not */
export async function managedAddress({ records }: Parts, view: SiteView, visitor: Visitor, id: string): Promise<Sealed> {
  const address = await records.addresses.get(view.id, id);
  if (address?.person === visitor.id) return address;
  if (!isManager(view, visitor)) throw new Refused(403, ofOthers(view));
  if (!address) throw new NotFound('address', id);
  return address;
}

const ofOthers = ({ id }: Pick<SiteView, 'id'>) => `addresses of others are for who may 'manage_channels' in all of '${id}'`;

/** @returns null when they cannot be read: sealed with another key */
export function openSettings({ secrets }: Pick<Parts, 'secrets'>, { sealed }: Pick<Sealed, 'sealed'>): Settings | null {
  try {
    return JSON.parse(secrets.open(sealed)) as Settings;
  } catch {
    return null;
  }
}

/**
 * Whom an address is for: one person, or groups.
 *
 * @throws Refused for what only the administrator does, Unprocessable naming the person or the audiences
 */
export async function checkOwner(
  { records }: Parts,
  view: SiteView,
  visitor: Visitor,
  { channel, person, audiences }: Pick<Address, 'channel' | 'person' | 'audiences'>,
): Promise<void> {
  const definition = channelOf(channel);
  if (!isManager(view, visitor)) {
    if (person !== visitor.id) throw new Refused(403, ofOthers(view));
    if (definition && !definition.isPersonal) throw new Refused(403, `'${channel}' belongs to a group; the administrator adds it`);
  }
  if (person === null) {
    if (audiences.length === 0)
      throw new Unprocessable({ path: 'body.audiences', message: 'nobody would be told by it; name a person or at least one audience' });
    return;
  }
  if (audiences.length > 0)
    throw new Unprocessable({ path: 'body.audiences', message: `what a person is told follows from his duty; allowed with a person: []` });
  const known = await records.people.get(person);
  if (!known || known.disabledAt !== null || !reachesSite(known.reach, view.id))
    throw new Unprocessable({ path: 'body.person', message: `there is no person '${person}' at '${view.id}'` });
}

/** @throws Refused when the person has so many already */
export async function checkRoom({ records }: Parts, { id }: Pick<SiteView, 'id'>, person: string): Promise<void> {
  const own = (await records.addresses.list(id)).filter((address) => address.person === person);
  if (own.length >= MOST_OWN) throw new Refused(409, `a person has at most ${MOST_OWN} addresses; delete one first`);
}

/** For people: without secrets, with how the last message went. */
export async function toAddressView(parts: Parts, address: Sealed): Promise<AddressView> {
  const { id, site, channel, name, audiences, isOn } = address;
  const [owner, [last]] = await Promise.all([
    address.person === null ? undefined : parts.records.people.get(address.person),
    parts.records.outbox.deliveries({ site, address: id, limit: 1 }),
  ]);
  const definition = channelOf(channel);
  const settings = openSettings(parts, address);
  return {
    id,
    channel,
    name,
    person: address.person === null ? null : { id: address.person, name: owner?.name ?? '' },
    audiences: [...audiences],
    isOn,
    settings: definition && settings ? hideSecrets(settings, definition) : {},
    last: last ? { state: last.state, at: last.acceptedAt ?? last.sentAt ?? last.createdAt, why: last.why } : null,
  };
}
