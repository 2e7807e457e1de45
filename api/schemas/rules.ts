import { z } from 'zod';
import { AUDIENCES, BLIND_REASONS } from '../../domain/finding.ts';
import { SCOPE_KINDS } from '../../domain/scope.ts';
import { cost, proof, words } from './alerts.ts';
import { instant, localDay, named, reason, siteParams } from './common.ts';

export const scope = z.strictObject({ kind: z.enum(SCOPE_KINDS), id: z.string().min(1).max(64) });
/** A scope with the name of what it is. */
export const namedScope = z.object({ kind: z.enum(SCOPE_KINDS), id: z.string(), ...named });

const optionValue = z.union([z.number(), z.string(), z.boolean()]);
/** An option of a rule: enough to make a field of a form. */
export const ruleOption = z.object({
  name: z.string(),
  label: words,
  unit: z.string(),
  type: z.enum(['number', 'integer', 'clock', 'boolean', 'choice', 'text']),
  minimum: z.number().nullable(),
  /** The minimum itself is not allowed. */
  isMinimumExcluded: z.boolean(),
  maximum: z.number().nullable(),
  step: z.number().nullable().describe('only multiples of it'),
  choices: z.array(z.string()),
  /** Of the program. */
  default: optionValue,
  /** In force for the whole site: the settings file, then what is set for the site. */
  inForce: optionValue,
});
export const ruleSettingView = z.object({
  scope: namedScope,
  isOn: z.boolean().nullable().describe('null: as in the wider scope'),
  options: z.record(z.string(), optionValue),
  by: z.string(),
  reason: z.string(),
  setAt: instant,
});
export const ruleView = z.object({
  rule: z.string(),
  code: z.string().describe('number in the list of detectors, such as D1'),
  name: words,
  what: words,
  audience: z.enum(AUDIENCES),
  urgency: z.enum(['now', 'tonight', 'today', 'digest']),
  about: z.enum(['use', 'meter']),
  /** In force for the whole site. */
  isOn: z.boolean(),
  /** It can be tried out on the past, and set for single places. */
  isSeries: z.boolean(),
  options: z.array(ruleOption),
  /** What differs from the rest of the site, the widest scope first. */
  settings: z.array(ruleSettingView),
  /** Meters that it looks at now; null: it does not go meter by meter through intervals. */
  meters: z.number().int().nullable(),
  openAlerts: z.number().int(),
});
/** GET /api/sites/:site/rules */
export const ruleList = z.object({ rules: z.array(ruleView) });
export const ruleParams = siteParams.extend({ rule: z.string() });
/** GET /api/sites/:site/rules/:rule */
export const ruleAnswer = z.object({ rule: ruleView });

/** PUT /api/sites/:site/rules/:rule/setting. Only what is to differ; options that are not named are as in the wider scope. */
export const ruleSettingRequest = z.strictObject({
  scope,
  isOn: z.boolean().optional(),
  options: z.record(z.string(), optionValue).default({}),
  reason,
});
/** DELETE /api/sites/:site/rules/:rule/setting?kind&id&by */
export const ruleSettingRemoval = z.strictObject({ kind: z.enum(SCOPE_KINDS), id: z.string() });

/** POST /api/sites/:site/rules/:rule/try: what the rule would have flagged, had it been set so. Nothing is kept. */
export const tryRequest = z.strictObject({
  scope,
  /** Instead of what is in force; options that are not named are as they are in force at each meter. */
  options: z.record(z.string(), optionValue).default({}),
  fromDay: localDay,
  toDay: localDay.describe('included; at most 400 days after `fromDay`'),
});
export const tryFinding = z.object({
  meter: z.object({ id: z.string(), ...named }),
  building: z.object({ id: z.string(), ...named }),
  space: z.object({ id: z.string(), ...named }).nullable(),
  night: localDay,
  startAt: instant,
  endAt: instant.nullable(),
  isFirm: z.boolean(),
  rate: z.object({ value: z.number(), unit: z.string() }).nullable(),
  wasted: z.object({ value: z.number(), unit: z.string() }).nullable(),
  cost: cost.nullable(),
  sentence: words,
  proof: proof.nullable(),
  /** Excluded or permitted: no alert would have come of it. */
  isExcused: z.boolean(),
});
export const tryAnswer = z.object({
  /** By start; at most 500, `found` counts all. */
  findings: z.array(tryFinding),
  found: z.number().int(),
  /** Findings by the Monday of their week, every week of the span. */
  weeks: z.array(z.object({ monday: localDay, count: z.number().int() })),
  /** Meters looked at, and those about which nothing could be said on some night, by reason. */
  meters: z.number().int(),
  blind: z.partialRecord(z.enum(BLIND_REASONS), z.number().int()),
  /** Hourly means over the span of the meters with most findings (at most 6): what the findings are drawn on. Null: unknown. */
  series: z.array(
    z.object({
      meter: z.object({ id: z.string(), ...named }),
      unit: z.string(),
      startAt: instant,
      stepMs: z.number().int(),
      values: z.array(z.number().nullable()),
    }),
  ),
  /** How long it took to judge. */
  tookMs: z.number(),
});

/** What a meter can show at all: GET /api/sites/:site/meters/:meter carries it as `limit`. */
export const detectionLimit = z.object({
  /** Smallest constant flow that is seen in a night, L/h; null: no water meter. */
  minDetectableLph: z.number().nullable(),
  /** Smallest step of power from register differences over an hour, kW; null: no electricity meter. */
  minDetectableKw: z.number().nullable(),
  /** What follows from it, for people: "a running cistern (31.5 L/h) cannot be seen". */
  sentence: words,
});

export type RuleView = z.infer<typeof ruleView>;
export type RuleOption = z.infer<typeof ruleOption>;
export type RuleSettingView = z.infer<typeof ruleSettingView>;
export type RuleSettingRequest = z.input<typeof ruleSettingRequest>;
export type TryRequest = z.input<typeof tryRequest>;
export type TryAnswer = z.infer<typeof tryAnswer>;
export type TryFinding = z.infer<typeof tryFinding>;
export type ScopeView = z.infer<typeof namedScope>;
export type DetectionLimitView = z.infer<typeof detectionLimit>;
