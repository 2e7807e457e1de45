import { z } from 'zod';
import type { AnyRule } from '../analysis/rule.ts';
import type { RuleOption } from './schemas/rules.ts';

/** How `clockTime` of analysis/rule.ts says what it is. */
const CLOCK_TIME = 'a clock time';

type OptionValue = RuleOption['default'];

/** The part of JSON Schema that options of rules use. `unit` and `zh` are from `optionWords`. */
interface OptionShape {
  type?: 'string' | 'number' | 'integer' | 'boolean';
  enum?: string[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  multipleOf?: number;
  description?: string;
  zh?: string;
  allowed?: string;
  unit?: string;
  default?: OptionValue;
}

/**
 * The options of a rule as the fields of a form.
 *
 * @param inForce all options by name, as they are for the whole site
 */
export function toOptionFields(rule: AnyRule, inForce: Readonly<Record<string, unknown>>): RuleOption[] {
  const { properties = {} } = z.toJSONSchema(rule.options, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const shape = property as OptionShape;
    const minimum = bound(shape.exclusiveMinimum) ?? bound(shape.minimum);
    return {
      name,
      label: { zh: shape.zh ?? name, en: shape.description ?? name },
      unit: shape.unit ?? '',
      type: typeOf(shape),
      minimum: minimum ?? null,
      isMinimumExcluded: bound(shape.exclusiveMinimum) !== undefined,
      maximum: bound(shape.maximum) ?? null,
      step: shape.multipleOf ?? null,
      choices: shape.enum ?? [],
      default: shape.default!,
      inForce: inForce[name] as OptionValue,
    };
  });
}

/** zod says "safe integer" as the largest bounds; they tell a person nothing. */
const bound = (value: number | undefined) => (value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined);

function typeOf({ type, enum: choices, allowed = '' }: OptionShape): RuleOption['type'] {
  if (choices) return 'choice';
  if (type === 'number' || type === 'integer' || type === 'boolean') return type;
  // An empty clock time is one too: the school has no such hour.
  return allowed.startsWith(CLOCK_TIME) ? 'clock' : 'text';
}
