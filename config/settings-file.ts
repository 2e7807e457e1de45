import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { SettingsError } from './settings-error.ts';
import { settingsShape, type Shape } from './shape.ts';

export interface ParsedFile {
  /** What stands in the file; keys without a value are left out. */
  content: Record<string, unknown>;
  /** Line of the deepest part of a path that stands in the file. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/**
 * Read YAML text as settings: every syntax mistake with its line, never with the words of a line that holds a password.
 *
 * @throws SettingsError
 */
export function parseSettingsFile(text: string, name: string): ParsedFile {
  if (text.includes('\uFFFD')) throw new SettingsError([`${name}: is not UTF-8 text; save it again with the encoding UTF-8`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const troubles = [...document.errors, ...document.warnings];
  if (troubles.length > 0) {
    const source = text.split('\n');
    throw new SettingsError(
      troubles.map(({ pos, message }) => {
        const { line } = lines.linePos(pos[0]);
        const secret = /password/i.test(source[line - 1] ?? '');
        return `${name}: line ${line}: ${secret ? 'not YAML; put the password in quotes' : message}`;
      }),
    );
  }
  keepText(document.contents, settingsShape());
  const content = withoutEmpty(valuesOf(document, name)) ?? {};
  if (!isGroup(content)) {
    throw new SettingsError([
      `${name}: a list or a single value is not allowed; allowed: groups such as 'http:' with their settings below`,
    ]);
  }
  return { content, lineOf: (path) => lineOf(path, document, lines) };
}

/** The values; aliases (`*name`) are resolved only here. */
function valuesOf(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new SettingsError([
      `${name}: a word that begins with * refers to no &anchor before it, or to too many; put such words in quotes`,
    ]);
  }
}

/** Where text is meant, `0123` and `true` are text: a serial keeps its zeros, a password its form. */
function keepText(node: unknown, shape: Shape | undefined): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      keepText(pair.value, shape?.properties?.[key]);
    }
  } else if (isSeq(node)) node.items.forEach((entry) => keepText(entry, shape?.items));
  else if (isScalar(node) && shape?.type === 'string' && node.value !== null && node.source !== undefined) node.value = node.source;
}

/** A key without a value means "not said", as if its line were not there. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutEmpty(entry));
  if (!isGroup(value)) return value ?? undefined;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number | undefined {
  let offset: number | undefined;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((candidate) => isScalar(candidate.key) && String(candidate.key.value) === String(key));
      offset = (pair?.key as Node | undefined)?.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
