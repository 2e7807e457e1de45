import { Document, isCollection, isScalar, parseDocument, type Scalar, visit } from 'yaml';
import { DECIMAL } from '../domain/decimal.ts';
import type { Tariff } from '../domain/tariff.ts';
import { type ParsedTariff, parseTariff, type TariffMistake } from './schema.ts';

/** Far more than any tariff has. */
const MOST_CHARACTERS = 50_000;

/**
 * A tariff from YAML: the keys of domain/tariff.ts in snake_case (`valid_from`). Numbers with a point are taken as they are written,
 * never as binary fractions.
 */
export function parseTariffYaml(text: string): ParsedTariff {
  if (text.length > MOST_CHARACTERS) return refused(`the text has ${text.length} characters; at most ${MOST_CHARACTERS} are taken`);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return refused(`this is no YAML: ${error.message.split('\n')[0]}`);
  visit(document, { Scalar: (_, node) => keepDecimal(node) });
  let written: unknown;
  try {
    written = document.toJS({ maxAliasCount: 0 });
  } catch {
    return refused('names for parts (& and *) are not taken: write them out');
  }
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    return refused('a tariff is a list of keys with values, such as id: and medium:');
  }
  const style = otherStyle(written);
  if (style.length > 0) return { kind: 'mistakes', mistakes: style };
  const parsed = parseTariff(renameKeys(written, toCamel));
  if (parsed.kind === 'tariff') return parsed;
  return {
    kind: 'mistakes',
    mistakes: parsed.mistakes.map(({ path, message }) => ({ path: snakeWords(path), message: snakeWords(message) })),
  };
}

/** The same tariff as YAML. */
export function printTariffYaml(tariff: Tariff): string {
  const document = new Document(renameKeys(tariff, toSnake));
  visit(document, {
    Scalar: (_, node) => printPlain(node),
    Collection(key, node) {
      // What has no parts of its own stands in one line.
      if (key !== null && node.items.every((item) => !isCollection(item) && !isCollection((item as { value?: unknown }).value)))
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 140 });
}

const refused = (message: string): ParsedTariff => ({ kind: 'mistakes', mistakes: [{ path: '', message }] });

function keepDecimal(node: Scalar): void {
  if (typeof node.value === 'number' && node.source?.includes('.') && DECIMAL.test(node.source)) node.value = node.source;
}

/** A decimal is written as a number with the digits that it has, not as a text in quotes. */
function printPlain(node: Scalar): void {
  if (!isScalar(node) || typeof node.value !== 'string' || !DECIMAL.test(node.value)) return;
  const decimals = node.value.split('.')[1]?.length ?? 0;
  const value = Number(node.value);
  if (value.toFixed(decimals) !== node.value || String(value).includes('e')) return;
  node.value = value;
  if (decimals > 0) node.minFractionDigits = decimals;
}

function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => renameKeys(part, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[rename(key), renameKeys(part, rename)]])),
  );
}

function otherStyle(value: unknown, path: string[] = []): TariffMistake[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const place = [...path, key];
    const wrong = toSnake(key) === key ? [] : [{ path: place.join('.'), message: `keys are written with small letters: ${toSnake(key)}` }];
    return [...wrong, ...otherStyle(part, place)];
  });
}

const toCamel = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const toSnake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** Keys inside a sentence: `validFrom` → `valid_from`. Other words have no capital inside. */
const snakeWords = (words: string) => words.replace(/\b[a-z]+(?:[A-Z][a-z0-9]*)+\b/g, toSnake);
