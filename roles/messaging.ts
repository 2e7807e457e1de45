import { createRoads } from '../alerts/channels/create-roads.ts';
import type { Roads } from '../alerts/channels/roads.ts';
import { VENDOR_HOSTS } from '../alerts/channels/registry.ts';
import { createAddressTest } from '../alerts/delivery/message-desk.ts';
import { createDeliveryWorker, type DeliveryWorker } from '../alerts/delivery/worker.ts';
import type { Clock } from '../domain/clock.ts';
import { createCatalogCache } from '../jobs/catalog-cache.ts';
import { createAllowedHosts } from '../outgoing/allowed-hosts.ts';
import { createHostTrouble } from '../outgoing/host-trouble.ts';
import type { Secrets } from '../store/access-ports.ts';
import type { MessageDesk } from '../store/outbox-ports.ts';
import type { Foundation } from './foundation.ts';
import type { NoticePublisher } from './publisher.ts';
import { openVapid, type Vapid } from './vapid.ts';

export interface MessagingOptions {
  foundation: Foundation;
  publisher: NoticePublisher;
  secrets: Secrets;
  monotonic: Clock;
  /** Tests give others. */
  roads?: Roads | undefined;
}

/** How messages leave the house: the roads, the workers, and where an address is tried. */
export function createMessaging(options: MessagingOptions): { worker: DeliveryWorker; desk: MessageDesk } {
  const { foundation, secrets, monotonic } = options;
  const { loaded, records, now, log } = foundation;
  const { messages } = loaded.settings;
  const publicUrl = publicUrlOf(foundation);
  // The push services take https or a mail address.
  const vapid = openVapid(loaded.dataDir, publicUrl?.startsWith('https:') ? publicUrl : 'mailto:greenleaf@localhost.invalid');
  const deps = {
    records,
    roads: options.roads ?? roadsOf(options, vapid),
    open: (sealed: string) => secrets.open(sealed),
    schools: createCatalogCache(records.catalog),
    perHour: messages.perHour,
    escalateMinutes: messages.escalateMinutes,
    publicUrl,
    now,
    monotonic,
    random: Math.random,
    log,
  };
  const worker = createDeliveryWorker(deps);
  const desk = {
    test: createAddressTest(deps),
    nudge: () => worker.nudge(),
    webPushKey: () => vapid.publicKey,
    hostTrouble: createHostTrouble(createAllowedHosts({ vendors: VENDOR_HOSTS, ...messages })),
  };
  return { worker, desk };
}

function roadsOf({ foundation, publisher }: MessagingOptions, vapid: Vapid): Roads {
  const { loaded, now } = foundation;
  const { hosts, privateHosts } = loaded.settings.messages;
  return createRoads({
    hosts,
    privateHosts,
    publish: (topic, payload, options) => publisher.publish(topic, payload, options),
    vapid: () => vapid,
    now,
  });
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']);

/** An address that only this machine can reach helps nobody's phone. */
function publicUrlOf({ loaded }: Foundation): string | null {
  const { publicUrl, host, port, certFile } = loaded.settings.http;
  if (publicUrl !== undefined) return publicUrl;
  return LOOPBACK.has(host) || port === 0 ? null : `${certFile === undefined ? 'http' : 'https'}://${host}:${port}`;
}
