import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Tariff } from '../domain/tariff.ts';
import { parseTariffYaml } from './tariff-yaml.ts';

/** To start from: price lists of named documents, to be checked and changed; never "the tariff of today". */
export interface TariffExample {
  /** Of its file, without the ending. */
  name: string;
  tariff: Tariff;
  /** As it was written, with its comments. */
  yaml: string;
}

const FOLDER = fileURLToPath(new URL('examples/', import.meta.url));

let known: TariffExample[] | undefined;

/** Every example, by name; read once: they come with the program. */
export const readExamples = async (): Promise<TariffExample[]> => (known ??= await readAll());

async function readAll(): Promise<TariffExample[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml'));
  return Promise.all(
    files
      .map((file) => file.slice(0, -'.yaml'.length))
      .toSorted()
      .map(read),
  );
}

/** @param name of its file, without the ending */
export async function readExample(name: string): Promise<Tariff> {
  return (await read(name)).tariff;
}

/** @throws Error naming the file when it is not there or is no tariff */
async function read(name: string): Promise<TariffExample> {
  const yaml = await readFile(`${FOLDER}${name}.yaml`, 'utf8');
  const parsed = parseTariffYaml(yaml);
  if (parsed.kind === 'tariff') return { name, tariff: parsed.tariff, yaml };
  throw new Error(`tariffs/examples/${name}.yaml: ${parsed.mistakes.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
}
