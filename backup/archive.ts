import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MEDIA } from '../domain/medium.ts';
import { BackupTrouble } from './backup-trouble.ts';

/** Grows when an older program could no longer read what a newer one wrote. */
const FORMAT = 1;
const MANIFEST = 'manifest.json';
export const RECORDS = 'records.sqlite';
export const SETTINGS = 'greenleaf.yaml';
export const SPOOL = 'spool.jsonl';

const count = z.int().nonnegative();
/** Nothing else is unpacked, whatever an archive holds: no path leads out of the folder. */
const member = z.string().regex(/^(records\.sqlite|greenleaf\.yaml|spool\.jsonl|readings-\d{6}\.csv)$/);

const manifestSchema = z.object({
  program: z.literal('greenleaf'),
  format: z.literal(FORMAT),
  /** Of the program. */
  version: z.string(),
  /** Newest change of the records' tables (store/records/migrations). */
  schema: z.string(),
  /** ISO instant at which the backup began: nothing that was acknowledged before is missing. */
  madeAt: z.iso.datetime(),
  /** For people: where the readings were. */
  readingsFrom: z.string(),
  members: z.array(z.object({ name: member, bytes: count, sha256: z.string() })),
  series: z.array(z.object({ member, site: z.string(), building: z.string(), meter: z.string(), medium: z.enum(MEDIA), readings: count })),
  /** Readings that waited in the spool. */
  spooled: count,
  /** Spans in which readings and records may not belong to the same instant: computed again after a restore. */
  touched: z.array(z.object({ site: z.string(), meter: z.string(), fromAt: z.number(), toAt: z.number() })),
  /** Secrets that were left out of the settings file, as `mqtt.password`; and `secret.key` of the data folder. */
  leftOut: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type BackedUpSeries = Manifest['series'][number];

/** Pack all files of a folder, described by the manifest, into one new file that only its owner can read. */
export async function pack(folder: string, manifest: Omit<Manifest, 'program' | 'format' | 'members'>, file: string): Promise<Manifest> {
  const names = readdirSync(folder).toSorted();
  const members = [];
  for (const name of names) members.push({ name, bytes: lstatSync(join(folder, name)).size, sha256: await sha256Of(join(folder, name)) });
  const whole: Manifest = { program: 'greenleaf', format: FORMAT, ...manifest, members };
  writeFileSync(join(folder, MANIFEST), JSON.stringify(whole, null, 1));
  // The manifest first: whoever looks into the archive finds it at once.
  writeFileSync(join(folder, 'names'), [MANIFEST, ...names].join('\n'));
  const tar = runTar(['-cz', '-f', '-', '-C', folder, '-T', join(folder, 'names')], ['ignore', 'pipe', 'pipe']);
  await Promise.all([pipeline(tar.child.stdout!, createWriteStream(file, { mode: 0o600, flags: 'wx' })), tar.done]);
  return whole;
}

/** Unpack an archive into an empty folder and check every file of it. @throws BackupTrouble when it is not whole */
export async function unpack(file: string, folder: string): Promise<Manifest> {
  const refuse = (why: string) => new BackupTrouble(`${file} cannot be restored: ${why}. Nothing was restored.`);
  try {
    await runTar(['-xz', '-f', file, '-C', folder, '--no-same-owner'], ['ignore', 'ignore', 'pipe']).done;
  } catch (error) {
    throw refuse(`it is no tar.gz archive, or it was cut short or damaged (${error instanceof Error ? error.message : String(error)})`);
  }
  const manifest = readManifest(folder, refuse);
  const listed = new Set([MANIFEST, ...manifest.members.map(({ name }) => name)]);
  const strange = readdirSync(folder).find((name) => !listed.has(name));
  if (strange !== undefined) throw refuse(`it holds '${strange}', of which its manifest knows nothing`);
  for (const { name, sha256 } of manifest.members) {
    const path = join(folder, name);
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) throw refuse(`its file ${name} is missing`);
    if ((await sha256Of(path)) !== sha256) throw refuse(`its file ${name} was altered after the backup (its sha256 is another)`);
  }
  return manifest;
}

function readManifest(folder: string, refuse: (why: string) => BackupTrouble): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
  } catch {
    throw refuse(`it has no ${MANIFEST}, so it is no backup of Greenleaf or only a part of one`);
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT) throw refuse(`a newer Greenleaf made it (format ${format}; this one reads ${FORMAT})`);
  const result = manifestSchema.safeParse(json);
  if (!result.success) throw refuse(`its ${MANIFEST} was altered: ${z.prettifyError(result.error)}`);
  return result.data;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The system's own tar, which Linux, macOS and Windows have. `done` rejects with its words. */
function runTar(args: readonly string[], stdio: ('ignore' | 'pipe')[]): { child: ChildProcess; done: Promise<void> } {
  // Without the variable the tar of macOS adds files of its own.
  const child = spawn('tar', args, { stdio, env: { ...process.env, COPYFILE_DISABLE: '1', LC_ALL: 'C' } });
  let words = '';
  child.stderr!.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(0, 500)));
  const done = (async () => {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(words.trim().split('\n')[0] || `tar ended with ${code}`);
  })();
  return { child, done };
}
