import { join } from 'node:path';
import { createCollector } from '../collector/collector.ts';
import type { Broker } from './broker.ts';
import type { Foundation } from './foundation.ts';
import type { Role } from './role.ts';

/** MQTT in, readings out. */
export async function startCollector({ loaded, records, readings, now, log }: Foundation, broker: Broker): Promise<Role> {
  const { mqtt, collector: rules } = loaded.settings;
  const collector = createCollector({
    // Our own broker speaks 3.1.1 only: asking for 5 first would cost a refused connection.
    mqtt: { ...mqtt, url: broker.url, protocol: broker.isOwn ? '3.1.1' : mqtt.protocol },
    rules,
    readings: readings.store,
    records,
    spoolPath: join(loaded.dataDir, 'spool.sqlite'),
    now,
    log,
  });
  try {
    await collector.start();
  } catch (error) {
    await collector.stop();
    throw error;
  }
  return { stop: () => collector.stop() };
}
