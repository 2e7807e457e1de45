import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openOwnBroker } from '../collector/own-broker.ts';
import type { LoadedSettings } from '../config/load.ts';
import type { Log } from '../domain/log.ts';
import { StartTrouble } from './trouble.ts';

export interface Broker {
  url: string;
  isOwn: boolean;
  close(): Promise<void>;
}

const WAIT_MS = 30_000;
const LOOK_MS = 100;
const noteFile = (dataDir: string) => join(dataDir, 'own-broker.json');

/** The broker of the settings; without one our own, which lives in the collector's process and notes its address for the others. */
export async function openBroker({ settings, dataDir }: LoadedSettings, log: Log): Promise<Broker> {
  if (settings.mqtt.url !== undefined) return { url: settings.mqtt.url, isOwn: false, close: () => Promise.resolve() };
  const own = await openOwnBroker({ port: settings.mqtt.ownPort, log });
  writeFileSync(noteFile(dataDir), JSON.stringify({ url: own.url, pid: process.pid }));
  return {
    url: own.url,
    isOwn: true,
    async close() {
      rmSync(noteFile(dataDir), { force: true });
      await own.close();
    },
  };
}

/** Address of the broker, for a role in another process than the collector's. Waits for the collector to come up. */
export async function findBroker({ settings, dataDir }: LoadedSettings): Promise<string> {
  if (settings.mqtt.url !== undefined) return settings.mqtt.url;
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_MS) {
    const url = notedUrl(dataDir);
    if (url !== undefined) return url;
    await pause(LOOK_MS);
  }
  throw new StartTrouble(
    `No broker: mqtt.url is not set, and no collector runs on ${dataDir}. Start it (npm start -- --only collector) or set mqtt.url in greenleaf.yaml`,
  );
}

function notedUrl(dataDir: string): string | undefined {
  try {
    const { url, pid } = JSON.parse(readFileSync(noteFile(dataDir), 'utf8')) as { url: string; pid: number };
    process.kill(pid, 0);
    return url;
  } catch {
    return undefined;
  }
}
