import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import type { SitePlan } from '../domain/site.ts';
import { createDemoCampus } from '../simulators/demo-campus.ts';
import { type ChosenReadings, chooseReadings } from '../store/choose-readings.ts';
import type { Records } from '../store/ports.ts';
import { openRecords } from '../store/records/open-records.ts';
import { explainDataDir } from './trouble.ts';

/** What every role stands on. */
export interface Foundation {
  loaded: LoadedSettings;
  plans: readonly SitePlan[];
  records: Records;
  recordsPath: string;
  readings: ChosenReadings;
  now: Clock;
  log: Logger;
  close(): Promise<void>;
}

export interface FoundationOptions {
  loaded: LoadedSettings;
  searchPath: string | undefined;
  now: Clock;
  log: Logger;
}

/** The schools: as declared, or the demo campus. */
export function plansOf(loaded: LoadedSettings): readonly SitePlan[] {
  return loaded.sitePlans ?? [createDemoCampus({ seed: loaded.settings.simulator.seed })];
}

/** Open the stores in the data folder and take over what the settings declare. @throws StartTrouble, StoreMisconfigured, StoreUnavailable */
export async function openFoundation({ loaded, searchPath, now, log }: FoundationOptions): Promise<Foundation> {
  const { dataDir, settings } = loaded;
  prepareDataDir(dataDir);
  const recordsPath = join(dataDir, 'records.sqlite');
  const records = await openRecords(recordsPath);
  try {
    const readings = await chooseReadings({ settings, dataDir, searchPath, log });
    const plans = plansOf(loaded);
    for (const plan of plans) await records.catalog.declare(plan);
    const close = async () => {
      await readings.close();
      await records.close();
    };
    return { loaded, plans, records, recordsPath, readings, now, log, close };
  } catch (error) {
    await records.close();
    throw error;
  }
}

export function prepareDataDir(dataDir: string): void {
  try {
    // A new one is its owner's alone: it will hold people, phones and hashes of passwords.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw explainDataDir(dataDir, error);
  }
}
