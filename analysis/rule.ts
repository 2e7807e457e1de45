import { z } from 'zod';
import type { Audience, Finding, Rule } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Urgency } from '../domain/urgency.ts';
import type { AlertPlace, Sentence } from '../domain/words.ts';
import type { SeriesDetector } from './series-detector.ts';

/** When the findings of a rule are looked for; the cron table gives each its lines. */
export const CADENCES = ['live', 'night', 'morning', 'evening', 'weekly'] as const;
/** `live`: every five minutes, at any hour. `night`: every five minutes of the night round. `morning` 06:15, `evening` 17:00, `weekly` Monday 06:40. */
export type Cadence = (typeof CADENCES)[number];

/** Everything about a rule but its arithmetic. */
export interface RuleFacts<S extends z.ZodObject = z.ZodObject> {
  rule: Rule;
  /** Number in the domain note, such as `D1`. */
  code: string;
  audience: Audience;
  urgency: Urgency;
  /** `use`: what is consumed; `meter`: whether a meter can be believed. The latter never goes to the guard. */
  about: 'use' | 'meter';
  /** Two to six words: 空调未关. */
  name: Sentence;
  /** One sentence: what it looks for. */
  what: Sentence;
  /** Strict; every option has a default and `optionWords`. */
  options: S;
  /** Words for the names in evidence and reasons. */
  words: Readonly<Record<string, Sentence>>;
  /** @param isExpired the night is over: nobody is asked to go there any more */
  sentence(finding: Finding, place: AlertPlace, local: LocalTime, isExpired: boolean): Sentence;
}

/** A rule that looks at intervals: judged by the engine, tried out on the past, evaluated. */
export interface SeriesRule<S extends z.ZodObject = z.ZodObject> extends RuleFacts<S> {
  kind: 'series';
  cadence: Cadence;
  create(options: z.infer<S>): SeriesDetector;
}

/** A rule that needs more than intervals: readings, steps, all meters side by side. Its job knows how to ask it. */
export interface OtherRule<S extends z.ZodObject = z.ZodObject, D = unknown> extends RuleFacts<S> {
  kind: 'other';
  create(options: z.infer<S>): D;
}

export type AnyRule = SeriesRule | OtherRule;

/** Options by rule, as in the settings file (site-wide): only what differs from the defaults of the rule. */
export type RuleDefaults = Readonly<Record<Rule, Readonly<Record<string, unknown>>>>;

/** Checks the shape of a definition and keeps its types. */
export const seriesRule = <S extends z.ZodObject>(rule: Omit<SeriesRule<S>, 'kind'>): SeriesRule<S> => ({ kind: 'series', ...rule });
export const otherRule = <S extends z.ZodObject, D>(rule: Omit<OtherRule<S, D>, 'kind'>): OtherRule<S, D> => ({ kind: 'other', ...rule });

/** Meta data of an option: how it is called, and its unit. @example z.number().default(0.15).meta(optionWords('…', '…', 'kWh')) */
export function optionWords(zh: string, en: string, unit = ''): { description: string; zh: string; unit: string } {
  return { description: en, zh, unit };
}

export const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ allowed: 'a clock time HH:mm' });
