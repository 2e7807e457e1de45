import { wordsOf } from '../alerts/delivery/message-words.ts';
import { may, type Visitor } from '../domain/access.ts';
import type { Delivery, Message } from '../domain/message.ts';
import type { Records } from '../store/ports.ts';
import { reachesAlert } from './reached.ts';
import type { DeliveryView } from './schemas/messages.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** Of a narrowed view so many rows are looked through for those inside. */
const MOST_LOOKED_AT = 2000;

type Parts = Pick<Records, 'outbox' | 'people' | 'addresses'>;

/**
 * Who was told what, and what became of it; newest first. Of a part of the school: what is about its alerts, and one's own.
 * What the other side answered is for who manages channels.
 */
export async function readDeliveries(
  records: Parts,
  view: SiteView,
  visitor: Visitor,
  { limit, ...of }: { alert?: string | undefined; address?: string | undefined; limit: number },
): Promise<DeliveryView[]> {
  const { alert, address } = of;
  const filter = { site: view.id, ...(alert === undefined ? {} : { alert }), ...(address === undefined ? {} : { address }) };
  const all = await records.outbox.deliveries({ ...filter, limit: view.isWhole ? limit : MOST_LOOKED_AT });
  const messages = await messagesOf(records, all);
  const known = all.flatMap((delivery) => {
    const message = messages.get(delivery.message);
    return message && isInside(view, visitor, delivery, message) ? { delivery, message } : [];
  });
  const [people, addresses] = await Promise.all([records.people.list(), records.addresses.list(view.id)]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const roads = new Map(addresses.map((one) => [one.id, one]));
  const isTechnical = may(visitor, 'manage_channels');
  return known.slice(0, limit).map(({ delivery, message }) => ({
    ...toView(delivery),
    kind: message.kind,
    title: wordsOf(message, view).title,
    alert: message.alert?.id ?? null,
    person: delivery.person === null ? null : (names.get(delivery.person) ?? ''),
    channel: roads.get(delivery.address)?.channel ?? '',
    address: roads.get(delivery.address)?.name ?? '',
    answer: isTechnical ? delivery.answer : '',
  }));
}

async function messagesOf({ outbox }: Pick<Parts, 'outbox'>, deliveries: readonly Delivery[]): Promise<ReadonlyMap<number, Message>> {
  const ids = [...new Set(deliveries.map(({ message }) => message))];
  const found = await Promise.all(ids.map((id) => outbox.message(id)));
  return new Map(found.flatMap((message) => (message ? [[message.id, message] as const] : [])));
}

function isInside(view: SiteView, visitor: Visitor, { person }: Delivery, { alert }: Message): boolean {
  return view.isWhole || person === visitor.id || (alert !== null && reachesAlert(view, alert));
}

function toView({ id, message, rung, state, attempts, createdAt, dueAt, sentAt, acceptedAt, seenAt, actedAt, why }: Delivery) {
  return { id, message, rung, state, attempts, createdAt, dueAt, sentAt, acceptedAt, seenAt, actedAt, why };
}
