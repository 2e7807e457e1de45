import type { AlertEvent } from '../../domain/handling.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Delivery, Message } from '../../domain/message.ts';
import type { DeliveryDeps } from './ports.ts';
import type { Item } from './still-needed.ts';

/** How things are at this moment, for deliveries of one site. What stands behind several is read once. */
export async function loadItems({ records }: Pick<DeliveryDeps, 'records'>, deliveries: readonly Delivery[]): Promise<Item[]> {
  const messages = new Map<number, Message | undefined>();
  const alerts = new Map<string, { alert: Alert | undefined; events: AlertEvent[] }>();
  const items: Item[] = [];
  for (const delivery of deliveries) {
    const { site, message: id } = delivery;
    const message = messages.get(id) ?? (await records.outbox.message(id));
    messages.set(id, message);
    if (!message) continue;
    const about = message.alert?.id;
    if (about !== undefined && !alerts.has(about)) {
      alerts.set(about, { alert: await records.alerts.get(site, about), events: await records.alertEvents.list(site, { alert: about }) });
    }
    items.push({ delivery, message, ...(about === undefined ? { alert: undefined, events: [] } : alerts.get(about)!) });
  }
  return items;
}
