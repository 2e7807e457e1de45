import type { z } from 'zod';
import { nearMiss } from './near-miss.ts';
import { allowedText, shapeAt } from './shape.ts';

type Path = readonly PropertyKey[];

/** `sites[0].meters[2].medium` */
export function pathText(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');
}

/** One line a mistake, without its path: the value and what is allowed. */
export function explainMistake(issue: z.core.$ZodIssue): { path: Path; words: string }[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], words: unknownKey(key, path) }));
  const shape = shapeAt(path);
  if (!shape || (issue.code === 'custom' && issue.message !== shape.allowed)) return [{ path, words: issue.message }];
  if (issue.input === undefined) return [{ path, words: `is missing; needed: ${allowedText(shape)}` }];
  return [{ path, words: `${shown(issue.input, path)} is not allowed; allowed: ${allowedText(shape)}` }];
}

function unknownKey(key: string, path: Path): string {
  const known = Object.keys(shapeAt(path)?.properties ?? {});
  const meant = nearMiss(key, known);
  return `unknown key '${key}'; ${meant ? `did you mean '${meant}'? ` : ''}known: ${known.join(', ')}`;
}

const SHOWN_LENGTH = 60;

/** A value as a person wrote it; never a password, in whatever place it stands. */
function shown(value: unknown, path: Path): string {
  if (isSecret(path)) return 'what stands there (hidden)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a group';
  if (typeof value !== 'string') return String(value);
  const plain = withoutCredentials(value);
  return `'${plain.length > SHOWN_LENGTH ? `${plain.slice(0, SHOWN_LENGTH)}…` : plain}'`;
}

export const isSecret = (path: Path): boolean => /password|secret|token/i.test(String(path.at(-1)));
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^@/\s]*@/, '//***@');
