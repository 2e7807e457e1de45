import { z } from 'zod';
import { settingsSchema } from './schema.ts';

/** The part of JSON Schema that the settings use. */
export interface Shape {
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  enum?: string[];
  default?: unknown;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  /** Of a number. */
  unit?: string;
  /** In words, where the form of a text is not plain from the rest (config/text.ts). */
  allowed?: string;
}

let shape: Shape | undefined;

/** The settings file as one tree of what is allowed, made from the zod schema. */
export function settingsShape(): Shape {
  shape ??= z.toJSONSchema(settingsSchema, { io: 'input' }) as Shape;
  return shape;
}

/** What stands at a path such as `['sites', 0, 'meters', 2, 'medium']`; undefined where nothing may stand. */
export function shapeAt(path: readonly PropertyKey[]): Shape | undefined {
  let at: Shape | undefined = settingsShape();
  for (const key of path) at = typeof key === 'number' ? at?.items : at?.properties?.[String(key)];
  return at;
}

/** What may stand there, in words: `a whole number from 0 to 65535`. */
export function allowedText(at: Shape): string {
  if (at.allowed) return at.allowed;
  if (at.enum) return at.enum.join(', ');
  switch (at.type) {
    case 'boolean':
      return 'true, false';
    case 'integer':
    case 'number':
      return numberText(at);
    case 'string':
      return stringText(at);
    case 'array':
      return at.minItems ? `a list of at least ${at.minItems}` : 'a list';
    default:
      return `a group with the keys ${Object.keys(at.properties ?? {}).join(', ')}`;
  }
}

function numberText({ type, minimum, maximum, exclusiveMinimum, multipleOf }: Shape): string {
  // zod says "safe integer" as the largest bounds; they tell a person nothing.
  const bound = (value: number | undefined) => (value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined);
  const words = [type === 'integer' ? 'a whole number' : 'a number'];
  if (exclusiveMinimum !== undefined) words.push(`above ${exclusiveMinimum}`);
  if (bound(minimum) !== undefined) words.push(`from ${minimum}`);
  if (bound(maximum) !== undefined) words.push(`to ${maximum}`);
  if (multipleOf !== undefined) words.push(`in steps of ${multipleOf}`);
  return words.join(' ');
}

function stringText({ format, minLength, maxLength }: Shape): string {
  if (format === 'date') return 'a local day YYYY-MM-DD';
  if (format === 'date-time') return 'an instant with offset, such as 2026-09-01T00:00:00+08:00';
  if (minLength !== undefined && minLength === maxLength) return `text of ${minLength} characters`;
  return 'text';
}
