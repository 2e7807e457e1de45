/** What the explanation of a meter's steps rests on. */

export interface RegisterReading {
  at: number;
  /** As the display shows it, before any ratio. */
  value: number;
}

/**
 * How a person explains a step. `normal`: all of it was used. `rollover`: the register went past its last digit. `reset`: it
 * began again at zero, and what it shows since was used. `glitch`: the reading is foreign, the series goes on around it.
 * `unknown`: the series goes on from the new value, and what was used across the step stays unknown (its kind stays
 * `suspicious`).
 */
export const STEP_DECISIONS = ['normal', 'rollover', 'reset', 'glitch', 'unknown'] as const;
export type StepDecision = (typeof STEP_DECISIONS)[number];

export interface RegisterSpec {
  /** Digits before the decimal point; the register rolls over at 10^digits. */
  digits: number;
  /** Smallest step of the display. */
  resolution: number;
  /** Largest plausible advance per hour, in register units (rating ÷ ratio). Undefined: unknown. */
  maxPerHour?: number | undefined;
}

export interface RegisterFacts {
  /** Ascending; the first holds from −∞ on, the others from their instant on. */
  specs: readonly (RegisterSpec & { fromAt: number })[];
  /** How a falling register is understood (FALL_RULES in site.ts). */
  falls: 'judge' | 'restart' | 'net';
  /** A longer time between two readings is a gap. */
  gapMs: number;
  /** By the instant at which their step ends. */
  decisions: ReadonlyMap<number, StepDecision>;
  /** Ascending: the old meter's last and the new meter's first register. */
  exchanges: readonly { at: number; closing: number; opening: number }[];
  outages: readonly { fromAt: number; toAt: number }[];
  serials: readonly { serial: string; firstAt: number; lastAt: number }[];
}
