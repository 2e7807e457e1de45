import { z } from 'zod';
import type { AnyRule } from './rule.ts';

/** What of a JSON schema says which values an option takes. */
interface OptionShape {
  type?: string;
  enum?: readonly unknown[];
  /** In words, where the form of a text is not plain from the rest. */
  allowed?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  unit?: string;
}

/**
 * Checks options that somebody wants to set for a rule.
 *
 * @param options only those that are to differ
 * @returns       the same options as the rule understands them, or one line a mistake: the option, its value, what is allowed
 */
export function tryOptions(
  rule: AnyRule,
  options: Readonly<Record<string, unknown>>,
): { options: Record<string, unknown> } | { mistakes: string[] } {
  const parsed = rule.options.safeParse(options);
  if (parsed.success) {
    const whole: Record<string, unknown> = parsed.data;
    return { options: Object.fromEntries(Object.keys(options).map((name) => [name, whole[name]])) };
  }
  const shapes = shapesOf(rule);
  return { mistakes: parsed.error.issues.flatMap((issue) => explain(issue, options, shapes)) };
}

function shapesOf(rule: AnyRule): ReadonlyMap<string, OptionShape> {
  const { properties = {} } = z.toJSONSchema(rule.options, { io: 'input', unrepresentable: 'any' });
  return new Map(Object.entries(properties).map(([name, shape]) => [name, shape as OptionShape]));
}

function explain(issue: z.core.$ZodIssue, options: Readonly<Record<string, unknown>>, shapes: ReadonlyMap<string, OptionShape>): string[] {
  const known = [...shapes.keys()].join(', ');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key}: there is no such option; known: ${known}`);
  const name = String(issue.path[0] ?? '');
  const shape = shapes.get(name);
  // A check over several options says in its own words what is wrong.
  if (!shape || issue.code === 'custom') return [name === '' ? issue.message : `${name}: ${issue.message}`];
  return [`${name}: ${shown(options[name])} is not allowed; allowed: ${allowed(shape)}`];
}

const shown = (value: unknown) => (typeof value === 'string' ? `'${value.slice(0, 60)}'` : (JSON.stringify(value) ?? 'nothing'));

function allowed(shape: OptionShape): string {
  if (shape.enum) return shape.enum.map(String).join(', ');
  if (shape.type === 'boolean') return 'true or false';
  if (shape.type === 'string') return shape.allowed ?? 'text';
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = shape;
  const bounds = [
    shape.type === 'integer' ? 'a whole number' : 'a number',
    multipleOf !== undefined && `a multiple of ${multipleOf}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && `at least ${minimum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `at most ${maximum}`,
  ];
  return `${bounds.filter((part) => part !== false).join(', ')}${shape.unit ? ` ${shape.unit}` : ''}`;
}
