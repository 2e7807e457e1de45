import { join } from 'node:path';
import { createCollector } from '../collector/collector.ts';
import type { Foundation } from './foundation.ts';
import type { Role } from './role.ts';

/** MQTT in, readings out. */
export async function startCollector({ loaded, records, readings, now, log }: Foundation, brokerUrl: string): Promise<Role> {
  const { mqtt, collector: rules } = loaded.settings;
  const collector = createCollector({
    mqtt: { ...mqtt, url: brokerUrl },
    rules,
    readings: readings.store,
    records,
    spoolPath: join(loaded.dataDir, 'spool.sqlite'),
    now,
    log,
  });
  await collector.start();
  return { stop: () => collector.stop() };
}
