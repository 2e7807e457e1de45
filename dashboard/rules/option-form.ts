import type { RuleOption } from '../../api/schemas/rules.ts';
import { parseNumber } from '../numbers.ts';

export type OptionValue = RuleOption['inForce'];
/** Options as they are typed, by name; empty: as in the wider scope. */
export type OptionTexts = Record<string, string>;

/** What is wrong with what was typed; `bound` is the number that it breaks. */
export interface OptionTrouble {
  why: 'notNumber' | 'notWhole' | 'tooSmall' | 'notAbove' | 'tooLarge' | 'notStep' | 'notClock' | 'notChoice';
  bound?: number | undefined;
}
type Parsed = { value: OptionValue } | { trouble: OptionTrouble };

/** Multiples of 0.05 in binary are not exact. */
const DUST = 1e-9;

/** One option; undefined when nothing was typed. The server has the last word, this one is only quicker. */
export function parseOption(option: RuleOption, text: string): Parsed | undefined {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return undefined;
  switch (option.type) {
    case 'boolean':
      return { value: plain === 'true' };
    case 'choice':
      return option.choices.includes(plain) ? { value: plain } : { trouble: { why: 'notChoice' } };
    case 'clock':
      return parseClock(plain);
    case 'text':
      return { value: plain };
    case 'number':
    case 'integer':
      return parseAmount(option, plain);
  }
}

function parseClock(text: string): Parsed {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)(?::00)?$/.exec(text) ?? [];
  const isClock = hours !== undefined && minutes !== undefined && Number(hours) < 24 && Number(minutes) < 60;
  return isClock ? { value: `${hours.padStart(2, '0')}:${minutes}` } : { trouble: { why: 'notClock' } };
}

function parseAmount({ type, minimum, isMinimumExcluded, maximum, step }: RuleOption, text: string): Parsed {
  const value = parseNumber(text);
  const wrong = (why: OptionTrouble['why'], bound?: number): Parsed => ({ trouble: { why, bound } });
  if (value === undefined) return wrong('notNumber');
  if (type === 'integer' && !Number.isInteger(value)) return wrong('notWhole');
  if (minimum !== null && value < minimum) return wrong('tooSmall', minimum);
  if (minimum !== null && isMinimumExcluded && value === minimum) return wrong('notAbove', minimum);
  if (maximum !== null && value > maximum) return wrong('tooLarge', maximum);
  if (step !== null && Math.abs(value / step - Math.round(value / step)) > DUST) return wrong('notStep', step);
  return { value };
}

/** All options that were typed, and what is wrong with the others. */
export function parseOptions(
  options: readonly RuleOption[],
  texts: OptionTexts,
): { options: Record<string, OptionValue>; troubles: Record<string, OptionTrouble> } {
  const parsed = options.map((option) => [option.name, parseOption(option, texts[option.name] ?? '')] as const);
  return {
    options: Object.fromEntries(parsed.flatMap(([name, one]) => (one && 'value' in one ? [[name, one.value]] : []))),
    troubles: Object.fromEntries(parsed.flatMap(([name, one]) => (one && 'trouble' in one ? [[name, one.trouble]] : []))),
  };
}

export const toTexts = (options: Readonly<Record<string, OptionValue>>): OptionTexts =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));

/** What is filled in stands in the address, so that a trial leads to a setting and a link shows the same. */
export const optionsToQuery = (options: Readonly<Record<string, OptionValue>>): string | undefined =>
  Object.keys(options).length === 0 ? undefined : JSON.stringify(options);

/** The options of an address; whatever is not an option of the rule, or is wrong, is left out. */
export function optionsOfQuery(text: unknown, options: readonly RuleOption[]): Record<string, OptionValue> {
  if (typeof text !== 'string') return {};
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof given !== 'object' || given === null) return {};
  const texts = Object.entries(given).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [],
  );
  return parseOptions(options, Object.fromEntries(texts) as OptionTexts).options;
}
