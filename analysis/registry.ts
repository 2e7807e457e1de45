import type { Rule } from '../domain/finding.ts';
import { acLeftOn } from './ac-left-on.ts';
import { balanceGap } from './balance-gap.ts';
import { baselineDrift } from './baseline-drift.ts';
import { breakerNotOpened } from './breaker-not-opened.ts';
import { burst } from './burst.ts';
import { clockDrift } from './clock-drift.ts';
import { continuousFlow } from './continuous-flow.ts';
import { ctRatioSuspect } from './ct-ratio-suspect.ts';
import { dormHighPower } from './dorm-high-power.ts';
import { duplicateChannel } from './duplicate-channel.ts';
import { frostRisk } from './frost-risk.ts';
import { frozenNoFlow } from './frozen-no-flow.ts';
import { hotWaterOffCheck } from './hot-water-off-check.ts';
import { lightsLeftOn } from './lights-left-on.ts';
import { meterSilent } from './meter-silent.ts';
import { meterStuck } from './meter-stuck.ts';
import { nightExcessBuilding } from './night-excess-building.ts';
import { nightFlowStep } from './night-flow-step.ts';
import { phaseFault } from './phase-fault.ts';
import { powerQuality } from './power-quality.ts';
import { quotaPace } from './quota-pace.ts';
import { registerStep } from './register-step.ts';
import type { AnyRule, RuleDefaults, SeriesRule } from './rule.ts';
import { setpoint } from './setpoint.ts';
import { slowLeak } from './slow-leak.ts';
import { zeroFlowFail } from './zero-flow-fail.ts';

/** All rules of the program, in the order of the domain note. A new one is a file, its test and a line here (docs/adding-a-detector.md). */
export const RULES = {
  ac_left_on: acLeftOn,
  night_excess_building: nightExcessBuilding,
  lights_left_on: lightsLeftOn,
  zero_flow_fail: zeroFlowFail,
  continuous_flow: continuousFlow,
  night_flow_step: nightFlowStep,
  slow_leak: slowLeak,
  burst: burst,
  frost_risk: frostRisk,
  frozen_no_flow: frozenNoFlow,
  baseline_drift: baselineDrift,
  quota_pace: quotaPace,
  meter_silent: meterSilent,
  meter_stuck: meterStuck,
  register_step: registerStep,
  phase_fault: phaseFault,
  ct_ratio_suspect: ctRatioSuspect,
  clock_drift: clockDrift,
  duplicate_channel: duplicateChannel,
  balance_gap: balanceGap,
  power_quality: powerQuality,
  setpoint,
  hot_water_off_check: hotWaterOffCheck,
  dorm_high_power: dormHighPower,
  breaker_not_opened: breakerNotOpened,
} as const satisfies Record<Rule, AnyRule>;
export type RuleName = keyof typeof RULES;

const BY_NAME: ReadonlyMap<Rule, AnyRule> = new Map(Object.entries(RULES));

/** Undefined for a rule of an earlier version. */
export const ruleOf = (rule: Rule): AnyRule | undefined => BY_NAME.get(rule);
export const ALL_RULES: readonly AnyRule[] = [...BY_NAME.values()];
export const SERIES_RULES: readonly SeriesRule[] = ALL_RULES.filter((rule) => rule.kind === 'series');

/** `ac_left_on` is `acLeftOn` in the settings file. */
export const settingsKey = (rule: Rule) => rule.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The settings file's `detectors`, by rule. */
export function ruleDefaultsOf(settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): RuleDefaults {
  return Object.fromEntries(ALL_RULES.map(({ rule }) => [rule, settings[settingsKey(rule)] ?? {}]));
}
