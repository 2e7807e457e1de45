import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreMisconfigured } from './ports.ts';

/** Where the readings of a data directory are, decided once. */
const choiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('server'), url: z.url(), database: z.string() }),
  z.strictObject({ kind: z.literal('own-influxd'), database: z.string() }),
  z.strictObject({ kind: z.literal('sqlite') }),
]);
export type ReadingsChoice = z.infer<typeof choiceSchema>;

export interface ReadingsSettings {
  readings: 'auto' | 'influx' | 'sqlite';
  influx: {
    url?: string | undefined;
    database: string;
    username?: string | undefined;
    password?: string | undefined;
    /** Holds the password; read again when the server does not know it any more. */
    passwordFile?: string | undefined;
  };
}

/** What the settings ask for; undefined: whatever can be had. */
export function askedFor({ readings, influx }: ReadingsSettings): ReadingsChoice | undefined {
  if (readings === 'sqlite') return { kind: 'sqlite' };
  if (influx.url !== undefined) return { kind: 'server', url: withoutSecret(influx.url), database: influx.database };
  return readings === 'influx' ? { kind: 'own-influxd', database: influx.database } : undefined;
}

function withoutSecret(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}

/**
 * The choice that was noted, when the settings agree with it; undefined before the first start.
 *
 * @throws StoreMisconfigured when they do not: readings would seem to be gone
 */
export function keptChoice(dataDir: string, settings: ReadingsSettings): ReadingsChoice | undefined {
  const file = choiceFile(dataDir);
  if (!existsSync(file)) return undefined;
  const kept = parseChoice(file);
  const asked = askedFor(settings);
  // `auto` without an address takes what is there; only the address of a server has to come from the settings.
  const agree = asked === undefined ? kept.kind !== 'server' : JSON.stringify(kept) === JSON.stringify(asked);
  if (agree) return kept;
  throw new StoreMisconfigured(
    `The readings are in ${describe(kept)}, as noted in ${file}, but the settings ask for ${asked ? describe(asked) : 'readings: auto without influx.url'}. ` +
      `Either set the settings back to ${wayBack(kept)}, or begin anew by removing ${file}: the readings so far then stay in ${describe(kept)}, but are not shown any more.`,
  );
}

/** Note the choice; of two processes that start at once the first decides. */
export function noteChoice(dataDir: string, choice: ReadingsChoice, settings: ReadingsSettings): void {
  try {
    writeFileSync(choiceFile(dataDir), `${JSON.stringify(choice)}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    keptChoice(dataDir, settings);
  }
}

export function describe(choice: ReadingsChoice): string {
  if (choice.kind === 'server') return `the InfluxDB at ${choice.url}, database ${choice.database}`;
  return choice.kind === 'sqlite' ? 'the SQLite file readings.sqlite' : `Greenleaf's own influxd, database ${choice.database}`;
}

function wayBack(choice: ReadingsChoice): string {
  if (choice.kind === 'server') return `influx.url: ${choice.url} with influx.database: ${choice.database}`;
  return choice.kind === 'sqlite' ? 'readings: sqlite' : `readings: influx without influx.url, and influx.database: ${choice.database}`;
}

function choiceFile(dataDir: string): string {
  return join(dataDir, 'readings-store.json');
}

function parseChoice(file: string): ReadingsChoice {
  try {
    return choiceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StoreMisconfigured(`${file}, which says where the readings are, cannot be understood; remove it to choose anew`, { cause });
  }
}
