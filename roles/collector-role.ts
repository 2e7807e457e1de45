import { join } from 'node:path';
import { CannotStart } from '../collector/cannot-start.ts';
import { createCollector } from '../collector/collector.ts';
import type { Broker } from './broker.ts';
import type { Foundation } from './foundation.ts';
import type { Role } from './role.ts';
import { StartTrouble } from './trouble.ts';

/** MQTT in, readings out. @throws StartTrouble */
export async function startCollector({ loaded, records, readings, now, log }: Foundation, broker: Broker): Promise<Role> {
  const { mqtt, collector: rules } = loaded.settings;
  const collector = createCollector({
    // Our own broker speaks 3.1.1 only: asking for 5 first would cost a refused connection.
    mqtt: { ...mqtt, url: broker.url, protocol: broker.isOwn ? '3.1.1' : mqtt.protocol, isOwn: broker.isOwn },
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
    throw error instanceof CannotStart ? new StartTrouble(`The collector cannot start: ${error.message}`, { cause: error }) : error;
  }
  return { stop: () => collector.stop() };
}
