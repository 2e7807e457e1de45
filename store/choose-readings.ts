import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInfluxd } from './influxd/find-influxd.ts';
import { restartAfterFullDisk } from './influxd/full-disk.ts';
import { openInfluxd } from './influxd/influxd.ts';
import type { Log } from '../domain/log.ts';
import { type ReadingStore, StoreMisconfigured } from './ports.ts';
import { askedFor, describe, keptChoice, noteChoice, type ReadingsChoice, type ReadingsSettings } from './readings-choice.ts';
import { createInfluxReadingStore } from './readings/influx.ts';
import { setUpInflux } from './readings/set-up-influx.ts';
import { openSqliteReadingStore } from './readings/sqlite.ts';

export interface ChooseReadingsOptions {
  settings: ReadingsSettings;
  dataDir: string;
  /** An influxd that was named by hand; then no other is looked for. */
  influxd?: string | undefined;
  /** The PATH of the environment. */
  searchPath?: string | undefined;
  log: Pick<Log, 'info' | 'warn'>;
}

export interface ChosenReadings {
  store: ReadingStore;
  /** For people: where the readings are. */
  readonly place: string;
  /** Closes the store, and stops influxd when it is ours. */
  close(): Promise<void>;
}

/**
 * Open the store of the readings: the one noted in the data directory; at the first start the one that the settings ask
 * for; with `auto` a server with an address, else an influxd of our own, else SQLite.
 *
 * @throws StoreMisconfigured when the settings ask for another store than the one noted, or for one that cannot be had
 * @throws StoreUnavailable   at the first start, when the server does not answer
 */
export async function chooseReadings(options: ChooseReadingsOptions): Promise<ChosenReadings> {
  const { settings, dataDir } = options;
  mkdirSync(dataDir, { recursive: true });
  const kept = keptChoice(dataDir, settings);
  if (kept) return openChoice(kept, options);
  const asked = askedFor(settings);
  const { chosen, choice } = asked
    ? { chosen: await openNew(asked, options), choice: asked }
    : await openBest({ kind: 'own-influxd', database: settings.influx.database }, options);
  try {
    noteChoice(dataDir, choice, settings);
  } catch (error) {
    await chosen.close();
    throw error;
  }
  return chosen;
}

async function openBest(best: ReadingsChoice, options: ChooseReadingsOptions) {
  try {
    return { chosen: await openNew(best, options), choice: best };
  } catch (err) {
    const sqlite: ReadingsChoice = { kind: 'sqlite' };
    options.log.warn({ err }, `${describe(best)} cannot be had; the readings are kept in ${describe(sqlite)} from now on`);
    return { chosen: await openNew(sqlite, options), choice: sqlite };
  }
}

/** A server's database is made once; later a missing one is a mistake that people should see. */
async function openNew(choice: ReadingsChoice, options: ChooseReadingsOptions): Promise<ChosenReadings> {
  if (choice.kind === 'server') await setUpInflux({ ...accountOf(options), ...choice });
  return openChoice(choice, options);
}

/** Name and password for a server. @throws StoreMisconfigured when the file of the password cannot be read */
function accountOf({ settings: { influx } }: ChooseReadingsOptions) {
  const { username, password, passwordFile } = influx;
  if (passwordFile === undefined) return { username, password };
  let last = readPassword(passwordFile);
  const again = () => {
    try {
      last = readPassword(passwordFile);
    } catch {
      // It is being replaced just now; meanwhile InfluxDB refuses the old one, and that is said.
    }
    return last;
  };
  return { username, password: again };
}

/** One trailing line break belongs to the editor, not to the password. */
function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new StoreMisconfigured(`influx.passwordFile: '${file}' cannot be read; allowed: a readable file that holds the password`, {
      cause,
    });
  }
}

function chosenStore(store: ReadingStore, close = () => store.close()): ChosenReadings {
  return {
    store,
    // Asked each time: an InfluxDB tells its version with its first answer.
    get place() {
      return store.place;
    },
    close,
  };
}

async function openChoice(choice: ReadingsChoice, options: ChooseReadingsOptions): Promise<ChosenReadings> {
  const { dataDir } = options;
  if (choice.kind === 'own-influxd') return openOwn(choice.database, options);
  const store =
    choice.kind === 'sqlite'
      ? openSqliteReadingStore(join(dataDir, 'readings.sqlite'))
      : createInfluxReadingStore({ ...accountOf(options), ...choice });
  return chosenStore(store);
}

async function openOwn(database: string, { dataDir, influxd: given, searchPath, log }: ChooseReadingsOptions): Promise<ChosenReadings> {
  const binary = await findInfluxd({ dataDir, given, searchPath });
  if (binary === undefined) {
    const looked = given === undefined ? `on the PATH and in ${join(dataDir, 'influxd-package')}` : `at ${given}`;
    throw new StoreMisconfigured(`no influxd 1.x ${looked}; install it (Debian, Ubuntu: apt-get install influxdb) or set readings: sqlite`);
  }
  const influxd = await openInfluxd({ binary, dataDir, log });
  try {
    const { url, username, password } = influxd;
    // Nobody else can have made it, so it is made whenever it is not there.
    const address = { url, username, password, database };
    const plain = createInfluxReadingStore({ ...address, version: await setUpInflux(address) });
    const store = restartAfterFullDisk(plain, influxd, dataDir, log);
    return chosenStore(store, async () => {
      await store.close();
      await influxd.close();
    });
  } catch (error) {
    await influxd.close();
    throw error;
  }
}
